import type { Floats } from './dot.ts'

/**
 * A sparse matrix by rows: row r holds the columns idx[ptr[r] … ptr[r + 1]) with the values val at the same places. Every function here returns rows whose
 * columns ascend without repeats, and expects the same.
 */
export interface Csr {
  readonly rows: number
  readonly cols: number
  /** [rows + 1] */
  readonly ptr: Int32Array
  /** [non-zeros] */
  readonly idx: Int32Array
  /** [non-zeros] */
  readonly val: Floats
}

/**
 * Builds a matrix from triplets (row[t], col[t], value[t]) in any order, summing those of the same cell in double precision. Cells that sum to 0 are kept.
 * O(triplets + rows + cols).
 * @param value [triplets], or a single number for all
 * @throws RangeError when the arrays differ in length or an index is outside the shape
 */
export function fromTriplets(rows: number, cols: number, row: ArrayLike<number>, col: ArrayLike<number>, value: ArrayLike<number> | number = 1): Csr {
  const count = row.length
  if (col.length !== count || (typeof value !== 'number' && value.length !== count)) {
    throw new RangeError(
      `Triplets need arrays of one length, got ${count} rows, ${col.length} columns, ${typeof value === 'number' ? count : value.length} values.`,
    )
  }
  // A counting sort by column, then a stable one by row, leaves columns ascending inside each row.
  const byColumn = countingSort(cols, count, (t) => col[t] as number, undefined, 'column')
  const order = countingSort(rows, count, (t) => row[t] as number, byColumn.order, 'row').order
  const ptr = new Int32Array(rows + 1)
  const idx = new Int32Array(count)
  const val = new Float64Array(count)
  let end = 0
  let lastRow = -1
  let lastCol = -1
  for (const t of order) {
    const r = row[t] as number
    const c = col[t] as number
    const v = typeof value === 'number' ? value : (value[t] as number)
    if (r === lastRow && c === lastCol) {
      val[end - 1] += v
      continue
    }
    idx[end] = c
    val[end++] = v
    ptr[r + 1]++
    lastRow = r
    lastCol = c
  }
  for (let r = 0; r < rows; r++) ptr[r + 1] += ptr[r]
  return { rows, cols, ptr, idx: idx.slice(0, end), val: Float32Array.from(val.subarray(0, end)) }
}

/** Xᵀ [cols × rows]. O(non-zeros + rows + cols). */
export function transpose(x: Csr): Csr {
  const ptr = new Int32Array(x.cols + 1)
  for (const c of x.idx) ptr[c + 1]++
  for (let c = 0; c < x.cols; c++) ptr[c + 1] += ptr[c]
  const next = ptr.slice(0, x.cols)
  const idx = new Int32Array(x.idx.length)
  const val = x.val instanceof Float32Array ? new Float32Array(x.val.length) : new Float64Array(x.val.length)
  for (let r = 0; r < x.rows; r++) {
    for (let p = x.ptr[r]; p < x.ptr[r + 1]; p++) {
      const at = next[x.idx[p]]++
      idx[at] = r
      val[at] = x.val[p]
    }
  }
  return { rows: x.cols, cols: x.rows, ptr, idx, val }
}

/** XᵀX as a dense matrix [cols × cols], every cell summed in double precision and rounded once. Time Σ over rows of length², memory 4·cols² bytes. */
export function gram(x: Csr): Float32Array {
  return crossGram(x, x)
}

/**
 * PᵀF of two matrices with the same rows, dense [p.cols × f.cols], every cell summed in double precision and rounded once.
 * Time Σ over rows of length in P × length in F.
 * @throws RangeError when the row counts differ
 */
export function crossGram(p: Csr, f: Csr): Float32Array {
  if (p.rows !== f.rows) throw new RangeError(`PᵀF needs matrices with the same rows, got ${p.rows} and ${f.rows}.`)
  const out = new Float32Array(p.cols * f.cols)
  const sums = new Float64Array(f.cols) // one row of the result: small enough to stay in the cache, and f64
  const pt = transpose(p)
  for (let i = 0; i < pt.rows; i++) {
    if (pt.ptr[i] === pt.ptr[i + 1]) continue
    sums.fill(0)
    for (let a = pt.ptr[i]; a < pt.ptr[i + 1]; a++) {
      const weight = pt.val[a]
      const end = f.ptr[pt.idx[a] + 1]
      for (let b = f.ptr[pt.idx[a]]; b < end; b++) sums[f.idx[b]] += weight * f.val[b]
    }
    out.set(sums, i * f.cols)
  }
  return out
}

/**
 * X·D of a sparse X [rows × cols] and a dense D [cols × width] into out [rows × width], which is overwritten.
 * @throws RangeError when the shapes do not fit
 */
