import { describe, expect, it } from 'vitest'
import { historyFromItems, interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { bert4rec } from '../../src/models/bert4rec.ts'
import { loadModel } from '../../src/models/index.ts'
import { parseParams } from '../../src/models/params.ts'
import { type CheckpointPlace, openBackend } from '../../src/nn/index.ts'
import { keepsCommonPromises } from './promises.ts'
import { ctx, lopsidedShop, scoresOf } from './shop.ts'

const small = { factors: 8, heads: 2, layers: 1, length: 8, batch: 2, epochs: 2, negatives: 8 }
const paramsOf = (input: object) => parseParams(bert4rec.params, { ...small, ...input }, 'bert4rec')

describe('bert4rec', () => {
  keepsCommonPromises(bert4rec, small)
})

describe('bert4rec, learning', () => {
  /** People walk a ring of twelve items, half of them forwards, half backwards: all items are as popular, the next follows from two of the past, and no one of them. */
  const ring = interactionsFromSequences(
    Array.from({ length: 200 }, (_, person) => [
      `p${person}`,
      Array.from({ length: 6 }, (_, step) => `i${((person >> 1) + (person % 2 ? step : 12 - step)) % 12}`),
    ]),
  )
  const at = (name: string): number => ring.items.indexOf(name)
  const wanted = { factors: 16, heads: 2, layers: 2, length: 8, batch: 4, epochs: 40, dropout: 0.1, learningRate: 0.005, patience: 0 }

  it.each([
    { negatives: 0, last: 0.1, learningRate: 0.003, dropout: 0 },
    { negatives: 16, last: 0.1 },
    { negatives: 16, alpha: 0.5, block: 'ligr' },
  ])('tells what comes next from the order, with %o', async (options) => {
    const walks = [
      [0, 1, 2, 3, 4],
      [8, 7, 6, 5, 4],
    ]
    const model = await bert4rec.fit(ring, paramsOf({ ...wanted, ...options }), ctx)
    const scores = await scoresOf(
      model,
      walks.map((walk) => historyFromItems(walk.map((step) => at(`i${step}`)))),
    )
    const best = [0, 1].map((row) => scores.subarray(row * 12, (row + 1) * 12).reduce((top, score, item, all) => (score > all[top]! ? item : top), 0))
    expect(best.map((item) => ring.items.name(item))).toEqual(['i5', 'i3'])
  })

  it('tells what stood before from what follows', async () => {
    const pairs = interactionsFromSequences(Array.from({ length: 240 }, (_, person) => [`p${person}`, [`a${person % 12}`, `b${person % 12}`]]))
    let loss = Number.NaN
    // One of the two is masked. Who sees earlier places only knows nothing of the first, so its loss is log(24) / 2 = 1.6 at least, or log(12) / 2 = 1.2 once it tells places apart.
    const options = { ...wanted, negatives: 0, share: 0.01, last: 0, dropout: 0 }
    await bert4rec.fit(pairs, paramsOf(options), {
      ...ctx,
      progress: ({ figures }) => {
        if (figures?.loss !== undefined) loss = figures.loss
      },
    })
    expect(loss).toBeLessThan(0.3)
  })

  it('asks at the end alone where that is all it learns', async () => {
    const pairs = interactionsFromSequences(Array.from({ length: 60 }, (_, person) => [`p${person}`, [`a${person % 12}`, 'b']]))
    const model = await bert4rec.fit(pairs, paramsOf({ ...wanted, epochs: 30, negatives: 0, last: 1 }), ctx)
    const scores = await scoresOf(model, [historyFromItems([pairs.items.indexOf('a3')])])
    expect(Math.exp(scores[pairs.items.indexOf('b')]!) / 13).toBeGreaterThan(0.8)
  })

  it('reads the newest items of a history that leave room for the mask', async () => {
    const model = await bert4rec.fit(ring, paramsOf({ ...wanted, epochs: 1, length: 4 }), ctx)
    const scores = await scoresOf(
      model,
      [
        [4, 5, 6],
        [3, 4, 5, 6],
        [7, 5, 6],
      ].map((items) => historyFromItems(items)),
    )
    expect(scores.subarray(12, 24)).toEqual(scores.subarray(0, 12))
    expect(scores.subarray(24)).not.toEqual(scores.subarray(0, 12))
  })

  it('foretells chances as they are, however negatives are drawn', async () => {
    const chances = [0.55, 0.25, 0.15, 0.05]
    const random = new Random(5)
    const draw = (): string => {
      const at = random.next()
      return `i${[0.55, 0.8, 0.95, 1].findIndex((edge) => at < edge)}`
    }
    const shop = interactionsFromSequences(Array.from({ length: 300 }, (_, person) => [`p${person}`, Array.from({ length: 8 }, draw)]))
    for (const options of [{ negatives: 8, alpha: 1 }, { negatives: 0 }]) {
      const model = await bert4rec.fit(shop, paramsOf({ ...wanted, layers: 1, epochs: 8, ...options }), ctx)
      const scores = await scoresOf(model, [historyFromItems([2, 1, 0])])
      chances.forEach((chance, item) => {
        expect(Math.exp(scores[shop.items.indexOf(`i${item}`)]!) / 4, JSON.stringify({ ...options, item })).toBeCloseTo(chance, 0.8)
      })
    }
  })
})

it('goes on from a checkpoint to the same bytes', async () => {
  const saved: Uint8Array[] = []
  const place = (from?: Uint8Array): CheckpointPlace => ({ seconds: 0, load: async () => from, save: async (bytes) => void saved.push(bytes) })
  const fit = async (from?: Uint8Array) => (await bert4rec.fit(lopsidedShop(), paramsOf({ epochs: 3 }), { ...ctx, checkpoint: place(from) })).save()
  const expected = await fit()
  expect(await fit(saved[Math.floor(saved.length / 2)]!)).toEqual(expected)
  expect((await loadModel(expected)).name).toBe('bert4rec')
})

it('writes an .onnx file that gives the same scores from histories of items', async () => {
  const model = await bert4rec.fit(lopsidedShop(), paramsOf({ length: 6 }), ctx)
  const histories = [[1], [2, 3, 4], [0, 1, 2, 3, 4, 5]]
  const expected = await scoresOf(
    model,
    histories.map((items) => historyFromItems(items)),
  )
  const program = await (await openBackend()).open(model.onnx!())
  const scores = new Float32Array(3 * 14)
  const padded = histories.flatMap((items) => [...items.slice(-5), ...Array<number>(5).fill(-1)].slice(0, 5))
  await program.run({ history: Int32Array.from(padded) }, { scores })
  for (let row = 0; row < 3; row++) {
    for (let item = 0; item < 14; item++) expect(scores[row * 14 + item]! + Math.log(14)).toBeCloseTo(expected[row * 16 + item]!, 4)
  }
})
