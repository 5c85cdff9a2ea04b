import { choleskyFactor, choleskySolve } from '../math/cholesky.ts'
import type { Csr } from '../math/csr.ts'
import { topK } from '../math/topk.ts'

export interface SlimProblem {
  /** People × items. */
  readonly x: Csr
  /** Its transpose, items × people. */
  readonly xt: Csr
  readonly l2: number
  /** Most items a column may lean on. */
  readonly neighbours: number
}

/** One column of B: which items speak for it, ascending, and how strongly. */
export interface Column {
  readonly items: Int32Array
  readonly weights: Float64Array
}

/**
 * Gives the function that solves one column of B: with N the `neighbours` items whose first correlation with item j, g_aj / √(g_aa + l2), is largest (G = XᵀX), the ridge
 * regression of column j of X on the columns N, (G_NN + l2·I) b = G_Nj, by Cholesky in f64. It depends on j alone, so columns may be solved in any order and any thread.
 * Items that share no person with j never speak for it; where all do and `neighbours` holds them, it is EASE's column. Time Σ over the people of j and of N of their entries, plus neighbours³ / 6.
 */
export function columnSolver({ x, xt, l2, neighbours }: SlimProblem): (item: number) => Column {
  const sums = new Float64Array(x.cols)
  const touched = new Int32Array(x.cols)
  const strengths = new Float64Array(x.cols)
  const squares = rowSquares(xt)
  const gram = new Float64Array(neighbours * neighbours)
  const target = new Float64Array(neighbours)
  const people = localPeople(x.rows)

  return (item) => {
    let count = 0
    for (let at = xt.ptr[item]; at < xt.ptr[item + 1]; at++) {
      const person = xt.idx[at]
      const weight = xt.val[at]
      for (let q = x.ptr[person]; q < x.ptr[person + 1]; q++) {
        const other = x.idx[q]
        if (sums[other] === 0) touched[count++] = other
        sums[other] += weight * x.val[q]
      }
    }
    for (let c = 0; c < count; c++) strengths[c] = touched[c] === item ? Number.NEGATIVE_INFINITY : sums[touched[c]] / Math.sqrt(squares[touched[c]] + l2)
    const chosen = topK(strengths.subarray(0, count), neighbours).items.map((c) => touched[c])
    chosen.sort()
    const n = chosen.length
    for (let k = 0; k < n; k++) target[k] = sums[chosen[k]]
    for (let c = 0; c < count; c++) sums[touched[c]] = 0
    gram.fill(0, 0, n * n)
    people.gram(xt, chosen, gram)
    for (let k = 0; k < n; k++) gram[k * n + k] += l2
    choleskyFactor(gram, n)
    choleskySolve(gram, n, target, target)
    return { items: chosen, weights: target.slice(0, n) }
  }
}

/** Gathers X restricted to a few columns by people, so that their Gram matrix costs only the pairs that really meet. */
function localPeople(rows: number): { gram(xt: Csr, items: Int32Array, out: Float64Array): void } {
  const counts = new Int32Array(rows)
  const starts = new Int32Array(rows)
  const list = new Int32Array(rows)
  let columns = new Int32Array(0)
  let values = new Float64Array(0)
  return {
    /** Adds the lower triangle of G over `items` to out [items × items]. */
    gram(xt, items, out) {
      const n = items.length
      let met = 0
      let size = 0
      for (const item of items) {
        size += xt.ptr[item + 1] - xt.ptr[item]
        for (let at = xt.ptr[item]; at < xt.ptr[item + 1]; at++) if (counts[xt.idx[at]]++ === 0) list[met++] = xt.idx[at]
      }
      if (columns.length < size) {
        columns = new Int32Array(size * 2)
        values = new Float64Array(size * 2)
      }
      for (let m = 0, start = 0; m < met; m++) {
        starts[list[m]] = start
        start += counts[list[m]]
        counts[list[m]] = 0
      }
      for (let k = 0; k < n; k++) {
        for (let at = xt.ptr[items[k]]; at < xt.ptr[items[k] + 1]; at++) {
          const place = starts[xt.idx[at]] + counts[xt.idx[at]]++
          columns[place] = k
          values[place] = xt.val[at]
        }
      }
      for (let m = 0; m < met; m++) {
        const start = starts[list[m]]
        const end = start + counts[list[m]]
        counts[list[m]] = 0
        for (let a = start; a < end; a++) {
          const row = columns[a] * n
          const value = values[a]
          for (let b = start; b <= a; b++) out[row + columns[b]] += value * values[b]
        }
      }
    },
  }
}

function rowSquares(x: Csr): Float64Array {
  const out = new Float64Array(x.rows)
  for (let row = 0; row < x.rows; row++) for (let at = x.ptr[row]; at < x.ptr[row + 1]; at++) out[row] += x.val[at] ** 2
  return out
}
