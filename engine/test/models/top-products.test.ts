import { describe, expect, it } from 'vitest'
import { fromTriplets, productTop } from '../../src/math/csr.ts'
import { Random } from '../../src/math/random.ts'
import { topProducts } from '../../src/models/top-products.ts'
import { ctx } from './shop.ts'

const random = new Random(3)
const matrix = (rows: number, cols: number) => {
  const cells = Array.from({ length: rows * 4 }, () => [random.int(rows), random.int(cols), random.normal()] as const)
  return fromTriplets(rows, cols, ...([0, 1, 2].map((part) => cells.map((cell) => cell[part]!)) as [number[], number[], number[]]))
}

describe('topProducts', () => {
  it('is the product in one go, rows known by their own numbers', async () => {
    const a = matrix(150, 40)
    const b = matrix(40, 70)
    const weigh = (row: number, col: number, value: number): number => (row % 70 === col ? Number.NEGATIVE_INFINITY : value * (1 + row))
    const shares: number[] = []
    const inTurns = await topProducts(a, b, 5, weigh, ctx, (done) => shares.push(done))
    expect(inTurns).toEqual(productTop(a, b, 5, { weigh }))
    expect(inTurns.idx.length).toBeGreaterThan(600)
    expect(shares.length).toBeGreaterThan(3)
    expect(shares.at(-1)).toBe(1)
  })

  it('gives an empty matrix for one without rows', async () => {
    const none = fromTriplets(0, 3, [], [])
    expect(await topProducts(none, matrix(3, 7), 5, (_, __, value) => value, ctx)).toMatchObject({ rows: 0, cols: 7, ptr: Int32Array.of(0) })
  })
})
