import type { Interactions } from '../data/interactions.ts'
import { throwIfCancelled } from '../errors.ts'
import { trainInThread } from '../nn/index.ts'
import { workerUrl } from '../worker.ts'
import { gru4recModel, gru4recStart, openGru4rec } from './gru4rec-model.ts'
import { type Gru4recInput, weightsOf } from './gru4rec-task.ts'
import { checkNotEmpty } from './matrix.ts'
import type { Algorithm } from './model.ts'
import type { Schema } from './params.ts'
import { type Sequences, sequencesOf, validationCases } from './sequences.ts'
import { patienceField } from './training-fields.ts'
import { warmed } from './warm.ts'

export interface Gru4recParams {
  cell: string
  factors: number
  loss: string
  batch: number
  samples: number
  alpha: number
  logQ: number
  regularise: number
  dropoutInput: number
  dropoutOutput: number
  learningRate: number
  epochs: number
  patience: number
  order: string
  longest: number
}

const params: Schema<Gru4recParams> = {
  cell: { type: 'choice', default: 'gru', options: ['gru', 'lstm'], doc: 'The recurrent cell.' },
  factors: { type: 'integer', default: 128, min: 4, max: 1024, scale: 'log', tune: true, doc: 'Size of the state and of the vectors of items.' },
  loss: { type: 'choice', default: 'cross-entropy', options: ['cross-entropy', 'bpr-max'], tune: true, doc: 'What a step minimises.' },
  batch: { type: 'integer', default: 48, min: 2, max: 1024, scale: 'log', tune: true, doc: 'Sessions trained side by side.' },
  samples: { type: 'integer', default: 2048, min: 1, max: 65536, scale: 'log', doc: 'Negatives drawn in each step, beside the targets of the other sessions.' },
  alpha: { type: 'number', default: 0.2, min: 0, max: 1, tune: true, doc: 'Negatives are drawn by popularity to this power.' },
  logQ: {
    type: 'number',
    default: 1,
    min: 0,
    max: 1,
    tune: true,
    doc: 'Of the loss cross-entropy: how much of the logarithm of its chance to be drawn is taken off the score of a candidate.',
  },
  regularise: { type: 'number', default: 1, min: 0, max: 10, tune: true, doc: 'Of the loss bpr-max: penalty on the scores of negatives.' },
  dropoutInput: { type: 'number', default: 0.45, min: 0, max: 0.9, tune: true, doc: 'Share of the numbers of an item read that is dropped in training.' },
  dropoutOutput: {
    type: 'number',
    default: 0.3,
    min: 0,
    max: 0.9,
    tune: true,
    doc: 'Share of the numbers of a state that is dropped before it is compared with items.',
  },
  learningRate: { type: 'number', default: 0.07, min: 0.0001, max: 1, scale: 'log', tune: true, doc: 'Rate of Adagrad.' },
  epochs: { type: 'integer', default: 10, min: 1, max: 500, scale: 'log', tune: true, doc: 'Passes over all sessions at most.' },
  patience: { ...patienceField, default: 3 },
  order: {
    type: 'choice',
    default: 'time',
    options: ['time', 'random'],
    tune: true,
    doc: 'Sessions by the time of their last event, so that the newest are learned last, or in random order; random where no times are known.',
  },
  longest: { type: 'integer', default: 100, min: 1, max: 10_000, scale: 'log', doc: 'Newest entries of a history that are read.' },
}

/**
 * GRU4Rec: a gated recurrent unit (or an LSTM) reads a person's or a session's items in order, and its state is compared with every item's vector; what it reads and what it compares with are the same vectors. Sessions are trained
 * side by side, a step at a time (session-parallel minibatches), against the other sessions' targets and sampled negatives, with cross-entropy corrected by logQ or with BPR-max, by Adagrad.
 * Time of an epoch: entries · (18·factors² + 6·factors·(batch + samples)) multiply-adds.
 */
export const gru4rec: Algorithm<Gru4recParams> = {
  name: 'gru4rec',
  paper:
    'Hidasi et al., "Session-based Recommendations with Recurrent Neural Networks", ICLR 2016, arXiv:1511.06939; Hidasi and Karatzoglou, "Recurrent Neural Networks with Top-k Gains for Session-based Recommendations", CIKM 2018, arXiv:1706.03847',
  summary: 'A recurrent network that reads what was seen, in order, and expects what comes next.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    checkNotEmpty(data.cols.length, 'gru4rec')
    const sequences = sequencesOf(data)
    const validation = validationCases(ctx.validation ?? [], sequences, data.items.length, wanted.longest, ctx.seed)
    const start = ctx.warm && gru4recStart(openGru4rec(ctx.warm.save()), { items: data.items, active: sequences.active })
    const input: Gru4recInput = { ...inputOf(data, sequences, start === undefined ? wanted : warmed(wanted)), validation, masked: !sequences.repeats }
    const { weights } = await trainInThread(workerUrl(import.meta.url, './gru4rec-task.ts'), input, ctx, { start })
    const shape = { cell: input.cell, factors: input.factors }
    return gru4recModel({ items: data.items, shape, active: sequences.active, counts: sequences.counts, longest: wanted.longest, weights: weightsOf(weights) })
  },
  load: async (bytes) => gru4recModel(openGru4rec(bytes)),
  warm: true,
}

/** What the thread is given, sessions in the order to learn them. */
function inputOf(data: Interactions, { ptr, items, counts }: Sequences, wanted: Gru4recParams): Omit<Gru4recInput, 'validation' | 'masked'> {
  const { cell, loss, order, longest, ...options } = wanted
  const shuffle = order === 'random' || !data.times.some((time) => time > 0)
  const common = { ...options, cell: cell as Gru4recInput['cell'], loss: loss as Gru4recInput['loss'], counts, shuffle }
  if (shuffle) return { ...common, ptr, items }
  const people = Int32Array.from({ length: ptr.length - 1 }, (_, person) => person)
  const last = (person: number): number => data.times[ptr[person + 1] - 1] ?? 0
  people.sort((a, b) => last(a) - last(b) || a - b)
  const sorted = { ptr: new Int32Array(ptr.length), items: new Int32Array(items.length) }
  for (const [at, person] of people.entries()) {
    sorted.items.set(items.subarray(ptr[person], ptr[person + 1]), sorted.ptr[at])
    sorted.ptr[at + 1] = sorted.ptr[at] + ptr[person + 1] - ptr[person]
  }
  return { ...common, ...sorted }
}
