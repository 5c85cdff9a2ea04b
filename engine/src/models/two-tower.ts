import { Ids } from '../data/ids.ts'
import type { History } from '../data/interactions.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import { openBackend, type Start, trainInThread } from '../nn/index.ts'
import { workerUrl } from '../worker.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import { admission, type Placed, packInputs, unpackInputs, withDescribed, withoutEvents } from './described-items.ts'
import { describedStart } from './described-start.ts'
import { featureRows } from './feature-rows.ts'
import { checkNotEmpty, positionsOf } from './matrix.ts'
import type { Algorithm, Model } from './model.ts'
import type { Schema } from './params.ts'
import { halfLifeField } from './recency.ts'
import { sequencesOf, validationCases } from './sequences.ts'
import { learningRateField, patienceField } from './training-fields.ts'
import { TowerInputs } from './two-tower-inputs.ts'
import { parametersOf, type Read, TwoTowerRun, type TwoTowerShape, trends } from './two-tower-network.ts'
import { decayed, inputsOf, type TwoTowerInput } from './two-tower-task.ts'
import { placesBefore, warmed } from './warm.ts'

export interface TwoTowerParams {
  factors: number
  hidden: number
  history: string
  length: number
  decay: number
  similarity: string
  temperature: number
  idDropout: number
  dropout: number
  repeats: boolean
  halfLifeDays: number
  trendDays: number
  newDays: number
  batch: number
  samples: number
  learningRate: number
  epochs: number
  patience: number
}

const params: Schema<TwoTowerParams> = {
  factors: { type: 'integer', default: 64, min: 2, max: 1024, scale: 'log', tune: true, doc: 'Size of the vectors of people and items.' },
  hidden: { type: 'integer', default: 128, min: 1, max: 4096, scale: 'log', tune: true, doc: 'Size of the inner layer of each tower.' },
  history: {
    type: 'choice',
    default: 'mean',
    options: ['mean', 'lstm'],
    doc: 'What the user tower reads: the mean of what the item tower reads of each entry, newer ones counting more, or the state of a long short-term memory after them.',
  },
  length: { type: 'integer', default: 100, min: 1, max: 200, scale: 'log', tune: true, doc: 'Newest entries of a history that are read.' },
  decay: {
    type: 'number',
    default: 0.8,
    min: 0.05,
    max: 1,
    tune: true,
    doc: 'Of the mean: share of its weight that an entry keeps for every newer moment (events of one time are one moment).',
  },
  similarity: { type: 'choice', default: 'cosine', options: ['cosine', 'dot'], doc: 'Whether the vectors of both towers are scaled to length 1.' },
  temperature: { type: 'number', default: 0.1, min: 0.01, max: 10, scale: 'log', tune: true, doc: 'What the product of two vectors is divided by.' },
  idDropout: {
    type: 'number',
    default: 0.3,
    min: 0,
    max: 1,
    tune: true,
    doc: 'Chance that a described item is known by its description alone in a step, so that new items can be; 1: ids are never learned.',
  },
  dropout: { type: 'number', default: 0.2, min: 0, max: 0.9, tune: true, doc: 'Share of what the user tower reads that is dropped in training.' },
  repeats: {
    type: 'boolean',
    default: false,
    tune: true,
    doc: 'Whether training also asks for what somebody had before. Lists leave that out, so that it teaches them little.',
  },
  halfLifeDays: {
    ...halfLifeField,
    default: 0,
    doc: 'Days after which an event that training asks for counts half, from the newest of all. 0: age does not matter.',
  },
  trendDays: {
    type: 'number',
    default: 15,
    min: 0,
    max: 3650,
    tune: true,
    doc: 'Half-life of the shorter of two trends in how often an item is taken; that of the longer is four times as long. 0: only their mean over all times is known.',
  },
  newDays: {
    type: 'number',
    default: 28,
    min: 0,
    max: 3650,
    tune: true,
    doc: 'How old a list may be when somebody takes what is on it. What nobody had taken when it was made is foretold as new, by its description and by how much new products sell. 0: nothing is learned of that.',
  },
  batch: {
    type: 'integer',
    default: 1024,
    min: 2,
    max: 16_384,
    scale: 'log',
    tune: true,
    doc: 'Entries that a step foretells, each a negative of the others.',
  },
  samples: { type: 'integer', default: 512, min: 0, max: 65_536, doc: 'Negatives, drawn evenly, besides those.' },
  learningRate: { ...learningRateField, default: 0.004 },
  epochs: {
    type: 'integer',
    default: 6,
    min: 1,
    max: 1000,
    scale: 'log',
    tune: true,
    doc: 'Passes over all events at most; over them the learning rate falls to 0.',
  },
  patience: { ...patienceField, default: 3 },
}

