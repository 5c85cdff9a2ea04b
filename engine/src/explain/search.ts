import type { History } from '../data/interactions.ts'
import type { Top } from '../math/topk.ts'
import type { Model } from '../models/model.ts'
import { After } from './after.ts'
import type { ExplainContext } from './explainer.ts'
import { maskOf, ranksOnList } from './rank.ts'
import { type Effort, effortOf, scoreWithout } from './rescore.ts'
import { rowsOf } from './rows.ts'
import type { Units } from './units.ts'

/** A set of positions that takes an item off the list, and whether every smaller set is known not to. */
export interface Removal {
  readonly without: readonly number[]
  readonly minimal: boolean
}

/** The state of one search for removals, shared by the items of a list: which are still open, what was found, which sizes are ruled out. */
export class Search {
  readonly model: Model
  readonly history: History
  /** Scores of the original history [items]. */
  readonly scores: Float32Array
  readonly candidates: Uint8Array
  /** 1 where an item is not a candidate [items]. */
  readonly excludedItems: Uint8Array
  readonly k: number
  /** The list and the first item off it: the k + 1 best candidates. */
  readonly best: Top
  /** Positions that may be taken away, ascending. */
  readonly removable: readonly number[]
  readonly effort: Effort
  /** The history taken apart, where the model can be. */
  units: Units | undefined
  /** Items still without an answer. */
  readonly open: Set<number>
  /** Of the items that are on the list. */
  readonly rankBefore: ReadonlyMap<number, number>
  readonly #found = new Map<number, readonly number[]>()
  /** Sizes up to this were searched whole and in vain, per item. */
  readonly #ruledOut = new Map<number, number>()
  readonly #unsure = new Set<number>()

  constructor(model: Model, history: History, items: readonly number[], scores: Float32Array, ctx: ExplainContext) {
    this.model = model
    this.history = history
    this.scores = scores
    this.candidates = ctx.candidates
    this.excludedItems = maskOf(ctx.candidates)
    this.k = ctx.k
    const all = ctx.removable ?? Array.from(history.items.keys())
    this.removable = [...new Set(all)].filter((position) => position >= 0 && position < history.items.length).sort((a, b) => a - b)
    this.effort = effortOf(ctx)
    const rows = rowsOf(scores.length)
    rows.scores.set(scores)
    const best = rows.best(ctx.k + 1, this.excludedItems)
    this.best = { items: best, scores: Float64Array.from(best, (item) => scores[item]) }
    this.rankBefore = ranksOnList(scores, items, this.best, ctx.k)
    this.open = new Set(this.removable.length === 0 ? [] : this.rankBefore.keys())
  }

  /** A set that takes the item off the list. */
  settle(item: number, without: readonly number[]): void {
    this.#found.set(item, without)
    this.open.delete(item)
  }

  /** No set takes any of the open items off the list. */
  impossible(item?: number): void {
    if (item === undefined) this.open.clear()
    else this.open.delete(item)
  }

  /** Nothing is claimed of the item. */
  giveUp(item: number): void {
    this.open.delete(item)
  }

  /** Every set of this size was looked at and takes none of the open items off the list. */
  excluded(size: number, item?: number): void {
    for (const open of item === undefined ? this.open : [item]) if (!this.#unsure.has(open)) this.#ruledOut.set(open, size)
  }

  ruledOut(item: number): number {
    return this.#ruledOut.get(item) ?? 0
  }

  removalOf(item: number): Removal | undefined {
    const without = this.#found.get(item)
    return without === undefined ? undefined : { without, minimal: without.length <= this.ruledOut(item) + 1 }
  }

  /** Takes back an answer that re-scoring did not confirm. */
  reopen(item: number): void {
    this.#found.delete(item)
    this.#unsure.add(item)
    this.#ruledOut.delete(item)
    this.open.add(item)
  }

  /**
   * Asks the model about sets too close to call, `doubtful[i]` belonging to `items[i]`, and settles the items that a set takes off the list. Where the budget does not
   * reach, the item can no longer be called minimal.
   */
  async ask(items: readonly number[], doubtful: readonly (readonly (readonly number[])[])[]): Promise<void> {
    const wanted = new Map<string, { without: readonly number[]; items: number[] }>()
    items.forEach((item, i) => {
      if (!this.open.has(item)) return
      for (const without of doubtful[i]!) {
        const key = without.join()
        const known = wanted.get(key)
        if (known !== undefined) known.items.push(item)
        else if (this.effort.spent + wanted.size < this.effort.budget) wanted.set(key, { without, items: [item] })
        else this.#unsure.add(item)
      }
    })
    if (wanted.size === 0) return
    const questions = [...wanted.values()]
    await this.rescore(
      questions.map((question) => question.without),
      (after, index) => {
        for (const item of questions[index]!.items) if (this.open.has(item) && after.isOff(item)) this.settle(item, questions[index]!.without)
        return undefined
      },
    )
  }

  /**
   * Scores the history without each set, its positions ascending, by the model's own units where it has them, else by its `score`, and hands on what the list then is; it holds during the call only. `visit` may answer true
   * to stop.
   */
  async rescore(sets: readonly (readonly number[])[], visit: (after: After, index: number) => boolean | undefined): Promise<void> {
    const { units } = this
    const rows = units?.rows ?? rowsOf(this.scores.length)
    const byModel = (from: number): Promise<void> =>
      scoreWithout(
        this.model,
        this.history,
        sets.slice(from),
        (scores, at) => {
          rows.scores.set(scores)
          return visit(new After(rows, this.excludedItems, this.k), from + at)
        },
        this.effort,
      )
    if (units?.isExact !== true) return byModel(0)
    for (const [index, set] of sets.entries()) {
      let isEnough: boolean | undefined
      const isScored = await units.scoreWithout(set, () => {
        isEnough = visit(new After(rows, this.excludedItems, this.k), index)
      })
      if (!isScored) return byModel(index)
      if (isEnough === true) return
    }
  }
}
