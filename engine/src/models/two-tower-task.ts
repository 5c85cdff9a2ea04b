import { isTime } from '../data/columns.ts'
import type { History } from '../data/interactions.ts'
import { Random } from '../math/random.ts'
import { Dropouts, input, normal, Parameters, type TaskFactory, type Tensor, type Weights, zeros } from '../nn/index.ts'
import { sampledSoftmaxLoss, weightedMean } from '../nn/losses/index.ts'
import { add, gather, matMul, mul, slice, sum } from '../nn/ops/index.ts'
import { ndcgAt, type ValidationCase } from '../nn/validation.ts'
import { type FeatureRows, taught, termsOf, widestOf, withTerms } from './feature-rows.ts'
import { isSameMoment } from './recency.ts'
import { type LessonInput, lessonsOf, trendShares } from './two-tower-lessons.ts'
import { itemOf, lastState, personOf, type Read, sharesOf, TwoTowerRun, type TwoTowerShape, trends } from './two-tower-network.ts'
import { Newness } from './two-tower-newness.ts'

/** What the training thread is given. Items are numbered among those with events. */
export interface TwoTowerInput extends TwoTowerShape, FeatureRows, LessonInput {
  /** How much each entry counts in a history [entries]. */
  readonly weights: Float32Array
  /** How many items have events. */
  readonly active: number
  /** Chance that a described item is known by its description alone in a step. */
  readonly idDropout: number
  readonly dropout: number
  /** Entries to foretell in a step. */
  readonly batch: number
  /** Items drawn evenly, to tell them from, besides those to foretell. */
  readonly samples: number
  readonly learningRate: number
  readonly epochs: number
  readonly patience: number
  readonly validation: readonly ValidationCase[]
  /** Whether what a person had is left out in validation. */
  readonly masked: boolean
}

