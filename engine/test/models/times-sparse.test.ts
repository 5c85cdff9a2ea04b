import { describe, expect, it } from 'vitest'
import { fromTriplets, toDense } from '../../src/math/csr.ts'
import { plusScaled, timesSparse } from '../../src/models/times-sparse.ts'
import { ctx } from './shop.ts'

const s = fromTriplets(4, 3, [0, 1, 1, 3], [2, 0, 1, 1], [5, 1, -2, 4])

describe('timesSparse', () => {
  it('multiplies a dense matrix with the chosen rows', async () => {
    const rows: number[][] = []
    await timesSparse(Float32Array.from([1, 2, 3, 4]), s, Int32Array.of(1, 3), ctx, (row, values) => {
      rows[row] = [...values]
    })
    expect(rows).toEqual([
      [1, -2 + 8, 0],
      [3, -6 + 16, 0],
    ])
  })
})

describe('plusScaled', () => {
  it('adds cell by cell where one or both have something', () => {
    const other = fromTriplets(4, 3, [0, 0, 1, 2], [0, 2, 1, 1], [1, 1, 2, 3])
    const sum = plusScaled(s, 0.5, other)
    expect([...toDense(sum)]).toEqual([0.5, 0, 5.5, 1, -1, 0, 0, 1.5, 0, 0, 4, 0])
    expect([...sum.idx]).toEqual([0, 2, 0, 1, 1, 1])
  })
})
