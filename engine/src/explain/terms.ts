import type { History } from '../data/interactions.ts'
import { CandorError } from '../errors.ts'
import { sortFew } from '../math/sort-few.ts'
import type { Model } from '../models/model.ts'
import type { ExplainContext, Explainer, Explanation, Reason } from './explainer.ts'

/** Largest |score − base − Σ amounts| / |score − base| that still counts as exact. */
export const completenessTolerance = 1e-6

/**
 * The model's own sum, read out: score = base + Σ amounts, one amount a history entry and one for each other named part. For linear
 * scorers these are also the Shapley values (Lundberg and Lee 2017, arXiv:1705.07874, corollary 1). Cost: one `terms` call, O(entries).
 */
export const terms: Explainer = {
  name: 'terms',
  paper: 'Lundberg and Lee, A Unified Approach to Interpreting Model Predictions, NeurIPS 2017, arXiv:1705.07874 (linear models)',
  supports: (model) => model.terms !== undefined,
  explain: async (model: Model, history: History, item: number, _ctx: ExplainContext) => termsOf(model, history, item),
}

/**
 * The explanation by the model's terms, contributions of exactly 0 left out.
 * @throws CandorError `explainer.unsupported` when the model has no terms or never recommends the item, `internal` when the terms do not add up
 */
export function termsOf(model: Model, history: History, item: number): Explanation {
  if (model.terms === undefined) {
    throw new CandorError('explainer.unsupported', `The model "${model.name}" cannot take its scores apart exactly. Use the method "leave-one-out".`)
  }
  const { score, base, amounts, others } = model.terms(history, item)
  if (!Number.isFinite(score)) throw neverRecommended(model, item)
  const reasons: Reason[] = []
  let sum = 0
  let size = 0
  for (let ref = 0; ref < amounts.length; ref++) {
    const amount = amounts[ref]
    sum += amount
    size += Math.abs(amount)
    if (amount !== 0) reasons.push({ kind: 'history', ref, amount })
  }
  for (const { kind, name, amount } of others) {
    sum += amount
    size += Math.abs(amount)
    if (amount !== 0) reasons.push({ kind, ref: -1, name, amount })
  }
  const residual = score - base - sum
  // Parts that cancel each other leave a rounding error of their own size, not of the size of what is left.
  if (!(Math.abs(residual) <= Math.max(completenessTolerance * Math.abs(score - base), 1e-12 * size))) {
    throw new CandorError(
      'internal',
      `The terms of the model "${model.name}" do not add up: score ${score}, base ${base}, parts ${sum}. This is a fault of the model, please report it.`,
      { details: { item, score, base, sum } },
    )
  }
  return { item, method: 'terms', score, base, residual, reasons: byAmount(reasons) }
}

/** Largest amount first; equal amounts in the order of the history. */
export function byAmount(reasons: Reason[]): Reason[] {
  return sortFew(reasons, (a, b) => b.amount - a.amount || a.ref - b.ref)
}

export function neverRecommended(model: Model, item: number): CandorError {
  return new CandorError(
    'explainer.unsupported',
    `The model "${model.name}" gives the item "${model.items.name(item)}" no score, so it is never recommended and there is nothing to explain.`,
  )
}
