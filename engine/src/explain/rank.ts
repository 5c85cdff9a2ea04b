import { isAhead, type Top } from '../math/topk.ts'

/**
 * The rank of an item among the candidates, 1 being the top, in the order of every list (`isAhead`): 1 + the number of other candidates ahead. An item scored −Infinity is never on a list: its
 * rank is the last one, and at least k + 1.
 */
export function rankAmong(scores: Float32Array, item: number, candidates: Uint8Array, k: number): number {
  const isListed = scores[item] > Number.NEGATIVE_INFINITY
  let ahead = 0
  for (let i = 0; i < scores.length; i++) {
    if (candidates[i] === 1 && (isListed ? isAhead(scores, i, item) : scores[i] > Number.NEGATIVE_INFINITY)) ahead++
  }
  return 1 + (isListed ? ahead : Math.max(ahead, k))
}

/** The mask of `topK`, in which 1 means excluded: what is not a candidate [items]. */
export function maskOf(candidates: Uint8Array): Uint8Array {
  const excluded = new Uint8Array(candidates.length)
  for (let i = 0; i < excluded.length; i++) excluded[i] = 1 - candidates[i]
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

function aheadIn(best: Top, scores: Float32Array, item: number): number {
  let ahead = 0
  for (const other of best.items) if (isAhead(scores, other, item)) ahead++
  return ahead
}
