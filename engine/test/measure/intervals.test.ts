import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { intervals } from '../../src/measure/intervals.ts'

describe('bootstrap intervals', () => {
  it('hold the true mean about 95 times in a hundred', () => {
    const random = new Random('coverage of intervals')
    let held = 0
    const rounds = 300
    for (let round = 0; round < rounds; round++) {
      const hits = Float64Array.from({ length: 200 }, () => (random.chance(0.3) ? 1 : 0))
      const { low, high } = intervals({ hits }, random.fork(round)).hits!
      if (low <= 0.3 && 0.3 <= high) held++
    }
    expect(held / rounds).toBeGreaterThan(0.91)
    expect(held / rounds).toBeLessThan(0.985)
  })

  it('are as wide as the standard error says', () => {
    const random = new Random(5)
    const x = Float64Array.from({ length: 2000 }, () => random.normal())
    const { value, low, high } = intervals({ x }, random).x!
    const error = Math.sqrt(x.reduce((sum, entry) => sum + (entry - value) ** 2, 0) / 2000 / 2000)
    expect((high - low) / (2 * 1.96 * error)).toBeGreaterThan(0.9)
    expect((high - low) / (2 * 1.96 * error)).toBeLessThan(1.1)
  })

  it('leave NaN out of the mean, and a column of NaN out altogether', () => {
    const figures = intervals({ some: Float64Array.of(1, Number.NaN, 3, Number.NaN), none: new Float64Array(4).fill(Number.NaN) }, new Random(1))
    expect(figures.some!.value).toBe(2)
    expect(figures.some!.low).toBeGreaterThanOrEqual(0)
    expect(figures.some!.high).toBeLessThanOrEqual(3)
    expect(figures).not.toHaveProperty('none')
    const half = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 2 : Number.NaN))
    expect(intervals({ half }, new Random(1)).half).toEqual({ value: 2, low: 2, high: 2 })
  })

  it('the same seed gives the same figures; one person gives no width', () => {
    const x = Float64Array.of(0, 1, 0, 0, 1, 1, 0, 1)
    expect(intervals({ x }, new Random(3))).toEqual(intervals({ x }, new Random(3)))
    expect(intervals({ x: Float64Array.of(0.4) }, new Random(3)).x).toEqual({ value: 0.4, low: 0.4, high: 0.4 })
  })
})
