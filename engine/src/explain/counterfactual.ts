import type { History } from '../data/interactions.ts'
import type { Model } from '../models/model.ts'
import { searchBranches } from './branches.ts'
import { contributionsOf } from './contributions.ts'
import type { ExplainContext, Explainer, Proof } from './explainer.ts'
import { searchLayers } from './layers.ts'
import { scoresOf } from './rescore.ts'
import { Search } from './search.ts'
import { searchGreedily, searchSubsets } from './subsets.ts'
import { Units } from './units.ts'

/**
 * "Without these, it would not be here": the smallest set of the person's own entries whose removal takes the item off the list of k, with the rank before and after
 * measured by re-scoring. The reasons are those of `terms` or `leave-one-out`: what makes up a score; the proof is what must change, which is another question.
 */
export const counterfactual: Explainer = {
  name: 'counterfactual',
  paper:
    'Ghazimatin et al., PRINCE, WSDM 2020, doi:10.1145/3336191.3371824; Tran et al., Counterfactual Explanations for Neural Recommenders, SIGIR 2021, doi:10.1145/3404835.3463005',
  supports: () => true,
  explain: async (model, history, item, ctx) => {
    const scores = ctx.scores ?? (await scoresOf(model, history))
    const whole = { ...ctx, scores }
    const [explanation] = await contributionsOf(model, history, [item], whole)
    const [proof] = await proofsOf(model, history, [item], whole)
    return { ...explanation!, method: 'counterfactual', ...(proof === undefined ? {} : { proof }) }
  },
}

/**
 * For each item its proof; undefined where it is not on the list, or where no set of removable entries was found that takes it off it. Work is shared by the items.
 *
 * Additive models: branch and bound over exact contributions. Models with entry weights: every set, by size, on the competitors that matter. Others: every set re-scored while the budget
 * reaches, then the margin order. `minimal` is true only where every smaller set was looked at or ruled out by a bound. Every proof is re-scored by the model itself before it is returned.
 */
export async function proofsOf(model: Model, history: History, items: readonly number[], ctx: ExplainContext): Promise<(Proof | undefined)[]> {
  const scores = ctx.scores ?? (await scoresOf(model, history))
  const search = new Search(model, history, items, scores, ctx)
  if (search.open.size > 0) search.units = await Units.of(model, history, scores, search.effort)
  try {
    return await searchProofs(search, items)
  } finally {
    search.units?.free()
  }
}

async function searchProofs(search: Search, items: readonly number[]): Promise<(Proof | undefined)[]> {
  const { units, model } = search
  const isSearched = units !== undefined && (model.additive === true ? await searchBranches(search, units) : await searchLayers(search, units))
  const contributions = isSearched ? undefined : await searchSubsets(search)
  await searchGreedily(search, contributions)
  let proofs = await prove(search, items)
  // Rounding can fool the arithmetic of the search; the model's own word counts, and such items are searched again by re-scoring alone.
  const refuted = items.filter((item) => search.removalOf(item) !== undefined && !proofs.has(item))
  if (refuted.length > 0) {
    for (const item of refuted) search.reopen(item)
    await searchGreedily(search)
    proofs = await prove(search, items)
  }
  return items.map((item) => proofs.get(item))
}

/** Re-scores every set that was found, once, and keeps the proofs that hold. */
async function prove(search: Search, items: readonly number[]): Promise<Map<number, Proof>> {
  const { k, best } = search
  const claims = new Map<string, { without: readonly number[]; items: { item: number; minimal: boolean }[] }>()
  for (const item of new Set(items)) {
    const removal = search.removalOf(item)
    if (removal === undefined) continue
    const claim = claims.get(removal.without.join()) ?? { without: removal.without, items: [] }
    claim.items.push({ item, minimal: removal.minimal })
    claims.set(removal.without.join(), claim)
  }
  const proofs = new Map<number, Proof>()
  if (claims.size === 0) return proofs
  const before = new Set(best.items.subarray(0, k))
  const list = [...claims.values()]
  await search.rescore(
    list.map((claim) => claim.without),
    (after, index) => {
      const claim = list[index]!
      for (const { item, minimal } of claim.items) {
        const rankAfter = after.rankOf(item)
        if (rankAfter <= k) continue
        const listed = after.best.filter((other) => other !== item).subarray(0, k)
        proofs.set(item, {
          without: claim.without,
          rankBefore: search.rankBefore.get(item)!,
          rankAfter,
          minimal,
          instead: listed.find((other) => !before.has(other)) ?? -1,
        })
      }
      return undefined
    },
  )
  return proofs
}
