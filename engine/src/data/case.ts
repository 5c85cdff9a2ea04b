import type { History } from './interactions.ts'

/** What is asked of a model in evaluation: given this history, rank these targets high. */
export interface Case {
  /** Index in the split's people. */
  readonly person: number
  readonly history: History
  /** Item indexes, none of which the model was told. */
  readonly targets: Int32Array
}
