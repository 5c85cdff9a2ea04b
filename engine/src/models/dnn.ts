import { throwIfCancelled } from '../errors.ts'
import { type Start, trainInThread } from '../nn/index.ts'
import { workerUrl } from '../worker.ts'
import { withoutEvents } from './described-items.ts'
import { describedStart } from './described-start.ts'
import { describedForm, dnnModel, openDnn } from './dnn-model.ts'
import { tableWidth } from './dnn-network.ts'
import { dnnStart, sharpness } from './dnn-start.ts'
import { type DnnInput, tableOf } from './dnn-task.ts'
import { afterStart, encoderStart, startField } from './encoder-start.ts'
import { featureRows } from './feature-rows.ts'
import { checkNotEmpty } from './matrix.ts'
import type { Algorithm, Model } from './model.ts'
import type { Schema } from './params.ts'
import { decayField, tailField } from './recency.ts'
import { sequencesOf, validationCases } from './sequences.ts'
import { epochsField, learningRateField, patienceField } from './training-fields.ts'
import { TowerInputs } from './two-tower-inputs.ts'
import { warmed } from './warm.ts'

export interface DnnParams {
  factors: number
  hidden: number
  start: string
  decay: number
  tail: number
  loss: string
  hide: number
  idDropout: number
  batch: number
  samples: number
  learningRate: number
  weightDecay: number
  epochs: number
  patience: number
}

const params: Schema<DnnParams> = {
  factors: { type: 'integer', default: 128, min: 1, max: 1024, scale: 'log', tune: true, doc: 'Size of the vectors of people and items.' },
  hidden: {
    type: 'integer',
    default: 64,
    min: 0,
    max: 1024,
    tune: true,
    doc: 'Size of the first layer of the tower; the second is half of it. 0: no tower, the products of the vectors alone.',
  },
  start: startField,
  decay: { ...decayField, default: 0.8, tune: true },
  tail: tailField,
  loss: {
    type: 'choice',
    default: 'softmax',
    options: ['softmax', 'binary'],
    tune: true,
    doc: 'A softmax over the items of the step, or the binary cross entropy of the paper.',
  },
  hide: { type: 'number', default: 0.3, min: 0, max: 0.95, tune: true, doc: 'Share of a history that training hides.' },
  idDropout: {
    type: 'number',
    default: 0.1,
    min: 0,
    max: 1,
    tune: true,
    doc: 'Chance that a described item is known by its description alone in a step, so that new items can be; 1: ids are never learned.',
  },
  batch: { type: 'integer', default: 32, min: 1, max: 4096, scale: 'log', tune: true, doc: 'People of a step.' },
  samples: {
    type: 'integer',
    default: 500,
    min: 0,
    max: 1_000_000,
    doc: 'Items, drawn evenly, that a step compares besides those of its people; 0: the whole catalogue. Each stands for as many as it was drawn from.',
  },
  learningRate: { ...learningRateField, default: 0.001 },
  weightDecay: {
    type: 'number',
    default: 0,
    min: 0,
    max: 10,
    tune: true,
    doc: 'Share of its value, times the rate, that a number loses in each step that reads it.',
  },
  epochs: { ...epochsField, default: 30 },
  patience: { ...patienceField, default: 3 },
}

/**
 * Neural matrix factorisation over people known by their history: p = Σ weight · source of each entry, scaled to length 1, + start; of an item q. score = Σ_k h_k·p_k·q_k + bias + tower(p, q), the tower being two layers of relu over both side by side.
 * An item's source, vector and bias are the sum of its own and of those of what is known of it. Time of an epoch: people · (samples + the items of a batch) · 3·(factors + hidden²/2) multiply-adds; memory 6 · (items + features) · 2·factors numbers.
 */
export const dnn: Algorithm<DnnParams> = {
  name: 'dnn',
  paper:
    'He et al., "Neural Collaborative Filtering", WWW 2017, arXiv:1708.05031; people by their items: Koren, "Factorization Meets the Neighborhood", KDD 2008, doi:10.1145/1401890.1401944',
  summary: 'A network over the vectors of a person and an item: their products, and a tower of layers beside them.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    checkNotEmpty(data.cols.length, 'dnn')
    const { active, ptr, items, counts } = sequencesOf(data)
    const about = TowerInputs.of(data.products)
    const rows = Array.from(active, (item) => about.row(data.products[item]))
    const { factors, hidden, decay, tail, hide, idDropout, batch, samples, learningRate, weightDecay, epochs, patience } =
      ctx.warm === undefined ? wanted : warmed(wanted)
    const input: DnnInput = {
      ...{ factors, hidden, decay, tail, hide, idDropout, batch, samples, learningRate, weightDecay, epochs, patience },
      ...featureRows(rows, about.size),
      loss: wanted.loss === 'binary' ? 'binary' : 'softmax',
      counts,
      ...{ ptr, items, times: data.times, weights: data.weights, active: active.length },
      validation: validationCases(ctx.validation ?? [], { active }, data.items.length, Number.POSITIVE_INFINITY, ctx.seed),
      masked: true,
    }
    const begin = async (): Promise<Start> => dnnStart(await encoderStart(data, active, { factors, sharpness }, ctx), { factors, hidden }, about.size, ctx.seed)
    const goOn = (earlier: Model): Start => {
      const form = openDnn(earlier.save())
      const tables = describedStart({ ...form, rows: form.table }, { ...input, items: data.items, active, about }, tableWidth({ factors, hidden }))
      return { parameters: form.parameters, tables }
    }
    const isFactored = ctx.warm === undefined && wanted.start === 'factors'
    const start = isFactored ? await begin() : ctx.warm && goOn(ctx.warm)
    const { weights } = await trainInThread(workerUrl(import.meta.url, './dnn-task.ts'), input, isFactored ? afterStart(ctx) : ctx, { start })
    const terms = weights.tables.terms ?? new Float32Array(0)
    const form = { items: data.items, known: active, table: tableOf(weights, input), shape: { factors, hidden }, decay, tail, about, terms }
    return dnnModel(describedForm({ ...form, parameters: weights.parameters }, withoutEvents(data.items, active, data.products)))
  },
  load: async (bytes) => dnnModel(openDnn(bytes)),
  warm: true,
}
