import type { History } from '../data/interactions.ts'
import type { Model } from '../models/model.ts'
import type { ExplainContext, Explanation } from './explainer.ts'
import { leaveOneOutOf } from './leave-one-out.ts'
import { termsOf } from './terms.ts'

/** What makes up each score: by terms where the model has them, else by leave-one-out. */
export async function contributionsOf(model: Model, history: History, items: readonly number[], ctx: ExplainContext): Promise<Explanation[]> {
  return model.terms === undefined ? leaveOneOutOf(model, history, items, ctx) : items.map((item) => termsOf(model, history, item))
}
