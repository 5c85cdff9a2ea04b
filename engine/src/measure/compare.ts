import { Random } from '../math/random.ts'
import { bootstrapDifference, mcnemar, wilcoxon } from '../math/stats.ts'
import type { Evaluation } from './protocol.ts'

export interface Comparison {
  readonly model: string
  readonly versus: string
  readonly metric: string
  /** Mean of model − versus over the same people, with its 95 % paired bootstrap interval. */
  readonly difference: number
  readonly low: number
  readonly high: number
  /** Two-sided p of the paired test that fits: McNemar for hit rates, Wilcoxon's signed ranks otherwise. */
  readonly p: number
  /** The same after Holm's correction (Holm 1979, "A simple sequentially rejective multiple test procedure") for all comparisons of this call. */
  readonly pHolm: number
}

/**
 * Paired comparisons of every model with the first one on the same cases: hit rate and NDCG at list length 10, or at all lengths where 10 was not measured.
 * @throws RangeError when the evaluations are not of the same cases
 */
export function compareEvaluations(evaluations: readonly { readonly name: string; readonly evaluation: Evaluation }[], seed: number): Comparison[] {
  const [first, ...others] = evaluations
  if (first === undefined) return []
  const names = Object.keys(first.evaluation.perCase).filter((name) => /^(hr|ndcg)@/.test(name))
  const chosen = names.some((name) => name.endsWith('@10')) ? names.filter((name) => name.endsWith('@10')) : names
  const comparisons = others.flatMap(({ name, evaluation }) =>
    chosen.map((metric) => {
      const [a, b] = [evaluation.perCase[metric]!, first.evaluation.perCase[metric]!]
      const { value, low, high } = bootstrapDifference(a, b, new Random(seed).fork(`${name}${metric}`), { draws: 1000 })
      const { p } = metric.startsWith('hr') ? mcnemar(a, b) : wilcoxon(a, b)
      return { model: name, versus: first.name, metric, difference: value, low, high, p }
    }),
  )
  const adjusted = holm(comparisons.map(({ p }) => p))
  return comparisons.map((comparison, index) => ({ ...comparison, pHolm: adjusted[index]! }))
}

/** Holm's step-down adjustment: the i-th smallest of m p-values times m − i + 1, never below the one before, at most 1. */
export function holm(p: readonly number[]): number[] {
  const order = [...p.keys()].sort((a, b) => p[a]! - p[b]!)
  const adjusted = new Array<number>(p.length)
  let floor = 0
  order.forEach((index, place) => {
    floor = Math.max(floor, Math.min(1, p[index]! * (p.length - place)))
    adjusted[index] = floor
  })
  return adjusted
}
