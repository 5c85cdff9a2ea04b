import { describe, expect, it } from 'vitest'
import { historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { packModel } from '../../src/models/buffer.ts'
import { loadModel } from '../../src/models/index.ts'
import { parseParams } from '../../src/models/params.ts'
import { sasrec } from '../../src/models/sasrec.ts'
import { encode } from '../../src/models/sasrec-network.ts'
import { type CheckpointPlace, input, openBackend, Parameters } from '../../src/nn/index.ts'
import { keepsCommonPromises } from './promises.ts'
import { ctx, describedShop, lopsidedShop, scoresOf } from './shop.ts'
import { knowsNewcomers, wordGroups, words } from './word-groups.ts'

const small = { factors: 8, heads: 2, layers: 1, length: 8, batch: 2, epochs: 2, negatives: 8 }

describe('sasrec', () => {
  keepsCommonPromises(sasrec, small)

  it('refuses a file from before items were known by their descriptions, by its version', async () => {
    await expect(loadModel(packModel('sasrec', 1, {}, {}))).rejects.toMatchObject({ code: 'model.version' })
  })
})

describe('sasrec, of a shop with words', () => {
  keepsCommonPromises(sasrec, { ...small, decay: 0.8 }, describedShop)
  const fit = (shop: Interactions, options: object) => sasrec.fit(shop, parseParams(sasrec.params, { ...small, ...options }, 'sasrec'), ctx)

  it('reads descriptions unless it is told not to', async () => {
    const [plain, described] = [lopsidedShop(), describedShop()]
    const histories = [historyFromItems([3, 1])]
    expect(await scoresOf(await fit(described, { content: 0 }), histories)).toEqual(await scoresOf(await fit(plain, {}), histories))
    expect(await scoresOf(await fit(described, {}), histories)).not.toEqual(await scoresOf(await fit(plain, {}), histories))
  })

  it('goes on from a checkpoint to the same bytes', async () => {
    const saved: Uint8Array[] = []
    const place = (from?: Uint8Array): CheckpointPlace => ({ seconds: 0, load: async () => from, save: async (bytes) => void saved.push(bytes) })
    const trained = async (from?: Uint8Array) =>
      (await sasrec.fit(describedShop(), parseParams(sasrec.params, { ...small, epochs: 3 }, 'sasrec'), { ...ctx, checkpoint: place(from) })).save()
    const expected = await trained()
    expect(await trained(saved[Math.floor(saved.length / 2)]!)).toEqual(expected)
  })

  it('writes an .onnx file that knows described items without events too', async () => {
    const shop = describedShop()
    const model = await fit(shop, { length: 6 })
    // Of the two items that nobody touched, both are described.
    const known = shop.items.length
    const histories = [[1], [15, 3, 4], [0, 1, 2, 3, 4, 5]]
    const names = JSON.parse(/\["i\d[^\]]*\]/.exec(new TextDecoder().decode(model.onnx!()))![0]) as string[]
    expect(names).toHaveLength(known)
    const program = await (await openBackend()).open(model.onnx!())
    const scores = new Float32Array(3 * known)
    const padded = histories.flatMap((items) => [...items.map((item) => names.indexOf(shop.items.name(item))), ...Array<number>(6).fill(-1)].slice(0, 6))
    await program.run({ history: Int32Array.from(padded) }, { scores })
    const expected = await scoresOf(
      model,
      histories.map((items) => historyFromItems(items)),
    )
    for (let row = 0; row < 3; row++)
      names.forEach((name, at) => void expect(scores[row * known + at]! + Math.log(known)).toBeCloseTo(expected[row * known + shop.items.indexOf(name)]!, 4))
  })

  const groups = wordGroups()
  const grouped = (options: object) =>
    fit(groups, { factors: 16, length: 6, batch: 8, epochs: 12, dropout: 0.1, learningRate: 0.01, negatives: 16, ...options })

  it('recommends new products by their descriptions to the right people, also after it was saved, and learns from them of a person', async () => {
    await knowsNewcomers(await grouped({}), (score, fresh) => {
      // With nothing to go by, what nobody took comes after what somebody did, and before what is not known at all.
      for (const id of fresh) expect(score(id)).toBeLessThan(Math.min(...words.map((_, group) => score(`i${4 * group}`))))
      for (const id of ['nothing known', 'never']) expect(score(id)).toBe(-1e4)
    })
  })

  it('tells described items apart by themselves, unless ids are always left out', async () => {
    const gap = async (idDropout: number): Promise<number> => {
      const scores = await scoresOf(await grouped({ idDropout, epochs: 4 }), [historyFromItems([groups.items.indexOf('i12')])])
      const of = (id: string): number => scores[groups.items.indexOf(id)]!
      return Math.abs((of('i13') + of('i14') + of('i15')) / 3 - of('cold drum'))
    }
    const [never, mostly, always] = [await gap(0), await gap(0.8), await gap(1)]
    expect(always).toBeLessThan(1e-5)
    expect(mostly).toBeLessThan(never)
    expect(never).toBeGreaterThan(0.01)
  })
})

describe('sasrec, a mean beside the layers', () => {
  it('adds to every place the mean of its sequence so far, newer items counting more', async () => {
    const [length, factors] = [4, 4]
    const shape = { factors, layers: 1, heads: 1, length, dropout: 0, block: 'plain', frequency: 0, cutoff: 1, decay: 0 } as const
    const parameters = new Parameters()
    const feed = {
      items: input('items', [1, length, factors]),
      segments: input('segments', [1, length], 'int32'),
      positions: input('positions', [1, length], 'int32'),
    }
    const tensors = { without: encode(feed, shape, parameters), beside: encode(feed, { ...shape, decay: 0.5 }, parameters) }
    const program = await (await openBackend()).compile(tensors)
    const random = new Random(2)
    const values = { ...parameters.initialise(2).views, recent: Float32Array.of(1, 2, -1, 0.5) }
    const items = Float32Array.from({ length: length * factors }, () => random.normal())
    const out = { without: new Float32Array(length * factors), beside: new Float32Array(length * factors) }
    await program.run({ ...values, items, segments: Int32Array.of(1, 1, 2, 2), positions: Int32Array.of(0, 1, 0, 1) }, out)
    const weights = [[1], [1 / 3, 2 / 3], [0, 0, 1], [0, 0, 1 / 3, 2 / 3]]
    weights.forEach((shares, place) => {
      for (let f = 0; f < factors; f++) {
        const mean = shares.reduce((sum, share, at) => sum + share * items[at * factors + f]!, 0)
        expect(out.beside[place * factors + f]! - out.without[place * factors + f]!).toBeCloseTo(mean * values.recent[f]!, 5)
      }
    })
  })
})

describe('sasrec, learning', () => {
  /** People walk a ring of twelve items, half of them forwards, half backwards: the next item follows from the last two alone. */
  const ring = interactionsFromSequences(
    Array.from({ length: 200 }, (_, person) => [
      `p${person}`,
      Array.from({ length: 6 }, (_, step) => `i${((person >> 1) + (person % 2 ? step : 12 - step)) % 12}`),
    ]),
  )
  const at = (name: string): number => ring.items.names().indexOf(name)
  const wanted = { factors: 16, heads: 2, layers: 2, length: 8, batch: 4, epochs: 25, dropout: 0.1, learningRate: 0.005, patience: 0 }
  for (const [name, options] of Object.entries({
    'all items': { negatives: 0 },
    'sampled items': { negatives: 16 },
    'sampled by popularity, gated layers': { negatives: 16, alpha: 0.5, block: 'ligr' },
    'a frequency branch': { negatives: 16, frequency: 0.4 },
  })) {
    it(`tells what comes next from the order, with ${name}`, async () => {
      const model = await sasrec.fit(ring, parseParams(sasrec.params, { ...wanted, ...options }, 'sasrec'), ctx)
      const scores = await scoresOf(model, [historyFromItems([at('i3'), at('i4')]), historyFromItems([at('i5'), at('i4')])])
      const best = [0, 1].map((row) => scores.subarray(row * 12, (row + 1) * 12).reduce((top, score, item, all) => (score > all[top]! ? item : top), 0))
      expect(best.map((item) => ring.items.name(item))).toEqual(['i5', 'i3'])
    })
  }

  it('reads the newest items of a history, and passes over those that weigh nothing', async () => {
    const model = await sasrec.fit(ring, parseParams(sasrec.params, { ...wanted, epochs: 1, length: 4 }, 'sasrec'), ctx)
    const newest = [3, 4, 5, 6]
    const old = historyFromItems([1, 2, 0, ...newest])
    const marked = historyFromItems([3, 4, 9, 5, 6])
    const scores = await scoresOf(model, [historyFromItems(newest), old, { ...marked, weights: marked.weights.with(2, 0) }])
    for (const row of [1, 2]) scores.subarray(0, 12).forEach((score, item) => void expect(scores[row * 12 + item]).toBeCloseTo(score, 4))
  })

  it('foretells chances as they are, however negatives are drawn', async () => {
    const chances = [0.55, 0.25, 0.15, 0.05]
    const random = new Random(5)
    const draw = (): string => {
      const at = random.next()
      return `i${[0.55, 0.8, 0.95, 1].findIndex((edge) => at < edge)}`
    }
    const shop = interactionsFromSequences(Array.from({ length: 300 }, (_, person) => [`p${person}`, Array.from({ length: 8 }, draw)]))
    for (const options of [{ negatives: 8 }, { negatives: 8, alpha: 1 }, { negatives: 0 }]) {
      const model = await sasrec.fit(shop, parseParams(sasrec.params, { ...wanted, layers: 1, epochs: 8, ...options }, 'sasrec'), ctx)
      const scores = await scoresOf(model, [historyFromItems([2, 1, 0])])
      chances.forEach((chance, item) => {
        expect(Math.exp(scores[shop.items.names().indexOf(`i${item}`)]!) / 4, JSON.stringify({ ...options, item })).toBeCloseTo(chance, 0.8)
      })
    }
  })
})
