import { describe, expect, it } from 'vitest'
import { historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { algorithms } from '../../src/models/index.ts'
import { parseParams } from '../../src/models/params.ts'
import { placesBefore, warmed, warmRounds } from '../../src/models/warm.ts'
import { ctx, scoresOf } from './shop.ts'

const size = 12

/** People walk a ring of twelve items forwards; `order` is the catalogue's. */
function ring(order: readonly number[], people: number): Interactions {
  const catalogue = order.map((item) => ({ id: `i${item}` }))
  return interactionsFromSequences(
    Array.from({ length: people }, (_, person) => [`p${person}`, Array.from({ length: 5 }, (_, step) => `i${(person + step) % size}`)]),
    catalogue,
  )
}

/** In how many of the twelve places the next item of the ring is foretold. */
async function hits(model: Awaited<ReturnType<typeof fit>>, data: Interactions): Promise<number> {
  const at = (item: number): number => data.items.indexOf(`i${item % size}`)
  const n = data.items.length
  const scores = await scoresOf(
    model,
    Array.from({ length: size }, (_, item) => historyFromItems([at(item), at(item + 1)])),
  )
  return Array.from({ length: size }, (_, item) => {
    const own = scores
      .subarray(item * n, (item + 1) * n)
      .map((score, other) => (other === at(item) || other === at(item + 1) ? Number.NEGATIVE_INFINITY : score))
    return own.indexOf(Math.max(...own)) === at(item + 2)
  }).filter(Boolean).length
}

const fit = (name: string, data: Interactions, params: object, more: object = {}) => {
  const { fit, params: schema } = algorithms.get(name)!
  return fit(data, parseParams(schema, params, name), { ...ctx, ...more })
}

/** Small networks that need all their rounds to learn the ring. */
const small: Readonly<Record<string, object>> = {
  sasrec: { factors: 16, heads: 2, layers: 1, length: 8, batch: 4, epochs: 9, dropout: 0.1, learningRate: 0.003, negatives: 0 },
  bert4rec: { factors: 16, heads: 2, layers: 1, length: 8, batch: 4, epochs: 100, dropout: 0.1, learningRate: 0.005, negatives: 0 },
  gru4rec: { factors: 16, batch: 8, samples: 12, epochs: 6, learningRate: 0.015 },
}

describe('a training that goes on from an earlier model', () => {
  const before = ring(
    Array.from({ length: size }, (_, item) => item),
    120,
  )
  // Fewer people, who alone would not teach it so soon; the same items in another order, and two that came since.
  const now = ring([13, ...Array.from({ length: size }, (_, item) => (item * 5) % size), 14], 24)

  for (const [name, params] of Object.entries(small)) {
    it(`knows in a sixth of the rounds what ${name} knew, wherever its items stand`, async () => {
      const rounds = warmRounds((params as { epochs: number }).epochs)
      const earlier = await fit(name, before, params)
      expect(await hits(earlier, before)).toBe(size)
      expect(await hits(await fit(name, now, { ...params, epochs: rounds }), now)).toBeLessThan(size)
      const seen = new Set<string>()
      const gone = await fit(name, now, params, { warm: earlier, progress: ({ stage }: { stage: string }) => seen.add(stage) })
      expect(await hits(gone, now)).toBe(size)
      expect([...seen].filter((stage) => stage.startsWith('epoch'))).toHaveLength(rounds)
    })
  }

  it('refuses a model of another shape', async () => {
    const earlier = await fit('sasrec', before, { ...small.sasrec, epochs: 1 })
    await expect(fit('sasrec', now, { ...small.sasrec, factors: 32 }, { warm: earlier })).rejects.toThrow(/earlier/)
  })

  it('takes fewer rounds at a lower rate', () => {
    expect(warmed({ epochs: 60, learningRate: 0.002, batch: 3 })).toEqual({ epochs: 9, learningRate: 0.001, batch: 3 })
    expect(warmRounds(1)).toBe(1)
  })

  it('finds items again by their ids', () => {
    const active = Int32Array.from([1, 2, 3])
    expect(placesBefore({ items: now.items, active }, { items: before.items, active: Int32Array.from([0, 5, 7]) })).toEqual(Int32Array.from([0, 1, -1]))
  })
})
