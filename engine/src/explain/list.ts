import type { History } from '../data/interactions.ts'
import type { Model } from '../models/model.ts'
import { contributionsOf } from './contributions.ts'
import { proofsOf } from './counterfactual.ts'
import type { ExplainContext, Explanation } from './explainer.ts'
import { scoresOf } from './rescore.ts'

/** Re-scored histories the proofs of one list may cost together unless the caller says otherwise: a page waits for them. */
const listBudget = 200

/**
 * Explains all items of a list at once: exact terms where the model has them, else leave-one-out, and a proof for each item that has one. The re-scored histories and the
 * competitors that matter are shared, so ten items cost little more than one.
 */
export async function explainList(model: Model, history: History, items: readonly number[], ctx: ExplainContext): Promise<Explanation[]> {
  const scores = ctx.scores ?? (await scoresOf(model, history))
  const whole = { ...ctx, scores }
  const explanations = await contributionsOf(model, history, items, whole)
  const proofs = await proofsOf(model, history, items, { budget: listBudget, ...whole })
  return explanations.map((explanation, i) => {
    const proof = proofs[i]
    return proof === undefined ? explanation : { ...explanation, proof }
  })
}
