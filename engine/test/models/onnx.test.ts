import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { historyFromItems, interactionsFromSequences, withoutEntries } from '../../src/data/interactions.ts'
import { leaveOneOut } from '../../src/explain/leave-one-out.ts'
import { type OnnxGraph, onnxModel } from '../../src/math/onnx-bytes.ts'
import { onnxMetadata } from '../../src/math/onnx-metadata.ts'
import { bert4rec } from '../../src/models/bert4rec.ts'
import { gru4rec } from '../../src/models/gru4rec.ts'
import { loadModel } from '../../src/models/index.ts'
import type { Algorithm, Model } from '../../src/models/model.ts'
import { onnx } from '../../src/models/onnx.ts'
import { parseParams } from '../../src/models/params.ts'
import { sasrec } from '../../src/models/sasrec.ts'
import { keepsCommonPromises } from './promises.ts'
import { ctx, lopsidedShop, randomHistories, scoresOf } from './shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'candor-onnx-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
function file(bytes: Uint8Array, place = folder): string {
  const path = join(place, `network-${files++}.onnx`)
  writeFileSync(path, bytes)
  return path
}
const fitted = (input: object, data = lopsidedShop()): Promise<Model> => onnx.fit(data, parseParams(onnx.params, input, 'onnx'), ctx)
const refused = (input: object, data = lopsidedShop()): Promise<string> =>
  fitted(input, data).then(
    () => 'taken',
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  )

interface Shape {
  readonly input?: { readonly type?: 'int32' | 'int64' | 'float32'; readonly shape?: readonly (number | string)[] }
  readonly columns?: number
  readonly items?: string
  readonly output?: string
}
/** A network that adds for each number of a history its row of a table: scores [people, columns] = Σ table[number + shift]. */
function table(rows: readonly (readonly number[])[], shift: number, { input = {}, items, output = 'scores' }: Shape = {}): Uint8Array {
  const { type = 'int32', shape = ['people', 3] } = input
  const width = rows[0]!.length
  const graph: OnnxGraph = {
    inputs: [{ name: 'items', type, shape }],
    outputs: [{ name: output, type: 'float32', shape: ['people', 'columns'] }],
    constants: [
      { name: 'table', type: 'float32', shape: [rows.length, width], bytes: new Uint8Array(Float32Array.from(rows.flat()).buffer) },
      { name: 'shift', type: 'int64', shape: [], bytes: new Uint8Array(BigInt64Array.of(BigInt(shift)).buffer) },
    ],
    nodes: [
      { op: 'Cast', inputs: ['items'], outputs: ['numbers'], attributes: { to: 7 } },
      { op: 'Add', inputs: ['numbers', 'shift'], outputs: ['places'] },
      { op: 'Gather', inputs: ['table', 'places'], outputs: ['each'] },
      { op: 'ReduceMean', inputs: ['each'], outputs: [output], attributes: { axes: [1], keepdims: 0 } },
    ],
    ...(items === undefined ? {} : { metadata: { items } }),
  }
  return onnxModel(graph)
}

const small = { factors: 8, heads: 2, layers: 1, length: 8, batch: 2, epochs: 2, negatives: 8 }
const own = await sasrec.fit(lopsidedShop(), parseParams(sasrec.params, small, 'sasrec'), ctx)

