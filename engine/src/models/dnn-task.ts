import { Random } from '../math/random.ts'
import { type Initialiser, input, normal, Parameters, type TaskFactory, type Weights } from '../nn/index.ts'
import { add, both, cast, either, exclude, greater, logSumExp, matMul, mean, mul, not, reshape, softplus, sub, sum } from '../nn/ops/index.ts'
import { ndcgAt, type ValidationCase } from '../nn/validation.ts'
import { DnnBatches, type DnnEvents } from './dnn-batches.ts'
import { DnnRun, type DnnShape, partsOf, personOf, scoresOf, tableWidth } from './dnn-network.ts'
import { type FeatureRows, taught, termsOf, widestOf, withTerms } from './feature-rows.ts'
import { recencyWeights } from './recency.ts'

/** What the training thread is given. Items are numbered among those with events. */
export interface DnnInput extends DnnShape, DnnEvents, FeatureRows {
  /** Events of each item [active]. */
  readonly counts: Int32Array
  readonly loss: 'softmax' | 'binary'
  /** Chance that a described item is known by its description alone in a step. */
  readonly idDropout: number
  readonly learningRate: number
  readonly weightDecay: number
  readonly epochs: number
  readonly patience: number
  readonly validation: readonly ValidationCase[]
  /** Whether what a person had is left out in validation. */
  readonly masked: boolean
}

/** Of the first numbers: people, whose items are summed to length 1, begin well apart. */
const deviation = 0.1
/** How much all that a person has not weighs against what the person has, in the binary loss (four negatives for a positive, as the paper draws). */
const negativesEach = 4
/** Multiply-adds that one validation may cost: some ten seconds. */
const mostWork = 1e11

export const task: TaskFactory<DnnInput> = async (wanted, { seed, backend }) => {
  const { features } = wanted
  const batches = new DnnBatches(wanted, seed)
  const { rows, most } = batches
  const width = tableWidth(wanted)
  const widest = widestOf(wanted)
  const parameters = new Parameters()
  const ids = input('ids', ['candidates', width])
  const told = features === 0 ? ids : add(ids, sum(mul(input('terms', ['candidates', widest, width]), input('amounts', ['candidates', widest, 1])), 1))
  const { sources, vectors, biases } = partsOf(told, wanted)
  const mix = input('mix', [rows, 'candidates'])
  const people = personOf(matMul(mix, sources), wanted, parameters)
  const scores = scoresOf(people, vectors, biases, wanted, parameters)
  const counts = input('counts', [rows, 'candidates'])
  const totals = input('totals', [rows])
  const chance = input('chance', ['candidates'])
  const had = sum(mul(counts, scores), -1)
  // What is read is not to be foretold, unless it comes again: lists leave it out, and telling an item from itself teaches nothing.
  const isPast = both(greater(mix, 0), not(greater(counts, 0)))
  // A sampled item stands for as many as it was drawn from, so it counts the more.
  const softmax = (): ReturnType<typeof sub> => sub(mul(totals, reshape(logSumExp(exclude(sub(scores, chance), isPast)), [rows])), had)
  const binary = (): ReturnType<typeof sub> => {
    const others = cast(not(either(isPast, greater(counts, 0))), 'float32')
    const share = reshape(mul(input('share', [rows]), negativesEach), [rows, 1])
    return sub(sum(mul(add(counts, mul(others, share)), softplus(scores)), -1), had)
  }

  const run = await DnnRun.open(backend, wanted)
  const cases = affordable(wanted, seed)
  let stream = new Random(seed)
  return {
    loss: mean(wanted.loss === 'binary' ? binary() : softmax()),
    parameters,
    tables: {
      ids: { rows: wanted.active, width, most, initialise: popular(wanted.counts, width) },
      ...(features > 0 ? { terms: { rows: features, width, most: most * widest, initialise: taught(wanted) } } : {}),
    },
    lookups: { ids: 'ids', ...(features > 0 ? { terms: 'terms' } : {}) },
    optimiser: { kind: 'adam', weightDecay: wanted.weightDecay },
    schedule: { rate: wanted.learningRate, decay: 'cosine', total: wanted.epochs * batches.steps },
    epochs: wanted.epochs,
    patience: wanted.patience,
    begin(epoch) {
      stream = new Random(seed).fork(`ids ${epoch}`)
      return batches.begin(epoch)
    },
    batch(step) {
      const { feeds, candidates } = batches.batch(step)
      const own = stream.fork(step)
      const { featurePtr } = wanted
      const kept = candidates.map((item) => (featurePtr[item + 1] > featurePtr[item] && own.next() < wanted.idDropout ? -1 : item))
      const { chance: logs, ...others } = feeds
      const sampling = wanted.loss === 'binary' ? { share: feeds.totals.map((total) => total / candidates.length) } : { chance: logs, totals: feeds.totals }
      const { mix, counts } = others
      const read = features > 0 ? termsOf(candidates, widest, wanted) : undefined
      return {
        feeds: { mix, counts, ...sampling, ...(read === undefined ? {} : { amounts: read.amounts }) },
        rows: { ids: kept, ...(read === undefined ? {} : { terms: read.terms }) },
        sizes: { candidates: candidates.length },
      }
    },
    async validate(now) {
      if (cases.length === 0) return undefined
      const items = await run.items(now.parameters, tableOf(now, wanted))
      const asked = cases.map(({ history }) => ({ items: history, weights: weightsOf(history, wanted) }))
      let gain = 0
      await run.scores(now.parameters, items, asked, (at, own) => {
        gain += ndcgAt(20, own, cases[at]!, wanted.masked)
      })
      return { name: 'ndcg@20', value: gain / cases.length }
    },
  }
}

/** The trained rows of all items with events, what is known of them included [active × tableWidth]. */
export function tableOf({ tables }: Weights, wanted: DnnShape & FeatureRows & Pick<DnnInput, 'idDropout'>): Float32Array {
  return withTerms(tables.ids!, tables.terms ?? new Float32Array(0), tableWidth(wanted), wanted, wanted.idDropout === 1)
}

/** Chance; biases, the last column, begin at the logarithm of how much more often than the mean an item is taken, so that softmax begins where popularity stands and a rare item drawn for many like it does not outweigh all others. */
function popular(counts: Int32Array, width: number): Initialiser {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return (random, out, shape) => {
    normal(deviation)(random, out, shape)
    counts.forEach((count, item) => {
      out[(item + 1) * width - 1] = Math.log(Math.max(1, count) / mean)
    })
  }
}

/** Weights of a history of which the order alone is known. */
function weightsOf(items: Int32Array, { decay, tail }: DnnInput): Float32Array {
  const length = items.length
  const history = { items, times: new Float64Array(length), weights: new Float32Array(length).fill(1), kinds: new Uint8Array(length) }
  return Float32Array.from(recencyWeights(history, decay, tail))
}

/** A seeded sample of the validation cases, if there are more than the tower can score in reasonable time. */
function affordable({ validation, active, factors, hidden }: DnnInput, seed: number): readonly ValidationCase[] {
  const most = Math.max(100, Math.floor(mostWork / (active * (factors + (hidden * hidden) / 2))))
  if (validation.length <= most) return validation
  return Array.from(new Random(seed).fork('affordable').sample(validation.length, most), (at) => validation[at]!)
}
