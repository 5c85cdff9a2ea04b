import type { Config } from '../config.ts'
import type { Artifacts, Store } from '../store/store.ts'

/** A structured log; pino fits it. */
export interface Log {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** A report that takes seconds, so that a server has it made beside the requests. */
export type Errand = 'quality' | 'drift'

/** A training that was announced (see `announceTraining`) and is to be done. */
export interface TrainTask {
  readonly model: string
  readonly run: string
  readonly params?: object
  readonly seed: number
  readonly warm: boolean
}

/** What every use case works with; made by `open.ts`, or by a test from memory adapters. */
export interface House {
  /** The data folder. */
  readonly folder: string
  readonly store: Store
  readonly artifacts: Artifacts
  readonly config: Config
  readonly log: Log
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Does an errand in a thread of its own; absent where another thread could not open the store. Rejects with `cancelled` when the signal fires. */
  readonly aside?: (house: House, errand: Errand, signal: AbortSignal) => Promise<unknown>
  /** Does a training in a process of its own and resolves when that has ended, with what it ended with; absent where another process could not open the store. */
  readonly trainApart?: (house: House, task: TrainTask, signal: AbortSignal) => Promise<string>
}

/** Progress of long work: `done` runs from 0 to 1. */
export interface Progress {
  readonly stage: string
  readonly done: number
  readonly note?: string
  readonly figures?: Readonly<Record<string, number>>
}

export interface WorkOptions {
  readonly signal?: AbortSignal
  readonly progress?: (step: Progress) => void
}
