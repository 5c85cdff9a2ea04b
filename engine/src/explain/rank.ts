import { isAhead, type Top, topK } from '../math/topk.ts'

/**
 * Ranks of some items among the candidates, 1 being the top, in the order of every list (`isAhead`): 1 + the number of other candidates ahead. An item scored −Infinity is never on a list: its
 * rank is the last one, and at least k + 1. One pass over the scores for all of them.
 */
export function ranksAmong(scores: Float32Array, items: readonly number[], candidates: Uint8Array, k: number): number[] {
  const isListed = (item: number): boolean => scores[item] > Number.NEGATIVE_INFINITY
  // From the last to the first: whoever is ahead of one of them is ahead of all before it.
  const ladder = Int32Array.from(new Set(items.filter(isListed))).sort((a, b) => (isAhead(scores, a, b) ? 1 : -1))
  const bars = Float32Array.from(ladder, (item) => scores[item])
  /** How many candidates are ahead of exactly so many of the ladder. */
  const reached = new Int32Array(ladder.length + 1)
  const lowest = ladder.length > 0 ? bars[0] : Number.POSITIVE_INFINITY
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]
    if (!(score >= lowest) || candidates[i] !== 1) continue
    let step = 0
    while (step < bars.length && (score > bars[step] || (score === bars[step] && i < ladder[step]))) step++
    reached[step]++
  }
  const ranks = new Map<number, number>()
  for (let step = ladder.length - 1, rank = 1; step >= 0; step--) {
    rank += reached[step + 1]
    ranks.set(ladder[step], rank)
  }
  return items.map((item) => ranks.get(item) ?? Math.max(listedIn(scores, candidates), k) + 1)
}

/** How many candidates have a score at all. */
function listedIn(scores: Float32Array, candidates: Uint8Array): number {
  let listed = 0
  for (let i = 0; i < scores.length; i++) if (scores[i] > Number.NEGATIVE_INFINITY && candidates[i] === 1) listed++
  return listed
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
