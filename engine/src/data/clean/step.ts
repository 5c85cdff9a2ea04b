import type { EventTable } from './table.ts'

/** A named step of cleaning that can be switched and set. Never changes its input. */
export interface CleaningStep<O extends object = object> {
  readonly name: string
  /** One sentence: what it does. */
  readonly summary: string
  /** One sentence: why anyone would want it. */
  readonly why: string
  /** Whether it runs when nobody says otherwise. */
  readonly on: boolean
  readonly options: O
  /** @throws CandorError `params.invalid`, `params.unknown` */
  apply(table: EventTable, options: O): StepResult
}

export interface StepResult {
  readonly table: EventTable
  readonly removed: number
  readonly changed: number
  /** What was found, by kind, for people: "12 people look like programs: …". */
  readonly findings: readonly Finding[]
}

export interface Finding {
  readonly reason: string
  readonly events: number
  readonly message: string
  /** A few names or values as examples. */
  readonly examples?: readonly string[]
}

/** Steps to switch on (true or options) or off (false); unnamed ones keep their default. */
export type CleaningPlan = Readonly<Record<string, boolean | object>>
