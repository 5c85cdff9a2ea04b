import { Ids } from '../data/ids.ts'
import type { History } from '../data/interactions.ts'
import { CandorError } from '../errors.ts'
import { openBackend, type Start } from '../nn/index.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import { positionsOf } from './matrix.ts'
import type { Model } from './model.ts'
import { sasrecOnnx } from './sasrec-export.ts'
import type { SasrecShape } from './sasrec-network.ts'
import { parametersOf, SasrecScorer, type SasrecWeights, vectorsOf } from './sasrec-scorer.ts'
import { placesBefore } from './warm.ts'

const version = 1

/** Everything a fitted SASRec, or another transformer over sequences, is. */
export interface SasrecForm {
  /** The algorithm that made it. */
  readonly name: string
  readonly items: Ids
  readonly shape: SasrecShape
  /** Items with events, which alone have vectors, ascending [active]. */
  readonly active: Int32Array
  /** Events of each [active]. */
  readonly counts: Int32Array
  readonly weights: SasrecWeights
}

/** What an item without events scores: below every other. */
const unknownScore = -1e4

/**
 * Serves a trained network. score(item) = log(active · P(item is next | history)), so 0 is what chance would give; an empty history is answered by the items' shares of all events. Time of
 * a history: layers·length·(12·factors² + 2·length·factors) for the network and active·factors for the scores.
 */
export function sasrecModel(form: SasrecForm): Model {
  const { name, items, shape, active, counts, weights } = form
  const n = items.length
  const position = positionsOf(active, n)
  const chance = Math.log(active.length)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const shares = Float32Array.from(counts, (count) => Math.log(count / total) + chance)
  let opened: Promise<SasrecScorer> | undefined
  const known = ({ items: entries, weights: counts }: History): Int32Array =>
    entries.map((item, e) => (counts[e] > 0 ? (position[item] ?? -1) : -1)).filter((at) => at >= 0)
  return {
    name,
    items,
    async score(histories, out) {
      if (out.length !== histories.length * n)
        throw new RangeError(`Scores of ${histories.length} histories need ${histories.length * n} places, got ${out.length}.`)
      opened ??= openBackend().then((backend) => new SasrecScorer(backend, shape, active.length))
      const scorer = await opened
      const read = histories.map(known)
      const filled = Int32Array.from(read.keys()).filter((row) => read[row]!.length > 0)
      out.fill(unknownScore)
      read.forEach((history, row) => {
        if (history.length === 0) for (let at = 0; at < active.length; at++) out[row * n + active[at]] = shares[at]
      })
      const rows = Array.from(filled, (row) => read[row]!)
      await scorer.scores(weights, rows, (index, scores) => {
        const row = filled[index] * n
        for (let at = 0; at < active.length; at++) out[row + active[at]] = scores[at] + chance
      })
    },
    onnx: (precision = 'float32') =>
      sasrecOnnx(
        name,
        shape,
        weights,
        Array.from(active, (item) => items.name(item)),
        precision,
      ),
    save: () => {
      const { flat, views } = parametersOf(shape).arrays()
      for (const [key, view] of Object.entries(views)) view.set(weights.parameters[key]!)
      return packModel(name, version, { shape }, { items: packStrings(items.names()), active, counts, parameters: flat, vectors: weights.vectors })
    },
  }
}

/** Opens what `save` of a model of that name wrote. Throws `model.corrupt` or `model.version`. */
export function openSasrec(name: string, bytes: Uint8Array): SasrecForm {
  const file = unpackModel(bytes, name, version)
  const shape = shapeOf((file.meta as { shape?: unknown }).shape)
  const items = new Ids(unpackStrings(file.u8('items')))
  const [active, counts, flat, vectors] = [file.i32('active'), file.i32('counts'), file.f32('parameters'), file.f32('vectors')]
  const parameters = shape && parametersOf(shape)
  const fits = shape !== undefined && vectors.length === vectorsOf(active.length, shape) * shape.factors && counts.length === active.length
  if (parameters === undefined || !fits || parameters.size !== flat.length || !active.every((item) => item >= 0 && item < items.length)) {
    throw new CandorError('model.corrupt', `The arrays of the "${name}" model file do not fit each other. Train it again with "candor train --model ${name}".`)
  }
  return { name, items, shape, active, counts, weights: { parameters: parameters.arrays(flat).views, vectors } }
}

/** Where a network over these items goes on from an earlier one: the same weights, vectors moved to where their items are now. */
export function sasrecStart(earlier: SasrecForm, now: Pick<SasrecForm, 'items' | 'active'>): Start {
  const places = placesBefore(now, earlier)
  const before = earlier.shape.cloze ? Int32Array.of(...places, earlier.active.length) : places
  return { parameters: earlier.weights.parameters, tables: { vectors: { values: earlier.weights.vectors, before } } }
}

function shapeOf(meta: unknown): SasrecShape | undefined {
  const { factors, layers, heads, length, dropout, block, frequency, cutoff, cloze } = (meta ?? {}) as Partial<SasrecShape>
  const whole = [factors, layers, heads, length, cutoff].every((value) => Number.isInteger(value) && value! > 0)
  const known = (block === 'plain' || block === 'ligr') && (cloze === undefined || cloze === true)
  const fine = whole && known && factors! % heads! === 0 && frequency! >= 0 && frequency! < 1 && dropout! >= 0 && dropout! < 1
  return fine ? (meta as SasrecShape) : undefined
}
