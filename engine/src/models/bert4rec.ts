import { throwIfCancelled } from '../errors.ts'
import { trainInThread } from '../nn/index.ts'
import { workerUrl } from '../worker.ts'
import type { Bert4recInput } from './bert4rec-task.ts'
import { checkNotEmpty } from './matrix.ts'
import type { Algorithm } from './model.ts'
import type { Schema } from './params.ts'
import { type SasrecParams, sasrec } from './sasrec.ts'
import { openSasrec, sasrecModel, sasrecStart } from './sasrec-model.ts'
import type { SasrecShape } from './sasrec-network.ts'
import { weightsOf } from './sasrec-task.ts'
import { sequencesOf, validationCases } from './sequences.ts'
import { TowerInputs } from './two-tower-inputs.ts'
import { warmed } from './warm.ts'

export interface Bert4recParams extends Omit<SasrecParams, 'frequency' | 'cutoff' | 'decay' | 'content' | 'idDropout'> {
  share: number
  last: number
}

/** What it reads of descriptions. */
const nothing = TowerInputs.of([])

const { frequency: _frequency, cutoff: _cutoff, decay: _decay, content: _content, idDropout: _idDropout, ...shared } = sasrec.params

const params: Schema<Bert4recParams> = {
  ...shared,
  length: { ...shared.length, doc: 'The newest items of a history that are read, and the mask after them.' },
  dropout: { type: 'number', default: 0.2, min: 0, max: 0.9, tune: true, doc: 'Share of the numbers dropped in training.' },
  negatives: { type: 'integer', default: 512, min: 0, max: 65536, doc: 'Items, drawn anew in each step, that a masked one is told from. 0: all items.' },
  batch: { type: 'integer', default: 16, min: 1, max: 4096, scale: 'log', tune: true, doc: 'Rows of `length` items, packed with whole sequences, in a step.' },
  learningRate: { type: 'number', default: 0.003, min: 0.00001, max: 0.1, scale: 'log', tune: true, doc: 'Rate of Adam at the start; it falls linearly.' },
  epochs: { type: 'integer', default: 80, min: 1, max: 1000, scale: 'log', tune: true, doc: 'Passes over all sequences at most.' },
  share: { type: 'number', default: 0.3, min: 0.01, max: 0.9, tune: true, doc: 'Share of a sequence that is masked in training; one item at least.' },
  last: { type: 'number', default: 0.5, min: 0, max: 1, tune: true, doc: 'Share of the sequences of which the last item alone is masked, as serving asks.' },
}

/**
 * Bidirectional sequential recommendation: items of a sequence are masked, and a transformer that sees both sides tells what stood there; to foretell, a mask stands at the end. All but the questions is as
 * in `sasrec`. Time of an epoch: entries · (72·layers·factors² + 6·factors·(1.5·share + .1)·(negatives or items)) operations.
 */
export const bert4rec: Algorithm<Bert4recParams> = {
  name: 'bert4rec',
  paper:
    'Sun et al., "BERT4Rec: Sequential Recommendation with Bidirectional Encoder Representations from Transformer", CIKM 2019, arXiv:1904.06690; sampled softmax as in Klenitskiy and Vasilev, RecSys 2023, arXiv:2309.07602',
  summary: 'A transformer that reads what was bought from both sides and tells what is masked, at the end what comes next.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    checkNotEmpty(data.cols.length, 'bert4rec')
    const { heads, layers, length, dropout, ...training } = ctx.warm === undefined ? wanted : warmed(wanted)
    const block = wanted.block as SasrecShape['block']
    const factors = Math.ceil(wanted.factors / (4 * heads)) * 4 * heads
    const shape: SasrecShape = { factors, layers, heads, length, dropout, block, frequency: 0, cutoff: 1, decay: 0, cloze: true }
    const sequences = sequencesOf(data)
    const { active, ptr, items, counts, repeats } = sequences
    const validation = validationCases(ctx.validation ?? [], sequences, data.items.length, length, ctx.seed)
    const start = ctx.warm && sasrecStart(openSasrec('bert4rec', ctx.warm.save()), { items: data.items, active, about: nothing, described: undefined })
    const input: Bert4recInput = { ...training, ...shape, ptr, items, counts, validation, described: undefined, masked: !repeats }
    const { weights } = await trainInThread(workerUrl(import.meta.url, './bert4rec-task.ts'), input, ctx, { start })
    return sasrecModel({
      name: 'bert4rec',
      items: data.items,
      shape,
      known: active,
      counts,
      weights: weightsOf(weights, input),
      about: nothing,
      terms: new Float32Array(0),
    })
  },
  load: async (bytes) => sasrecModel(openSasrec('bert4rec', bytes)),
  warm: true,
}
