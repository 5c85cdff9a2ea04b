import type { Csr } from '../math/csr.ts'
import type { Field } from './params.ts'

/** The parameter of every model that stores what a dense solve gave. */
export const pruneField: Field = {
  type: 'number',
  default: 0.02,
  min: 0,
  max: 0.5,
  doc: 'Weights smaller than this share of the largest of the same history item are dropped: a smaller file and faster lists at little loss. 0 keeps all.',
}

/** What is kept of one row: columns ascending, and their values. */
export interface SparseRow {
  readonly idx: Int32Array
  readonly val: Float32Array
}

/** The least double that f32 does not round to 0: half its smallest number, and a bit. */
const leastStored = 2 ** -150 * (1 + Number.EPSILON)

/**
 * What counts of a row: all but zeros and what is smaller than `prune` times the largest absolute value of the row. A weight matters by what it is among those
 * that the same history item gives, hence a threshold for each row.
 */
export function pruneRow(values: Float64Array, prune: number): SparseRow {
  const n = values.length
  let largest = 0
  for (let col = 0; col < n; col++) if (Math.abs(values[col]) > largest) largest = Math.abs(values[col])
  const threshold = Math.max(prune * largest, leastStored)
  let count = 0
  for (let col = 0; col < n; col++) if (Math.abs(values[col]) >= threshold) count++
  const idx = new Int32Array(count)
  const val = new Float32Array(count)
  for (let col = 0, end = 0; end < count; col++) {
    if (!(Math.abs(values[col]) >= threshold)) continue
    idx[end] = col
    val[end++] = values[col]
  }
  return { idx, val }
}

/** A sparse matrix [rows.length × cols] of its rows; where there is none the row is empty. */
export function stackRows(rows: readonly (SparseRow | undefined)[], cols: number): Csr {
  const ptr = new Int32Array(rows.length + 1)
  for (let row = 0; row < rows.length; row++) ptr[row + 1] = ptr[row] + (rows[row]?.idx.length ?? 0)
  const idx = new Int32Array(ptr[rows.length])
  const val = new Float32Array(ptr[rows.length])
  for (let row = 0; row < rows.length; row++) {
    const part = rows[row]
    if (part === undefined) continue
    idx.set(part.idx, ptr[row])
    val.set(part.val, ptr[row])
  }
  return { rows: rows.length, cols, ptr, idx, val }
}
