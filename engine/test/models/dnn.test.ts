import { describe, expect, it } from 'vitest'
import { historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { dnn } from '../../src/models/dnn.ts'
import { DnnBatches } from '../../src/models/dnn-batches.ts'
import { loadModel } from '../../src/models/index.ts'
import type { Model } from '../../src/models/model.ts'
import { parseParams } from '../../src/models/params.ts'
import { openBackend } from '../../src/nn/index.ts'
import { keepsCommonPromises } from './promises.ts'
import { ctx, describedShop, lopsidedShop, scoresOf } from './shop.ts'
import { wordGroups } from './word-groups.ts'

const small = { factors: 12, hidden: 16, epochs: 4, batch: 16, samples: 8, learningRate: 0.01 }

const fitted = (data: Interactions, wanted: object = {}): Promise<Model> =>
  dnn.fit(data, parseParams(dnn.params, { ...small, epochs: 25, ...wanted }, 'dnn'), ctx)

describe('dnn', () => {
  keepsCommonPromises(dnn, small)
  describe('with descriptions', () => keepsCommonPromises(dnn, { ...small, idDropout: 0.5 }, describedShop))
  describe('from a factorisation', () => keepsCommonPromises(dnn, { ...small, start: 'factors' }, describedShop))
  describe('without a tower or order, by the binary loss', () => keepsCommonPromises(dnn, { ...small, hidden: 0, decay: 1, tail: 0, loss: 'binary' }))

  for (const [name, wanted] of Object.entries({
    'cut histories': {},
    'hidden entries': { decay: 1, tail: 0, hide: 0.5 },
    'the binary loss': { loss: 'binary', learningRate: 0.02 },
    'products alone': { hidden: 0 },
    'the whole catalogue': { samples: 0 },
  })) {
    it(`puts what goes along first, by ${name}`, async () => {
      const plain = wordGroups()
      const data = { ...plain, products: plain.products.map(() => undefined) }
      const model = await fitted(data, wanted)
      const ask = Array.from({ length: 24 }, (_, item) => historyFromItems([data.items.indexOf(`i${item}`)]))
      const scores = await scoresOf(model, ask)
      const right = ask.filter((_, item) => {
        const own = [...scores.subarray(item * data.items.length, (item + 1) * data.items.length)]
        const best = [...own.keys()].filter((at) => /^i\d/.test(data.items.name(at)) && data.items.name(at) !== `i${item}`).sort((a, b) => own[b]! - own[a]!)
        return best.slice(0, 3).every((at) => Number(data.items.name(at).slice(1)) >> 2 === item >> 2)
      })
      expect(right.length).toBeGreaterThan(21)
    })
  }

  it('learns by its tower what no sum of products of one factor can hold', async () => {
    // One factor orders items along a line; three groups that keep to themselves do not lie on one.
    const data = wordGroups()
    const plain = { ...data, products: data.products.map(() => undefined) }
    const loss = async (hidden: number): Promise<number> => {
      const losses: number[] = []
      const params = parseParams(dnn.params, { ...small, factors: 1, hidden, epochs: 60, samples: 0 }, 'dnn')
      await dnn.fit(plain, params, { ...ctx, progress: ({ figures }) => void (figures?.loss !== undefined && losses.push(figures.loss)) })
      return losses.at(-1)!
    }
    expect(await loss(32)).toBeLessThan((await loss(0)) - 0.1)
  })

  it('recommends new products by their descriptions to the right people, also after it was saved, and learns from them of a person', async () => {
    const model = await fitted(wordGroups(), { idDropout: 0.5, epochs: 40 })
    const told = model.admit!([
      { id: 'new candle', title: 'Candle' },
      { id: 'nothing known', title: 'Zzz' },
    ])
    expect(model.items.has('new candle')).toBe(false)
    for (const each of [told, await loadModel(told.save())]) {
      const at = (id: string): number => each.items.indexOf(id)
      const asked = ['i8', 'i12', 'i20', 'new candle', 'cold drum'].map((id) => historyFromItems([at(id)]))
      const scores = await scoresOf(each, asked)
      const score = (row: number, id: string): number => scores[row * each.items.length + at(id)]!
      const fresh = ['new candle', 'cold drum', 'cold flute']
      const best = (row: number): string => fresh.toSorted((a, b) => score(row, b) - score(row, a))[0]!
      expect([best(0), best(1), best(2)]).toEqual(fresh)
      expect(score(3, 'i9')).toBeGreaterThan(score(3, 'i13'))
      expect(score(4, 'i13')).toBeGreaterThan(score(4, 'i9'))
      expect(score(0, 'nothing known')).toBe(-1e4)
      expect(score(0, 'never')).toBe(-1e4)
    }
  })

  it('begins where popularity stands', async () => {
    const data = lopsidedShop()
    const model = await dnn.fit(data, parseParams(dnn.params, { ...small, epochs: 1, learningRate: 1e-5 }, 'dnn'), ctx)
    const counts = Array.from({ length: 14 }, (_, item) => data.cols.filter((each) => each === item).length)
    const scores = [...(await scoresOf(model, [historyFromItems([])]))].slice(0, 14)
    const best = counts.indexOf(Math.max(...counts))
    expect(scores.indexOf(Math.max(...scores))).toBe(best)
    const worst = counts.indexOf(Math.min(...counts))
    expect(scores[best]! - scores[worst]!).toBeCloseTo(Math.log(counts[best]! / counts[worst]!), 0.5)
  })

  it('counts newer entries more, and none beyond the tail', async () => {
    const data = wordGroups()
    const at = (...items: number[]): ReturnType<typeof historyFromItems> => historyFromItems(items.map((item) => data.items.indexOf(`i${item}`)))
    const model = await fitted(data, { decay: 0.3, tail: 0.2 })
    expect(await scoresOf(model, [at(0, 4, 12)])).toEqual(await scoresOf(model, [at(4, 12)]))
    const newDrum = await scoresOf(model, [at(4, 12)])
    const oldDrum = await scoresOf(model, [at(12, 4)])
    const drum = data.items.indexOf('i13')
    expect(newDrum[drum]).toBeGreaterThan(oldDrum[drum]!)
  })

  it('learns what comes after from what came before, never the other way round', () => {
    const { ptr, cols, times, weights } = interactionsFromSequences(Array.from({ length: 20 }, (_, at) => [`p${at}`, ['a', 'b', 'c', 'd', 'e']]))
    const batches = new DnnBatches({ ptr, items: cols, times, weights, active: 5, batch: 4, samples: 0, hide: 0, decay: 0.5, tail: 0 }, 3)
    expect(batches.begin(0)).toBe(5)
    const cuts = new Set<number>()
    for (let step = 0; step < 5; step++) {
      const { candidates, feeds } = batches.batch(step)
      const n = candidates.length
      for (let row = 0; row < 4; row++) {
        const of = (values: Float32Array): number[] => Array.from({ length: 5 }, (_, item) => values[row * n + candidates.indexOf(item)]!)
        const [read, asked] = [of(feeds.mix), of(feeds.counts)]
        const cut = asked.findIndex((weight) => weight > 0)
        cuts.add(cut)
        const norm = Math.hypot(...Array.from({ length: cut }, (_, back) => 0.5 ** back))
        for (let item = 0; item < 5; item++) {
          expect(read[item]).toBeCloseTo(item < cut ? 0.5 ** (cut - 1 - item) / norm : 0, 6)
          expect(asked[item]).toBeCloseTo(item < cut ? 0 : 0.5 ** (item - cut), 6)
        }
        expect(feeds.totals[row]).toBeCloseTo(
          asked.reduce((sum, weight) => sum + weight, 0),
          5,
        )
      }
    }
    expect(cuts.size).toBeGreaterThan(3)
  })

  it('scores alike alone and among others, in catalogues beyond one block of its tower', async () => {
    const random = new Random(2)
    const data = interactionsFromSequences(Array.from({ length: 1300 }, (_, person) => [`p${person}`, [`i${person}`, `i${random.int(1300)}`]]))
    const model = await fitted(data, { epochs: 1, samples: 50, batch: 100 })
    const n = data.items.length
    const asked = [3, 700, 1299].map((item) => historyFromItems([item, 5]))
    const together = await scoresOf(model, asked)
    for (const [row, history] of asked.entries()) expect(await scoresOf(model, [history])).toEqual(together.slice(row * n, (row + 1) * n))
    const program = await (await openBackend()).open(model.onnx!())
    const history = Int32Array.from({ length: 3 * 50 }, (_, at) => (at % 50 > 1 ? -1 : asked[Math.floor(at / 50)]!.items[at % 50]!))
    const scores = new Float32Array(3 * n)
    await program.run({ history }, { scores })
    for (let at = 0; at < scores.length; at++) expect(Math.abs(scores[at]! - together[at]!)).toBeLessThan(1e-4)
  })

  it('writes an .onnx file that gives the same scores from histories of items', async () => {
    for (const wanted of [{}, { decay: 1, tail: 0, hidden: 0 }, { decay: 0.5, tail: 0.3 }]) {
      const model = await dnn.fit(lopsidedShop(), parseParams(dnn.params, { ...small, ...wanted }, 'dnn'), ctx)
      const histories = [[1], [2, 3, 4], [0, 1, 2, 3, 4, 5], []]
      const expected = await scoresOf(
        model,
        histories.map((items) => historyFromItems(items)),
      )
      const program = await (await openBackend()).open(model.onnx!())
      const scores = new Float32Array(4 * 14)
      await program.run({ history: Int32Array.from(histories.flatMap((items) => [...items, ...Array<number>(50 - items.length).fill(-1)])) }, { scores })
      for (let row = 0; row < 4; row++) for (let item = 0; item < 14; item++) expect(scores[row * 14 + item]).toBeCloseTo(expected[row * 16 + item]!, 4)
    }
  })

  it('keeps the epoch that validation likes best', async () => {
    const data = wordGroups()
    const told: number[] = []
    const validation = [0, 1, 2, 3].map((person) => ({
      person,
      history: historyFromItems(data.cols.subarray(data.ptr[person]!, data.ptr[person + 1]! - 1)),
      targets: data.cols.slice(data.ptr[person + 1]! - 1, data.ptr[person + 1]),
    }))
    await dnn.fit(data, parseParams(dnn.params, { ...small, epochs: 40, patience: 4 }, 'dnn'), {
      ...ctx,
      validation,
      progress: ({ figures }) => void (figures?.['ndcg@20'] !== undefined && told.push(figures['ndcg@20'])),
    })
    expect(told.length).toBeGreaterThan(4)
    const best = told.indexOf(Math.max(...told))
    expect(told.length === 40 || told.length - 1 - best === 4).toBe(true)
  })
})
