import type { Product } from '../data/catalogue.ts'
import { inStock } from '../data/catalogue.ts'
import type { Interactions } from '../data/interactions.ts'
import { agedShare } from './recency.ts'

/** The shop's categories as shelves: each item stands on one. */
export interface Shelves {
  /** Category paths, 'Makeup > Nails' [shelves]. */
  readonly names: readonly string[]
  /** The shelf of each item, −1 without a category [items]. */
  readonly of: Int32Array
}

const day = 86_400_000

/**
 * The deepest step of each product's category path that at least `people` different people have touched; the first step where none has so many.
 * O(entries × depth).
 */
export function shelvesOf(data: Interactions, people: number): Shelves {
  const paths = data.products.map(pathsOf)
  const touched = new Map<string, number>()
  for (let person = 0; person < data.people.length; person++) {
    const steps = new Set<string>()
    for (let entry = data.ptr[person]; entry < data.ptr[person + 1]; entry++) for (const path of paths[data.cols[entry]]!) steps.add(path)
    for (const step of steps) touched.set(step, (touched.get(step) ?? 0) + 1)
  }
  return numbered(paths.map((steps) => steps.findLast((step) => (touched.get(step) ?? 0) >= people) ?? steps[0]))
}

/** The same shelves with these products put on them [places]; a product whose path has no shelf yet opens one with its first step. */
export function shelve(shelves: Shelves, places: readonly number[], products: readonly Product[], items: number): Shelves {
  const names = [...shelves.names]
  const of = new Int32Array(items).fill(-1)
  of.set(shelves.of)
  products.forEach((product, p) => {
    const steps = pathsOf(product)
    const known = steps.findLast((step) => names.includes(step))
    const first = steps[0]
    if (known === undefined && first !== undefined) names.push(first)
    const name = known ?? first
    of[places[p]!] = name === undefined ? -1 : names.indexOf(name)
  })
  return { names, of }
}

/**
 * What each item is worth as a bestseller [items]: Σ over people of the most one of their events with it counts, weight · 2^(−age / halfLifeDays), age from the newest event of
 * the data; and the same among the people of each shelf, divided by their number: the `keep` best of each shelf [shelves × items], sparse.
 */
export function bestsellers(
  data: Interactions,
  shelves: Shelves,
  halfLifeDays: number,
  keep: number,
): { worth: Float64Array; ptr: Int32Array; idx: Int32Array; val: Float32Array } {
  const worth = new Float64Array(data.items.length)
  const newest = data.times.reduce((latest, time) => Math.max(latest, time), 0)
  const among: Map<number, number>[] = shelves.names.map(() => new Map())
  const visitors = new Int32Array(shelves.names.length)
  for (let person = 0; person < data.people.length; person++) {
    const best = new Map<number, number>()
    for (let entry = data.ptr[person]; entry < data.ptr[person + 1]; entry++) {
      const age = data.times[entry] > 0 ? (newest - data.times[entry]) / day : 0
      const amount = data.weights[entry] * agedShare(age, halfLifeDays)
      best.set(data.cols[entry], Math.max(amount, best.get(data.cols[entry]) ?? 0))
    }
    const visited = new Set([...best.keys()].map((item) => shelves.of[item]).filter((shelf) => shelf >= 0))
    for (const [item, amount] of best) worth[item] += amount
    for (const shelf of visited) {
      visitors[shelf]++
      const counts = among[shelf]!
      for (const [item, amount] of best) counts.set(item, (counts.get(item) ?? 0) + amount)
    }
  }
  const ptr = new Int32Array(among.length + 1)
  const idx: number[] = []
  const val: number[] = []
  among.forEach((counts, shelf) => {
    const top = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, keep)
    for (const [item, amount] of top) {
      idx.push(item)
      val.push(amount / visitors[shelf])
    }
    ptr[shelf + 1] = idx.length
  })
  return { worth, ptr, idx: Int32Array.from(idx), val: Float32Array.from(val) }
}

/**
 * The page of someone of whom nothing is known [items], in [0, 1]: `worth` over the greatest worth, divided by 1 + crowding · (better ones on the same shelf), so that one category
 * does not fill the page.
 */
export function coldStart(worth: Float64Array, shelves: Shelves, crowding: number): Float64Array {
  const most = worth.reduce((a, b) => Math.max(a, b), 0)
  const onShelf = new Map<number, number>()
  const out = new Float64Array(worth.length)
  if (most === 0) return out
  for (const item of [...worth.keys()].sort((a, b) => worth[b] - worth[a] || a - b)) {
    const shelf = shelves.of[item]
    const ahead = shelf < 0 ? 0 : (onShelf.get(shelf) ?? 0)
    onShelf.set(shelf, ahead + 1)
    out[item] = worth[item] / most / (1 + crowding * ahead)
  }
  return out
}

/**
 * Newest first, the shelves taking turns [items], from 1 down to nearly 0: the order of a shop without events. 0 for what cannot be bought (`released` NaN). Products without a date come
 * after those with one, in the catalogue's order.
 */
export function newestFirst(released: Float64Array, shelves: Shelves): Float64Array {
  const items = [...released.keys()].filter((item) => !Number.isNaN(released[item])).sort((a, b) => released[b] - released[a] || a - b)
  const onShelf = new Map<number, number>()
  const turn = new Int32Array(released.length)
  for (const item of items) {
    const shelf = shelves.of[item]
    turn[item] = onShelf.get(shelf) ?? 0
    onShelf.set(shelf, turn[item] + 1)
  }
  const out = new Float64Array(released.length)
  items
    .sort((a, b) => turn[a] - turn[b] || released[b] - released[a] || a - b)
    .forEach((item, place) => {
      out[item] = 1 - place / items.length
    })
  return out
}

/** When each came into the shop in milliseconds, 0 where unknown, NaN for what cannot be bought or is not in the catalogue [products]. */
export function releasedOf(products: readonly (Product | undefined)[]): Float64Array {
  return Float64Array.from(products, (product) => (product === undefined || !inStock(product) ? Number.NaN : (product.released ?? 0)))
}

/** Every step of a category path, widest first. */
function pathsOf(product: Product | undefined): string[] {
  const path: string[] = []
  return (product?.category ?? []).map((step) => {
    path.push(step.trim())
    return path.join(' > ')
  })
}

function numbered(shelfNames: readonly (string | undefined)[]): Shelves {
  const names = [...new Set(shelfNames.filter((name) => name !== undefined))]
  const index = new Map(names.map((name, shelf) => [name, shelf]))
  return { names, of: Int32Array.from(shelfNames, (name) => (name === undefined ? -1 : index.get(name)!)) }
}
