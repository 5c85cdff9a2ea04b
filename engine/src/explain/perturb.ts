import { emptyHistory, type History, withoutEntries } from '../data/interactions.ts'
import type { Model } from '../models/model.ts'
import type { ExplainContext } from './explainer.ts'
import { rankAmong } from './rank.ts'
import { effortOf, scoreEach } from './rescore.ts'

/** Lengths of a list at which an item may still be on it. */
export const listLengths = [1, 5, 10, 20] as const
/** How many reasons are taken away or kept. */
export const reasonCounts = [1, 3, 5] as const
const tenths = Array.from({ length: 11 }, (_, i) => i / 10)

/**
 * What happens to an item as its reasons are taken away or are all that is left, measured by re-scoring. Ratios are of scores less the score of an empty history. Lower is better
 * for `pos@Kr,Ke` (still in the top Kr without its top Ke reasons; only where it was in the top Kr), `cdcg@Ke` = 1 / log2(1 + rank), `del@Ke`, `pos-p@20`, `del-p`, `ndcg-p`; higher for
 * `ins@Ke` (only the top Ke reasons left), `ins-p`, `neg-p@20` (the weakest reasons taken away first) and `cf@5` (off the list of k within 5 removals). The `-p` forms are means over removals of 0, 10 … 100 % of the history, as
 * far as there are reasons. Only entries with a positive amount are reasons. Protocol of Barkan et al., "A Counterfactual Framework for Learning and Evaluating Explanations for Recommender
 * Systems", WWW 2024, doi:10.1145/3589334.3645560, with rates at fixed counts added.
 */
export async function perturb(model: Model, history: History, item: number, amounts: Float64Array, ctx: ExplainContext): Promise<Map<string, number>> {
  const { k, candidates } = ctx
  const order = [...amounts.keys()].filter((position) => amounts[position] > 0).sort((a, b) => amounts[b] - amounts[a] || b - a)
  const without = (gone: readonly number[]): History => withoutEntries(history, gone)
  const only = (kept: readonly number[]): History => {
    const stay = new Set(kept)
    return withoutEntries(
      history,
      [...history.items.keys()].filter((position) => !stay.has(position)),
    )
  }
  const part = (share: number): number => Math.min(order.length, Math.round(share * history.items.length))
  // Every history that any figure needs, once.
  const asked = new Map<string, History>([
    ['empty', emptyHistory],
    ['whole', history],
  ])
  const wants = new Set([...reasonCounts, 1, 2, 3, 4, 5, ...tenths.map(part)])
  for (const count of wants) {
    asked.set(`first ${count}`, without(order.slice(0, count)))
    asked.set(`last ${count}`, without(order.slice(order.length - Math.min(count, order.length))))
    asked.set(`only ${count}`, only(order.slice(0, count)))
  }
  const keys = [...asked.keys()]
  const seen = new Map<string, { score: number; rank: number }>()
  const visit = (scores: Float32Array, index: number): undefined => {
    seen.set(keys[index]!, { score: scores[item], rank: rankAmong(scores, item, candidates, k) })
  }
  await scoreEach(model, keys.length, (index) => asked.get(keys[index]!)!, visit, effortOf(ctx))

  const at = (key: string): { score: number; rank: number } => seen.get(key)!
  const base = Number.isFinite(at('empty').score) ? at('empty').score : 0
  const gain = at('whole').score - base
  const ratio = (key: string): number => (gain === 0 ? Number.NaN : ((Number.isFinite(at(key).score) ? at(key).score : base) - base) / gain)
  const discount = (key: string): number => 1 / Math.log2(1 + at(key).rank)
  const isIn = (key: string, length: number): number => (at(key).score > Number.NEGATIVE_INFINITY && at(key).rank <= length ? 1 : 0)
  const curve = (value: (count: number) => number): number => tenths.reduce((sum, share) => sum + value(part(share)), 0) / tenths.length

  const figures = new Map<string, number>()
  for (const count of reasonCounts) {
    for (const length of listLengths) if (isIn('whole', length)) figures.set(`pos@${length},${count}`, isIn(`first ${count}`, length))
    figures.set(`cdcg@${count}`, discount(`first ${count}`))
    figures.set(`del@${count}`, ratio(`first ${count}`))
    figures.set(`ins@${count}`, ratio(`only ${count}`))
  }
  figures.set(
    'pos-p@20',
    curve((count) => isIn(`first ${count}`, 20)),
  )
  figures.set(
    'del-p',
    curve((count) => ratio(`first ${count}`)),
  )
  figures.set(
    'ins-p',
    curve((count) => ratio(`only ${count}`)),
  )
  figures.set(
    'ndcg-p',
    curve((count) => discount(`first ${count}`)),
  )
  figures.set(
    'neg-p@20',
    curve((count) => isIn(`last ${count}`, 20)),
  )
  figures.set('cf@5', [1, 2, 3, 4, 5].some((count) => order.length >= count && isIn(`first ${count}`, k) === 0) ? 1 : 0)
  return figures
}
