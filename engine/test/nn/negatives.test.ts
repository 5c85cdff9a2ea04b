import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { InBatchNegatives, logUniformNegatives, mixedNegatives, type Negatives, popularNegatives, uniformNegatives } from '../../src/nn/negatives.ts'

const counts = [5, 0, 40, 1, 13, 2, 100]
const inBatch = new InBatchNegatives(counts)
inBatch.batch = Int32Array.from([-1, ...counts.flatMap((count, item) => Array<number>(count).fill(item))])

const samplers: Record<string, Negatives> = {
  uniform: uniformNegatives(counts.length),
  'log-uniform': logUniformNegatives(counts),
  popular: popularNegatives(counts, 1),
  'popular, alpha 0.5': popularNegatives(counts, 0.5),
  'popular, alpha 0': popularNegatives(counts, 0),
  'in batch': inBatch,
  mixed: mixedNegatives([
    { weight: 3, of: popularNegatives(counts, 1) },
    { weight: 1, of: uniformNegatives(counts.length) },
  ]),
}

describe.each(Object.entries(samplers))('%s', (_, sampler) => {
  const drawn = new Int32Array(200_000)
  sampler.draw(new Random(5), drawn)
  const chances = counts.map((_count, item) => Math.exp(sampler.logQ(item)))

  it('states chances that sum to one', () => {
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9)
  })

  it('draws as often as it states', () => {
    const seen = counts.map((_count, item) => drawn.reduce((sum, each) => sum + (each === item ? 1 : 0), 0))
    chances.forEach((chance, item) => {
      // Five standard deviations of a binomial count.
      expect(Math.abs(seen[item]! - chance * drawn.length)).toBeLessThanOrEqual(5 * Math.sqrt(drawn.length * chance * (1 - chance)) + 1e-9)
    })
  })

  it('draws the same again from the same seed', () => {
    const again = new Int32Array(1000)
    sampler.draw(new Random(5), again)
    const other = new Int32Array(1000)
    sampler.draw(new Random(6), other)
    const first = new Int32Array(1000)
    sampler.draw(new Random(5), first)
    expect(again).toEqual(first)
    expect(again).not.toEqual(other)
  })
})

it('have the chances of their definitions', () => {
  expect(samplers.popular!.logQ(2)).toBeCloseTo(Math.log(40 / 161), 12)
  expect(samplers['in batch']!.logQ(6)).toBeCloseTo(Math.log(100 / 161), 12)
  expect(samplers.uniform!.logQ(1)).toBeCloseTo(-Math.log(7), 12)
  expect(samplers['log-uniform']!.logQ(6)).toBeCloseTo(Math.log(Math.log(2) / Math.log(8)), 12)
  expect(samplers.mixed!.logQ(1)).toBeCloseTo(Math.log(0.25 / 7), 12)
  expect(samplers.popular!.logQ(1)).toBe(Number.NEGATIVE_INFINITY)
})

it('refuse what cannot be drawn from', () => {
  expect(() => new InBatchNegatives(counts).draw(new Random(1), new Int32Array(1))).toThrow('a batch without a target')
  expect(() => mixedNegatives([])).toThrow('positive weights, got none')
  expect(() => mixedNegatives([{ weight: 0, of: uniformNegatives(2) }])).toThrow('positive weights, got 0')
})
