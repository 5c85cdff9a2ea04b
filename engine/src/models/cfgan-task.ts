import type { Random } from '../math/random.ts'
import { glorot, input, normal, Parameters, type TaskFactory, type Tensor, type Weights, zeros } from '../nn/index.ts'
import { discriminatorLoss, generatorLoss } from '../nn/losses/index.ts'
import { add, concat, div, gather, logSumExp, matMul, mean, mul, reshape, softmax, square, stop, sub, sum } from '../nn/ops/index.ts'
import { ndcgAt, type ValidationCase } from '../nn/validation.ts'
import { BasketBatches, type BasketInput } from './basket-batches.ts'
import { CfganRun, type CfganShape, type CfganWeights, itemOf, judge, personOf } from './cfgan-network.ts'

/** What the training thread is given. */
export interface CfganInput extends CfganShape, BasketInput {
  /** Features of the items with events: borders [items + 1], positions and values. */
  readonly featurePtr: Int32Array
  readonly featureIdx: Int32Array
  readonly featureVal: Float32Array
  /** Weight of what the discriminators say; 0: the generators learn by reconstruction alone, and there are no discriminators. */
  readonly adversarial: number
  /** Chance that an item that a person did not take is shown to the discriminator. */
  readonly shown: number
  readonly judgeSize: number
  readonly learningRate: number
  readonly epochs: number
  readonly patience: number
  readonly validation: readonly ValidationCase[]
  readonly masked: boolean
}

/** Described items of a step from which the item generator learns. */
const described = 64

export const task: TaskFactory<CfganInput> = async (wanted, { seed, backend }) => {
  const { items, factors, features, adversarial, judgeSize } = wanted
  const batches = new BasketBatches(wanted, seed)
  const { rows, most } = batches
  const parameters = new Parameters()
  const vectors = input('vectors', ['candidates', factors])
  const biases = input('biases', ['candidates'])
  const people = personOf(matMul(input('mix', [rows, 'entries']), input('entries', ['entries', factors])), wanted, parameters)
  const scores = sub(add(matMul(people, vectors, { transB: true }), biases), input('chance', ['candidates']))
  const counts = input('counts', [rows, 'candidates'])
  const totals = input('totals', [rows])
  const likelihood = sub(mul(totals, reshape(logSumExp(scores), [rows])), sum(mul(counts, scores), -1))
  const losses: Tensor[] = [mean(likelihood)]
  if (adversarial > 0) losses.push(contest(people, scores, counts, totals, wanted, rows, parameters))
  if (features > 0) losses.push(itemLoss(vectors, biases, wanted, parameters))

  const run = await CfganRun.open(backend, wanted)
  const widest = Math.max(1, ...Array.from({ length: items }, (_, item) => wanted.featurePtr[item + 1] - wanted.featurePtr[item]))
  return {
    loss: losses.reduce((total, each) => add(total, each)),
    parameters,
    tables: {
      rows: { rows: items, width: factors, most, initialise: glorot },
      vectors: { rows: items, width: factors, most: items, initialise: glorot },
      biases: { rows: items, width: 1, most: items, initialise: zeros },
      ...(adversarial > 0 ? { judged: { rows: items, width: judgeSize, most: items, initialise: normal(0.1) } } : {}),
      ...(features > 0 ? { terms: { rows: features, width: factors, most: described * widest, initialise: glorot } } : {}),
    },
    lookups: {
      entries: 'rows',
      vectors: 'vectors',
      biases: 'biases',
      ...(adversarial > 0 ? { judged: 'judged' } : {}),
      ...(features > 0 ? { terms: 'terms' } : {}),
    },
    optimiser: { kind: 'adam' },
    schedule: { rate: wanted.learningRate },
    epochs: wanted.epochs,
    patience: wanted.patience,
    begin: (epoch) => batches.begin(epoch),
    batch(step) {
      const { feeds, rows: looked, sizes, random } = batches.batch(step)
      const { candidates } = looked
      const shown = adversarial > 0 ? shownOf(feeds.counts, wanted.shown, random) : undefined
      const described = features > 0 ? describedOf(candidates, wanted, random) : undefined
      return {
        feeds: {
          ...feeds,
          ...(shown === undefined ? {} : { shown }),
          ...(described === undefined ? {} : { places: described.places, termMix: described.mix, present: described.present }),
        },
        rows: {
          entries: looked.entries,
          vectors: candidates,
          biases: candidates,
          ...(adversarial > 0 ? { judged: candidates } : {}),
          ...(described === undefined ? {} : { terms: described.terms }),
        },
        sizes: { ...sizes, ...(described === undefined ? {} : { features: described.terms.length }) },
      }
    },
    async validate(now) {
      if (wanted.validation.length === 0) return undefined
      const weights = weightsOf(now)
      const asked = wanted.validation.map(({ history }) => ({ items: history, weights: new Float32Array(history.length).fill(1) }))
      let gain = 0
      await run.scores(weights, weights, asked, (at, each) => {
        gain += ndcgAt(20, each, wanted.validation[at]!, wanted.masked)
      })
      return { name: 'ndcg@20', value: gain / asked.length }
    },
  }
}

