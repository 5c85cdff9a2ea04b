import { Ids } from '../data/ids.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import { openBackend, type Start, trainInThread } from '../nn/index.ts'
import { workerUrl } from '../worker.ts'
import { basketOf } from './basket-batches.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import { afterStart, encoderStart, startField } from './encoder-start.ts'
import { activeItems, checkNotEmpty, compactColumns, interactionMatrix, positionsOf } from './matrix.ts'
import type { Algorithm, Model } from './model.ts'
import { inputWidth, MultVaeRun, type MultVaeShape, type MultVaeWeights, outputWidth, parametersOf } from './mult-vae-network.ts'
import { axesOf, multVaeStart, sharpness } from './mult-vae-start.ts'
import { type MultVaeInput, weightsOf } from './mult-vae-task.ts'
import type { Schema } from './params.ts'
import { validationCases } from './sequences.ts'
import { epochsField, learningRateField, patienceField } from './training-fields.ts'
import { placesBefore, warmed } from './warm.ts'

export interface MultVaeParams {
  factors: number
  hidden: number
  start: string
  dropout: number
  beta: number
  annealEpochs: number
  prior: string
  batch: number
  samples: number
  learningRate: number
  epochs: number
  patience: number
}

const params: Schema<MultVaeParams> = {
  factors: { type: 'integer', default: 200, min: 2, max: 2048, scale: 'log', tune: true, doc: 'Size of the vector that stands for a person.' },
  hidden: { type: 'integer', default: 600, min: 0, max: 4096, tune: true, doc: 'Size of the layer before that vector and of the one after it; 0: neither.' },
  start: startField,
  dropout: { type: 'number', default: 0.5, min: 0, max: 0.95, tune: true, doc: 'Share of a person’s items that training hides from the encoder.' },
  beta: {
    type: 'number',
    default: 0.2,
    min: 0,
    max: 1,
    tune: true,
    doc: 'Weight of the divergence from the prior; with the composite prior, its weight for each item of a person (such as .005).',
  },
  annealEpochs: {
    type: 'integer',
    default: 10,
    min: 0,
    max: 1000,
    tune: true,
    doc: 'Epochs in which that weight grows from 0; not used by the composite prior.',
  },
  prior: {
    type: 'choice',
    default: 'normal',
    options: ['normal', 'composite'],
    doc: 'What people’s vectors are kept close to: a standard normal, or a mixture with what the encoder said an epoch ago (RecVAE).',
  },
  batch: { type: 'integer', default: 500, min: 1, max: 10_000, scale: 'log', tune: true, doc: 'People of a step.' },
  samples: {
    type: 'integer',
    default: 4000,
    min: 0,
    max: 1_000_000,
    doc: 'Items, drawn evenly, that a step compares besides those of its people; 0: the whole catalogue. Each stands for as many as it was drawn from.',
  },
  learningRate: { ...learningRateField, default: 0.001 },
  epochs: { ...epochsField, default: 50 },
  patience: { ...patienceField, default: 5 },
}

const name = 'mult-vae'
const version = 1
/** What an item without events scores: below every other. */
const unknownScore = -1e4

/**
 * Mult-VAE^PR: an encoder makes of a person's items a normal distribution of vectors, a decoder of a vector drawn from it a multinomial over all items; both are trained to give back the items that were put in, some of them hidden, while the distribution
 * stays close to a prior whose weight grows slowly. A person is known by the history alone. Time of an epoch: people · 6·(samples + the items of a batch)·width multiply-adds, width being `hidden`, or `factors` without it; memory 6 · items · 2·width numbers.
 */
