import type { Floats } from './dot.ts'

/** What must not be returned: a list of indices (Int32Array) or a mask [n] in which 1 means excluded (Uint8Array). */
export type Excluded = Int32Array | Uint8Array

export interface Top {
  /** Indices, highest score first; of equal scores the lower index first. At most k. */
  items: Int32Array
  /** Their scores, in the same order. */
  scores: Float64Array
}

/**
 * The k highest of scores [n], with a heap: O(n + h log k) time where h is the number of entries that were among the best so far.
 * NaN and -Infinity are never returned, so fewer than k may come back.
 * @throws RangeError when k is not an integer of at least 0
 */
export function topK(scores: Floats, k: number, options: { exclude?: Excluded } = {}): Top {
  if (!(Number.isInteger(k) && k >= 0)) throw new RangeError(`The length of a list must be an integer of at least 0, got ${k}.`)
  const size = Math.min(k, scores.length)
  const isExcluded = membership(options.exclude)
  const heap = new Int32Array(size) // worst on top
  let held = 0
  if (size > 0) {
    let worst = Number.NEGATIVE_INFINITY
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i]
      if (!(score > worst) || isExcluded?.(i)) continue // an equal score with a higher index loses
      if (held === size) {
        heap[0] = i
        sink(heap, scores, 0, size)
      } else {
        heap[held++] = i
        if (held < size) continue
        for (let p = (size >> 1) - 1; p >= 0; p--) sink(heap, scores, p, size)
      }
      worst = scores[heap[0]]
    }
  }
  const items = heap.slice(0, held).sort((a, b) => (isAhead(scores, a, b) ? -1 : 1))
  return { items, scores: Float64Array.from(items, (item) => scores[item]) }
}

/**
 * Rank of the target among scores [n], 1 being the best: the place it has in the list of `topK`, so of equal scores the lower index is ahead. Infinity when the target's own score is NaN
 * or -Infinity, since such an entry is never listed. The target itself may be excluded. O(n).
 */
export function rankOf(scores: Floats, target: number, exclude?: Excluded): number {
  const bar = scores[target]
  if (!(bar > Number.NEGATIVE_INFINITY)) return Number.POSITIVE_INFINITY
  const isExcluded = membership(exclude)
  let rank = 1
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] >= bar && isAhead(scores, i, target) && !isExcluded?.(i)) rank++
  }
  return rank
}

/** The one order of every list: whether a stands before b. Of equal scores the lower index does; nothing stands before itself. */
export function isAhead(scores: Floats, a: number, b: number): boolean {
  return scores[a] > scores[b] || (scores[a] === scores[b] && a < b)
}

function membership(exclude: Excluded | undefined): ((index: number) => boolean) | undefined {
  if (exclude === undefined || exclude.length === 0) return undefined
  if (exclude instanceof Uint8Array) return (index) => exclude[index] === 1
  if (exclude.length <= 16) return (index) => exclude.includes(index)
  const set = new Set(exclude)
  return (index) => set.has(index)
}

function sink(heap: Int32Array, scores: Floats, from: number, size: number): void {
  const item = heap[from]
  let hole = from
  for (let child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
    if (child + 1 < size && isAhead(scores, heap[child], heap[child + 1])) child++
    if (!isAhead(scores, item, heap[child])) break
    heap[hole] = heap[child]
    hole = child
  }
  heap[hole] = item
}
