import { isAhead, type Top, topK } from '../math/topk.ts'

/**
 * Ranks of some items among the candidates, 1 being the top, in the order of every list (`isAhead`): 1 + the number of other candidates ahead. An item scored −Infinity is never on a list: its
 * rank is the last one, and at least k + 1. One pass over the scores for all of them.
 */
export function ranksAmong(scores: Float32Array, items: readonly number[], candidates: Uint8Array, k: number): number[] {
  const ranks = items.map(() => 1)
  let lowest = Number.POSITIVE_INFINITY
  for (const item of items) if (scores[item] < lowest) lowest = scores[item]
  let listed = 0
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]
    if (!(score >= lowest) || candidates[i] !== 1 || score === Number.NEGATIVE_INFINITY) continue
    listed++
    for (let j = 0; j < items.length; j++) {
      const bar = scores[items[j]!]
      if (score > bar || (score === bar && i < items[j]!)) ranks[j]!++
    }
  }
  items.forEach((item, j) => {
    if (!(scores[item] > Number.NEGATIVE_INFINITY)) ranks[j] = Math.max(listed, k) + 1
  })
  return ranks
}

/** The rank of one item, see `ranksAmong`. */
export function rankAmong(scores: Float32Array, item: number, candidates: Uint8Array, k: number): number {
  return ranksAmong(scores, [item], candidates, k)[0]!
}

/** The mask of `topK`, in which 1 means excluded: what is not a candidate [items]. */
export function maskOf(candidates: Uint8Array): Uint8Array {
  const excluded = new Uint8Array(candidates.length)
  for (let i = 0; i < excluded.length; i++) excluded[i] = candidates[i] === 1 ? 0 : 1
  return excluded
}

/** Ranks of those of the items that are on the list of k, given the k + 1 best candidates: whoever is ahead of such an item is among them. The others are left out. */
export function ranksOnList(scores: Float32Array, items: readonly number[], best: Top, k: number): Map<number, number> {
  const ranks = new Map<number, number>()
  for (const item of items) {
    const rank = 1 + aheadIn(best, scores, item)
    if (scores[item] > Number.NEGATIVE_INFINITY && rank <= k) ranks.set(item, rank)
  }
  return ranks
}

/** Tells which of many items are off the list, from one pass over the scores: an item is off exactly when k of the k + 1 best candidates, itself aside, are ahead of it. */
export function listAfter(scores: Float32Array, excluded: Uint8Array, k: number): (item: number) => boolean {
  const best = topK(scores, k + 1, { exclude: excluded })
  return (item) => !(scores[item] > Number.NEGATIVE_INFINITY) || aheadIn(best, scores, item) >= k
}

function aheadIn(best: Top, scores: Float32Array, item: number): number {
  let ahead = 0
  for (const other of best.items) if (isAhead(scores, other, item)) ahead++
  return ahead
}
