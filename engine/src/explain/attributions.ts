import type { History } from '../data/interactions.ts'
import { Random } from '../math/random.ts'
import { topK } from '../math/topk.ts'
import type { Model } from '../models/model.ts'
import { contrastOf } from './contrast.ts'
import { contributionsOf } from './contributions.ts'
import type { ExplainContext, Explainer, Explanation } from './explainer.ts'
import { leaveOneOut, leaveOneOutOf } from './leave-one-out.ts'
import { maskOf } from './rank.ts'
import { terms } from './terms.ts'

/** An order of the history: how much each entry is held to speak for the item [entries]. What faithfulness is measured on. */
export interface Attribution {
  readonly name: string
  supports(model: Model): boolean
  amounts(model: Model, history: History, item: number, ctx: ExplainContext): Promise<Float64Array>
}

/** An explainer's contributions, by position of the history. */
export function attributionOf(explainer: Explainer): Attribution {
  return {
    name: explainer.name,
    supports: (model) => explainer.supports(model),
    amounts: async (model, history, item, ctx) => amountsOf(await explainer.explain(model, history, item, ctx), history.items.length),
  }
}

/** What each entry gives the item over the first item off the list: the order of what must change, not of what makes up the score. */
export const margin: Attribution = {
  name: 'margin',
  supports: () => true,
  async amounts(model, history, item, ctx) {
    const scores = ctx.scores ?? new Float32Array(model.items.length)
    if (ctx.scores === undefined) await model.score([history], scores)
    const best = topK(scores, ctx.k + 1, { exclude: maskOf(ctx.candidates) }).items
    const runnerUp = best[ctx.k]
    if (runnerUp === undefined || runnerUp === item) return amountsOf((await contributionsOf(model, history, [item], ctx))[0]!, history.items.length)
    const explain = model.terms === undefined ? leaveOneOutOf : contributionsOf
    const [own, other] = await explain(model, history, [item, runnerUp], ctx)
    return Float64Array.from(
      history.items,
      (_, ref) => contrastOf(own!, other!).reasons.find((reason) => reason.kind === 'history' && reason.ref === ref)?.amount ?? 0,
    )
  },
}

/** Chance: what any explanation must beat. */
export const random: Attribution = {
  name: 'random',
  supports: () => true,
  async amounts(_, history, item, ctx) {
    const draw = new Random(ctx.seed).fork(`${item}/${history.items.join()}`)
    return Float64Array.from(history.items, () => draw.next())
  },
}

/** The attributions measured unless told otherwise. */
export const attributions: readonly Attribution[] = [attributionOf(terms), attributionOf(leaveOneOut), margin, random]

function amountsOf(explanation: Explanation, entries: number): Float64Array {
  const amounts = new Float64Array(entries)
  for (const reason of explanation.reasons) if (reason.kind === 'history') amounts[reason.ref] = reason.amount
  return amounts
}
