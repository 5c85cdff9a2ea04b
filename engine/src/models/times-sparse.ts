import { throwIfCancelled } from '../errors.ts'
import type { Csr } from '../math/csr.ts'
import type { FitContext } from './model.ts'

/**
 * A·S row by row, A [n × n] dense and S the rows `rows` of a sparse matrix, in that order [n × s.cols]; each row is summed in f64 and handed to `take`, which must
 * not keep it. Gives way to other work every few rows. Time n × non-zeros of S. Throws `cancelled`.
 */
export async function timesSparse(
  a: Float32Array,
  s: Csr,
  rows: Int32Array,
  ctx: FitContext,
  take: (row: number, values: Float64Array) => void,
): Promise<void> {
  const n = rows.length
  const sums = new Float64Array(s.cols)
  const val = Float64Array.from(s.val)
  for (let row = 0; row < n; row++) {
    sums.fill(0)
    for (let k = 0; k < n; k++) addScaled(a[row * n + k], s.idx, val, s.ptr[rows[k]], s.ptr[rows[k] + 1], sums)
    take(row, sums)
    if (row % 64 === 63) {
      ctx.progress?.({ stage: 'multiplying', done: row / n })
      await new Promise((resolve) => setImmediate(resolve))
      throwIfCancelled(ctx.signal)
    }
  }
}

/** a + scale·b of two sparse matrices of one shape. O(non-zeros). */
export function plusScaled(a: Csr, scale: number, b: Csr): Csr {
  const ptr = new Int32Array(a.rows + 1)
  const idx = new Int32Array(a.idx.length + b.idx.length)
  const val = new Float32Array(idx.length)
  let end = 0
  for (let row = 0; row < a.rows; row++) {
    let p = a.ptr[row]
    let q = b.ptr[row]
    while (p < a.ptr[row + 1] || q < b.ptr[row + 1]) {
      const left = p < a.ptr[row + 1] ? a.idx[p] : a.cols
      const right = q < b.ptr[row + 1] ? b.idx[q] : a.cols
      idx[end] = Math.min(left, right)
      val[end++] = (left <= right ? a.val[p++] : 0) + (right <= left ? scale * b.val[q++] : 0)
    }
    ptr[row + 1] = end
  }
  return { rows: a.rows, cols: a.cols, ptr, idx: idx.slice(0, end), val: val.slice(0, end) }
}

function addScaled(weight: number, idx: Int32Array, val: Float64Array, from: number, to: number, sums: Float64Array): void {
  for (let at = from; at < to; at++) sums[idx[at]] += weight * val[at]
}
