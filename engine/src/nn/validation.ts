/** What validation asks: given these items, oldest first, rank these targets high. Indices of the network's own items. */
export interface ValidationCase {
  readonly history: Int32Array
  readonly targets: Int32Array
  /** Times of the history's entries, for networks that tell moments apart. */
  readonly times?: Float64Array
}

/**
 * NDCG@k of one case: every item is ranked, ties count against the targets, and the history's own items are left out where `masked`. The ideal has all targets first.
 * Writes −Infinity over masked scores. Time one pass over the scores for each target.
 */
export function ndcgAt(k: number, scores: Float32Array, { history, targets }: ValidationCase, masked: boolean): number {
  if (masked) for (const item of history) scores[item] = Number.NEGATIVE_INFINITY
  const own = new Set(targets)
  const bars = Float32Array.from(own, (target) => scores[target])
    .sort()
    .reverse()
  let gain = 0
  let ideal = 0
  bars.forEach((bar, at) => {
    if (at < k) ideal += 1 / Math.log2(2 + at)
    if (!(bar > Number.NEGATIVE_INFINITY)) return
    let rank = at + 1
    for (let item = 0; item < scores.length; item++) if (scores[item] >= bar && !own.has(item)) rank++
    if (rank <= k) gain += 1 / Math.log2(1 + rank)
  })
  return ideal === 0 ? 0 : gain / ideal
}
