import { Random } from '../math/random.ts'
import { glorot, input, Parameters, type TaskFactory, type Tensor, type Weights, zeros } from '../nn/index.ts'
import { gaussianKl } from '../nn/losses/index.ts'
import { add, exp, logSumExp, matMul, mean, mul, reshape, square, sub, sum } from '../nn/ops/index.ts'
import { concat, slice } from '../nn/ops/layout.ts'
import { ndcgAt, type ValidationCase } from '../nn/validation.ts'
import { type Basket, decode, encode, inputWidth, MultVaeRun, type MultVaeShape, type MultVaeWeights, outputWidth, sharesOf } from './mult-vae-network.ts'

/** What the training thread is given. */
export interface MultVaeInput extends MultVaeShape {
  /** Borders of people [people + 1], items ascending and once each, and how much each counts. */
  readonly ptr: Int32Array
  readonly idx: Int32Array
  readonly val: Float32Array
  readonly batch: number
  /** Items besides the batch's own against which a step compares; 0: all items. */
  readonly samples: number
  readonly dropout: number
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

export const task: TaskFactory<MultVaeInput> = async (wanted, { seed, backend }) => {
  const { ptr, idx, val, batch, items, factors } = wanted
  const people = Int32Array.from({ length: ptr.length - 1 }, (_, person) => person).filter((person) => ptr[person + 1] > ptr[person])
  const rows = Math.min(batch, people.length)
  // Of the largest batch there can be: people with the most items together.
  const lengths = people.map((person) => ptr[person + 1] - ptr[person]).sort((a, b) => b - a)
  const most = lengths.subarray(0, rows).reduce((total, length) => total + length, 0)
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
  const baskets = Array.from(
    people,
    (person): Basket => ({ items: idx.subarray(ptr[person], ptr[person + 1]), weights: val.subarray(ptr[person], ptr[person + 1]) }),
  )
  const before = new Float32Array(wanted.prior === 'composite' ? people.length * 2 * factors : 0)
  const order = new Int32Array(people.length)
  const place = new Int32Array(items)
  const feeds = {
    noise: new Float32Array(rows * factors),
    totals: new Float32Array(rows),
    strength: new Float32Array(rows),
    ...(wanted.prior === 'composite' ? { before: new Float32Array(rows * 2 * factors) } : {}),
  }
  const steps = Math.ceil(people.length / rows)
  const rampSteps = Math.max(1, wanted.annealEpochs * steps)
  let epoch = 0
  let stream: Random
  return {
    loss,
    parameters,
    tables: {
      rows: { rows: items, width, most, initialise: glorot },
      vectors: { rows: items, width: outputWidth(wanted), most: items, initialise: glorot },
      biases: { rows: items, width: 1, most: items, initialise: zeros },
    },
    lookups: { entries: 'rows', vectors: 'vectors', biases: 'biases' },
    optimiser: { kind: 'adam' },
    schedule: { rate: wanted.learningRate },
    epochs: wanted.epochs,
    patience: wanted.patience,
    begin(now) {
      epoch = now
      stream = new Random(seed).fork(`epoch ${now}`)
      for (let at = 0; at < order.length; at++) order[at] = at
      stream.fork('order').shuffle(order)
      return steps
    },
    batch(step) {
      const random = stream.fork(step)
      // The last batch is filled up from the beginning of the order.
      const chosen = Array.from({ length: rows }, (_, row) => order[(step * rows + row) % order.length])
      const kept = chosen.map((at) => keep(baskets[at]!, wanted.dropout, random))
      const total = Math.max(
        1,
        kept.reduce((sum, { items: own }) => sum + own.length, 0),
      )
      const mixed = new Float32Array(rows * total)
      const looked = new Int32Array(total).fill(-1)
      const { candidates, chance } = candidatesOf(
        chosen.map((at) => baskets[at]!),
        wanted,
        place,
        random,
      )
      const counts = new Float32Array(rows * candidates.length)
      let at = 0
      chosen.forEach((person, row) => {
        const { items: all, weights } = baskets[person]!
        feeds.totals[row] = 0
        all.forEach((item, entry) => {
          counts[row * candidates.length + place[item]] = weights[entry]
          feeds.totals[row] += weights[entry]
        })
        const own = kept[row]!
        own.items.forEach((item, entry) => {
          looked[at] = item
          mixed[row * total + at++] = own.weights[entry]
        })
        const ramp = Math.min(1, (epoch * steps + step + 1) / rampSteps)
        // The composite prior counts as much as a person did (RecVAE's β(x) = γ·|x|).
        feeds.strength[row] = wanted.beta * (wanted.prior === 'composite' ? feeds.totals[row] : ramp)
        feeds.before?.set(before.subarray(person * 2 * factors, (person + 1) * 2 * factors), row * 2 * factors)
      })
      for (let i = 0; i < feeds.noise.length; i++) feeds.noise[i] = random.normal()
      return {
        feeds: { ...feeds, mix: mixed, counts, chance },
        rows: { entries: looked, vectors: candidates, biases: candidates },
        sizes: { entries: total, candidates: candidates.length },
      }
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

/**
 * The items a step compares: those of its people, and `samples` others drawn evenly; all where that is as many. `chance` is what is taken off the score of each in the sum over items: the logarithm of the chance to be there, 0 for people's own.
 * Writes each candidate's position into `place` [items].
 */
function candidatesOf(
  people: readonly Basket[],
  { samples }: MultVaeInput,
  place: Int32Array,
  random: Random,
): { candidates: Int32Array; chance: Float32Array } {
  place.fill(-1)
  const own: number[] = []
  for (const { items: all } of people) {
    for (const item of all) {
      if (place[item] >= 0) continue
      place[item] = own.length
      own.push(item)
    }
  }
  const others = Int32Array.from(place.keys()).filter((item) => place[item] < 0)
  const drawn = samples === 0 || samples >= others.length ? others : random.sample(others.length, samples).map((at) => others[at])
  drawn.forEach((item, at) => {
    place[item] = own.length + at
  })
  const candidates = Int32Array.from([...own, ...drawn])
  const share = others.length === 0 ? 1 : drawn.length / others.length
  return { candidates, chance: Float32Array.from(candidates, (_, at) => (at < own.length ? 0 : Math.log(share))) }
}

/** A person's items, each dropped by the given chance; weights scaled to length 1 before, and up by what was dropped. */
function keep({ items, weights }: Basket, dropout: number, random: Random): Basket {
  const scaled = sharesOf(weights)
  const kept = [...items.keys()].filter(() => random.next() >= dropout)
  return { items: Int32Array.from(kept, (at) => items[at]), weights: Float32Array.from(kept, (at) => scaled[at] / (1 - dropout)) }
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
