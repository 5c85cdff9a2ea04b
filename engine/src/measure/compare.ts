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
  /** Two-sided p of the paired test that fits: McNemar for hit rates, Wilcoxon signed-rank otherwise. */
  readonly p: number
}

/** Paired comparisons of every model with the first one, on the same cases, for the metrics at list length 10 (or the only one). */
export function compareEvaluations(evaluations: readonly { readonly name: string; readonly evaluation: Evaluation }[], seed: number): Comparison[] {
  const [first, ...others] = evaluations
  if (first === undefined) return []
  const names = Object.keys(first.evaluation.perCase).filter((name) => /^(hr|ndcg)@/.test(name))
  const chosen = names.some((name) => name.endsWith('@10')) ? names.filter((name) => name.endsWith('@10')) : names
  return others.flatMap(({ name, evaluation }) =>
    chosen.map((metric) => {
      const [a, b] = [evaluation.perCase[metric]!, first.evaluation.perCase[metric]!]
      const { value, low, high } = bootstrapDifference(a, b, new Random(seed).fork(`${name}${metric}`), { draws: 1000 })
      const { p } = metric.startsWith('hr') ? mcnemar(a, b) : wilcoxon(a, b)
      return { model: name, versus: first.name, metric, difference: value, low, high, p }
    }),
  )
}
