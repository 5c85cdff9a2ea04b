import { Ids } from '../data/ids.ts'
import type { History } from '../data/interactions.ts'
import { CandorError } from '../errors.ts'
import { openBackend, type Start } from '../nn/index.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import { gru4recOnnx } from './gru4rec-export.ts'
import type { Gru4recShape } from './gru4rec-network.ts'
import { Gru4recRun, type Gru4recWeights, parametersOf } from './gru4rec-run.ts'
import { positionsOf } from './matrix.ts'
import type { Model } from './model.ts'
import { placesBefore } from './warm.ts'

const name = 'gru4rec'
const version = 1

/** Everything a fitted GRU4Rec is. */
export interface Gru4recForm {
  readonly items: Ids
  readonly shape: Gru4recShape
  /** Items with events, which alone have vectors, ascending [active]. */
  readonly active: Int32Array
  /** Events of each [active]. */
  readonly counts: Int32Array
  /** Newest entries of a history that are read. */
  readonly longest: number
  readonly weights: Gru4recWeights
}

/** What an item without events scores: below every other. */
const unknownScore = -1e4

/**
 * Serves a trained network: a history runs through the cell, entry by entry, and the last state is compared with every item's vector. score(item) = log(active · P(item is next | history)), so 0 is what chance would
 * give; an empty history is answered by the items' shares of all events. Time of a history: entries · 6·factors² for the cell and active · factors for the scores.
 */
export function gru4recModel(form: Gru4recForm): Model {
  const { items, shape, active, counts, longest, weights } = form
  const n = items.length
  const position = positionsOf(active, n)
  const chance = Math.log(active.length)
  const total = counts.reduce((sum, count) => sum + count, 0)
  let opened: Promise<Gru4recRun> | undefined
  const known = ({ items: entries }: History): Int32Array =>
    entries
      .map((item) => position[item] ?? -1)
      .filter((at) => at >= 0)
      .slice(-longest)
  return {
    name,
    items,
    async score(histories, out) {
      if (out.length !== histories.length * n)
        throw new RangeError(`Scores of ${histories.length} histories need ${histories.length * n} places, got ${out.length}.`)
      opened ??= openBackend().then((backend) => Gru4recRun.open(backend, shape))
      const run = await opened
      const read = histories.map(known)
      out.fill(unknownScore)
      await run.scores(weights, read, (row, scores) => {
        const fresh = read[row]!.length === 0
        for (let at = 0; at < active.length; at++) out[row * n + active[at]] = (fresh ? Math.log(counts[at] / total) : scores[at]) + chance
      })
    },
    onnx: (precision = 'float32') => {
      const names = Array.from(active, (item) => items.name(item))
      return gru4recOnnx(shape, longest, weights, names, precision)
    },
    save: () => {
      const parameters = parametersOf(shape)
      const { flat, views } = parameters.arrays()
      for (const [key, view] of Object.entries(views)) view.set(weights.parameters[key]!)
      return packModel(
        name,
        version,
        { ...shape, longest },
        { items: packStrings(items.names()), active, counts, parameters: flat, vectors: weights.vectors, biases: weights.biases },
      )
    },
  }
}

/** Throws `model.corrupt` or `model.version`. */
export function openGru4rec(bytes: Uint8Array): Gru4recForm {
  const file = unpackModel(bytes, name, version)
  const { cell, factors, longest } = file.meta as { cell: unknown; factors: unknown; longest: unknown }
  const items = new Ids(unpackStrings(file.u8('items')))
  const [active, counts, vectors, biases, flat] = [file.i32('active'), file.i32('counts'), file.f32('vectors'), file.f32('biases'), file.f32('parameters')]
  const sound = (cell === 'gru' || cell === 'lstm') && Number.isInteger(factors) && Number.isInteger(longest)
  const shape = { cell, factors } as Gru4recShape
  const parameters = sound ? parametersOf(shape) : undefined
  const fits =
    vectors.length === active.length * shape.factors &&
    biases.length === active.length &&
    counts.length === active.length &&
    active.every((item) => item >= 0 && item < items.length)
  if (parameters === undefined || parameters.size !== flat.length || !fits) {
    throw new CandorError('model.corrupt', `The arrays of the "${name}" model file do not fit each other. Train it again with "candor train --model ${name}".`)
  }
  return { items, shape, active, counts, longest: longest as number, weights: { parameters: parameters.arrays(flat).views, vectors, biases } }
}

/** Where a network over these items goes on from an earlier one: the same weights, vectors moved to where their items are now. */
export function gru4recStart(earlier: Gru4recForm, now: Pick<Gru4recForm, 'items' | 'active'>): Start {
  const before = placesBefore(now, earlier)
  const { parameters, vectors, biases } = earlier.weights
  return { parameters, tables: { vectors: { values: vectors, before }, biases: { values: biases, before } } }
}
