import { throwIfCancelled } from '../errors.ts'
import type { Csr } from '../math/csr.ts'
import { workerUrl } from '../worker.ts'
import type { FitContext } from './model.ts'
import { pruneRow, type SparseRow } from './pruned-rows.ts'
import { runThreads, shared, threadsFor } from './threads.ts'

/** A·S of a dense A [n × n] and the n chosen rows of a sparse S, its rows pruned (see `pruneRow`). */
export interface Product {
  readonly a: Float32Array
  readonly s: Csr
  /** Which row of S belongs to each column of A [n]. */
  readonly rows: Int32Array
  readonly prune: number
}

/**
 * The rows of the product [n × s.cols], each summed in f64 and pruned. The same with any number of threads. Time n × non-zeros of S; alone it gives way
 * to other work every few rows. Throws `cancelled`.
 * @param threads how many to use, 0 for this one; what pays where absent
 */
export async function prunedProduct(product: Product, ctx: FitContext, threads?: number): Promise<SparseRow[]> {
  const n = product.rows.length
  const result: SparseRow[] = new Array(n)
  let done = 0
  const receive = ({ from, rows }: { from: number; rows: readonly SparseRow[] }): void => {
    rows.forEach((row, at) => {
      result[from + at] = row
    })
    done += rows.length
    ctx.progress?.({ stage: 'multiplying', done: done / n })
  }
  const count = threads ?? threadsFor(n * product.s.idx.length)
  if (count > 0) {
    const { a, s, rows, prune } = product
    const task = {
      a: shared(a),
      s: { ...s, ptr: shared(s.ptr), idx: shared(s.idx), val: shared(s.val) },
      rows,
      prune,
      next: new Int32Array(new SharedArrayBuffer(4)),
    }
    await runThreads(workerUrl(import.meta.url, './times-sparse-worker.ts'), new Array(count).fill(task), { receive, signal: ctx.signal })
    return result
  }
  const rowsOf = productRows(product)
  for (let from = 0; from < n; from += rowsAtOnce) {
    receive({ from, rows: rowsOf(from) })
    await new Promise((resolve) => setImmediate(resolve))
    throwIfCancelled(ctx.signal)
  }
  return result
}

/** Rows computed side by side, so that S is read once for all of them. */
export const rowsAtOnce = 4

/** Computes the product's rows `from` to `from + 4`, as many as there are. */
export function productRows({ a, s, rows, prune }: Product): (from: number) => SparseRow[] {
  const n = rows.length
  const sums = new Float64Array(rowsAtOnce * s.cols)
  const values = new Float64Array(s.cols)
  return (from) => {
    const count = Math.min(rowsAtOnce, n - from)
    sums.fill(0)
    const at = (lane: number, k: number): number => (lane < count ? a[(from + lane) * n + k] : 0)
    for (let k = 0; k < n; k++) addRow(s, rows[k], at(0, k), at(1, k), at(2, k), at(3, k), sums)
    return Array.from({ length: count }, (_, lane) => {
      for (let col = 0; col < s.cols; col++) values[col] = sums[rowsAtOnce * col + lane]
      return pruneRow(values, prune)
    })
  }
}

function addRow(s: Csr, row: number, w0: number, w1: number, w2: number, w3: number, sums: Float64Array): void {
  const { idx, val } = s
  const end = s.ptr[row + 1]
  for (let p = s.ptr[row]; p < end; p++) {
    const cell = rowsAtOnce * idx[p]
    const value = val[p]
    sums[cell] += w0 * value
    sums[cell + 1] += w1 * value
    sums[cell + 2] += w2 * value
    sums[cell + 3] += w3 * value
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
