import type { Random } from './random.ts'

type Numbers = ArrayLike<number>

/** Arithmetic mean; NaN of nothing. */
export function mean(x: Numbers): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] as number
  return sum / x.length
}

/** Unbiased variance (divisor n - 1), by two passes; 0 of one value, NaN of none. */
export function variance(x: Numbers): number {
  if (x.length < 2) return x.length === 1 ? 0 : Number.NaN
  const centre = mean(x)
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += ((x[i] as number) - centre) ** 2
  return sum / (x.length - 1)
}

/** Standard deviation, the root of `variance`. */
export function deviation(x: Numbers): number {
  return Math.sqrt(variance(x))
}

/** Quantile p in [0, 1] by linear interpolation between order statistics (numpy's and R's default, type 7); NaN of nothing. */
export function quantile(x: Numbers, p: number): number {
  return quantileSorted(Float64Array.from(x).sort(), p)
}

/** `quantile` of values already in ascending order. */
export function quantileSorted(sorted: Numbers, p: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = Math.min(Math.max(p, 0), 1) * (sorted.length - 1)
  const low = Math.floor(at)
  const below = sorted[low] as number
  return at === low ? below : below + (at - low) * ((sorted[low + 1] as number) - below)
}

/** Median; the mean of the middle two when their number is even. */
export function median(x: Numbers): number {
  return quantile(x, 0.5)
}

/** Median absolute deviation from the median, times 1.4826: an estimate of the standard deviation that outliers do not move. */
export function mad(x: Numbers): number {
  const centre = median(x)
  return 1.4826 * median(Float64Array.from(x, (value) => Math.abs(value - centre)))
}

/**
 * Robust z-scores (x - median) / mad, [n]. Where the mad is 0 (over half the values equal) the mean absolute deviation times 1.2533 stands in;
 * where that is 0 too, all are 0. Iglewicz and Hoaglin (1993) call |z| > 3.5 an outlier.
 */
export function robustZ(x: Numbers): Float64Array {
  const centre = median(x)
  const spread = mad(x) || 1.2533 * mean(Float64Array.from(x, (value) => Math.abs(value - centre)))
  return Float64Array.from(x, (value) => (spread > 0 ? (value - centre) / spread : 0))
}

/** Counts of equal-width bins; the last bin includes its upper edge. */
export interface Histogram {
  /** [bins + 1], ascending */
  edges: Float64Array
  /** [bins] */
  counts: Int32Array
}

/** Histogram of the finite values of x between low and high (their own minimum and maximum unless given); values outside are not counted. */
export function histogram(x: Numbers, bins: number, range?: readonly [low: number, high: number]): Histogram {
  let [low, high] = range ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  if (!range) {
    for (let i = 0; i < x.length; i++) {
      const value = x[i] as number
      if (!Number.isFinite(value)) continue
      if (value < low) low = value
      if (value > high) high = value
    }
    if (low > high) [low, high] = [0, 1]
  }
  if (low === high) high = low + 1
  const counts = new Int32Array(bins)
  for (let i = 0; i < x.length; i++) {
    const value = x[i] as number
    if (value >= low && value <= high) counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]++
  }
  return { edges: Float64Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins), counts }
}

/** Ranks from 1, equal values sharing the mean of their ranks. */
export function ranks(x: Numbers): Float64Array {
  const order = Int32Array.from({ length: x.length }, (_, i) => i).sort((a, b) => (x[a] as number) - (x[b] as number) || a - b)
  const out = new Float64Array(x.length)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && x[order[to]] === x[order[from]]) to++
    for (let i = from; i < to; i++) out[order[i]] = (from + to + 1) / 2
    from = to
  }
  return out
}

/** Pearson's correlation in [-1, 1]; NaN when a side is constant or there are fewer than 2 pairs. */
export function pearson(x: Numbers, y: Numbers): number {
  const mx = mean(x)
  const my = mean(y)
  let xy = 0
  let xx = 0
  let yy = 0
  for (let i = 0; i < x.length; i++) {
    const dx = (x[i] as number) - mx
    const dy = (y[i] as number) - my
    xy += dx * dy
    xx += dx * dx
    yy += dy * dy
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Number.NaN
}

/** Spearman's rank correlation in [-1, 1], ties sharing their mean rank; NaN when a side is constant. */
export function spearman(x: Numbers, y: Numbers): number {
  return pearson(ranks(x), ranks(y))
}

/** Gini coefficient of values of at least 0: 0 when all are equal, towards 1 when one holds everything; 0 when all are 0. */
export function gini(x: Numbers): number {
  const sorted = Float64Array.from(x).sort()
  let sum = 0
  let weighted = 0
  for (let i = 0; i < sorted.length; i++) {
    sum += sorted[i]
    weighted += (i + 1) * sorted[i]
  }
  return sum > 0 ? (2 * weighted) / (sorted.length * sum) - (sorted.length + 1) / sorted.length : 0
}

export interface Interval {
  value: number
  low: number
  high: number
}

/**
 * The mean of x with a percentile bootstrap interval (Efron 1979, doi:10.1214/aos/1176344552): `draws` means of n values drawn with replacement.
 * Same values and random state, same interval. Of one value or none the interval is the value itself.
 */
export function bootstrapMean(x: Numbers, random: Random, options: { draws?: number; level?: number } = {}): Interval {
  const { draws = 1000, level = 0.95 } = options
  const n = x.length
  const value = mean(x)
  if (n < 2) return { value, low: value, high: value }
  const means = new Float64Array(draws)
  for (let d = 0; d < draws; d++) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += x[random.int(n)] as number
    means[d] = sum / n
  }
  means.sort()
  return { value, low: quantileSorted(means, (1 - level) / 2), high: quantileSorted(means, (1 + level) / 2) }
}