export const multVae: Algorithm<MultVaeParams> = {
  name,
  paper:
    'Liang et al., "Variational Autoencoders for Collaborative Filtering", WWW 2018, arXiv:1802.05814; composite prior: Shenbin et al., "RecVAE", WSDM 2020, arXiv:1912.11160',
  summary: 'A variational autoencoder that gives back a person’s items, and with them those that usually go along.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    checkNotEmpty(data.cols.length, name)
    const active = activeItems(data)
    const { ptr, idx, val } = compactColumns(interactionMatrix(data), active)
    const shape = { items: active.length, factors: wanted.factors, hidden: wanted.hidden }
    const { start: from, ...anew } = wanted
    // Who goes on has left the growing of the divergence behind.
    const training = ctx.warm === undefined ? anew : { ...warmed(anew), annealEpochs: 0 }
    const input: MultVaeInput = {
      ...training,
      ...shape,
      prior: wanted.prior as MultVaeInput['prior'],
      ptr,
      idx,
      val: Float32Array.from(val),
      validation: validationCases(ctx.validation ?? [], { active }, data.items.length, Number.POSITIVE_INFINITY, ctx.seed),
      masked: true,
    }
    const isFactored = ctx.warm === undefined && from === 'factors'
    const factored = async (): Promise<Start> => multVaeStart(await encoderStart(data, active, { factors: axesOf(shape), sharpness }, ctx), shape, ctx.seed)
    const start = isFactored ? await factored() : ctx.warm && warmStart(openMultVae(ctx.warm.save()), { items: data.items, active })
    const { weights } = await trainInThread(workerUrl(import.meta.url, './mult-vae-task.ts'), input, isFactored ? afterStart(ctx) : ctx, { start })
    return multVaeModel(data.items, active, shape, weightsOf(weights))
  },
  load: async (bytes) => {
    const { items, active, shape, weights } = openMultVae(bytes)
    return multVaeModel(items, active, shape, weights)
  },
  warm: true,
}

interface MultVaeForm {
  readonly items: Ids
  /** Items with events [active]. */
  readonly active: Int32Array
  readonly shape: MultVaeShape
  readonly weights: MultVaeWeights
}

/** The weights of an earlier model at the places where its items stand now. */
function warmStart(earlier: MultVaeForm, now: Pick<MultVaeForm, 'items' | 'active'>): Start {
  const before = placesBefore(now, earlier)
  const { parameters, rows, vectors, biases } = earlier.weights
  return { parameters, tables: { rows: { values: rows, before }, vectors: { values: vectors, before }, biases: { values: biases, before } } }
}

function multVaeModel(items: Ids, active: Int32Array, shape: MultVaeShape, weights: MultVaeWeights): Model {
  const position = positionsOf(active, items.length)
  let opened: Promise<MultVaeRun> | undefined
  return {
    name,
    items,
    async score(histories, out) {
      opened ??= openBackend().then((backend) => MultVaeRun.open(backend, shape))
      const run = await opened
      out.fill(unknownScore, 0, histories.length * items.length)
      const baskets = histories.map((history) => basketOf(history, position))
      await run.scores(weights, baskets, (row, scores) => {
        for (let at = 0; at < active.length; at++) out[row * items.length + active[at]] = scores[at]
      })
    },
    save: () => {
      const { flat, views } = parametersOf(shape).arrays()
      for (const [key, view] of Object.entries(views)) view.set(weights.parameters[key]!)
      return packModel(
        name,
        version,
        { factors: shape.factors, hidden: shape.hidden },
        { items: packStrings(items.names()), active, parameters: flat, rows: weights.rows, vectors: weights.vectors, biases: weights.biases },
      )
    },
  }
}

/** Throws `model.corrupt` or `model.version`. */
function openMultVae(bytes: Uint8Array): MultVaeForm {
  const file = unpackModel(bytes, name, version)
  const { factors, hidden } = file.meta as { factors: unknown; hidden: unknown }
  const items = new Ids(unpackStrings(file.u8('items')))
  const [active, flat] = [file.i32('active'), file.f32('parameters')]
  const [rows, vectors, biases] = [file.f32('rows'), file.f32('vectors'), file.f32('biases')]
  const shape = { items: active.length, factors: Number(factors), hidden: Number(hidden) }
  const sound = Number.isInteger(factors) && Number.isInteger(hidden) && shape.factors > 0 && shape.hidden >= 0
  const parameters = sound ? parametersOf(shape) : undefined
  if (
    parameters?.size !== flat.length ||
    rows.length !== active.length * inputWidth(shape) ||
    vectors.length !== active.length * outputWidth(shape) ||
    biases.length !== active.length ||
    active.some((item) => item < 0 || item >= items.length)
  ) {
    throw new CandorError('model.corrupt', `The arrays of the "${name}" model file do not fit each other. Train it again with "candor train --model ${name}".`)
  }
  return { items, active, shape, weights: { parameters: parameters.arrays(flat).views, rows, vectors, biases } }
}
