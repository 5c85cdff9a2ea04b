import { throwIfCancelled } from '../errors.ts'
import type { Csr } from '../math/csr.ts'
import { workerUrl } from '../worker.ts'
import type { FitContext } from './model.ts'
import { pruneRow, type SparseRow } from './pruned-rows.ts'
import { Layout, memoryFor, openKernel, type SharedMemory } from './shared-memory.ts'
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
 * The rows of the product [n × s.cols], each summed in f64 and pruned. The same with any number of threads. Time n × non-zeros of S, memory those and what each thread has, 32·n + 64·cols bytes; alone it gives way
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
  const plan = planProduct(product, Math.max(1, count))
  if (count > 0) {
    const next = new Int32Array(new SharedArrayBuffer(4))
    const tasks = Array.from({ length: count }, (_, thread) => ({ plan, thread, next }))
    await runThreads(workerUrl(import.meta.url, './times-sparse-worker.ts'), tasks, { receive, signal: ctx.signal })
    return result
  }
  const rowsOf = productRows(plan, 0)
  for (let from = 0; from < n; from += rowsAtOnce) {
    receive({ from, rows: rowsOf(from) })
    await new Promise((resolve) => setImmediate(resolve))
    throwIfCancelled(ctx.signal)
  }
  return result
}

/** Rows computed side by side, so that S is read once for all of them: as many as the kernel takes. */
export const rowsAtOnce = 8

/** What every thread needs to take its part; offsets into the shared memory in bytes. */
export interface ProductPlan {
  readonly memory: SharedMemory
  /** Shared too [n × n]. */
  readonly a: Float32Array
  readonly n: number
  readonly cols: number
  readonly prune: number
  readonly rows: number
  readonly ptr: number
  readonly idx: number
  readonly val: number
  /** Each thread's own weights [n × 8], f32, and sums [cols × 8], f64. */
  readonly rooms: readonly { readonly weights: number; readonly sums: number }[]
}

function planProduct({ a, s, rows, prune }: Product, threads: number): ProductPlan {
  const n = rows.length
  const layout = new Layout()
  const places = {
    rows: layout.claim(4 * n),
    ptr: layout.claim(4 * s.ptr.length),
    idx: layout.claim(4 * s.idx.length),
    val: layout.claim(4 * s.idx.length),
    rooms: Array.from({ length: threads }, () => ({ weights: layout.claim(4 * rowsAtOnce * n), sums: layout.claim(8 * rowsAtOnce * s.cols) })),
  }
  const memory = memoryFor(layout.size, 'a sparse product')
  new Int32Array(memory.buffer, places.rows, n).set(rows)
  new Int32Array(memory.buffer, places.ptr, s.ptr.length).set(s.ptr)
  new Int32Array(memory.buffer, places.idx, s.idx.length).set(s.idx)
  new Float32Array(memory.buffer, places.val, s.idx.length).set(s.val)
  return { ...places, memory, a: threads > 1 ? shared(a) : a, n, cols: s.cols, prune }
}

/** Computes the product's rows `from` to `from + 8`, as many as there are, in one thread's room. */
export function productRows({ memory, a, n, cols, prune, rows, ptr, idx, val, rooms }: ProductPlan, thread: number): (from: number) => SparseRow[] {
  const kernel = openKernel<ScatterKernel>('scatter', memory)
  const room = rooms[thread]!
  const weights = new Float32Array(memory.buffer, room.weights, rowsAtOnce * n)
  const sums = new Float64Array(memory.buffer, room.sums, rowsAtOnce * cols)
  const values = new Float64Array(cols)
  return (from) => {
    const count = Math.min(rowsAtOnce, n - from)
    for (let lane = 0; lane < count; lane++) for (let k = 0; k < n; k++) weights[rowsAtOnce * k + lane] = a[(from + lane) * n + k]
    sums.fill(0)
    kernel.addRows(room.weights, n, rows, ptr, idx, val, room.sums)
    return Array.from({ length: count }, (_, lane) => {
      for (let col = 0; col < cols; col++) values[col] = sums[rowsAtOnce * col + lane]
      return pruneRow(values, prune)
    })
  }
}

/** What kernels/scatter.as exports; arguments are byte offsets into the memory, or counts. */
interface ScatterKernel {
  addRows(weights: number, n: number, rows: number, ptr: number, idx: number, val: number, sums: number): void
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
