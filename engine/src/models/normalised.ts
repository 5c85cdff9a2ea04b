import type { Csr } from '../math/csr.ts'

/** R̃ = D_U^−½·R·D_I^−½ of people × items R, D its row and column sums, and the sum of each item, 0 where nobody touched it [items]. */
export function normalised(x: Csr): { normal: Csr; degrees: Float64Array } {
  const people = new Float64Array(x.rows)
  const degrees = new Float64Array(x.cols)
  for (let row = 0; row < x.rows; row++) {
    for (let at = x.ptr[row]; at < x.ptr[row + 1]; at++) {
      people[row] += x.val[at]
      degrees[x.idx[at]] += x.val[at]
    }
  }
  const val = new Float64Array(x.idx.length)
  for (let row = 0; row < x.rows; row++) {
    for (let at = x.ptr[row]; at < x.ptr[row + 1]; at++) val[at] = x.val[at] / Math.sqrt(people[row] * degrees[x.idx[at]])
  }
  return { normal: { ...x, val }, degrees }
}