/** The trained arrays by their meaning. */
export function weightsOf({ parameters, tables }: Weights): CfganWeights {
  return { parameters, rows: tables.rows!, vectors: tables.vectors!, biases: tables.biases!, terms: tables.terms ?? new Float32Array(0) }
}

/**
 * Generator against discriminator: what a person took, and what the generator says they would take, each as a share of all, of the items shown; the discriminator also sees what the generator made of the person.
 * It learns to tell the two apart, the generator to be taken for the real one.
 */
function contest(people: Tensor, scores: Tensor, counts: Tensor, totals: Tensor, wanted: CfganInput, rows: number, parameters: Parameters): Tensor {
  const judged = input('judged', ['candidates', wanted.judgeSize])
  const real = div(counts, reshape(totals, [rows, 1]))
  const fake = mul(softmax(scores), input('shown', [rows, 'candidates']))
  const own = parameters.under('judge')
  const look = (shares: Tensor, frozen: boolean): Tensor =>
    judge(concat([matMul(shares, frozen ? stop(judged) : judged), stop(people)], 1), own, wanted.judgeSize, frozen)
  const fooling = mean(mul(totals, reshape(generatorLoss(look(fake, true)), [rows])))
  const telling = mean(discriminatorLoss(look(real, false), look(stop(fake), false)))
  return add(mul(fooling, wanted.adversarial), telling)
}

/** The item generator learns to make, from descriptions, the vectors that events gave; its own discriminator must not tell them apart. */
function itemLoss(vectors: Tensor, biases: Tensor, wanted: CfganInput, parameters: Parameters): Tensor {
  const places = input('places', [described], 'int32')
  const present = input('present', [described])
  const made = itemOf(matMul(input('termMix', [described, 'features']), input('terms', ['features', wanted.factors])), wanted, parameters)
  const real = stop(concat([gather(vectors, places), reshape(gather(reshape(biases, ['candidates', 1]), places), [described, 1])], 1))
  const weighed = (losses: Tensor): Tensor => mean(mul(reshape(losses, [described]), present))
  const error = weighed(sum(square(sub(made, real)), -1))
  if (wanted.adversarial === 0) return error
  const own = parameters.under('item judge')
  const fooling = weighed(generatorLoss(judge(made, own, wanted.judgeSize, true)))
  const telling = weighed(discriminatorLoss(judge(real, own, wanted.judgeSize, false), judge(stop(made), own, wanted.judgeSize, false)))
  return add(add(error, mul(fooling, wanted.adversarial)), telling)
}

/** 1 where the discriminator may look: at what a person took, and by chance at what they did not (CFGAN's partial masking). */
function shownOf(counts: Float32Array, share: number, random: Random): Float32Array {
  return counts.map((count) => (count > 0 || random.next() < share ? 1 : 0))
}

/** Some described items among the candidates: where they stand, and their features one after the other. */
function describedOf(
  candidates: Int32Array,
  { featurePtr, featureIdx, featureVal }: CfganInput,
  random: Random,
): { places: Int32Array; present: Float32Array; terms: Int32Array; mix: Float32Array } {
  const known = Int32Array.from(candidates.keys()).filter((at) => featurePtr[candidates[at] + 1] > featurePtr[candidates[at]])
  const chosen = random.sample(known.length, Math.min(described, known.length)).map((at) => known[at])
  const total = Math.max(
    1,
    chosen.reduce((sum, at) => sum + featurePtr[candidates[at] + 1] - featurePtr[candidates[at]], 0),
  )
  const places = new Int32Array(described)
  const present = new Float32Array(described)
  const terms = new Int32Array(total).fill(-1)
  const mix = new Float32Array(described * total)
  let end = 0
  chosen.forEach((at, row) => {
    places[row] = at
    present[row] = 1
    const item = candidates[at]
    for (let entry = featurePtr[item]; entry < featurePtr[item + 1]; entry++) {
      terms[end] = featureIdx[entry]
      mix[row * total + end++] = featureVal[entry]
    }
  })
  return { places, present, terms, mix }
}
