import { Random } from '../math/random.ts'
import {
  type Backend,
  type Batch,
  Dropouts,
  input,
  type Packed,
  Parameters,
  pack,
  popularNegatives,
  type Task,
  type TaskFactory,
  type Tensor,
  uniformNegatives,
  type Weights,
} from '../nn/index.ts'
import { sampledSoftmaxLoss, softmaxLoss, weightedMean } from '../nn/losses/index.ts'
import { reshape } from '../nn/ops/index.ts'
import { ndcgAt, type ValidationCase } from '../nn/validation.ts'
import { encode, type SasrecShape } from './sasrec-network.ts'
import { type Described, describedRows, ownRows, trainedVectors } from './sasrec-rows.ts'
import { SasrecScorer, type SasrecWeights, vectorsOf } from './sasrec-scorer.ts'

/** What the training thread is given. Items are numbered among those with events. */
export interface SasrecInput extends SasrecShape {
  readonly ptr: Int32Array
  readonly items: Int32Array
  /** Events of each item [active]. */
  readonly counts: Int32Array
  /** Items to tell the next one from in each step; 0: all. */
  readonly negatives: number
  /** They are drawn by popularity to this power. */
  readonly alpha: number
  /** Packed rows of a step. */
  readonly batch: number
  readonly learningRate: number
  readonly weightDecay: number
  readonly epochs: number
  readonly patience: number
  readonly validation: readonly ValidationCase[]
  /** Where items are known by what is said of them too. */
  readonly described: Described | undefined
  /** Whether what a person had is left out in validation. */
  readonly masked: boolean
}

/** What a training asks of the network, of batches of packed sequences whose cells are counted row by row. */
export interface Questions {
  /** The stream of its random numbers. */
  readonly name: string
  /** What is packed: every sequence is read but for its last entry. */
  readonly sequences: { readonly ptr: Int32Array; readonly items: Int32Array }
  /** Items told in a step. */
  readonly told: number
  /** The part [told × factors] that tells them of what the network makes of all cells [cells × factors]. */
  tellers(seen: Tensor): Tensor
  /**
   * Writes for the cells from `from` to `to` of the packed rows what is read in `sources` [cells] and what is to be told in `targets` [told], which hold −1, nothing, everywhere. Returns what
   * `tellers` is fed.
   */
  ask(packed: Packed, from: number, to: number, out: Readonly<Record<'sources' | 'targets', Int32Array>>, random: Random): Batch['feeds']
}

/** The training of SASRec: every place of every sequence foretells the next item. */
export const task: TaskFactory<SasrecInput> = (wanted, context) =>
  questionTask(wanted, context, {
    name: 'sasrec',
    sequences: wanted,
    told: wanted.batch * wanted.length,
    tellers: (seen) => seen,
    ask({ items, targets }, from, to, out) {
      out.sources.set(items.subarray(from, to))
      out.targets.set(targets.subarray(from, to))
      return {}
    },
  })

/** Trains a transformer to tell items from all others, or from a sample; rows of packed sequences make a batch. */
export function questionTask(
  wanted: SasrecInput,
  { seed, backend }: { readonly seed: number; readonly backend: Backend },
  { name, sequences, told, tellers, ask }: Questions,
): Task {
  const { counts, factors, length, batch, negatives, described } = wanted
  const active = counts.length
  const cells = batch * length
  const parameters = new Parameters()
  const dropouts = new Dropouts()
  const place = (name: string): Tensor => input(name, [batch, length], 'int32')
  const places = { from: cells, to: told, against: negatives || active }
  const items = described === undefined ? ownRows(vectorsOf(active, wanted), factors, places) : describedRows(active, factors, places, described)
  const { from, to, against } = items.vectors
  const network = { items: reshape(from, [batch, length, factors]), segments: place('segments'), positions: place('positions') }
  const seen = tellers(reshape(encode(network, wanted, parameters, dropouts), [cells, factors]))
  const numbers = { target: input('targets', [told], 'int32'), negatives: input('numbers', [negatives], 'int32') }
  const losses = negatives === 0 ? softmaxLoss(seen, to, against) : sampledSoftmaxLoss(seen, to, against, { numbers, logQ: input('logQ', [negatives]) })

  const drawn = wanted.alpha === 0 ? uniformNegatives(active) : popularNegatives(counts, wanted.alpha)
  const rows = negatives === 0 ? Int32Array.from({ length: active }, (_, item) => item) : new Int32Array(negatives)
  const feeds = { segments: new Int32Array(cells), positions: new Int32Array(cells), weights: new Float32Array(told) }
  const sampled = { targets: new Int32Array(told), numbers: rows, logQ: new Float32Array(negatives) }
  const sources = new Int32Array(cells)
  const random = new Random(seed).fork(name)
  const steps = Math.ceil(pack(sequences, length, random.fork('epoch 0')).rows / batch)
  const scorer = new SasrecScorer(backend, wanted, active)
  let packed: Packed
  let stream: Random
  return {
    loss: weightedMean(losses, input('weights', [told])),
    parameters,
    dropouts,
    tables: items.tables,
    lookups: items.lookups,
    optimiser: { kind: 'adam', weightDecay: wanted.weightDecay },
    schedule: { rate: wanted.learningRate, decay: 'linear', total: Math.max(1, wanted.epochs * steps), floor: 0.02 },
    epochs: wanted.epochs,
    patience: wanted.patience,
    begin(epoch) {
      stream = random.fork(`epoch ${epoch}`)
      packed = pack(sequences, length, stream)
      return Math.ceil(packed.rows / batch)
    },
    batch(step) {
      const range = [step * cells, Math.min(packed.rows * length, (step + 1) * cells)] as const
      const out = { sources: sources.fill(-1), targets: sampled.targets.fill(-1) }
      const asked = ask(packed, ...range, out, stream.fork(`questions ${step}`))
      feeds.segments.fill(0).set(packed.segments.subarray(...range))
      feeds.positions.fill(0).set(packed.positions.subarray(...range))
      for (let at = 0; at < told; at++) feeds.weights[at] = sampled.targets[at] >= 0 ? 1 : 0
      if (negatives > 0) {
        drawn.draw(stream.fork(step), rows)
        for (let at = 0; at < negatives; at++) sampled.logQ[at] = Math.log(negatives) + drawn.logQ(rows[at])
      }
      const read = items.batch({ from: sources, to: sampled.targets, against: rows }, stream.fork(`items ${step}`))
      return { ...read, feeds: { ...feeds, ...asked, ...read.feeds, ...(negatives === 0 ? {} : sampled) } }
    },
    async validate(weights) {
      const { validation, masked } = wanted
      if (validation.length === 0) return undefined
      const histories = validation.map(({ history }) => history)
      let sum = 0
      await scorer.scores(weightsOf(weights, wanted), histories, (index, scores) => {
        sum += ndcgAt(10, scores, validation[index]!, masked)
      })
      return { name: 'ndcg@10', value: sum / histories.length }
    },
  }
}

/** The trained arrays by their meaning. */
export function weightsOf(weights: Weights, { factors, described }: Pick<SasrecInput, 'factors' | 'described'>): SasrecWeights {
  return { parameters: weights.parameters, vectors: trainedVectors(weights, factors, described) }
}
