/**
 * Population stability index between two distributions given as counts [bins]: Σ (q − p) · ln(q / p) over shares p (reference) and q (recent). 0: the same. By the convention of credit
 * scoring below .1 nothing moved, above .25 much did (Siddiqi, Credit Risk Scorecards, Wiley 2006). Small samples alone give about bins · (1/n + 1/m).
 * Half a count is added to every bin, so that an empty one gives a finite figure.
 */
export function psi(reference: ArrayLike<number>, recent: ArrayLike<number>): number {
  const bins = reference.length
  let before = 0.5 * bins
  let after = 0.5 * bins
  for (let bin = 0; bin < bins; bin++) {
    before += reference[bin]!
    after += recent[bin]!
  }
  let sum = 0
  for (let bin = 0; bin < bins; bin++) {
    const p = (reference[bin]! + 0.5) / before
    const q = (recent[bin]! + 0.5) / after
    sum += (q - p) * Math.log(q / p)
  }
  return sum
}

/**
 * Counts of both samples over bins that hold equal shares of the reference [bins]: what `psi` needs for numbers. Values that are not finite are left out; equal bin borders
 * (many equal values) fall together.
 */
export function binned(
  reference: ArrayLike<number>,
  recent: ArrayLike<number>,
  bins = 10,
): { readonly reference: Float64Array; readonly recent: Float64Array } {
  const sorted = Float64Array.from(Array.from(reference).filter(Number.isFinite)).sort()
  const borders: number[] = []
  for (let bin = 1; bin < bins && sorted.length > 0; bin++) {
    const border = sorted[Math.floor((bin * sorted.length) / bins)]!
    if (borders.length === 0 || border > borders[borders.length - 1]!) borders.push(border)
  }
  const count = (values: ArrayLike<number>): Float64Array => {
    const counts = new Float64Array(borders.length + 1)
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      if (!Number.isFinite(value)) continue
      let bin = 0
      while (bin < borders.length && value >= borders[bin]!) bin++
      counts[bin]!++
    }
    return counts
  }
  return { reference: count(sorted), recent: count(recent) }
}

/** Counts of named values in both samples, the `most` commonest of the reference by name, the others together. */
export function counted(
  reference: readonly string[],
  recent: readonly string[],
  most = 20,
): { readonly names: readonly string[]; readonly reference: Float64Array; readonly recent: Float64Array } {
  const tally = (values: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>()
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
    return counts
  }
  const before = tally(reference)
  const after = tally(recent)
  const named = [...before].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most)
  const column = (counts: Map<string, number>, total: number): Float64Array => {
    const known = named.map(([name]) => counts.get(name) ?? 0)
    return Float64Array.from([...known, total - known.reduce((sum, count) => sum + count, 0)])
  }
  return { names: [...named.map(([name]) => name), ''], reference: column(before, reference.length), recent: column(after, recent.length) }
}
