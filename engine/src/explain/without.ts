import { type History, withoutEntries } from '../data/interactions.ts'
import { topK } from '../math/topk.ts'
import type { Model } from '../models/model.ts'
import type { ExplainContext } from './explainer.ts'
import { maskOf } from './rank.ts'
import { scoresOf } from './rescore.ts'

/** The list with and without some entries of the history, both scored by the model. */
export interface Without {
  /** Positions taken away, ascending. */
  readonly without: readonly number[]
  /** Item indexes, best first. */
  readonly before: Int32Array
  readonly after: Int32Array
  /** On the list before, not after; and the other way round, best first. */
  readonly gone: readonly number[]
  readonly come: readonly number[]
}

/**
 * "Without X you would see Y": the list of k before and after the given entries are taken away. The candidates stay those of the original history, so an item
 * does not come onto the list merely because it counts as unseen again. Cost: one or two scored histories.
 */
export async function without(model: Model, history: History, positions: readonly number[], ctx: ExplainContext): Promise<Without> {
  const excluded = maskOf(ctx.candidates)
  const list = (scores: Float32Array): Int32Array => topK(scores, ctx.k, { exclude: excluded }).items
  const gonePositions = [...new Set(positions)].filter((position) => position >= 0 && position < history.items.length).sort((a, b) => a - b)
  const before = list(ctx.scores ?? (await scoresOf(model, history)))
  const after = list(await scoresOf(model, withoutEntries(history, gonePositions)))
  const had = new Set(before)
  const has = new Set(after)
  return {
    without: gonePositions,
    before,
    after,
    gone: [...before].filter((item) => !has.has(item)),
    come: [...after].filter((item) => !had.has(item)),
  }
}
