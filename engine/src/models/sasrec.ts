import { throwIfCancelled } from '../errors.ts'
import { trainInThread } from '../nn/index.ts'
import { workerUrl } from '../worker.ts'
import { withoutEvents } from './described-items.ts'
import { featureRows } from './feature-rows.ts'
import { checkNotEmpty } from './matrix.ts'
import type { Algorithm } from './model.ts'
import type { Schema } from './params.ts'
import { describedForm, openSasrec, sasrecModel, sasrecStart } from './sasrec-model.ts'
import type { SasrecShape } from './sasrec-network.ts'
import { type SasrecInput, weightsOf } from './sasrec-task.ts'
import { sequencesOf, validationCases } from './sequences.ts'
import { patienceField } from './training-fields.ts'
import { TowerInputs } from './two-tower-inputs.ts'
import { warmed } from './warm.ts'

export interface SasrecParams {
  factors: number
  layers: number
  heads: number
  length: number
  block: string
  frequency: number
  cutoff: number
  decay: number
  dropout: number
  content: number
  idDropout: number
  negatives: number
  alpha: number
  batch: number
  learningRate: number
  weightDecay: number
  epochs: number
  patience: number
}

const params: Schema<SasrecParams> = {
  factors: {
    type: 'integer',
    default: 64,
    min: 8,
    max: 1024,
    scale: 'log',
    tune: true,
    doc: 'Numbers that describe an item; rounded up to a multiple of 4·heads.',
  },
  layers: { type: 'integer', default: 2, min: 1, max: 12, tune: true, doc: 'Transformer layers.' },
  heads: { type: 'integer', default: 2, min: 1, max: 16, doc: 'Parts of a vector that attend by themselves.' },
  length: { type: 'integer', default: 50, min: 2, max: 512, scale: 'log', doc: 'The newest items of a history that are read.' },
  block: { type: 'choice', default: 'plain', options: ['plain', 'ligr'], tune: true, doc: 'The kind of layer: plain, or gated as in eSASRec.' },
  frequency: { type: 'number', default: 0, min: 0, max: 0.95, tune: true, doc: 'Share of the frequency branch beside attention, as in BSARec. 0: none.' },
  cutoff: { type: 'integer', default: 3, min: 1, max: 256, scale: 'log', doc: 'Lowest frequencies that the branch keeps as they are.' },
  decay: {
    type: 'number',
    default: 0,
    min: 0,
    max: 1,
    tune: true,
    doc: 'Share of its weight that an item keeps for every newer one in the mean that stands beside the layers. 0: no mean.',
  },
  dropout: { type: 'number', default: 0.5, min: 0, max: 0.9, tune: true, doc: 'Share of the numbers dropped in training.' },
  content: {
    type: 'number',
    default: 0.02,
    min: 0,
    max: 1,
    doc: 'Size of the numbers that words, brands, categories, attributes and prices begin with; items are read as themselves and these. 0: as themselves alone.',
  },
  idDropout: {
    type: 'number',
    default: 0.3,
    min: 0,
    max: 1,
    tune: true,
    doc: 'Chance that a described item is known by its description alone in a step, so that new items can be; 1: ids are never learned.',
  },
  negatives: { type: 'integer', default: 2048, min: 0, max: 65536, doc: 'Items, drawn anew in each step, that the next one is told from. 0: all items.' },
  alpha: { type: 'number', default: 0, min: 0, max: 1, tune: true, doc: 'Negatives are drawn by popularity to this power.' },
  batch: { type: 'integer', default: 32, min: 1, max: 4096, scale: 'log', tune: true, doc: 'Rows of `length` items, packed with whole sequences, in a step.' },
  learningRate: { type: 'number', default: 0.001, min: 0.00001, max: 0.1, scale: 'log', tune: true, doc: 'Rate of Adam at the start; it falls linearly.' },
  weightDecay: { type: 'number', default: 0, min: 0, max: 1, doc: 'Decoupled weight decay (AdamW).' },
  epochs: { type: 'integer', default: 60, min: 1, max: 1000, scale: 'log', tune: true, doc: 'Passes over all sequences at most.' },
  patience: { ...patienceField, default: 10 },
}

/**
 * Self-attentive sequential recommendation: a causal transformer reads a person's items in order and, at every place, is compared with every item's vector, to tell which comes next. Sequences are packed
 * into rows without padding; the loss is softmax over sampled items, corrected by logQ, or over all. Time of an epoch: entries · (72·layers·factors² + 6·factors·(negatives or items)) operations,
 * and where items are described up to items of a step · words of an item · factors more.
 */
export const sasrec: Algorithm<SasrecParams> = {
  name: 'sasrec',
  paper:
    'Kang and McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018, arXiv:1808.09781; sampled softmax as in Klenitskiy and Vasilev, RecSys 2023, arXiv:2309.07602; the gated layer of eSASRec, arXiv:2508.06450; the frequency layer of BSARec, AAAI 2024, arXiv:2312.10325',
  summary: 'A transformer that reads what was bought, in order, and expects what comes next.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    checkNotEmpty(data.cols.length, 'sasrec')
    const { layers, heads, length, frequency, cutoff, decay, dropout, content } = wanted
    const block = wanted.block as SasrecShape['block']
    const shape: SasrecShape = { factors: Math.ceil(wanted.factors / (4 * heads)) * 4 * heads, layers, heads, length, dropout, block, frequency, cutoff, decay }
    const sequences = sequencesOf(data)
    const { active, ptr, items, counts, repeats } = sequences
    const about = TowerInputs.of(content > 0 ? data.products : [])
    const rows = Array.from(active, (item) => about.row(data.products[item]))
    const described = about.size > 0 ? { ...featureRows(rows, about.size), size: content, idDropout: wanted.idDropout } : undefined
    const validation = validationCases(ctx.validation ?? [], sequences, data.items.length, length, ctx.seed)
    const { negatives, alpha, batch, weightDecay, patience } = wanted
    const from = ctx.warm && sasrecStart(openSasrec('sasrec', ctx.warm.save()), { items: data.items, active, about, described })
    const { learningRate, epochs } = from === undefined ? wanted : warmed(wanted)
    const input: SasrecInput = {
      ...shape,
      ptr,
      items,
      counts,
      negatives,
      alpha,
      batch,
      learningRate,
      weightDecay,
      epochs,
      patience,
      validation,
      described,
      masked: !repeats,
    }
    const { weights } = await trainInThread(workerUrl(import.meta.url, './sasrec-task.ts'), input, ctx, { start: from })
    const terms = weights.tables.terms ?? new Float32Array(0)
    const form = { name: 'sasrec', items: data.items, shape, known: active, counts, weights: weightsOf(weights, input), about, terms }
    return sasrecModel(describedForm(form, withoutEvents(data.items, active, data.products)))
  },
  load: async (bytes) => sasrecModel(openSasrec('sasrec', bytes)),
  warm: true,
}
