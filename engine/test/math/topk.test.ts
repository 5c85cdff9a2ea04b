import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { rankOf, topK } from '../../src/math/topk.ts'

/** The definition: sort everything, drop what may not be listed. */
function bySorting(scores: Float64Array, k: number, excluded: ReadonlySet<number>): number[] {
  return [...scores.keys()]
    .filter((i) => scores[i]! > Number.NEGATIVE_INFINITY && !excluded.has(i))
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, k)
}

describe('topK', () => {
  it('equals sorting, with many ties, NaN, infinities and exclusions', () => {
    const random = new Random(1)
    for (let round = 0; round < 400; round++) {
      const n = random.int(60)
      const scores = Float64Array.from({ length: n }, () => {
        const kind = random.int(12)
        return kind === 0 ? Number.NaN : kind === 1 ? Number.NEGATIVE_INFINITY : kind === 2 ? Number.POSITIVE_INFINITY : random.int(6) - 3
      })
      const k = random.int(25)
      const list = random.sample(n, random.int(n + 1))
      const mask = new Uint8Array(n)
      for (const i of list) mask[i] = 1
      const expected = bySorting(scores, k, new Set(list))
      const top = topK(scores, k, { exclude: list })
      expect([...top.items]).toEqual(expected)
      expect([...top.scores]).toEqual(expected.map((i) => scores[i]))
      expect([...topK(scores, k, { exclude: mask }).items]).toEqual(expected)
      expect([...topK(scores, k).items]).toEqual(bySorting(scores, k, new Set()))
    }
  })

  it('refuses a length that is none', () => {
    expect(() => topK(new Float32Array(3), 1.5)).toThrow(RangeError)
    expect(() => topK(new Float32Array(3), -1)).toThrow(RangeError)
  })
})

describe('rankOf', () => {
  it('lets the lower index go first among equals and leaves the excluded out', () => {
    const scores = Float32Array.of(3, 5, 3, 3, 1, Number.NaN, Number.NEGATIVE_INFINITY)
    expect(rankOf(scores, 1)).toBe(1)
    expect(rankOf(scores, 0)).toBe(2)
    expect(rankOf(scores, 3)).toBe(4)
    expect(rankOf(scores, 4)).toBe(5)
    expect(rankOf(scores, 3, Int32Array.of(1, 2))).toBe(2)
    expect(rankOf(scores, 3, Uint8Array.of(1, 1, 0, 0, 0, 0, 0))).toBe(2)
    expect(rankOf(scores, 5)).toBe(Number.POSITIVE_INFINITY)
    expect(rankOf(scores, 6)).toBe(Number.POSITIVE_INFINITY)
  })

  it('is the place in the list', () => {
    const random = new Random(2)
    const scores = Float64Array.from({ length: 50 }, () => random.int(10))
    const { items } = topK(scores, 50)
    items.forEach((item, place) => {
      expect(rankOf(scores, item)).toBe(place + 1)
    })
  })
})
