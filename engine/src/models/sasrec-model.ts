import { Ids } from '../data/ids.ts'
import type { History } from '../data/interactions.ts'
import { CandorError } from '../errors.ts'
import { openBackend, type Start } from '../nn/index.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import { admission, type Placed, packInputs, unpackInputs, withDescribed } from './described-items.ts'
import { describedStart } from './described-start.ts'
import { positionsOf } from './matrix.ts'
import type { Model } from './model.ts'
import { sasrecOnnx } from './sasrec-export.ts'
import type { SasrecShape } from './sasrec-network.ts'
import type { Described } from './sasrec-rows.ts'
import { parametersOf, SasrecScorer, type SasrecWeights, vectorsOf } from './sasrec-scorer.ts'
import { TowerInputs } from './two-tower-inputs.ts'
import { placesBefore } from './warm.ts'

/** 2: items known by their descriptions. */
const version = 2

/** Everything a fitted SASRec, or another transformer over sequences, is. */
export interface SasrecForm {
  /** The algorithm that made it. */
  readonly name: string
  readonly items: Ids
  readonly shape: SasrecShape
  /** Items that have a vector: those with events, then those known by their description alone [known]. */
  readonly known: Int32Array
  /** Events of each [known]. */
  readonly counts: Int32Array
  readonly weights: SasrecWeights
  /** What is read of a description; nothing where none are. */
  readonly about: TowerInputs
  /** Rows of words, facts and prices [about.size × factors]. */
  readonly terms: Float32Array
}

/** What an item without events and without a description scores: below every other. */
const unknownScore = -1e4
/** As how many events an empty history counts an item that has none. */
const newcomer = 0.5

/** The form with those of the products that are described known too. */
export function describedForm(form: SasrecForm, products: readonly Placed[]): SasrecForm {
  const { about, terms, shape, weights, counts } = form
  const { known, rows } = withDescribed({ known: form.known, rows: weights.vectors }, about, terms, shape.factors, products)
  const more = new Int32Array(known.length)
  more.set(counts)
  return { ...form, known, counts: more, weights: { ...weights, vectors: rows } }
}

/**
 * Serves a trained network. score(item) = log(known · P(item is next | history)), so 0 is what chance would give; an empty history is answered by the items' shares of all events. Time of
 * a history: layers·length·(12·factors² + 2·length·factors) for the network and known·factors for the scores.
 */
export function sasrecModel(form: SasrecForm): Model {
  const { name, items, shape, known, counts, weights, about, terms } = form
  const n = items.length
  const position = positionsOf(known, n)
  const chance = Math.log(known.length)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const shares = Float32Array.from(counts, (count) => Math.log((count || newcomer) / total) + chance)
  let opened: Promise<SasrecScorer> | undefined
  const entriesOf = ({ items: entries, weights: counts }: History): Int32Array =>
    entries.map((item, e) => (counts[e] > 0 ? (position[item] ?? -1) : -1)).filter((at) => at >= 0)
  return {
    name,
    items,
    async score(histories, out) {
      if (out.length !== histories.length * n)
        throw new RangeError(`Scores of ${histories.length} histories need ${histories.length * n} places, got ${out.length}.`)
      opened ??= openBackend().then((backend) => new SasrecScorer(backend, shape, known.length))
      const scorer = await opened
      const read = histories.map(entriesOf)
      const filled = Int32Array.from(read.keys()).filter((row) => read[row]!.length > 0)
      out.fill(unknownScore)
      read.forEach((history, row) => {
        if (history.length === 0) for (let at = 0; at < known.length; at++) out[row * n + known[at]] = shares[at]
      })
      const rows = Array.from(filled, (row) => read[row]!)
      await scorer.scores(weights, rows, (index, scores) => {
        const row = filled[index] * n
        for (let at = 0; at < known.length; at++) out[row + known[at]] = scores[at] + chance
      })
    },
    ...admission(about, items, (more, added) => sasrecModel(describedForm({ ...form, items: more }, added))),
    onnx: (precision = 'float32') =>
      sasrecOnnx(
        name,
        shape,
        weights,
        Array.from(known, (item) => items.name(item)),
        precision,
      ),
    save: () => {
      const { flat, views } = parametersOf(shape).arrays()
      for (const [key, view] of Object.entries(views)) view.set(weights.parameters[key]!)
      const descriptions = about.size > 0 ? { ...packInputs(about), terms } : {}
      const meta = about.size > 0 ? { shape, currency: about.currency } : { shape }
      return packModel(name, version, meta, {
        items: packStrings(items.names()),
        known,
        counts,
        ...descriptions,
        parameters: flat,
        vectors: weights.vectors,
      })
    },
  }
}

/** Opens what `save` of a model of that name wrote. Throws `model.corrupt` or `model.version`. */
export function openSasrec(name: string, bytes: Uint8Array): SasrecForm {
  const file = unpackModel(bytes, name, version)
  const meta = file.meta as { shape?: unknown; currency?: string }
  const shape = shapeOf(meta.shape)
  const items = new Ids(unpackStrings(file.u8('items')))
  const [known, counts, flat, vectors] = [file.i32('known'), file.i32('counts'), file.f32('parameters'), file.f32('vectors')]
  const about = meta.currency === undefined ? TowerInputs.of([]) : unpackInputs(file, meta.currency)
  const terms = meta.currency === undefined ? new Float32Array(0) : file.f32('terms')
  const parameters = shape && parametersOf(shape)
  const fits = shape !== undefined && vectors.length === vectorsOf(known.length, shape) * shape.factors && counts.length === known.length
  const told = about !== undefined && terms.length === about.size * (shape?.factors ?? 0)
  if (parameters === undefined || !fits || !told || parameters.size !== flat.length || !known.every((item) => item >= 0 && item < items.length)) {
    throw new CandorError('model.corrupt', `The arrays of the "${name}" model file do not fit each other. Train it again with "candor train --model ${name}".`)
  }
  return { name, items, shape, known, counts, weights: { parameters: parameters.arrays(flat).views, vectors }, about, terms }
}

/** What is trained now. */
export interface SasrecNow {
  readonly items: Ids
  /** Items with events, ascending [active]. */
  readonly active: Int32Array
  readonly about: TowerInputs
  readonly described: Described | undefined
}

/** Where a network over these items goes on from an earlier one: the same weights, vectors moved to where their items are now. */
export function sasrecStart(earlier: SasrecForm, now: SasrecNow): Start {
  const { parameters, vectors } = earlier.weights
  if (now.described !== undefined)
    return { parameters, tables: describedStart({ ...earlier, rows: vectors }, { ...now.described, ...now }, earlier.shape.factors) }
  const places = placesBefore(now, { items: earlier.items, active: earlier.known })
  const before = earlier.shape.cloze ? Int32Array.of(...places, earlier.known.length) : places
  return { parameters, tables: { vectors: { values: vectors, before } } }
}

function shapeOf(meta: unknown): SasrecShape | undefined {
  const { factors, layers, heads, length, dropout, block, frequency, cutoff, decay, cloze } = (meta ?? {}) as Partial<SasrecShape>
  const whole = [factors, layers, heads, length, cutoff].every((value) => Number.isInteger(value) && value! > 0)
  const known = (block === 'plain' || block === 'ligr') && (cloze === undefined || cloze === true)
  const shares = frequency! >= 0 && frequency! < 1 && dropout! >= 0 && dropout! < 1 && decay! >= 0 && decay! <= 1
  return whole && known && shares && factors! % heads! === 0 ? (meta as SasrecShape) : undefined
}
