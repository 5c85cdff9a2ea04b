import { CandorError } from '../../errors.ts'
import type { Case } from '../case.ts'
import type { Interactions } from '../interactions.ts'

/**
 * Three parts that share no entry. `train` has the people and items of the whole, index for index, with the held-out entries taken out; a case's history
 * ends before its first target; no target stands in its own history.
 */
export interface Split {
  readonly name: SplitName
  readonly train: Interactions
  readonly validation: readonly Case[]
  readonly test: readonly Case[]
  /** One sentence for tables and logs. */
  readonly protocol: string
}

export const splitNames = ['leave-one-out', 'time', 'ratio', 'users'] as const
export type SplitName = (typeof splitNames)[number]

export interface SplitOptions {
  /** `time`, `ratio`: share of entries for validation and for test, in (0, 1); `users`: share of a held-out person's entries that is asked for. Default 0.1 each (`users` 0.2). */
  readonly validation?: number
  readonly test?: number
  /** `users`: number of folds (default 10) and which of them is the test, from 0. The next one is the validation. */
  readonly folds?: number
  readonly fold?: number
  /** `users`: shuffles people into folds. Default 1. */
  readonly seed?: number
}

/** @throws CandorError `params.invalid` unless both shares are from 0 to below 1 and leave something to learn from */
export function checkShares(validation: number, test: number): void {
  if (validation >= 0 && test > 0 && validation + test < 1) return
  throw new CandorError(
    'params.invalid',
    `The shares of validation (${validation}) and test (${test}) must be at least 0, the test above 0, and together below 1.`,
  )
}
