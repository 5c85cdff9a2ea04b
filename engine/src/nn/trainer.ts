import type { Backend } from './backend.ts'
import { copyWeights, type EpochFigures, packCheckpoint, resume, type State } from './checkpoint.ts'
import { Patience } from './schedule.ts'
import { begin, type Start } from './start.ts'
import type { Task, Weights } from './task.ts'
import { TrainingStep } from './training-step.ts'

export interface TrainOptions {
  readonly seed: number
  /** What is trained from what, for checkpoints. */
  readonly identity?: string
  /** A checkpoint to go on from. One that does not fit is left aside. */
  readonly checkpoint?: Uint8Array | undefined
  /** What it begins from, instead of chance. */
  readonly start?: Start | undefined
  /** Asked between steps; true ends the training with `undefined`. */
  readonly stopped?: () => boolean
  readonly report?: (step: Progress) => void
  readonly save?: { readonly seconds: number; readonly checkpoint: (bytes: Uint8Array) => void } | undefined
}

/** As `FitContext.progress` takes it. */
export interface Progress {
  readonly stage: string
  /** 0 to 1. */
  readonly done: number
  readonly figures?: Readonly<Record<string, number>>
}

export interface Trained {
  /** Those of the best epoch by validation, or the last where there is none. */
  readonly weights: Weights
  /** Counted from 0; −1 where nothing was validated. */
  readonly bestEpoch: number
  readonly curve: readonly EpochFigures[]
}

/** Milliseconds between reports within an epoch. */
const reportEvery = 250

/**
 * Trains a task: epochs of steps, each followed by validation, until `epochs` or the task's patience is over. Same task and seed: same bytes, interrupted and resumed or not.
 * Blocks its thread between turns of the loop: `trainInThread` runs it off the main one.
 * @returns undefined when it was stopped
 * @throws RangeError when the loss or a gradient is not finite
 */
export async function train(task: Task, backend: Backend, options: TrainOptions): Promise<Trained | undefined> {
  const { seed, identity = '', stopped = () => false, report, save } = options
  const step = await TrainingStep.open(task, backend, seed)
  try {
    if (options.start !== undefined) begin(step.weights, options.start)
    const standing = { epoch: 0, step: 0, lossSum: 0, curve: [], bestEpoch: -1 }
    const state: State = { standing, patience: new Patience(task.patience), best: undefined, step, task }
    if (options.checkpoint !== undefined) resume(options.checkpoint, identity, state)
    const clock = { saved: performance.now(), reported: performance.now() }
    const tick = (): void => {
      if (save === undefined || performance.now() - clock.saved < save.seconds * 1000) return
      save.checkpoint(packCheckpoint(identity, state))
      clock.saved = performance.now()
    }
    while (standing.epoch < task.epochs && !state.patience.over) {
      const finished = await runEpoch(state, stopped, (share) => {
        if (performance.now() - clock.reported > reportEvery) {
          report?.({ stage: `epoch ${standing.epoch + 1}`, done: Math.min(0.999, (standing.epoch + share) / task.epochs) })
          clock.reported = performance.now()
        }
        tick()
      })
      if (!finished) return undefined
      const line = await closeEpoch(state)
      report?.({ stage: `epoch ${line.epoch + 1}`, done: Math.min(0.999, standing.epoch / task.epochs), figures: { loss: line.loss, ...line.figures } })
      tick()
    }
    if (stopped()) return undefined
    report?.({ stage: 'trained', done: 1 })
    return { weights: state.best ?? copyWeights(step.weights), bestEpoch: standing.bestEpoch, curve: standing.curve }
  } finally {
    await step.close()
  }
}

/** The rest of the epoch under way; false when it was stopped. */
async function runEpoch({ task, step, standing }: State, stopped: () => boolean, after: (share: number) => void): Promise<boolean> {
  const steps = task.begin(standing.epoch)
  while (standing.step < steps) {
    if (stopped()) return false
    standing.lossSum += await step.run(task.batch(standing.step))
    standing.step++
    after(standing.step / steps)
  }
  return !stopped()
}

/** Validates, keeps the best weights, and moves on to the next epoch. */
async function closeEpoch(state: State): Promise<EpochFigures> {
  const { task, step, standing, patience } = state
  const figure = await task.validate?.(step.weights)
  if (figure !== undefined && patience.look(figure.value)) {
    state.best = copyWeights(step.weights)
    standing.bestEpoch = standing.epoch
  }
  const line = {
    epoch: standing.epoch,
    loss: standing.lossSum / Math.max(1, standing.step),
    figures: figure === undefined ? {} : { [figure.name]: figure.value },
  }
  standing.curve.push(line)
  standing.epoch++
  standing.step = 0
  standing.lossSum = 0
  return line
}
