import { describe, expect, it } from 'vitest'
import { cascade, ctr } from '../../src/measure/clicks.ts'
import type { Background, PersonMetric, Ranked } from '../../src/measure/metric.ts'
import { auc, hr, map, mrr, ndcg, precision, recall } from '../../src/measure/ranking.ts'

const ranked = (ranks: number[], candidates = 100, listed = 20): Ranked => ({
  ranks: Float64Array.from(ranks),
  candidates,
  list: Int32Array.from({ length: listed }, (_, item) => item),
})
const value = (metric: PersonMetric, ranks: number[], k: number, candidates = 100): number => metric.value(ranked(ranks, candidates), k, {} as Background)

describe('metrics of one list, worked out by hand', () => {
  it('one target at rank 3', () => {
    expect(value(hr, [3], 2)).toBe(0)
    expect(value(hr, [3], 3)).toBe(1)
    expect(value(recall, [3], 5)).toBe(1)
    expect(value(precision, [3], 5)).toBeCloseTo(0.2, 12)
    expect(value(mrr, [3], 5)).toBeCloseTo(1 / 3, 12)
    expect(value(ndcg, [3], 5)).toBeCloseTo(0.5, 12) // 1/log2(4)
    expect(value(map, [3], 5)).toBeCloseTo(1 / 3, 12)
  })

  it('three targets at ranks 1, 4 and 30', () => {
    const ranks = [1, 4, 30]
    expect(value(hr, ranks, 5)).toBe(1)
    expect(value(recall, ranks, 5)).toBeCloseTo(2 / 3, 12)
    expect(value(precision, ranks, 5)).toBeCloseTo(2 / 5, 12)
    expect(value(mrr, ranks, 5)).toBe(1)
    expect(value(ndcg, ranks, 5)).toBeCloseTo((1 + 1 / Math.log2(5)) / (1 + 1 / Math.log2(3) + 1 / 2), 12)
    expect(value(map, ranks, 5)).toBeCloseTo((1 / 1 + 2 / 4) / 3, 12)
  })

  it('the ideal is min(targets, k): four targets that fill a list of two are perfect', () => {
    expect(value(ndcg, [1, 2, 3, 4], 2)).toBeCloseTo(1, 12)
    expect(value(map, [1, 2, 3, 4], 2)).toBeCloseTo(1, 12)
    expect(value(recall, [1, 2, 3, 4], 2)).toBeCloseTo(0.5, 12)
  })

  it('a target that cannot be listed counts nothing', () => {
    const nowhere = Number.POSITIVE_INFINITY
    for (const metric of [hr, recall, precision, mrr, ndcg, map]) expect(value(metric, [nowhere], 10)).toBe(0)
    expect(value(auc, [nowhere], 10)).toBe(0)
    expect(value(auc, [1, nowhere], 10, 10)).toBeCloseTo(0.5, 12)
  })

  it('AUC: the share of pairs in the right order', () => {
    expect(value(auc, [1], 10)).toBe(1)
    expect(value(auc, [100], 10)).toBe(0)
    expect(value(auc, [1, 2, 3], 10)).toBe(1)
    // Targets at 2 and 5 of 6, others at 1, 3, 4, 6: above 3 and 1 of 4 others.
    expect(value(auc, [2, 5], 10, 6)).toBeCloseTo((3 + 1) / 8, 12)
    expect(value(auc, [1], 10, 1)).toBeNaN()
  })

  it('clicks: by position and by cascade', () => {
    expect(value(ctr, [2], 2)).toBeCloseTo((0.02 / 1 + 0.6 / 2) / 2, 12)
    expect(value(ctr, [7], 2)).toBeCloseTo((0.02 / 1 + 0.02 / 2) / 2, 12)
    expect(value(cascade, [1], 1)).toBeCloseTo(0.6, 12)
    expect(value(cascade, [2], 2)).toBeCloseTo(0.02 + 0.98 * 0.85 * 0.6, 12)
    expect(ctr.value(ranked([1], 100, 0), 5, {} as Background)).toBe(0) // an empty list gets no clicks
  })
})
