import type { TrainedModel } from './contract.ts'

/** The last training of a model: one that is under way, or how it ended. */
export interface TrainingRun {
  readonly model: string
  /** Tells it from every other training. */
  readonly run: string
  /** `failed` also where its process ended without a word. */
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  /** Whether a server began it or the command line. */
  readonly by: 'server' | 'command'
  /** It was told to stop, and will at its next step. */
  readonly stopping?: boolean
  readonly stage: string
  /** 0 to 1. */
  readonly done: number
  /** At the pace so far; absent where nothing can be said yet. */
  readonly secondsLeft?: number
  /** Milliseconds since 1970, both: when it began, and when it last was heard of. */
  readonly startedAt: number
  readonly at: number
  /** Points of training curves so far. */
  readonly curves: TrainedModel['curves']
  /** With `done`: when the version that it put into service was trained, as in `ModelVersion`. */
  readonly version?: number
  /** With `failed` and `cancelled`: why. */
  readonly problem?: { readonly code: string; readonly message: string }
}
