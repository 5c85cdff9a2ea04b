import { describe, expect, it } from 'vitest'
import { fromTriplets } from '../../src/math/csr.ts'
import { spectralStart } from '../../src/models/factor-start.ts'
import { interactionMatrix } from '../../src/models/matrix.ts'
import { normalised } from '../../src/models/normalised.ts'
import { ctx, weightedShop } from './shop.ts'

const rounds = 60

describe('spectralStart', () => {
  it.each([0, 0.5, 1])('gives right singular vectors, as long as their values to the power of %d', async (power) => {
    const { normal } = normalised(interactionMatrix(weightedShop()))
    const [n, d] = [normal.cols, 4]
    const { items, values } = await spectralStart(normal, { factors: d, power, deviation: 0.1, rounds }, ctx)
    expect(values.length).toBe(d)
    expect(Math.sqrt(items.reduce((sum, value) => sum + value ** 2, 0) / items.length)).toBeCloseTo(0.1, 6)
    const column = (k: number): number[] => Array.from({ length: n }, (_, item) => items[item * d + k]!)
    const length = (k: number): number => Math.hypot(...column(k))
    for (let k = 0; k < d; k++) {
      expect(length(k) / length(0)).toBeCloseTo((values[k]! / values[0]!) ** power, 5)
      // R̃ᵀR̃·v = σ²·v
      const image = new Float64Array(n)
      for (let row = 0; row < normal.rows; row++) {
        let sum = 0
        for (let at = normal.ptr[row]!; at < normal.ptr[row + 1]!; at++) sum += normal.val[at]! * column(k)[normal.idx[at]!]!
        for (let at = normal.ptr[row]!; at < normal.ptr[row + 1]!; at++) image[normal.idx[at]!]! += normal.val[at]! * sum
      }
      for (let item = 0; item < n; item++) expect(image[item]! - values[k]! ** 2 * column(k)[item]!).toBeCloseTo(0, 5)
    }
  })

  it('fills what the matrix cannot give with random numbers no longer than the rest', async () => {
    const x = fromTriplets(3, 40, [0, 0, 1, 2], [0, 1, 7, 30])
    const d = 8
    const { items, values } = await spectralStart(x, { factors: d, power: 1, deviation: 0.1 }, ctx)
    expect(values.length).toBe(3)
    const length = (k: number): number => Math.hypot(...Array.from({ length: 40 }, (_, item) => items[item * d + k]!))
    for (let k = 3; k < d; k++) {
      expect(length(k)).toBeGreaterThan(0.5 * length(2))
      expect(length(k)).toBeLessThan(1.5 * length(2))
    }
  })

  it('depends on nothing but the matrix and the seed', async () => {
    const { normal } = normalised(interactionMatrix(weightedShop()))
    const [one, two] = await Promise.all([1, 2].map(() => spectralStart(normal, { factors: 8, power: 0.5, deviation: 1 }, ctx)))
    expect(one!.items).toEqual(two!.items)
  })
})
