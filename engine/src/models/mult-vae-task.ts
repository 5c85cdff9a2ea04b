import { glorot, type Initialiser, input, normal, Parameters, type TaskFactory, type Tensor, type Weights } from '../nn/index.ts'
import { gaussianKl } from '../nn/losses/index.ts'
import { add, exp, logSumExp, matMul, mean, mul, reshape, square, sub, sum } from '../nn/ops/index.ts'
import { concat, slice } from '../nn/ops/layout.ts'
import { ndcgAt, type ValidationCase } from '../nn/validation.ts'
import { BasketBatches, type BasketInput } from './basket-batches.ts'
import { decode, encode, inputWidth, MultVaeRun, type MultVaeShape, type MultVaeWeights, outputWidth } from './mult-vae-network.ts'

/** What the training thread is given. */
export interface MultVaeInput extends MultVaeShape, BasketInput {
  readonly beta: number
  readonly annealEpochs: number
  readonly prior: 'normal' | 'composite'
  readonly learningRate: number
  readonly epochs: number
  readonly patience: number
  readonly validation: readonly ValidationCase[]
  readonly masked: boolean
}

/** Shares of the composite prior: the standard normal, what the encoder said an epoch ago, and a wide normal (as in RecVAE's code). */
const shares = { standard: 3 / 20, before: 3 / 4, wide: 1 / 10 } as const
const wideLogVariance = 10
/** Standard deviation of the first input rows: people, whose items are summed to length 1, begin well apart. The usual √(2 / (items + width)) would bury them under the noise of their vectors in a large catalogue. */
const rowDeviation = 0.2

export const task: TaskFactory<MultVaeInput> = async (wanted, { seed, backend }) => {
  const { items, factors } = wanted
  const batches = new BasketBatches(wanted, seed)
  const { rows, most, baskets } = batches
  const width = inputWidth(wanted)

  const parameters = new Parameters()
  const entries = input('entries', ['entries', width])
  const mix = input('mix', [rows, 'entries'])
  const noise = input('noise', [rows, factors])
  const vectors = input('vectors', ['candidates', outputWidth(wanted)])
  const biases = input('biases', ['candidates'])
  const chance = input('chance', ['candidates'])
  const counts = input('counts', [rows, 'candidates'])
  const totals = input('totals', [rows])
  const strength = input('strength', [rows])
  const posterior = encode(matMul(mix, entries), wanted, parameters)
  const z = add(posterior.mean, mul(exp(mul(posterior.logVariance, 0.5)), noise))
  const scores = decode(z, vectors, biases, wanted, parameters)
  // −Σ x·log softmax(s) = Σx·log Σ exp s − Σ x·s. A sampled item stands for as many as it was drawn from, so it counts the more.
  const likelihood = sub(mul(totals, reshape(logSumExp(sub(scores, chance)), [rows])), sum(mul(counts, scores), -1))
  const divergence = wanted.prior === 'normal' ? gaussianKl(posterior.mean, posterior.logVariance) : compositeKl(z, posterior, rows, factors)
  const loss = mean(add(likelihood, mul(divergence, strength)))

  const run = await MultVaeRun.open(backend, wanted)
  const before = new Float32Array(wanted.prior === 'composite' ? baskets.length * 2 * factors : 0)
  const feeds = {
    noise: new Float32Array(rows * factors),
    strength: new Float32Array(rows),
    ...(wanted.prior === 'composite' ? { before: new Float32Array(rows * 2 * factors) } : {}),
  }
  const rampSteps = Math.max(1, wanted.annealEpochs * batches.steps)
  let epoch = 0
  return {
    loss,
    parameters,
    tables: {
      rows: { rows: items, width, most, initialise: normal(rowDeviation) },
      vectors: { rows: items, width: outputWidth(wanted), most: items, initialise: glorot },
      biases: { rows: items, width: 1, most: items, initialise: popularity(wanted) },
    },
    lookups: { entries: 'rows', vectors: 'vectors', biases: 'biases' },
    optimiser: { kind: 'adam' },
    schedule: { rate: wanted.learningRate, decay: 'cosine', total: wanted.epochs * batches.steps },
    epochs: wanted.epochs,
    patience: wanted.patience,
    begin(now) {
      epoch = now
      return batches.begin(now)
    },
    batch(step) {
      const { people, random, feeds: given, rows: looked, sizes } = batches.batch(step)
      const ramp = Math.min(1, (epoch * batches.steps + step + 1) / rampSteps)
      people.forEach((person, row) => {
        // The composite prior counts as much as a person did (RecVAE's β(x) = γ·|x|).
        feeds.strength[row] = wanted.beta * (wanted.prior === 'composite' ? given.totals[row] : ramp)
        feeds.before?.set(before.subarray(person * 2 * factors, (person + 1) * 2 * factors), row * 2 * factors)
      })
      for (let i = 0; i < feeds.noise.length; i++) feeds.noise[i] = random.normal()
      return { feeds: { ...feeds, ...given }, rows: { entries: looked.entries, vectors: looked.candidates, biases: looked.candidates }, sizes }
    },
    async validate(now) {
      const weights = weightsOf(now)
      if (wanted.prior === 'composite') await run.posteriors(weights, baskets, before)
      if (wanted.validation.length === 0) return undefined
      const asked = wanted.validation.map(({ history }) => ({ items: history, weights: new Float32Array(history.length).fill(1) }))
      let gain = 0
      await run.scores(weights, asked, (at, scores) => {
        gain += ndcgAt(20, scores, wanted.validation[at]!, wanted.masked)
      })
      return { name: 'ndcg@20', value: gain / asked.length }
    },
    state: () => ({ before }),
  }
}

/** The trained arrays by their meaning. */
export function weightsOf({ parameters, tables }: Weights): MultVaeWeights {
  return { parameters, rows: tables.rows!, vectors: tables.vectors!, biases: tables.biases! }
}

/** log q(z) − log p(z) at the drawn z, a row, p being the composite prior of RecVAE (Shenbin et al., WSDM 2020, arXiv:1912.11160). */
function compositeKl(z: Tensor, { mean: centre, logVariance }: { mean: Tensor; logVariance: Tensor }, rows: number, factors: number): Tensor {
  const before = input('before', [rows, 2 * factors])
  const half = (from: number): Tensor => slice(before, 1, from * factors, (from + 1) * factors)
  const zero = mul(centre, 0)
  const parts = [
    add(logNormal(z, zero, zero), Math.log(shares.standard)),
    add(logNormal(z, half(0), half(1)), Math.log(shares.before)),
    add(logNormal(z, zero, add(zero, wideLogVariance)), Math.log(shares.wide)),
  ].map((part) => reshape(part, [rows, 1]))
  return sub(logNormal(z, centre, logVariance), reshape(logSumExp(concat(parts, 1)), [rows]))
}

/** log of the normal density, without its constant, a row. */
function logNormal(z: Tensor, centre: Tensor, logVariance: Tensor): Tensor {
  return mul(sum(add(logVariance, mul(square(sub(z, centre)), exp(mul(logVariance, -1)))), -1), -0.5)
}

/** A bias that makes an item as likely as its share of all events, so that training need not find popularity first. */
function popularity({ items, idx, val }: BasketInput): Initialiser {
  return (_random, out) => {
    const mass = new Float64Array(items).fill(1)
    idx.forEach((item, at) => {
      mass[item] += val[at]
    })
    const mean = mass.reduce((sum, each) => sum + Math.log(each), 0) / items
    for (let item = 0; item < items; item++) out[item] = Math.log(mass[item]) - mean
  }
}
