import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { ranksOf } from '../../src/measure/ranks.ts'

const of = (scores: number[], ...targets: number[]): number[] => [...ranksOf(Float32Array.from(scores), Int32Array.from(targets))]

describe('ranks of targets', () => {
  it('count from 1 and ties go against the target', () => {
    expect(of([5, 3, 9, 1], 0)).toEqual([2])
    expect(of([5, 5, 9, 5], 0)).toEqual([4])
    expect(of([0, 0, 0, 0, 0], 2)).toEqual([5])
  })

  it('of several targets: other items count against each, the targets themselves stand in their own order', () => {
    expect(of([9, 8, 7, 6], 0, 1)).toEqual([1, 2])
    expect(of([9, 8, 7, 6], 1, 3)).toEqual([2, 4])
    expect(of([7, 7, 7, 6], 0, 1)).toEqual([2, 3]) // item 2 ties with both and goes first
    expect(of([7, 7, 7, 7], 3, 0)).toEqual([3, 4])
  })

  it('a target without a listable score never has a rank, and NaN elsewhere does no harm', () => {
    expect(of([Number.NEGATIVE_INFINITY, 1], 0)).toEqual([Number.POSITIVE_INFINITY])
    expect(of([Number.NaN, 1, 0], 0, 2)).toEqual([2, Number.POSITIVE_INFINITY])
    expect(of([Number.NaN, 1, Number.NEGATIVE_INFINITY], 1)).toEqual([1])
  })

  it('equal what sorting gives, with the targets last among equals', () => {
    const random = new Random('ranks')
    for (let round = 0; round < 300; round++) {
      const n = 5 + random.int(40)
      const scores = Float32Array.from({ length: n }, () => (random.chance(0.05) ? Number.NEGATIVE_INFINITY : random.int(8)))
      const targets = random.sample(n, 1 + random.int(4))
      const isTarget = new Set(targets)
      const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a] || Number(isTarget.has(a)) - Number(isTarget.has(b)))
      const expected = [...targets]
        .map((target) => (scores[target] === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : order.indexOf(target) + 1))
        .sort((a, b) => a - b)
      expect([...ranksOf(scores, targets)]).toEqual(expected)
    }
  })
})
