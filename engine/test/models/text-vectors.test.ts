import { describe, expect, it } from 'vitest'
import { likenessOf } from '../../src/models/likeness.ts'
import { textVectors } from '../../src/models/text-vectors.ts'
import { ctx, describedShop, lopsidedShop } from './shop.ts'

describe('text vectors', () => {
  const shop = describedShop()
  const items = Int32Array.from(shop.products.keys()).reverse()

  it('have the angles of the descriptions, and a standard deviation of 1', async () => {
    const size = 20
    const vectors = (await textVectors(shop, items, size, ctx))!
    const index = likenessOf(shop)!
    const rowOf = (row: number): Float32Array => vectors.subarray(row * size, (row + 1) * size)
    const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0)
    const scores = new Float32Array(items.length)
    items.forEach((item, row) => {
      index.similarTo(Int32Array.of(item), Float64Array.of(1), scores)
      items.forEach((other, column) => {
        const angle = dot(rowOf(row), rowOf(column)) / Math.sqrt(dot(rowOf(row), rowOf(row)) * dot(rowOf(column), rowOf(column)))
        expect(angle).toBeCloseTo(scores[other]!, 5)
      })
    })
    expect(vectors.reduce((sum, value) => sum + value * value, 0) / vectors.length).toBeCloseTo(1, 5)
  })

  it('keep what is shared by many when there is room for little', async () => {
    const narrow = (await textVectors(shop, items, 2, ctx))!
    expect(narrow.length).toBe(2 * items.length)
    expect(narrow.every(Number.isFinite)).toBe(true)
    expect(await textVectors(shop, items, 2, ctx)).toEqual(narrow)
  })

  it('are not there where nothing is said', async () => {
    expect(await textVectors(lopsidedShop(), items, 4, ctx)).toBeUndefined()
  })
})
