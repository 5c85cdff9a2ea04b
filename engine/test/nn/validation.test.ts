import { expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { ranksOf } from '../../src/measure/ranks.ts'
import { ndcgAt } from '../../src/nn/validation.ts'

const of = (history: number[], targets: number[]) => ({ history: Int32Array.from(history), targets: Int32Array.from(targets) })

it('gives the ranks that measuring gives, by its definition', () => {
  const random = new Random('ndcg')
  for (let round = 0; round < 300; round++) {
    // Few different scores, so that ties abound.
    const scores = Float32Array.from({ length: 30 }, () => random.int(12))
    const targets = [...random.sample(30, 1 + random.int(4))]
    const history = [...random.sample(30, random.int(6))].filter((item) => !targets.includes(item))
    const masked = scores.slice()
    for (const item of history) masked[item] = Number.NEGATIVE_INFINITY
    const ranks = [...ranksOf(masked, Int32Array.from(targets))]
    const gain = ranks.reduce((sum, rank) => sum + (rank <= 10 ? 1 / Math.log2(1 + rank) : 0), 0)
    const ideal = targets.reduce((sum, _target, at) => sum + 1 / Math.log2(2 + at), 0)
    expect(ndcgAt(10, scores.slice(), of(history, targets), true)).toBeCloseTo(gain / ideal, 12)
  }
})

it('leaves the history in where people come back to items, counts ties against the target, and knows no target that is masked', () => {
  const scores = Float32Array.of(3, 2, 2, 1)
  expect(ndcgAt(3, scores.slice(), of([0], [1]), true)).toBeCloseTo(1 / Math.log2(3), 12)
  expect(ndcgAt(3, scores.slice(), of([0], [1]), false)).toBeCloseTo(1 / Math.log2(4), 12)
  expect(ndcgAt(3, scores.slice(), of([0], [0]), true)).toBe(0)
  expect(ndcgAt(3, scores.slice(), of([], [1, 1]), false)).toBeCloseTo(1 / Math.log2(4), 12)
  expect(ndcgAt(1, scores.slice(), of([], [0, 3]), false)).toBe(1)
  expect(ndcgAt(3, scores.slice(), of([], []), false)).toBe(0)
})
