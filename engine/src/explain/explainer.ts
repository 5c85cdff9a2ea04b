import type { History } from '../data/interactions.ts'
import type { Model } from '../models/model.ts'

/** One explanation: score = base + Σ amount + residual, and a proof measured by re-scoring, never estimated. */
export interface Explanation {
  readonly item: number
  readonly method: string
  readonly score: number
  readonly base: number
  readonly residual: number
  /** Every contribution, largest amount first. */
  readonly reasons: readonly Reason[]
  readonly proof?: Proof
}

export interface Reason {
  readonly kind: 'history' | 'attribute' | 'text' | 'social' | 'popularity' | 'rule' | 'rerank'
  /** With `history`: the position in the history; otherwise −1. */
  readonly ref: number
  /** With the other kinds: what it is, for people. */
  readonly name?: string
  readonly amount: number
}

/** "Take these away and it leaves the list", measured. */
export interface Proof {
  /** Positions in the history, ascending. */
  readonly without: readonly number[]
  /** 1 is the top, in the order of every list: of equal scores the item that stands earlier in the catalogue is ahead. */
  readonly rankBefore: number
  readonly rankAfter: number
  /** True where no smaller set takes the item off the list: shown by exhaustive search, not assumed. */
  readonly minimal: boolean
  /** The item that comes onto the list instead, −1 where none does. */
  readonly instead: number
}

export interface ExplainContext {
  /** Length of the list: an item is on it while its rank is at most k. */
  readonly k: number
  /**
   * 1 where an item may be recommended, 0 elsewhere [items]. Made once from the *original* history (seen items, stock, filters) and kept after a
   * removal, so an item never leaves the list merely because a removed one came back.
   */
  readonly candidates: Uint8Array
  /** The scores of the original history [items], where the caller has them already. */
  readonly scores?: Float32Array
  /** Positions that may be named and removed; all where absent (a sensitive purchase is never shown). */
  readonly removable?: readonly number[]
  readonly seed: number
  /** Most re-scored histories one explanation may cost. */
  readonly budget?: number
  readonly signal?: AbortSignal
}

export interface Explainer {
  readonly name: string
  readonly paper: string
  supports(model: Model): boolean
  /** Throws `explainer.unsupported` where `supports` is false. */
  explain(model: Model, history: History, item: number, ctx: ExplainContext): Promise<Explanation>
}
