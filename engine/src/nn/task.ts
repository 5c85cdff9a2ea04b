import type { Arrays } from '../math/buffer.ts'
import type { Values } from './backend.ts'
import type { Dropouts } from './dropouts.ts'
import type { OptimiserOptions } from './optimiser.ts'
import type { Initialiser, Parameters } from './parameters.ts'
import type { TableShape } from './rows.ts'
import type { Schedule } from './schedule.ts'
import type { Tensor } from './tensor.ts'

/**
 * What a family gives the trainer. Everything random in it must come from the seed, the epoch and the step alone, so that a training that was interrupted goes on to the very same bytes: what
 * `begin` and `batch` return may depend on nothing else but `state`.
 */
export interface Task {
  /** The loss of one step: one number. Its gradients are derived from it. */
  readonly loss: Tensor
  /** Dense parameters, trained in every step. */
  readonly parameters: Parameters
  /** Masks that the trainer fills before each step. */
  readonly dropouts?: Dropouts
  /** Embedding tables, of which a step trains the rows it looks up. */
  readonly tables?: Readonly<Record<string, TaskTable>>
  /** Which inputs of the network are rows of which table: the input's name → the table's. Several inputs may share a table. */
  readonly lookups?: Readonly<Record<string, string>>
  /** Further results to fetch in each step, into the arrays that the batch gives. */
  readonly outputs?: Readonly<Record<string, Tensor>>
  readonly optimiser: OptimiserOptions
  readonly schedule: Schedule
  readonly epochs: number
  /** Epochs without a better figure after which the training ends; 0: never before `epochs`. */
  readonly patience: number
  /** Prepares an epoch, counted from 0; returns its number of steps. */
  begin(epoch: number): number
  /** The batch of a step of the epoch begun last. The arrays may be used again for the next. */
  batch(step: number): Batch
  /** The figure that decides, higher is better; `undefined` where there is nothing to validate with, and then the last weights are kept. */
  validate?(weights: Weights): Promise<{ readonly name: string; readonly value: number } | undefined>
  /** Arrays, other than weights, that carry from step to step, such as hidden states: saved with a checkpoint, written into when one is resumed. The same arrays at every call. */
  state?(): Arrays
}

export interface TaskTable extends TableShape {
  readonly initialise: Initialiser
}

export interface Batch {
  /** Inputs of the network other than parameters, dropout masks and rows. */
  readonly feeds: Readonly<Record<string, Values>>
  /** For each input that is looked up, the indices of its rows; −1 is a row of zeros. */
  readonly rows?: Readonly<Record<string, Int32Array>>
  /** Where to write the further results, each overlapping no feed. */
  readonly results?: Readonly<Record<string, Float32Array>>
  /** Sizes that the lengths of the arrays do not settle. */
  readonly sizes?: Readonly<Record<string, number>>
}

/** All that is trained, by name: parameters, and tables [rows × width]. */
export interface Weights {
  readonly parameters: Readonly<Record<string, Float32Array>>
  readonly tables: Readonly<Record<string, Float32Array>>
}