const name = 'two-tower'
const version = 2
/** What an item without events and without a description scores: below every other. */
const unknownScore = -1e4

/**
 * Two towers: one makes a vector of an item, of its id, words, facts and price; one of a person, of what the first reads of the person's newest items. Their product is the score, so a list is a search for the nearest vectors. Every event is
 * foretold from those before it, against the others of the step and items drawn evenly, each score corrected by the logarithm of how often its item is among them (logQ). Ids are left out by chance, so descriptions alone carry new items.
 * Time of an epoch: entries · 6 · factors · (batch + samples + 2·hidden·(batch + samples)/batch) multiply-adds and the reading of the histories; memory 6 · (items + features) · factors numbers.
 */
export const twoTower: Algorithm<TwoTowerParams> = {
  name,
  paper:
    'Yi et al., "Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations", RecSys 2019, doi:10.1145/3298689.3346996; Yang et al., "Mixed Negative Sampling", WWW 2020, doi:10.1145/3366424.3386195',
  summary: 'Vectors of people and of items from two networks; new items are known by their descriptions.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    checkNotEmpty(data.cols.length, name)
    const { active, ptr, items } = sequencesOf(data)
    const about = TowerInputs.of(data.products)
    const rows = Array.from(active, (item) => about.row(data.products[item]))
    const shape = shapeOf(wanted)
    const { idDropout, dropout, repeats, halfLifeDays, trendDays, newDays, batch, samples, learningRate, epochs, patience } =
      ctx.warm === undefined ? wanted : warmed(wanted)
    const input: TwoTowerInput = {
      ...{ ...shape, idDropout, dropout, repeats, halfLifeDays, trendDays, newDays, batch, samples, learningRate, epochs, patience },
      ...{ active: active.length, ptr, items, weights: data.weights, times: data.times },
      ...featureRows(rows, about.size),
      validation: validationCases(ctx.validation ?? [], { active }, data.items.length, wanted.length, ctx.seed),
      masked: true,
    }
    const goOn = (earlier: Model): Start => {
      const form = openTwoTower(earlier.save())
      const tables = describedStart({ ...form, rows: form.inputs }, { ...input, items: data.items, active, about }, wanted.factors)
      const sold = { items: form.items, active: form.known.subarray(0, form.trend.length / trends) }
      const trend = { values: form.trend, before: placesBefore({ items: data.items, active }, sold) }
      return { parameters: form.parameters, tables: { ...tables, trend } }
    }
    const start = ctx.warm && goOn(ctx.warm)
    const { weights } = await trainInThread(workerUrl(import.meta.url, './two-tower-task.ts'), input, ctx, { start })
    const terms = weights.tables.terms ?? new Float32Array(0)
    const form = {
      items: data.items,
      known: active,
      inputs: inputsOf(weights, input),
      trend: weights.tables.trend!,
      shape,
      about,
      terms,
      parameters: weights.parameters,
    }
    return twoTowerModel(describedForm(form, withoutEvents(data.items, active, data.products)))
  },
  load: async (bytes) => twoTowerModel(openTwoTower(bytes)),
  warm: true,
}

interface TwoTowerForm {
  readonly items: Ids
  /** Items that can be scored: those with events, then those with a description [known]. */
  readonly known: Int32Array
  /** What both towers read of them [known × factors]. */
  readonly inputs: Float32Array
  /** Of those with events, how much more they are taken now than ever, by each trend [with events × trends]. */
  readonly trend: Float32Array
  readonly shape: TwoTowerShape
  readonly about: TowerInputs
  /** Rows of words, facts and prices [about.size × factors]. */
  readonly terms: Float32Array
  readonly parameters: Readonly<Record<string, Float32Array>>
}