describe('onnx, a network of our own', () => {
  // It knows the items of the shop and one named "a".
  const names = [...lopsidedShop().items.names(), 'a']
  const numbers = names.map((_, row) => names.map((__, column) => Math.sin(row * 7 + column * column)))
  keepsCommonPromises(onnx, { network: file(table([...numbers, names.map(() => 0)], 0, { items: JSON.stringify(names) })), pad: names.length })

  for (const [algorithm, input] of [
    [sasrec, small],
    [bert4rec, { factors: 8, heads: 2, layers: 1, length: 8, batch: 2, epochs: 2, negatives: 8 }],
    [gru4rec, { factors: 8, epochs: 2, batch: 4, samples: 8 }],
  ] as const) {
    it(`gives the scores of the ${algorithm.name} it was exported from, whatever the length of the history, once saved and loaded too`, async () => {
      const recipe = algorithm as Algorithm
      const data = lopsidedShop()
      const model = await recipe.fit(data, parseParams(recipe.params, input, recipe.name), ctx)
      const again = await loadModel((await fitted({ network: file(model.onnx!()) })).save())
      const histories = [
        ...randomHistories(data.items.length, 30),
        historyFromItems([3]),
        historyFromItems(Array.from({ length: 30 }, (_, n) => n % 11)),
      ].filter(({ items }) => items.length > 0)
      const [given, wanted] = [await scoresOf(again, histories), await scoresOf(model, histories)]
      const n = data.items.length
      let compared = 0
      histories.forEach((_, row) => {
        // Our own models add a constant, so that 0 is what chance would give.
        let apart: number | undefined
        for (let item = 0; item < n; item++) {
          const [mine, theirs] = [given[row * n + item]!, wanted[row * n + item]!]
          if (mine <= -1e4) {
            expect(theirs).toBeLessThanOrEqual(-1e4)
            continue
          }
          apart ??= theirs - mine
          expect(Math.abs(theirs - mine - apart)).toBeLessThan(1e-5)
          compared++
        }
      })
      expect(compared).toBeGreaterThan(300)
      expect(again.onnx!()).toEqual(model.onnx!())
    })
  }

  it('has reasons by leaving entries out, which are what its scores then are', async () => {
    const model = await fitted({ network: file(own.onnx!()) })
    const history = historyFromItems([3, 1, 4])
    expect(leaveOneOut.supports(model)).toBe(true)
    const n = model.items.length
    const scores = await scoresOf(model, [history])
    const explanation = await leaveOneOut.explain(model, history, 2, { k: 5, candidates: new Uint8Array(n).fill(1), scores, seed: 1 } as never)
    const [without] = [await scoresOf(model, [withoutEntries(history, [1])])]
    const reason = explanation.reasons.find(({ kind, ref }) => kind === 'history' && ref === 1)!
    expect(reason.amount).toBeCloseTo(scores[2]! - without[2]!, 5)
  })
})

