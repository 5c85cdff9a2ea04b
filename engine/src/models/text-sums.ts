import type { Csr } from '../math/csr.ts'

/** Words and facts of items, rows of length 1 [items × terms], and room for a profile [terms] that holds zeros between uses. */
export interface SharedWords {
  readonly terms: Csr
  readonly profile: Float64Array
}

/** Σ_e weights[e] · cosine of the words of entry e and of each of `items`, into `out` [items]. */
export function sharedWords(entries: Int32Array, weights: Float64Array, items: Int32Array, { terms, profile }: SharedWords, out: Float32Array): void {
  const { ptr, idx, val } = terms
  entries.forEach((item, entry) => {
    if (weights[entry] !== 0) for (let p = ptr[item]; p < ptr[item + 1]; p++) profile[idx[p]] += weights[entry] * val[p]
  })
  for (let at = 0; at < items.length; at++) {
    let sum = 0
    for (let p = ptr[items[at]]; p < ptr[items[at] + 1]; p++) sum += profile[idx[p]] * val[p]
    out[at] = sum
  }
  for (const item of entries) for (let p = ptr[item]; p < ptr[item + 1]; p++) profile[idx[p]] = 0
}

/** Σ_e weights[e] · the row of entry e of a table [rows × width], added to `out` [width]. */
export function addRows(entries: Int32Array, weights: Float64Array, table: Float32Array, out: Float32Array | Float64Array): void {
  const width = out.length
  entries.forEach((row, entry) => {
    const weight = weights[entry]
    if (weight !== 0) for (let k = 0; k < width; k++) out[k] += weight * table[row * width + k]
  })
}

/** x·M of each row [rows × size] · [size × factors], summed in f64. */
export function projected(x: Float32Array, map: Float32Array, size: number, factors: number): Float32Array {
  const rows = size === 0 ? 0 : x.length / size
  const out = new Float32Array(rows * factors)
  const sums = new Float64Array(factors)
  for (let row = 0; row < rows; row++) {
    sums.fill(0)
    for (let k = 0; k < size; k++) {
      const value = x[row * size + k]
      if (value !== 0) for (let f = 0; f < factors; f++) sums[f] += value * map[k * factors + f]
    }
    out.set(sums, row * factors)
  }
  return out
}

/** X·M of a sparse X [rows × terms] and a table [terms × width], which may know fewer terms: those it lacks say nothing. */
export function sparseProjected({ rows, ptr, idx, val }: Csr, table: Float32Array, width: number): Float32Array {
  const out = new Float32Array(rows * width)
  const sums = new Float64Array(width)
  for (let row = 0; row < rows; row++) {
    sums.fill(0)
    for (let p = ptr[row]; p < ptr[row + 1]; p++) {
      const from = idx[p] * width
      if (from < table.length) for (let k = 0; k < width; k++) sums[k] += val[p] * table[from + k]
    }
    out.set(sums, row * width)
  }
  return out
}
