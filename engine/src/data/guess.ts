import type { Mapping } from './mapping.ts'

/** A mapping proposed for a file nobody described. */
export interface Guess {
  readonly mapping: Mapping
  /** 0 to 1; below 0.5 the command line asks before it imports. */
  readonly confidence: number
  /** What was understood and what was not, a line each, for confirmation. */
  readonly lines: readonly string[]
}
