/**
 * Ranks of the targets among all scores [items], 1 being the best, ascending [targets]. Every item that is no target and scores at least as much stands
 * above a target (ties count against it); targets stand among themselves in the order of their scores. A target of score NaN or −Infinity is never listed:
 * rank Infinity. One pass over the scores, O(items × log targets).
 */
export function ranksOf(scores: Float32Array, targets: Int32Array): Float64Array {
  const bars = Float32Array.from(targets, (target) => scores[target]).filter((bar) => bar > Number.NEGATIVE_INFINITY)
  const ranks = new Float64Array(targets.length).fill(Number.POSITIVE_INFINITY)
  if (bars.length === 0) return ranks
  bars.sort().reverse()
  const lowest = bars[bars.length - 1]
  // above[j]: items whose score reaches bar j but none of the higher bars; targets themselves are taken out below.
  const above = new Int32Array(bars.length)
  if (bars.length === 1) {
    let count = 0
    for (let item = 0; item < scores.length; item++) if (scores[item] >= lowest) count++
    above[0] = count
  } else {
    for (let item = 0; item < scores.length; item++) if (scores[item] >= lowest) above[firstReached(bars, scores[item])]++
  }
  for (const bar of bars) above[firstReached(bars, bar)]--
  let others = 0
  for (let j = 0; j < bars.length; j++) {
    others += above[j]
    ranks[j] = others + j + 1
  }
  return ranks
}

/** Index of the highest of the falling `bars` that `score` reaches; it reaches the last one at least. */
function firstReached(bars: Float32Array, score: number): number {
  let low = 0
  let high = bars.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (score >= bars[middle]) high = middle
    else low = middle + 1
  }
  return low
}