/**
 * The mean of a[i] - b[i] with its bootstrap interval, and the share of bootstrap means on the far side of 0, doubled: a two-sided p (at least 1 / draws).
 * @throws RangeError when the lengths differ
 */
export function bootstrapDifference(a: Numbers, b: Numbers, random: Random, options: { draws?: number; level?: number } = {}): Interval & { p: number } {
  const { draws = 1000, level = 0.95 } = options
  const difference = differences(a, b)
  const n = difference.length
  const value = mean(difference)
  if (n < 2) return { value, low: value, high: value, p: 1 }
  const means = new Float64Array(draws)
  for (let d = 0; d < draws; d++) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += difference[random.int(n)]
    means[d] = sum / n
  }
  means.sort()
  let below = 0
  let above = 0
  for (const m of means) {
    if (m <= 0) below++
    if (m >= 0) above++
  }
  const p = Math.min(1, Math.max(1 / draws, (2 * Math.min(below, above)) / draws))
  return { value, low: quantileSorted(means, (1 - level) / 2), high: quantileSorted(means, (1 + level) / 2), p }
}

/** Chance that a standard normal is at most z, absolute error under 1e-15 (series near 0, continued fraction in the tail). */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN
  const x = Math.abs(z)
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  if (x < 4) {
    let term = x
    let sum = x
    for (let k = 3; term > sum * 1e-17; k += 2) {
      term *= (x * x) / k
      sum += term
    }
    return z < 0 ? 0.5 - density * sum : 0.5 + density * sum
  }
  let fraction = x
  for (let k = 60; k >= 1; k--) fraction = x + k / fraction
  const tail = density === 0 ? 0 : density / fraction
  return z < 0 ? tail : 1 - tail
}

/**
 * Wilcoxon's signed-rank test of paired values (Wilcoxon 1945, doi:10.2307/3001968), two-sided, normal approximation with tie and continuity corrections;
 * pairs without difference are dropped. z > 0 when a is larger. Trust p from about 10 differing pairs on.
 * @throws RangeError when the lengths differ
 */
export function wilcoxon(a: Numbers, b: Numbers): { z: number; p: number; pairs: number } {
  const moved = differences(a, b).filter((d) => d !== 0)
  const n = moved.length
  if (n === 0) return { z: 0, p: 1, pairs: 0 }
  const rank = ranks(Float64Array.from(moved, Math.abs))
  let positive = 0
  for (let i = 0; i < n; i++) if (moved[i] > 0) positive += rank[i]
  const sorted = rank.slice().sort()
  let ties = 0
  for (let from = 0; from < n; ) {
    let to = from + 1
    while (to < n && sorted[to] === sorted[from]) to++
    ties += (to - from) ** 3 - (to - from)
    from = to
  }
  const distance = positive - (n * (n + 1)) / 4
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48)
  const z = (Math.sign(distance) * Math.max(0, Math.abs(distance) - 0.5)) / spread
  return { z, p: 2 * normalCdf(-Math.abs(z)), pairs: n }
}

/**
 * McNemar's test on two yes/no outcomes of the same cases (McNemar 1947, doi:10.1007/BF02295996): the exact two-sided binomial p up to 1,000 discordant
 * pairs, the chi-square with continuity correction above.
 * @param a,b [n], 0 is no, anything else yes
 * @throws RangeError when the lengths differ
 */
export function mcnemar(a: Numbers, b: Numbers): { onlyA: number; onlyB: number; p: number } {
  if (a.length !== b.length) throw new RangeError(`A paired test needs two lists of one length, got ${a.length} and ${b.length}.`)
  let onlyA = 0
  let onlyB = 0
  for (let i = 0; i < a.length; i++) {
    if (a[i] && !b[i]) onlyA++
    else if (b[i] && !a[i]) onlyB++
  }
  const n = onlyA + onlyB
  const few = Math.min(onlyA, onlyB)
  if (n === 0) return { onlyA, onlyB, p: 1 }
  if (n > 1000) return { onlyA, onlyB, p: 2 * normalCdf(-Math.max(0, n - 2 * few - 1) / Math.sqrt(n)) }
  let term = Math.exp(-n * Math.LN2) // binomial(n, 0) / 2ⁿ, above 1e-302 for n up to 1,000
  let sum = term
  for (let k = 1; k <= few; k++) {
    term *= (n - k + 1) / k
    sum += term
  }
  return { onlyA, onlyB, p: Math.min(1, 2 * sum) }
}

function differences(a: Numbers, b: Numbers): Float64Array {
  if (a.length !== b.length) throw new RangeError(`A paired comparison needs two lists of one length, got ${a.length} and ${b.length}.`)
  return Float64Array.from(a, (value, i) => value - (b[i] as number))
}
