import { describe, expect, it } from 'vitest'
import { historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { parseParams } from '../../src/models/params.ts'
import { sasrec } from '../../src/models/sasrec.ts'
import { keepsCommonPromises } from './promises.ts'
import { ctx, describedShop, lopsidedShop, scoresOf } from './shop.ts'

const small = { factors: 8, heads: 2, layers: 1, length: 8, batch: 2, epochs: 2, negatives: 8 }

describe('sasrec', () => {
  keepsCommonPromises(sasrec, small)
})

describe('sasrec, of a shop with words', () => {
  keepsCommonPromises(sasrec, { ...small, content: 0.2 }, describedShop)

  it('begins from the descriptions', async () => {
    const [plain, described] = [lopsidedShop(), describedShop()]
    const fit = (shop: Interactions, content: number) => sasrec.fit(shop, parseParams(sasrec.params, { ...small, content }, 'sasrec'), ctx)
    const histories = [historyFromItems([3, 1])]
    expect(await scoresOf(await fit(described, 0), histories)).toEqual(await scoresOf(await fit(plain, 0.5), histories))
    expect(await scoresOf(await fit(described, 0.5), histories)).not.toEqual(await scoresOf(await fit(plain, 0.5), histories))
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
