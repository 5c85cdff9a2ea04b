import type { Interactions } from '../data/interactions.ts'

/** What a metric sees of one person's list. */
export interface Ranked {
  /** Ranks of the targets, 1 the best, ascending; ties counted against them; Infinity where a target cannot be listed. */
  readonly ranks: Float64Array
  /** Candidates that were ranked. */
  readonly candidates: number
}

/** A figure of one person at list length k, averaged over people. */
export interface PersonMetric {
  readonly name: string
  /** Formula and meaning, for tables and docs. */
  readonly doc: string
  readonly paper?: string
  readonly higherIsBetter: boolean
  value(ranked: Ranked, k: number): number
}

/** A figure of all lists of length k together. */
export interface ListMetric {
  readonly name: string
  readonly doc: string
  readonly paper?: string
  readonly higherIsBetter: boolean
  /** `lists` [people × k], −1 where a list is short. `counts` [items] is how many training entries each item has. */
  value(lists: Int32Array, k: number, context: { readonly train: Interactions; readonly counts: Float64Array }): number
}
