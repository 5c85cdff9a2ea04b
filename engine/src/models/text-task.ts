import { type History, sliceHistory } from '../data/interactions.ts'
import type { Csr } from '../math/csr.ts'
import { Random } from '../math/random.ts'
import { Dropouts, glorot, input, Parameters, type TaskFactory, type Weights } from '../nn/index.ts'
import { dropout } from '../nn/layers/index.ts'
import { add, equal, exclude, exp, logSumExp, matMul, mean, mul, reshape, slice, softplus, sub, sum } from '../nn/ops/index.ts'
import { ndcgAt, type ValidationCase } from '../nn/validation.ts'
import { recencyWeights } from './recency.ts'
import { addRows, projected, type SharedWords, sharedWords } from './text-sums.ts'

/** What the training thread is given. Items are those of the whole catalogue. */
export interface TextInput {
  /** Everyone's entries, oldest first: borders [people + 1], items, times, weights. */
  readonly ptr: Int32Array
  readonly items: Int32Array
  readonly times: Float64Array
  readonly weights: Float32Array
  /** Entries that are foretold: of described items, with something before them. */
  readonly lessons: Int32Array
  /** Whose each of those is [lessons]. */
  readonly owners: Int32Array
  /** Words and facts of each item, rows of length 1 [items × terms]. */
  readonly terms: Csr
  /** What the encoder makes of each item [items × size]. */
  readonly vectors: Float32Array
  readonly size: number
  readonly factors: number
  readonly dropout: number
  readonly decay: number
  readonly tail: number
  readonly batch: number
  readonly samples: number
  readonly learningRate: number
  readonly weightDecay: number
  readonly epochs: number
  readonly patience: number
  readonly validation: readonly ValidationCase[]
}

/** The two maps [size × factors] that are learned, and how much shared words count beside what the maps say. */
export interface Projections {
  readonly from: Float32Array
  readonly to: Float32Array
  readonly words: number
}

/** What shared words count at first. */
const wordsAtFirst = 10

/** Every lesson is told from what the others of its step are to foretell, and from items drawn evenly, by the texts of what came before. Items without events are never among them: nobody has turned those down. */
export const task: TaskFactory<TextInput> = async (wanted, { seed }) => {
  const { ptr, items, lessons, owners, size, factors, samples, vectors, terms } = wanted
  const rows = Math.min(wanted.batch, lessons.length)
  const candidates = rows + samples
  const counts = new Int32Array(terms.rows)
  for (const lesson of lessons) counts[items[lesson]]++
  const drawable = Int32Array.from(new Set(items)).sort()

  const parameters = new Parameters()
  const dropouts = new Dropouts()
  const words = exp(parameters.declare('words', [1], (_, out) => void out.fill(Math.log(wordsAtFirst))))
  const people = matMul(dropout(input('people', [rows, size]), wanted.dropout, dropouts), parameters.declare('from', [size, factors], glorot))
  const texts = matMul(dropout(input('texts', [candidates, size]), wanted.dropout, dropouts), parameters.declare('to', [size, factors], glorot))
  const scores = add(matMul(people, texts, { transB: true }), mul(input('shared', [rows, candidates]), words))
  const own = add(sum(mul(people, slice(texts, 0, 0, rows)), -1), mul(input('sharedOwn', [rows]), words))
  const numbers = input('candidates', [candidates], 'int32')
  const isOwn = equal(reshape(slice(numbers, 0, 0, rows), [rows, 1]), reshape(numbers, [1, candidates]))
  const corrected = sub(scores, reshape(input('logQ', [candidates]), [1, candidates]))
  const loss = mean(softplus(sub(reshape(logSumExp(exclude(corrected, isOwn)), [rows]), own)))

  // How often an item is expected among the candidates of a step.
  const logQ = Float32Array.from(counts, (count) => Math.log((rows * count) / lessons.length + samples / drawable.length))
  const random = new Random(seed).fork('text')
  const order = Int32Array.from(lessons.keys())
  const shared: SharedWords = { terms, profile: new Float64Array(terms.cols) }
  let stream = random
  return {
    loss,
    parameters,
    dropouts,
    optimiser: { kind: 'adam', weightDecay: wanted.weightDecay },
    schedule: { rate: wanted.learningRate },
    epochs: wanted.epochs,
    patience: wanted.patience,
    begin(epoch) {
      stream = random.fork(`epoch ${epoch}`)
      for (let at = 0; at < order.length; at++) order[at] = at
      stream.fork('order').shuffle(order)
      return Math.ceil(order.length / rows)
    },
    batch(step) {
      const drawn = stream.fork(step)
      // The last batch is filled up from the beginning of the order.
      const chosen = Int32Array.from({ length: rows }, (_, row) => order[(step * rows + row) % order.length])
      const asked = Int32Array.from({ length: candidates }, (_, at) => (at < rows ? items[lessons[chosen[at]]] : drawable[drawn.int(drawable.length)]))
      const feeds = { people: new Float32Array(rows * size), texts: new Float32Array(candidates * size), shared: new Float32Array(rows * candidates) }
      chosen.forEach((lesson, row) => {
        const history = sliceHistory(all(wanted), ptr[owners[lesson]], lessons[lesson])
        const weights = recencyWeights(history, wanted.decay, wanted.tail)
        addRows(history.items, weights, vectors, feeds.people.subarray(row * size, (row + 1) * size))
        sharedWords(history.items, weights, asked, shared, feeds.shared.subarray(row * candidates, (row + 1) * candidates))
      })
      asked.forEach((item, at) => void feeds.texts.set(vectors.subarray(item * size, (item + 1) * size), at * size))
      const sharedOwn = Float32Array.from(chosen, (_, row) => feeds.shared[row * candidates + row])
      return { feeds: { ...feeds, sharedOwn, candidates: asked, logQ: Float32Array.from(asked, (item) => logQ[item]) } }
    },
    async validate(now) {
      if (wanted.validation.length === 0) return undefined
      return { name: 'ndcg@10', value: validated(projectionsOf(now), wanted, shared) }
    },
  }
}

export function projectionsOf({ parameters }: Weights): Projections {
  return { from: parameters.from!, to: parameters.to!, words: Math.exp(parameters.words![0]) }
}

function validated({ from, to, words }: Projections, wanted: TextInput, shared: SharedWords): number {
  const { validation, vectors, size, factors, terms, decay, tail } = wanted
  const sources = projected(vectors, from, size, factors)
  const targets = projected(vectors, to, size, factors)
  const all = Int32Array.from({ length: terms.rows }, (_, item) => item)
  const scores = new Float32Array(terms.rows)
  const person = new Float32Array(factors)
  let gain = 0
  for (const each of validation) {
    const { history: items } = each
    const length = items.length
    const history = { items, times: new Float64Array(length), weights: new Float32Array(length).fill(1), kinds: new Uint8Array(length) }
    const weights = recencyWeights(history, decay, tail)
    addRows(items, weights, sources, person.fill(0))
    sharedWords(items, weights, all, shared, scores)
    for (let item = 0; item < scores.length; item++) {
      let sum = words * scores[item]
      for (let f = 0; f < factors; f++) sum += person[f] * targets[item * factors + f]
      scores[item] = sum
    }
    gain += ndcgAt(10, scores, each, true)
  }
  return gain / validation.length
}

function all({ items, times, weights }: TextInput): History {
  return { items, times, weights, kinds: new Uint8Array(0) }
}
