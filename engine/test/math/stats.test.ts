import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import {
  bootstrapDifference,
  bootstrapMean,
  gini,
  histogram,
  mad,
  mcnemar,
  mean,
  median,
  normalCdf,
  pearson,
  quantile,
  ranks,
  robustZ,
  spearman,
  variance,
  wilcoxon,
} from '../../src/math/stats.ts'

const x = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]
const y = [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4]

describe('stats (figures from scipy and numpy)', () => {
  it('describes a list', () => {
    expect(mean(x)).toBe(4)
    expect(variance(x)).toBeCloseTo(5.6, 12)
    expect(median(x)).toBe(4)
    expect(quantile(x, 0.1)).toBe(1)
    expect(quantile(x, 0.25)).toBe(2.5)
    expect(quantile(x, 0.9)).toBe(6)
    expect(quantile([1, 2], 0.75)).toBe(1.75)
    expect(mad(x)).toBeCloseTo(1.4826, 3)
    expect(quantile([], 0.5)).toBeNaN()
    expect(mean([])).toBeNaN()
    expect(variance([8])).toBe(0)
  })

  it('scores outliers robustly, also when over half the values are equal', () => {
    const z = robustZ([1, 2, 3, 4, 5, 1000])
    expect(z[5]).toBeGreaterThan(400)
    expect(Math.abs(z[0]!)).toBeLessThan(2)
    const mostly = robustZ([7, 7, 7, 7, 7, 8])
    expect(mostly[0]).toBe(0)
    expect(mostly[5]).toBeGreaterThan(3)
    expect([...robustZ([2, 2])]).toEqual([0, 0])
  })

  it('counts every value of a histogram once, the upper edge in the last bin', () => {
    const { counts, edges } = histogram([0, 0.5, 1, 1.5, 2, Number.NaN, Number.POSITIVE_INFINITY], 4)
    expect([...counts]).toEqual([1, 1, 1, 2])
    expect([...edges]).toEqual([0, 0.5, 1, 1.5, 2])
    expect([...histogram([3, 3], 2).counts]).toEqual([2, 0])
    expect([...histogram([1, 5, 9], 2, [0, 6]).counts]).toEqual([1, 1])
  })

  it('correlates', () => {
    expect([...ranks([30, 10, 20, 10])]).toEqual([4, 1.5, 3, 1.5])
    expect(spearman(x, y)).toBeCloseTo(0.1384567651467695, 10)
    expect(pearson(x, y)).toBeCloseTo(0.09422924859889797, 10)
    expect(spearman([1, 2, 3], [1, 8, 27])).toBe(1)
    expect(spearman([1, 2, 3], [5, 5, 5])).toBeNaN()
  })

  it('measures inequality', () => {
    expect(gini([4, 4, 4, 4])).toBeCloseTo(0, 12)
    expect(gini([0, 0, 0, 8])).toBeCloseTo(0.75, 12)
    // Half the mean absolute difference over the mean.
    let difference = 0
    for (const a of x) for (const b of x) difference += Math.abs(a - b)
    expect(gini(x)).toBeCloseTo(difference / (2 * x.length ** 2 * mean(x)), 12)
    expect(gini([0, 0])).toBe(0)
  })

  it('knows the normal law in its middle and its tails', () => {
    const table: [number, number][] = [
      [-10, 7.61985302416047e-24],
      [-4.5, 3.3976731247300535e-6],
      [-1.96, 0.024997895148220435],
      [-0.3, 0.3820885778110474],
      [0, 0.5],
      [0.5, 0.6914624612740131],
      [1.645, 0.9500150944608786],
      [3.9, 0.9999519036559824],
      [4.1, 0.9999793424930875],
    ]
    for (const [z, p] of table) expect(Math.abs(normalCdf(z) / p - 1)).toBeLessThan(1e-11)
    expect(normalCdf(-40)).toBeGreaterThanOrEqual(0)
    expect(normalCdf(40)).toBe(1)
  })

  it('tests pairs: Wilcoxon with ties and continuity, McNemar exact and by approximation', () => {
    const a = [125, 115, 130, 140, 140, 115, 140, 125, 140, 135]
    const b = [110, 122, 125, 120, 140, 124, 123, 137, 135, 145]
    const test = wilcoxon(a, b)
    expect(test.pairs).toBe(9)
    expect(test.p).toBeCloseTo(0.6352893188352069, 10)
    expect(test.z).toBeGreaterThan(0)
    expect(wilcoxon(b, a).z).toBe(-test.z)
    expect(wilcoxon([1, 2], [1, 2]).p).toBe(1)

    const yes = (count: number, of: number, from = 0): number[] => Array.from({ length: of }, (_, i) => Number(i >= from && i < from + count))
    expect(mcnemar(yes(12, 20), yes(3, 20, 12))).toMatchObject({ onlyA: 12, onlyB: 3 })
    expect(mcnemar(yes(12, 20), yes(3, 20, 12)).p).toBeCloseTo(0.03515625, 12)
    expect(Math.abs(mcnemar(yes(590, 1200), yes(510, 1200, 590)).p / 0.017182252984398048 - 1)).toBeLessThan(0.02)
    expect(mcnemar([1, 0], [1, 0]).p).toBe(1)
    expect(() => mcnemar([1], [1, 0])).toThrow(RangeError)
  })

  it('gives bootstrap intervals that cover the true mean about as often as they claim, the same for the same seed', () => {
    let covered = 0
    for (let round = 0; round < 300; round++) {
      const random = new Random(round)
      const sample = Float64Array.from({ length: 60 }, () => random.exponential())
      const { low, high, value } = bootstrapMean(sample, random, { draws: 200 })
      expect(low <= value && value <= high).toBe(true)
      if (low <= 1 && 1 <= high) covered++
    }
    expect(covered / 300).toBeGreaterThan(0.87)
    expect(covered / 300).toBeLessThan(0.985)
    expect(bootstrapMean(x, new Random(1))).toEqual(bootstrapMean(x, new Random(1)))
    expect(bootstrapMean([5], new Random(1))).toEqual({ value: 5, low: 5, high: 5 })
  })

  it('tells a real difference between pairs from none', () => {
    const random = new Random(6)
    const first = Float64Array.from({ length: 200 }, () => random.normal())
    const better = first.map((value) => value + 0.3 + 0.2 * random.normal())
    const found = bootstrapDifference(better, first, random)
    expect(found.low).toBeGreaterThan(0.2)
    expect(found.high).toBeLessThan(0.4)
    expect(found.p).toBeLessThan(0.01)
    const same = first.map((value) => value + 0.2 * random.normal())
    expect(bootstrapDifference(same, first, random).p).toBeGreaterThan(0.05)
  })
})
