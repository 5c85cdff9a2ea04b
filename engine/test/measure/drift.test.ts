import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { binned, counted, psi } from '../../src/measure/index.ts'

const normal = (random: Random, n: number, shift = 0): number[] => Array.from({ length: n }, () => random.normal() + shift)

describe('population stability index', () => {
  it('is the sum it is defined as', () => {
    // Shares with half a count added: (10.5, 30.5) of 41 and (20.5, 20.5) of 41.
    const expected = (20.5 / 41 - 10.5 / 41) * Math.log(20.5 / 10.5) + (20.5 / 41 - 30.5 / 41) * Math.log(20.5 / 30.5)
    expect(psi([10, 30], [20, 20])).toBeCloseTo(expected, 12)
    expect(psi([10, 30], [20, 20])).toBeCloseTo(psi([20, 20], [10, 30]), 12)
  })

  it('of two samples of one distribution is about bins · (1/n + 1/m), and grows with a shift', () => {
    const random = new Random(3)
    const index = (shift: number): number => {
      const { reference, recent } = binned(normal(random, 4000), normal(random, 1000, shift))
      return psi(reference, recent)
    }
    expect(index(0)).toBeLessThan(0.03)
    expect(index(0.5)).toBeGreaterThan(0.15)
    expect(index(1)).toBeGreaterThan(index(0.5))
  })

  it('is finite where a bin is empty or a sample is', () => {
    expect(psi([5, 0], [0, 5])).toBeGreaterThan(1)
    expect(psi([0, 0], [0, 3])).toBeGreaterThan(0)
    expect(Number.isFinite(psi([], []))).toBe(true)
  })
})

describe('bins', () => {
  it('hold equal shares of the reference, and leave out what is no number', () => {
    const { reference, recent } = binned([...Array(100).keys()], [0, 5, 99, 1000, -3, Number.NaN], 10)
    expect([...reference]).toEqual(Array(10).fill(10))
    expect([...recent]).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 0, 2])
  })

  it('fall together where values are equal', () => {
    const { reference } = binned(Array(50).fill(7), [1, 7, 9])
    expect(reference.reduce((sum, count) => sum + count, 0)).toBe(50)
    expect(reference.length).toBeLessThanOrEqual(2)
  })

  it('of names put the rare and the new together', () => {
    const { names, reference, recent } = counted(['a', 'a', 'b', 'c'], ['a', 'x', 'c'], 2)
    expect(names).toEqual(['a', 'b', ''])
    expect([...reference]).toEqual([2, 1, 1])
    expect([...recent]).toEqual([1, 0, 2])
  })
})
