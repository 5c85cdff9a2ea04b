import type { History } from '../data/interactions.ts'
import type { Model } from '../models/model.ts'
import { contributionsOf } from './contributions.ts'
import type { ExplainContext, Explanation, Reason } from './explainer.ts'
import { byAmount } from './terms.ts'

/** Why one item rather than another: margin = base + Σ amount + residual, each the difference of the two explanations. */
export interface Contrast {
  readonly item: number
  readonly versus: number
  /** Score of the item less score of the other. */
  readonly margin: number
  readonly base: number
  readonly residual: number
  /** Positive speaks for the item, negative for the other; largest amount first. */
  readonly reasons: readonly Reason[]
}

/** "Why A rather than B": the difference of what makes up the two scores, entry by entry. Exact where the model has terms, by leave-one-out elsewhere. */
export async function contrast(model: Model, history: History, item: number, versus: number, ctx: ExplainContext): Promise<Contrast> {
  const [a, b] = await contributionsOf(model, history, [item, versus], ctx)
  return contrastOf(a!, b!)
}

/** The difference of two explanations of the same history. */
export function contrastOf(a: Explanation, b: Explanation): Contrast {
  const sums = new Map<string, Reason>()
  const add = (reason: Reason, sign: number): void => {
    const key = reason.kind === 'history' ? `${reason.ref}` : `${reason.kind}:${reason.name ?? ''}`
    sums.set(key, { ...reason, amount: (sums.get(key)?.amount ?? 0) + sign * reason.amount })
  }
  for (const reason of a.reasons) add(reason, 1)
  for (const reason of b.reasons) add(reason, -1)
  return {
    item: a.item,
    versus: b.item,
    margin: a.score - b.score,
    base: a.base - b.base,
    residual: a.residual - b.residual,
    reasons: byAmount([...sums.values()].filter((reason) => reason.amount !== 0)),
  }
}