describe('onnx, a network trained elsewhere', () => {
  const shop = interactionsFromSequences([
    ['p', ['x', 'y', 'z']],
    ['q', ['x', 'new']],
  ])
  const ids = JSON.stringify(['z', 'gone', 'x'])
  const at = (name: string) => shop.items.indexOf(name)
  /** Rows of the table by number: 0 is no item, then z, gone, x; the first column too is for no item. */
  const counted = [
    [0, 0, 0, 0],
    [9, 1, 2, 3],
    [9, 10, 20, 30],
    [9, 100, 200, 300],
  ]

  it('is asked with its own numbers, padded on its side, and answers in its own order', async () => {
    for (const type of ['int32', 'int64'] as const) {
      const model = await fitted({ network: file(table(counted, 0, { items: ids, input: { type } })), first: 1, pad: 0 }, shop)
      const scores = await scoresOf(model, [historyFromItems([at('x'), at('new')]), historyFromItems([at('x'), at('z')])])
      const n = shop.items.length
      // A mean over three places, so a third of the rows' sum; "new" is not the network's and counts for nothing.
      expect([scores[at('z')], scores[at('x')]]).toEqual([100 / 3, 100].map(Math.fround))
      expect([scores[n + at('z')], scores[n + at('x')]]).toEqual([101 / 3, 101].map(Math.fround))
      expect([scores[at('y')], scores[at('new')]]).toEqual([-1e4, -1e4])
    }
  })

  it('pads before or after, keeps the newest of a long history, and fills up batches of a fixed size', async () => {
    /** Only the first place counts: what stands there shows on which side the padding is. */
    const firstPlace = (shape: readonly (number | string)[]): Uint8Array =>
      onnxModel({
        inputs: [{ name: 'h', type: 'int32', shape }],
        outputs: [{ name: 'scores', type: 'float32', shape: ['people', 3] }],
        constants: [
          { name: 'zero', type: 'int64', shape: [1], bytes: new Uint8Array(BigInt64Array.of(0n).buffer) },
          { name: 'shape', type: 'float32', shape: [1, 3], bytes: new Uint8Array(Float32Array.of(1, 1, 1).buffer) },
        ],
        nodes: [
          { op: 'Gather', inputs: ['h', 'zero'], outputs: ['place'], attributes: { axis: 1 } },
          { op: 'Cast', inputs: ['place'], outputs: ['number'], attributes: { to: 1 } },
          { op: 'Mul', inputs: ['number', 'shape'], outputs: ['scores'] },
        ],
        metadata: { items: ids },
      })
    const histories = [historyFromItems([at('x')]), historyFromItems([at('x'), at('z'), at('x'), at('z'), at('z'), at('z')])]
    const first = async (input: object, shape: readonly (number | string)[]) => {
      const scores = await scoresOf(await fitted({ network: file(firstPlace(shape)), pad: 77, ...input }, shop), histories)
      return [scores[at('z')], scores[shop.items.length + at('z')]]
    }
    expect(await first({}, ['people', 4])).toEqual([2, 2])
    expect(await first({ padding: 'before' }, ['people', 4])).toEqual([77, 2])
    expect(await first({ padding: 'before' }, [3, 4])).toEqual([77, 2])
    expect(await first({ padding: 'before' }, [1, 4])).toEqual([77, 2])
    expect(await first({ padding: 'before', length: 3 }, ['people', 'length'])).toEqual([77, 0])
    expect(await first({ padding: 'before', length: 9 }, ['people', 'length'])).toEqual([77, 77])
  })

  it('takes the ids of its items from items.json beside it', async () => {
    const place = mkdtempSync(join(folder, 'beside-'))
    const network = file(table(counted, 0), place)
    expect(await refused({ network, first: 1, pad: 0 }, shop)).toMatch(/^params\.invalid .*does not say which items.*items\.json/)
    writeFileSync(join(place, 'items.json'), ids)
    const scores = await scoresOf(await fitted({ network, first: 1, pad: 0 }, shop), [historyFromItems([at('x')])])
    expect(scores[at('x')]).toBe(100)
    writeFileSync(join(place, 'items.json'), '{"z": 0}')
    expect(await refused({ network, first: 1, pad: 0 }, shop)).toMatch(/^params\.invalid .*items\.json is no JSON list/)
  })

  it('is refused by name and reason where it is no ranker of this shop', async () => {
    expect(await refused({})).toMatch(/^params\.invalid onnx\.network is empty.*candor train --model onnx/)
    expect(await refused({ network: join(folder, 'nowhere.onnx') })).toMatch(/^file\.missing .*nowhere\.onnx/)
    expect(await refused({ network: folder })).toMatch(/^file\.unreadable .*cannot be read/)
    expect(await refused({ network: file(new TextEncoder().encode('no network')) })).toMatch(/^file\.unreadable .*is no ONNX network/)
    expect(await refused({ network: file(own.onnx!().subarray(0, -400)) })).toMatch(/^file\.unreadable /)
    const of = (shape: Shape, rows = counted, input: object = {}) => refused({ network: file(table(rows, 0, shape)), first: 1, pad: 0, ...input }, shop)
    expect(await of({ items: ids })).toBe('taken')
    expect(await of({ items: ids, input: { type: 'float32' } })).toMatch(
      /^params\.invalid The inputs of .* are not those of a ranker: items float32 \[people, 3\]\. A ranker has/,
    )
    expect(await of({ items: ids, input: { shape: ['people'] } })).toMatch(/^params\.invalid The inputs/)
    expect(await of({ items: '["z", "x"]' })).toMatch(/^params\.invalid .*gives 4 scores for 2 items/)
    expect(await of({ items: '["z", "x", "z"]' })).toMatch(/^params\.invalid .*names the item "z" twice/)
    expect(await of({ items: '["k", "l", "m"]' })).toMatch(/^params\.invalid None of the 3 items of .*such as "k", is one of this shop, such as "x"/)
    expect(await of({ items: ids }, counted, { pad: 99 })).toMatch(/^params\.invalid The network .* failed on a history of its first item, written as 1/)
  })

  it('is exported as it came, and in no other precision', async () => {
    const network = table(counted, 0, { items: ids })
    const model = await fitted({ network: file(network), first: 1, pad: 0 }, shop)
    expect(model.onnx!()).toEqual(network)
    expect(() => model.onnx!('int8')).toThrow(/leave --precision int8 away/)
  })
})

it('reads the facts of an ONNX file, and says where the bytes are none', () => {
  expect(JSON.parse(onnxMetadata(own.onnx!()).items!)).toEqual(
    [...new Set(lopsidedShop().cols)].sort((a, b) => a - b).map((item) => lopsidedShop().items.name(item)),
  )
  expect(onnxMetadata(table([[1]], 0, { items: '["茶"]' }))).toEqual({ items: '["茶"]' })
  expect(onnxMetadata(table([[1]], 0))).toEqual({})
  for (const bytes of [[0xff], [0x72, 9, 1], [0x0b]]) expect(() => onnxMetadata(Uint8Array.from(bytes))).toThrow(RangeError)
})