export function timesDense(x: Csr, dense: Floats, width: number, out: Floats): void {
  if (dense.length !== x.cols * width || out.length !== x.rows * width) {
    throw new RangeError(`X·D of [${x.rows} × ${x.cols}] and [${x.cols} × ${width}] got arrays of ${dense.length} and ${out.length}.`)
  }
  const sums = new Float64Array(width)
  for (let r = 0; r < x.rows; r++) {
    sums.fill(0)
    for (let p = x.ptr[r]; p < x.ptr[r + 1]; p++) {
      const weight = x.val[p]
      const from = x.idx[p] * width
      for (let c = 0; c < width; c++) sums[c] += weight * dense[from + c]
    }
    out.set(sums, r * width)
  }
}

/**
 * The `keep` largest cells of each row of A·B, both sparse, as a sparse matrix [a.rows × b.cols]; of equal cells the lower column wins. Only cells reached by at least one pair
 * of non-zeros count, so a zero is never invented. Time Σ over the pairs, memory O(b.cols + result).
 * @param options.weigh changes a reached cell before it competes: weigh(row, col, value); returning -Infinity or NaN drops the cell (e.g. the diagonal)
 * @throws RangeError when the shapes do not fit
 */
export function productTop(a: Csr, b: Csr, keep: number, options: { weigh?: (row: number, col: number, value: number) => number } = {}): Csr {
  if (a.cols !== b.rows) throw new RangeError(`A·B needs A's columns to be B's rows, got ${a.cols} and ${b.rows}.`)
  const { weigh } = options
  const sums = new Float64Array(b.cols)
  const seenIn = new Int32Array(b.cols).fill(-1)
  const reached = new Int32Array(b.cols)
  const ptr = new Int32Array(a.rows + 1)
  const parts: { idx: Int32Array; val: Float32Array }[] = []
  for (let r = 0; r < a.rows; r++) {
    let count = 0
    for (let p = a.ptr[r]; p < a.ptr[r + 1]; p++) {
      const weight = a.val[p]
      const end = b.ptr[a.idx[p] + 1]
      for (let q = b.ptr[a.idx[p]]; q < end; q++) {
        const c = b.idx[q]
        if (seenIn[c] !== r) {
          seenIn[c] = r
          sums[c] = 0
          reached[count++] = c
        }
        sums[c] += weight * b.val[q]
      }
    }
    let kept = 0
    for (let i = 0; i < count; i++) {
      const c = reached[i]
      if (weigh) sums[c] = weigh(r, c, sums[c])
      if (sums[c] > Number.NEGATIVE_INFINITY) reached[kept++] = c
    }
    const idx = reached.slice(0, keepLargest(reached, kept, sums, keep)).sort()
    parts.push({ idx, val: Float32Array.from(idx, (c) => sums[c]) })
    ptr[r + 1] = ptr[r] + idx.length
  }
  const idx = new Int32Array(ptr[a.rows])
  const val = new Float32Array(ptr[a.rows])
  parts.forEach((part, r) => {
    idx.set(part.idx, ptr[r])
    val.set(part.val, ptr[r])
  })
  return { rows: a.rows, cols: b.cols, ptr, idx, val }
}

/** Brings the `keep` columns of the largest sums among the first `count` to the front, of equal sums the lower ones, in no order; answers how many there are. A heap with the worst on top: most columns cost one comparison. */
function keepLargest(columns: Int32Array, count: number, sums: Float64Array, keep: number): number {
  const held = Math.min(count, Math.max(0, keep))
  if (held === count || held === 0) return held
  for (let at = (held >> 1) - 1; at >= 0; at--) sink(columns, held, sums, at)
  for (let i = held; i < count; i++) {
    if (!isWorse(sums, columns[0], columns[i])) continue
    columns[0] = columns[i]
    sink(columns, held, sums, 0)
  }
  return held
}

function isWorse(sums: Float64Array, a: number, b: number): boolean {
  return sums[a] < sums[b] || (sums[a] === sums[b] && a > b)
}

function sink(heap: Int32Array, size: number, sums: Float64Array, from: number): void {
  const column = heap[from]
  let hole = from
  for (let child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
    if (child + 1 < size && isWorse(sums, heap[child + 1], heap[child])) child++
    if (!isWorse(sums, heap[child], column)) break
    heap[hole] = heap[child]
    hole = child
  }
  heap[hole] = column
}

/** A dense copy [rows × cols]. For tests and small matrices. */
export function toDense(x: Csr): Float64Array {
  const out = new Float64Array(x.rows * x.cols)
  for (let r = 0; r < x.rows; r++) for (let p = x.ptr[r]; p < x.ptr[r + 1]; p++) out[r * x.cols + x.idx[p]] = x.val[p]
  return out
}

function countingSort(buckets: number, count: number, key: (t: number) => number, previous: Int32Array | undefined, axis: string): { order: Int32Array } {
  const next = new Int32Array(buckets + 1)
  for (let t = 0; t < count; t++) {
    const k = key(t)
    if (!(k >= 0 && k < buckets && Number.isInteger(k))) throw new RangeError(`Triplet ${t} has ${axis} ${k}, outside 0 to ${buckets - 1}.`)
    next[k + 1]++
  }
  for (let k = 0; k < buckets; k++) next[k + 1] += next[k]
  const order = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const t = previous ? previous[i] : i
    order[next[key(t)]++] = t
  }
  return { order }
}
