import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { compareEvaluations, type Evaluation, holm } from '../../src/measure/index.ts'

function evaluationOf(hits: readonly number[]): Evaluation {
  return {
    cases: hits.length,
    unreachable: 0,
    metrics: {},
    perCase: { 'hr@10': Float64Array.from(hits), 'ndcg@10': Float64Array.from(hits, (hit) => hit / 2) },
  }
}

describe('paired comparisons', () => {
  const random = new Random('pairs')
  const base: number[] = Array.from({ length: 800 }, () => (random.chance(0.2) ? 1 : 0))

  it('see a small lead that is there for nearly everybody it touches', () => {
    const better = base.map((hit): number => (hit === 0 && random.chance(0.04) ? 1 : hit))
    const [hr] = compareEvaluations(
      [
        { name: 'a', evaluation: evaluationOf(base) },
        { name: 'b', evaluation: evaluationOf(better) },
      ],
      1,
    )
    const lead = better.reduce((sum, hit, i) => sum + hit - base[i]!, 0) / 800
    expect(hr).toMatchObject({ model: 'b', versus: 'a', metric: 'hr@10' })
    expect(hr!.difference).toBeCloseTo(lead, 12)
    expect(hr!.low).toBeGreaterThan(0)
    expect(hr!.p).toBeLessThan(0.001)
  })

  it('see nothing where as many won as lost', () => {
    const other = base.map((hit, i) => (i % 20 === 0 ? 1 - hit : hit))
    // Undo flips of one direction until both are equally many.
    const gained = other.flatMap((hit, i) => (hit > base[i]! ? [i] : []))
    const lost = other.filter((hit, i) => hit < base[i]!).length
    for (const i of gained.slice(lost)) other[i] = 0
    expect(lost).toBeGreaterThan(3)
    const rows = compareEvaluations(
      [
        { name: 'a', evaluation: evaluationOf(base) },
        { name: 'b', evaluation: evaluationOf(other) },
      ],
      1,
    )
    expect(rows).toHaveLength(2)
    for (const row of rows) {
      expect(row.difference).toBeCloseTo(0, 12)
      expect(row.low).toBeLessThan(0)
      expect(row.high).toBeGreaterThan(0)
      expect(row.pHolm).toBe(1)
    }
  })

  it('Holm: the textbook example, order kept', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Math.round(p * 1000) / 1000)).toEqual([0.03, 0.06, 0.06, 0.02])
    expect(holm([0.9, 0.8])).toEqual([1, 1])
  })
})
