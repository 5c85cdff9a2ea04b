import { CandorError, type ErrorCode } from '../errors.ts'
import type { Answers, Change } from './changes.ts'

/** What goes to the writer: changes to commit together, under one disk sync. */
export interface Group {
  readonly group: number
  readonly changes: readonly Change[]
}

/** What comes back after the commit, one outcome a change. */
export interface Outcomes {
  readonly group: number
  readonly outcomes: readonly Outcome[]
}

export type Outcome = { readonly answer: Answers[Change['kind']] } | { readonly failure: Failure }

/** An error in a form that crosses threads. */
export interface Failure {
  readonly code: ErrorCode
  readonly message: string
  readonly details: Record<string, unknown> | undefined
}

export function toFailure(error: Error): Failure {
  if (error instanceof CandorError) return { code: error.code, message: error.message, details: error.details }
  return { code: 'internal', message: `The store failed: ${error.message}`, details: undefined }
}

export function fromFailure({ code, message, details }: Failure): CandorError {
  return new CandorError(code, message, details === undefined ? {} : { details })
}
