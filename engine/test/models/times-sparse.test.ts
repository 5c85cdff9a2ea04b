import { describe, expect, it } from 'vitest'
import { fromTriplets, toDense } from '../../src/math/csr.ts'
import { Random } from '../../src/math/random.ts'
import { stackRows } from '../../src/models/pruned-rows.ts'
import { plusScaled, prunedProduct } from '../../src/models/times-sparse.ts'
import { ctx } from './shop.ts'

const s = fromTriplets(4, 3, [0, 1, 1, 3], [2, 0, 1, 1], [5, 1, -2, 4])

describe('prunedProduct', () => {
  it('multiplies a dense matrix with the chosen rows', async () => {
    const rows = await prunedProduct({ a: Float32Array.from([1, 2, 3, 4]), s, rows: Int32Array.of(1, 3), prune: 0 }, ctx)
    expect([...toDense(stackRows(rows, 3))]).toEqual([1, -2 + 8, 0, 3, -6 + 16, 0])
  })

  it('gives the same rows in three threads, more or fewer than a batch', async () => {
    const random = new Random(5)
    const n = 150
    const cells = Array.from({ length: 900 }, () => [random.int(n), random.int(40), random.normal()] as const)
    const sparse = fromTriplets(n, 40, ...([0, 1, 2].map((part) => cells.map((cell) => cell[part]!)) as [number[], number[], number[]]))
    const product = {
      a: Float32Array.from({ length: n * n }, () => random.normal()),
      s: sparse,
      rows: Int32Array.from({ length: n }, (_, i) => n - 1 - i),
      prune: 0.2,
    }
    const alone = await prunedProduct(product, ctx, 0)
    expect(await prunedProduct(product, ctx, 3)).toEqual(alone)
    expect(alone.length).toBe(n)
    expect(alone.some((row) => row.idx.length < 40)).toBe(true)
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
