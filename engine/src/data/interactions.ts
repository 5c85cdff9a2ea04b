import type { Product } from './catalogue.ts'
import { Ids } from './ids.ts'

/**
 * One person's past, oldest first, as parallel arrays [entries]. It is all a model ever knows of a person, so visitors,
 * people never seen in training and people who deleted half their past need no special case.
 */
export interface History {
  /** Item indexes in the model's `items`. An item may stand several times. */
  readonly items: Int32Array
  /** Milliseconds since 1970; 0 where only the order is known. */
  readonly times: Float64Array
  /** How much the event says about liking, in (0, 1] (see `defaultEventWeights`). */
  readonly weights: Float32Array
  /** Index into `eventNames`. */
  readonly kinds: Uint8Array
}

/** The whole training material: people × items, each person's entries oldest first, in compressed rows. */
export interface Interactions {
  readonly people: Ids
  /** Every item of the catalogue and of the events. */
  readonly items: Ids
  /** Row borders [people + 1]. */
  readonly ptr: Int32Array
  /** Item indexes [entries]. */
  readonly cols: Int32Array
  /** Milliseconds since 1970, 0 where unknown [entries]. */
  readonly times: Float64Array
  /** (0, 1] [entries]. */
  readonly weights: Float32Array
  /** Index into `eventNames` [entries]. */
  readonly kinds: Uint8Array
  /** What is known of each item, aligned with `items`; undefined where the catalogue has no entry. */
  readonly products: readonly (Product | undefined)[]
}

/** The entries of one person, as views: nothing is copied. */
export function historyOf(data: Interactions, person: number): History {
  return sliceHistory({ items: data.cols, times: data.times, weights: data.weights, kinds: data.kinds }, data.ptr[person], data.ptr[person + 1])
}

/** Entries `from` to `to` (exclusive), as views. */
export function sliceHistory(history: History, from: number, to: number): History {
  return {
    items: history.items.subarray(from, to),
    times: history.times.subarray(from, to),
    weights: history.weights.subarray(from, to),
    kinds: history.kinds.subarray(from, to),
  }
}

/** The history without the entries at the given positions: exactly what would be there had they never happened. */
export function withoutEntries(history: History, positions: Iterable<number>): History {
  const stays = new Uint8Array(history.items.length).fill(1)
  for (const position of positions) stays[position] = 0
  let count = 0
  for (let position = 0; position < stays.length; position++) count += stays[position]
  const kept = { items: new Int32Array(count), times: new Float64Array(count), weights: new Float32Array(count), kinds: new Uint8Array(count) }
  for (let position = 0, to = 0; position < stays.length; position++) {
    if (stays[position] === 0) continue
    kept.items[to] = history.items[position]
    kept.times[to] = history.times[position]
    kept.weights[to] = history.weights[position]
    kept.kinds[to] = history.kinds[position]
    to++
  }
  return kept
}

/** A history of plain items, oldest first: weight 1, kind `purchase` unless told, times unknown. */
export function historyFromItems(items: Iterable<number>, kind = 4): History {
  const list = Int32Array.from(items)
  return { items: list, times: new Float64Array(list.length), weights: new Float32Array(list.length).fill(1), kinds: new Uint8Array(list.length).fill(kind) }
}

export const emptyHistory: History = historyFromItems([])

/** Interactions from sequences of item ids, oldest first; for tests, benchmarks and sequence files. */
export function interactionsFromSequences(
  sequences: Iterable<readonly [person: string, items: readonly string[]]>,
  catalogue: readonly Product[] = [],
): Interactions {
  const people = new Ids()
  const items = new Ids(catalogue.map((product) => product.id))
  const ptr = [0]
  const cols: number[] = []
  for (const [person, sequence] of sequences) {
    people.add(person)
    for (const item of sequence) cols.push(items.add(item))
    ptr.push(cols.length)
  }
  const n = cols.length
  const products = Array.from({ length: items.length }, (_, index) => catalogue[index])
  return {
    people,
    items,
    ptr: Int32Array.from(ptr),
    cols: Int32Array.from(cols),
    times: new Float64Array(n),
    weights: new Float32Array(n).fill(1),
    kinds: new Uint8Array(n).fill(4),
    products,
  }
}