/** The form with those of the products that are described known too. */
function describedForm(form: TwoTowerForm, products: readonly Placed[]): TwoTowerForm {
  const { known, rows } = withDescribed({ known: form.known, rows: form.inputs }, form.about, form.terms, form.shape.factors, products)
  return { ...form, known, inputs: rows }
}

function twoTowerModel(form: TwoTowerForm): Model {
  const { items, known, inputs, trend, shape, about, terms, parameters } = form
  const position = positionsOf(known, items.length)
  const open = async (): Promise<{ run: TwoTowerRun; vectors: Float32Array }> => {
    const run = await TwoTowerRun.open(await openBackend(), shape)
    return { run, vectors: await run.vectors(parameters, inputs, trend) }
  }
  let opened: ReturnType<typeof open> | undefined
  return {
    name,
    items,
    async score(histories, out) {
      opened ??= open()
      const { run, vectors } = await opened
      out.fill(unknownScore, 0, histories.length * items.length)
      const reads = histories.map((history) => readOf(history, position, shape))
      await run.scores(parameters, inputs, vectors, reads, (row, scores) => {
        for (let at = 0; at < known.length; at++) out[row * items.length + known[at]] = scores[at]
      })
    },
    ...admission(about, items, (more, added) => twoTowerModel(describedForm({ ...form, items: more }, added))),
    save: () => {
      const { flat, views } = parametersOf(shape).arrays()
      for (const [key, view] of Object.entries(views)) view.set(parameters[key]!)
      return packModel(
        name,
        version,
        { ...shape, currency: about.currency },
        { items: packStrings(items.names()), ...packInputs(about), known, inputs, trend, terms, parameters: flat },
      )
    },
  }
}

/** The newest known entries of a history, those that weigh nothing left out. */
function readOf(history: History, position: Int32Array, { length, decay }: TwoTowerShape): Read {
  const { items, weights } = history
  const entries = [...items.keys()].filter((entry) => weights[entry] > 0 && (position[items[entry]] ?? -1) >= 0).slice(-length)
  return { items: Int32Array.from(entries, (entry) => position[items[entry]]), weights: decayed(history, entries, decay) }
}

function shapeOf({ factors, hidden, history, length, decay, similarity, temperature }: TwoTowerParams): TwoTowerShape {
  return {
    ...{ factors, hidden, length, decay, temperature },
    history: history === 'lstm' ? 'lstm' : 'mean',
    similarity: similarity === 'dot' ? 'dot' : 'cosine',
  }
}

/** Throws `model.corrupt` or `model.version`. */
function openTwoTower(bytes: Uint8Array): TwoTowerForm {
  const file = unpackModel(bytes, name, version)
  const meta = file.meta as TwoTowerParams & { currency: string }
  const items = new Ids(unpackStrings(file.u8('items')))
  const about = unpackInputs(file, meta.currency)
  const [known, inputs, trend, terms, flat] = [file.i32('known'), file.f32('inputs'), file.f32('trend'), file.f32('terms'), file.f32('parameters')]
  const shape = shapeOf(meta)
  const sound = [shape.factors, shape.hidden, shape.length].every((size) => Number.isInteger(size) && size > 0) && shape.decay > 0 && shape.temperature > 0
  const parameters = sound ? parametersOf(shape) : undefined
  if (
    about === undefined ||
    parameters?.size !== flat.length ||
    inputs.length !== known.length * shape.factors ||
    trend.length % trends !== 0 ||
    trend.length > known.length * trends ||
    terms.length !== about.size * shape.factors ||
    known.some((item) => item < 0 || item >= items.length)
  ) {
    throw new CandorError('model.corrupt', `The arrays of the "${name}" model file do not fit each other. Train it again with "candor train --model ${name}".`)
  }
  return { items, known, inputs, trend, shape, about, terms, parameters: parameters.arrays(flat).views }
}
