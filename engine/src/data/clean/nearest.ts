import type { EventTable } from './table.ts'

/** Donors compared at most, for each item asked about. */
const maxDonors = 5000

/**
 * Values of items out of the k most similar items that have one: their mean weighted by similarity, the way of Troyanskaya et al.'s KNNimpute
 * (doi:10.1093/bioinformatics/17.6.520) with Gower's similarity for mixed features (doi:10.2307/2528823): category path, brand, popularity, mean quantity.
 * A feature counts only where both sides have it. Time and memory: asked × at most 5,000 donors, the most popular ones.
 */
export function nearestValues(table: EventTable, known: ReadonlyMap<number, number>, asked: readonly number[], k: number): Map<number, number> {
  const { popularity, quantity } = figuresOf(table)
  const donors = [...known.keys()]
    .filter((item) => item >= 0)
    .sort((a, b) => popularity[b] - popularity[a] || a - b)
    .slice(0, maxDonors)
  const [popularityRange, quantityRange] = [popularity, quantity].map((values) => rangeOf(values))
  const likeness = (a: number, b: number): number => {
    let sum = 0
    let features = 0
    const add = (similarity: number, weight = 1): void => {
      sum += weight * similarity
      features += weight
    }
    const [left, right] = [table.products[a], table.products[b]]
    if (left?.category !== undefined && right?.category !== undefined) {
      const longest = Math.max(left.category.length, right.category.length)
      let shared = 0
      while (shared < longest && left.category[shared] !== undefined && left.category[shared] === right.category[shared]) shared++
      add(shared / longest, 3)
    }
    if (left?.brand !== undefined && right?.brand !== undefined) add(left.brand === right.brand ? 1 : 0, 2)
    add(1 - Math.abs(popularity[a] - popularity[b]) / (popularityRange as number))
    if (!Number.isNaN(quantity[a]) && !Number.isNaN(quantity[b])) add(1 - Math.abs(quantity[a] - quantity[b]) / (quantityRange as number))
    return sum / features
  }
  const found = new Map<number, number>()
  for (const item of asked) {
    const best = donors
      .map((donor) => ({ donor, like: likeness(item, donor) }))
      .sort((a, b) => b.like - a.like || a.donor - b.donor)
      .slice(0, k)
    const weight = best.reduce((sum, { like }) => sum + like, 0)
    if (weight > 0) found.set(item, best.reduce((sum, { donor, like }) => sum + like * (known.get(donor) as number), 0) / weight)
  }
  return found
}

/** Of each item: logarithm of its events, logarithm of its mean quantity (NaN without events) [items]. */
function figuresOf(table: EventTable): { popularity: Float64Array; quantity: Float64Array } {
  const events = new Float64Array(table.items.length)
  const pieces = new Float64Array(table.items.length)
  for (let row = 0; row < table.rows.length; row++) {
    if (table.item[row] < 0) continue
    events[table.item[row]]++
    pieces[table.item[row]] += table.quantities[row]
  }
  return {
    popularity: events.map((count) => Math.log1p(count)),
    quantity: events.map((count, item) => (count === 0 ? Number.NaN : Math.log(pieces[item] / count))),
  }
}

/** Largest minus smallest value, 1 where that is 0. */
function rangeOf(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (Number.isNaN(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return high > low ? high - low : 1
}