/** The training of the two towers: every lesson of everyone is foretold once an epoch, from those before it, against what the others of the step are to foretell. */
export const task: TaskFactory<TwoTowerInput> = async (wanted, { seed, backend }) => {
  const { factors, length, ptr, items, times, active, features, featurePtr, samples } = wanted
  const lessons = lessonsOf(wanted)
  const newness = new Newness(wanted, (item) => featurePtr[item + 1] > featurePtr[item], active)
  const rows = Math.min(wanted.batch, lessons.entries.length)
  const candidates = rows + samples
  const most = Math.min(2 * active, rows * (length + 1) + samples)
  const widest = widestOf(wanted)
  const parameters = new Parameters()
  const dropouts = new Dropouts()
  const ids = input('ids', ['items', factors])
  const x = features === 0 ? ids : add(ids, sum(mul(input('terms', ['items', widest, factors]), input('amounts', ['items', widest, 1])), 1))
  const read =
    wanted.history === 'mean'
      ? matMul(input('mix', [rows, 'items']), x)
      : lastState(gather(x, input('places', [rows, length], 'int32')), input('last', [rows, length]), input('state', [rows, factors]), parameters)
  const people = personOf(read, input('shares', [rows, trends]), wanted, wanted.dropout, parameters, dropouts)
  const numbers = input('candidates', [candidates], 'int32')
  const vectors = itemOf(
    gather(x, numbers),
    gather(input('fresh', ['items', 1]), numbers),
    gather(input('trend', ['items', trends]), numbers),
    wanted,
    parameters,
  )
  const loss: Tensor = sampledSoftmaxLoss(people, slice(vectors, 0, 0, rows), vectors, {
    logQ: input('logQ', [candidates]),
    numbers: { target: slice(numbers, 0, 0, rows), negatives: numbers },
    without: input('without', [rows, candidates]),
    temperature: wanted.temperature,
  })

  const owner = ownersOf(ptr)
  const random = new Random(seed).fork('two-tower')
  const order = lessons.entries.slice()
  const place = new Int32Array(2 * active)
  // How often a form is expected among the candidates of a step. Those drawn that were new once are so in half of all cases.
  const logQ = Float32Array.from(newness.counts(lessons.entries, wanted), (count, form) => {
    const drawn = newness.wasNew(form % active) ? 0.5 : form < active ? 1 : 0
    return Math.log((rows * count) / order.length + (samples * drawn) / active + 1e-9)
  })
  let stream = random
  const run = await TwoTowerRun.open(backend, wanted)
  return {
    loss: weightedMean(loss, input('importance', [rows])),
    parameters,
    dropouts,
    tables: {
      trend: { rows: active, width: trends, most, initialise: zeros },
      ids: { rows: active, width: factors, most, initialise: normal(0.05) },
      ...(features > 0 ? { terms: { rows: features, width: factors, most: most * widest, initialise: taught(wanted) } } : {}),
    },
    lookups: { ids: 'ids', trend: 'trend', ...(features > 0 ? { terms: 'terms' } : {}) },
    optimiser: { kind: 'adam' },
    schedule: { rate: wanted.learningRate, decay: 'linear', total: wanted.epochs * Math.ceil(order.length / rows) },
    epochs: wanted.epochs,
    patience: wanted.patience,
    begin(epoch) {
      stream = random.fork(`epoch ${epoch}`)
      order.set(lessons.entries)
      stream.fork('order').shuffle(order)
      return Math.ceil(order.length / rows)
    },
    batch(step) {
      const own = stream.fork(step)
      // The last batch is filled up from the beginning of the order.
      const chosen = Int32Array.from({ length: rows }, (_, row) => order[(step * rows + row) % order.length])
      const histories = Array.from(chosen, (entry) => before(entry, ptr[owner[entry]], wanted))
      // When the list was made by which each is foretold.
      const made = Float64Array.from(chosen, (entry) => (isTime(times[entry]) ? times[entry] - own.next() * newness.window : Number.NaN))
      const asked = Int32Array.from({ length: candidates }, (_, at) => {
        if (at < rows) return newness.formOf(items[chosen[at]], made[at])
        const item = own.int(active)
        return newness.wasNew(item) && own.next() < 0.5 ? active + item : item
      })
      place.fill(-1)
      const unique: number[] = []
      const numberOf = (item: number): number => {
        if (place[item] < 0) place[item] = unique.push(item) - 1
        return place[item]
      }
      const among = asked.map(numberOf)
      const reads = histories.map(({ items: read, weights }) => ({ items: read.map(numberOf), weights }))
      const known = unique.map((form) => form % active)
      const told = features > 0 ? termsOf(known, widest, wanted) : undefined
      const kept = Int32Array.from(unique, (item) => (item >= active || (featurePtr[item + 1] > featurePtr[item] && own.next() < wanted.idDropout) ? -1 : item))
      const without = wanted.repeats ? new Float32Array(rows * candidates) : readAmong(histories, asked, active)
      for (let row = 0; row < rows; row++) for (let at = 0; at < candidates; at++) if (!newness.fits(asked[at], made[row])) without[row * candidates + at] = 1
      const feeds = wanted.history === 'mean' ? { mix: mixOf(reads, unique.length) } : { ...placesOf(reads, length), state: new Float32Array(rows * factors) }
      return {
        feeds: {
          ...feeds,
          without,
          shares: trendShares(made, lessons.newest, wanted.trendDays),
          fresh: Float32Array.from(unique, (form) => (form >= active ? 1 : 0)),
          importance: Float32Array.from(chosen, (entry) => lessons.importance[entry]),
          candidates: among,
          logQ: Float32Array.from(asked, (form) => logQ[form]),
          ...(told === undefined ? {} : { amounts: told.amounts }),
        },
        rows: { ids: kept, trend: kept, ...(told === undefined ? {} : { terms: told.terms }) },
        sizes: { items: unique.length },
      }
    },
    async validate(now) {
      const { validation, masked } = wanted
      if (validation.length === 0) return undefined
      const inputs = inputsOf(now, wanted)
      const vectors = await run.vectors(now.parameters, inputs, now.tables.trend!)
      const asked = validation.map(({ history, times = new Float64Array(history.length) }) => ({
        items: history,
        weights: decayed({ times, weights: new Float32Array(history.length).fill(1) }, [...history.keys()], wanted.decay),
      }))
      let gain = 0
      await run.scores(now.parameters, inputs, vectors, asked, (at, scores) => {
        gain += ndcgAt(10, scores, validation[at]!, masked)
      })
      return { name: 'ndcg@10', value: gain / asked.length }
    },
  }
}

