import type { Csr } from '../math/csr.ts'

/** How much the sums of people and of items take away; 0.5 and 0.5 is the symmetric normalisation of graphs. */
export interface Powers {
  readonly person: number
  readonly item: number
}

/** R̃ = D_U^−person·R·D_I^−item of people × items R, D its row and column sums, and the sum of each item, 0 where nobody touched it [items]. */
export function normalised(x: Csr, { person, item }: Powers = { person: 0.5, item: 0.5 }): { normal: Csr; degrees: Float64Array } {
  const people = new Float64Array(x.rows)
  const degrees = new Float64Array(x.cols)
  for (let row = 0; row < x.rows; row++) {
    for (let at = x.ptr[row]; at < x.ptr[row + 1]; at++) {
      people[row] += x.val[at]
      degrees[x.idx[at]] += x.val[at]
    }
  }
  const ofPeople = people.map((degree) => (degree > 0 ? degree ** -person : 0))
  const ofItems = degrees.map((degree) => (degree > 0 ? degree ** -item : 0))
  const val = new Float64Array(x.idx.length)
  for (let row = 0; row < x.rows; row++) {
    for (let at = x.ptr[row]; at < x.ptr[row + 1]; at++) val[at] = x.val[at] * ofPeople[row] * ofItems[x.idx[at]]
  }
  return { normal: { ...x, val }, degrees }
}
