import type { Interactions } from '../data/interactions.ts'

/** What a metric sees of one person's ranking. */
export interface Ranked {
  /** Ranks of the targets, 1 the best, ascending; ties counted against them; Infinity where a target cannot be listed. */
  readonly ranks: Float64Array
  /** Items that were ranked: all but the masked ones. */
  readonly candidates: number
  /** The best items in order, as many as the longest list asked for; fewer where the model refuses the rest. */
  readonly list: Int32Array
}

/** What metrics know of the shop, prepared once. */
export interface Background {
  readonly train: Interactions
  /** Training entries of each item [items]. */
  readonly counts: Float64Array
  /** People in training who have at least one entry. */
  readonly people: number
  /** How alike two items are by what the catalogue says, 0 to 1; undefined without categories and brands. */
  readonly likeness: ((a: number, b: number) => number) | undefined
}

/** A figure of one person at list length k, averaged over people, hence with an interval and comparable in pairs. */
export interface PersonMetric {
  readonly name: string
  /** Formula and meaning, for tables and docs. */
  readonly doc: string
  readonly paper?: string
  readonly higherIsBetter: boolean
  /** NaN where the question makes no sense for this person, who is then left out of the mean. */
  value(ranked: Ranked, k: number, background: Background): number
}

/** A figure that only all lists of length k together have. */
export interface ListMetric {
  readonly name: string
  readonly doc: string
  readonly paper?: string
  readonly higherIsBetter: boolean
  /** `shown` [items] is on how many lists each item stands. */
  value(shown: Float64Array, background: Background): number
}