/** What the towers read of each item with events: its own row and those of what is known of it [active × factors]. */
export function inputsOf({ tables }: Weights, wanted: Omit<TwoTowerInput, 'validation'>): Float32Array {
  return withTerms(tables.ids!, tables.terms ?? new Float32Array(0), wanted.factors, wanted, wanted.idDropout === 1)
}

/** Whose each entry is [entries]. */
function ownersOf(ptr: Int32Array): Int32Array {
  const out = new Int32Array(ptr.at(-1)!)
  for (let person = 0; person + 1 < ptr.length; person++) out.fill(person, ptr[person], ptr[person + 1])
  return out
}

/**
 * The newest entries before the moment of this one, at most `length`, those that weigh nothing left out: what else is on an invoice is not there to tell its lines from when a list is asked for. Of somebody's first moment, the entries before this
 * one.
 */
function before(entry: number, first: number, wanted: TwoTowerInput): Read {
  const { items, weights, length, decay } = wanted
  let last = entry - 1
  while (last >= first && isSameMoment(wanted, last, entry)) last--
  const found: number[] = []
  for (let at = last < first ? entry - 1 : last; at >= first && found.length < length; at--) if (weights[at] > 0) found.push(at)
  found.reverse()
  return { items: Int32Array.from(found, (at) => items[at]), weights: decayed(wanted, found, decay) }
}

/** What entries, oldest first, weigh: each its weight times `decay` for every newer moment among them. */
export function decayed(history: Pick<History, 'times' | 'weights'>, entries: readonly number[], decay: number): Float32Array {
  const out = new Float32Array(entries.length)
  let recency = 1
  for (let at = entries.length - 1; at >= 0; at--) {
    if (at + 1 < entries.length && !isSameMoment(history, entries[at]!, entries[at + 1]!)) recency *= decay
    out[at] = recency * history.weights[entries[at]!]
  }
  return out
}

/** How much of each item goes into each mean [rows × items]. */
function mixOf(reads: readonly Read[], items: number): Float32Array {
  const mix = new Float32Array(reads.length * items)
  reads.forEach(({ items: own, weights }, row) => {
    const shares = sharesOf(weights)
    own.forEach((item, entry) => {
      mix[row * items + item] += shares[entry]
    })
  })
  return mix
}

/** 1 where a candidate, in whichever form, was read of a history: lists leave it out, so it is not to be told from what comes next [rows × candidates]. */
function readAmong(histories: readonly Read[], asked: Int32Array, items: number): Float32Array {
  const out = new Float32Array(histories.length * asked.length)
  const isRead = new Uint8Array(items)
  histories.forEach(({ items: own }, row) => {
    for (const item of own) isRead[item] = 1
    for (let at = 0; at < asked.length; at++) out[row * asked.length + at] = isRead[asked[at] % items]
    for (const item of own) isRead[item] = 0
  })
  return out
}

/** Where each history's items stand, and where it ends [rows × length]; after the end anything stands, which is not looked at. */
function placesOf(reads: readonly Read[], length: number): { places: Int32Array; last: Float32Array } {
  const places = new Int32Array(reads.length * length)
  const last = new Float32Array(reads.length * length)
  reads.forEach(({ items }, row) => {
    places.set(items, row * length)
    if (items.length > 0) last[row * length + items.length - 1] = 1
  })
  return { places, last }
}
