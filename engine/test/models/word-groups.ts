import { expect } from 'vitest'
import { historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { loadModel } from '../../src/models/index.ts'
import type { Model } from '../../src/models/model.ts'
import { scoresOf } from './shop.ts'

export const words = ['anchor', 'bottle', 'candle', 'drum', 'easel', 'flute']

/** Groups of four items with a word of their own; people stay within one. The catalogue begins with three items nobody touched, of which one is not described. */
export function wordGroups(priced = false): Interactions {
  const random = new Random(9)
  const own = (group: number): string[] => Array.from(random.sample(4, 3), (at) => `i${4 * group + at}`)
  return interactionsFromSequences(
    Array.from({ length: 300 }, (_, person) => [`p${person}`, own(random.int(6))]),
    [
      { id: 'never' },
      { id: 'cold drum', title: 'Drum' },
      { id: 'cold flute', title: 'Flute' },
      ...Array.from({ length: 24 }, (_, item) => ({ id: `i${item}`, title: words[item >> 2]!, ...(priced ? { price: 10 ** (item % 4) } : {}) })),
    ],
  )
}

/** That a model of these groups takes new products to the right people by their descriptions, also after it was saved, and learns from them of a person. `more` gets the scores of somebody without a past. */
export async function knowsNewcomers(model: Model, more?: (score: (id: string) => number, fresh: readonly string[]) => void): Promise<void> {
  const told = model.admit!([
    { id: 'new candle', title: 'Candle' },
    { id: 'nothing known', title: 'Zzz' },
  ])
  expect(model.items.has('new candle')).toBe(false)
  for (const each of [told, await loadModel(told.save())]) {
    const n = each.items.length
    const at = (id: string): number => each.items.indexOf(id)
    const asked = [['i8'], ['i12'], ['i20'], ['new candle'], ['cold drum'], []].map((ids) => historyFromItems(ids.map(at)))
    const scores = await scoresOf(each, asked)
    const score = (row: number, id: string): number => scores[row * n + at(id)]!
    const fresh = ['new candle', 'cold drum', 'cold flute']
    const best = (row: number): string => fresh.toSorted((a, b) => score(row, b) - score(row, a))[0]!
    expect([best(0), best(1), best(2)]).toEqual(fresh)
    // A new product also beats the known ones of other groups.
    for (const other of ['i0', 'i4', 'i16']) expect(score(1, 'cold drum')).toBeGreaterThan(score(1, other))
    // Who took a new product wants what goes along with its like.
    expect(score(3, 'i9')).toBeGreaterThan(score(3, 'i13'))
    expect(score(4, 'i13')).toBeGreaterThan(score(4, 'i9'))
    for (const id of ['nothing known', 'never']) expect(score(0, id)).toBe(-1e4)
    more?.((id) => score(5, id), fresh)
  }
}
