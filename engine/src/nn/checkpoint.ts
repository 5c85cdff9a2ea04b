import { type Arrays, openArrays, packArrays } from '../math/buffer.ts'
import type { Patience } from './schedule.ts'
import type { Task, Weights } from './task.ts'
import type { TrainingStep } from './training-step.ts'

/** One epoch's line of the training curve. */
export interface EpochFigures {
  readonly epoch: number
  /** Mean over its steps. */
  readonly loss: number
  /** What validation gave, by its name. */
  readonly figures: Readonly<Record<string, number>>
}

/** Where a training stands, besides its arrays. */
export interface Standing {
  /** Epoch under way, and steps done of it. */
  epoch: number
  step: number
  lossSum: number
  curve: EpochFigures[]
  /** Epoch of the best weights; −1 before any. */
  bestEpoch: number
}

/** What is saved: everything that decides the steps still to come. Learning rates, dropout and batches follow from the seed and the step. */
export interface State {
  readonly standing: Standing
  readonly patience: Patience
  /** Copies of the weights at the best epoch; absent before any. */
  best: Weights | undefined
  readonly step: TrainingStep
  readonly task: Task
}

const magic = 'CANDORT1'

/** The whole state of a training in one buffer. `identity` says what is trained, from what: another training refuses it. */
export function packCheckpoint(identity: string, state: State): Uint8Array {
  const { standing, patience, best, step, task } = state
  const header = {
    identity,
    standing,
    steps: step.optimiser.steps,
    best: Number.isFinite(patience.best) ? patience.best : undefined,
    since: patience.since,
  }
  return packArrays(magic, header, {
    ...named('weights', step.weights),
    ...(best === undefined ? {} : named('best', best)),
    ...prefixed('moments', step.optimiser.moments()),
    ...prefixed('state', task.state?.() ?? {}),
  })
}

/**
 * Writes a checkpoint's state into a training just opened, and returns true; false, and nothing is written, where the bytes are damaged or of another training, which then begins anew.
 */
export function resume(bytes: Uint8Array, identity: string, state: State): boolean {
  try {
    const open = openArrays(magic, bytes)
    const header = open.header as { identity: string; standing: Standing; steps: number; best?: number; since: number }
    if (header.identity !== identity) return false
    const { step, task, standing, patience } = state
    const targets: Arrays = {
      ...named('weights', step.weights),
      ...prefixed('moments', step.optimiser.moments()),
      ...prefixed('state', task.state?.() ?? {}),
    }
    const best = header.standing.bestEpoch < 0 ? undefined : copyWeights(step.weights)
    const all = Object.entries({ ...targets, ...(best === undefined ? {} : named('best', best)) })
    const sources = all.map(([name, target]) => {
      const source =
        target instanceof Float32Array
          ? open.f32(name)
          : target instanceof Int32Array
            ? open.i32(name)
            : target instanceof Float64Array
              ? open.f64(name)
              : open.u8(name)
      if (source.length !== target.length) throw new RangeError(`"${name}" holds ${source.length} numbers, not ${target.length}.`)
      return source
    })
    for (const [order, [, target]] of all.entries()) target.set(sources[order]!)
    Object.assign(standing, header.standing)
    patience.best = header.best ?? Number.NEGATIVE_INFINITY
    patience.since = header.since
    step.optimiser.steps = header.steps
    state.best = best
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

export function copyWeights({ parameters, tables }: Weights): Weights {
  const copy = (arrays: Readonly<Record<string, Float32Array>>) => Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]))
  return { parameters: copy(parameters), tables: copy(tables) }
}

function named(prefix: string, { parameters, tables }: Weights): Arrays {
  return { ...prefixed(`${prefix}/parameters`, parameters), ...prefixed(`${prefix}/tables`, tables) }
}

function prefixed(prefix: string, arrays: Arrays): Arrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${prefix}/${name}`, array]))
}
