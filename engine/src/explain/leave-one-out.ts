import { emptyHistory, type History, withoutEntries } from '../data/interactions.ts'
import type { Model } from '../models/model.ts'
import type { ExplainContext, Explainer, Explanation, Reason } from './explainer.ts'
import { effortOf, scoreEach, scoresOf } from './rescore.ts'
import { byAmount, neverRecommended } from './terms.ts'

/**
 * What each entry's absence does: amount(e) = score(H) − score(H without e), measured; base = score of an empty history; the residual is what
 * the entries share (0 for additive models). Works for every model. Cost: entries + 1 re-scored histories in one batched call.
 */
export const leaveOneOut: Explainer = {
  name: 'leave-one-out',
  paper: 'Robnik-Sikonja and Kononenko, Explaining Classifications for Individual Instances, TKDE 2008, doi:10.1109/TKDE.2007.190734',
  supports: () => true,
  explain: async (model, history, item, ctx) => (await leaveOneOutOf(model, history, [item], ctx))[0]!,
}

/**
 * Leave-one-out explanations of several items from one batch of re-scored histories.
 *
 * Where taking an entry away leaves the item with no score at all (−Infinity), that entry's amount is the whole of score − base: it is indispensable.
 * @throws CandorError `explainer.unsupported` when the model gives an item no score
 */
export async function leaveOneOutOf(model: Model, history: History, items: readonly number[], ctx: ExplainContext): Promise<Explanation[]> {
  const scores = ctx.scores ?? (await scoresOf(model, history))
  for (const item of items) if (!Number.isFinite(scores[item])) throw neverRecommended(model, item)
  const entries = history.items.length
  const without = new Float64Array((entries + 1) * items.length)
  await scoreEach(
    model,
    entries + 1,
    (index) => (index === 0 ? emptyHistory : withoutEntries(history, [index - 1])),
    (row, index) => {
      for (let i = 0; i < items.length; i++) without[index * items.length + i] = row[items[i]!]
      return undefined
    },
    effortOf(ctx),
  )
  return items.map((item, i) => {
    const score = scores[item]
    const empty = without[i]
    const base = Number.isFinite(empty) ? empty : 0
    const reasons: Reason[] = []
    let sum = 0
    for (let ref = 0; ref < entries; ref++) {
      const rest = without[(ref + 1) * items.length + i]
      const amount = Number.isFinite(rest) ? score - rest : score - base
      sum += amount
      if (amount !== 0) reasons.push({ kind: 'history', ref, amount })
    }
    return { item, method: 'leave-one-out', score, base, residual: score - base - sum, reasons: byAmount(reasons) }
  })
}
