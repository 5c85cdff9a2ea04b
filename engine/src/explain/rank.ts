import { type Top, topK } from '../math/topk.ts'

/**
 * Rank of an item among the candidates, 1 being the top, ties against the item: 1 + the number of other candidates that score at least as
 * high. An item scored −Infinity is never on a list: its rank is the last one, and at least k + 1.
 */
export function rankAmong(scores: Float32Array, item: number, candidates: Uint8Array, k: number): number {
  const bar = scores[item]
  if (!(bar > Number.NEGATIVE_INFINITY)) {
    let listed = 0
    for (let i = 0; i < scores.length; i++) listed += candidates[i] === 1 && scores[i] > Number.NEGATIVE_INFINITY ? 1 : 0
    return Math.max(listed, k) + 1
  }
  let rank = 1
  for (let i = 0; i < scores.length; i++) if (scores[i] >= bar && candidates[i] === 1 && i !== item) rank++
  return rank
}

/** The mask of `topK`, in which 1 means excluded: what is not a candidate [items]. */
export function maskOf(candidates: Uint8Array): Uint8Array {
  const excluded = new Uint8Array(candidates.length)
  for (let i = 0; i < excluded.length; i++) excluded[i] = candidates[i] === 1 ? 0 : 1
  return excluded
}

/** Ranks of those of the items that are on the list of k, given the k + 1 best candidates: whoever is level with or ahead of such an item is among them. The others are left out. */
export function ranksOnList(scores: Float32Array, items: readonly number[], best: Top, k: number): Map<number, number> {
  const ranks = new Map<number, number>()
  for (const item of items) {
    if (!(scores[item] > Number.NEGATIVE_INFINITY)) continue
    let rank = 1
    for (let i = 0; i < best.items.length; i++) if (best.items[i] !== item && best.scores[i] >= scores[item]) rank++
    if (rank <= k) ranks.set(item, rank)
  }
  return ranks
}

/**
 * Tells which of many items are off the list, from one pass over the scores: an item is off exactly when k of the k + 1 best candidates,
 * itself aside, score at least as high.
 */
export function listAfter(scores: Float32Array, excluded: Uint8Array, k: number): (item: number) => boolean {
  const best = topK(scores, k + 1, { exclude: excluded })
  return (item) => {
    const bar = scores[item]
    if (!(bar > Number.NEGATIVE_INFINITY)) return true
    let ahead = 0
    for (let i = 0; i < best.items.length; i++) if (best.items[i] !== item && best.scores[i] >= bar) ahead++
    return ahead >= k
  }
}
