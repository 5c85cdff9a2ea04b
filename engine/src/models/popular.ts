import { Ids } from '../data/ids.ts'
import type { Interactions } from '../data/interactions.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import type { Algorithm, Model } from './model.ts'
import type { Schema } from './params.ts'
import { agedShare, halfLifeField } from './recency.ts'

export interface PopularParams {
  halfLifeDays: number
  windowDays: number
}

const params: Schema<PopularParams> = {
  halfLifeDays: { ...halfLifeField, default: 7, doc: 'Days after which an event counts half. 0: age does not matter.' },
  windowDays: { type: 'number', default: 0, min: 0, max: 3650, tune: true, doc: 'Only events of the last so many days count, such as 7. 0: all of them.' },
}

const day = 86_400_000
/** Share of the all-time count that orders items which the window leaves equal; under 1, so it never outweighs an event inside the window. */
const tieShare = 0.001

/**
 * The same list for everyone: score(item) = Σ over people of the most that one of their events with it counts, weight · 2^(−age / halfLifeDays) where the
 * age is at most windowDays. Age runs from the newest event of the data, never from the clock, so that the same data give the same model.
 * Where times are unknown every event counts as new; where only some are, those without count as old as the oldest. With a window, the all-time count
 * orders what would otherwise be ties. O(entries).
 */
export const popular: Algorithm<PopularParams> = {
  name: 'popular',
  paper: 'Ji et al., "A Re-visit of the Popularity Baseline in Recommender Systems", SIGIR 2020, arXiv:2005.13829',
  summary: 'What most shoppers liked, recent events counting more; the same list for everyone.',
  params,
  async fit(data, { halfLifeDays, windowDays }, ctx) {
    throwIfCancelled(ctx.signal)
    const ages = agesInDays(data)
    const fresh = countPeople(data, (entry) => (windowDays > 0 && ages[entry] > windowDays ? 0 : agedShare(ages[entry], halfLifeDays)))
    if (windowDays > 0) {
      const everything = countPeople(data, () => 1)
      const most = everything.reduce((a, b) => Math.max(a, b), 1)
      for (let item = 0; item < fresh.length; item++) fresh[item] += (tieShare * everything[item]) / most
    }
    return popularModel(data.items, Float32Array.from(fresh))
  },
  async load(bytes) {
    const file = unpackModel(bytes, 'popular', 1)
    const items = new Ids(unpackStrings(file.u8('items')))
    const counts = file.f32('counts')
    if (counts.length !== items.length) throw new CandorError('model.corrupt', 'The "popular" model file holds a count for other items. Train it again.')
    return popularModel(items, counts)
  },
}

function popularModel(items: Ids, counts: Float32Array): Model {
  return {
    name: 'popular',
    items,
    additive: true,
    entryWeights: (history) => new Float64Array(history.items.length),
    unit: () => ({ items: new Int32Array(0), values: new Float64Array(0) }),
    async score(histories, out) {
      histories.forEach((_, row) => {
        out.set(counts, row * counts.length)
      })
    },
    terms: (history, item) => ({
      score: counts[item],
      base: 0,
      amounts: new Float64Array(history.items.length),
      others: [{ kind: 'popularity', name: 'all shoppers', amount: counts[item] }],
    }),
    save: () => packModel('popular', 1, {}, { items: packStrings(items.names()), counts }),
  }
}

/** Per item the sum over people of their weightiest event's weight · recency(entry) [items]. */
function countPeople(data: Interactions, recency: (entry: number) => number): Float64Array {
  const counts = new Float64Array(data.items.length)
  const best = new Map<number, number>()
  for (let person = 0; person < data.people.length; person++) {
    best.clear()
    for (let entry = data.ptr[person]; entry < data.ptr[person + 1]; entry++) {
      const worth = data.weights[entry] * recency(entry)
      if (worth > (best.get(data.cols[entry]) ?? 0)) best.set(data.cols[entry], worth)
    }
    for (const [item, worth] of best) counts[item] += worth
  }
  return counts
}

/** Days before the newest event [entries]; all 0 where no time is known. */
function agesInDays(data: Interactions): Float64Array {
  let newest = 0
  let oldest = Number.POSITIVE_INFINITY
  for (const time of data.times) {
    if (time > newest) newest = time
    if (time > 0 && time < oldest) oldest = time
  }
  return data.times.map((time) => (newest === 0 ? 0 : (newest - (time > 0 ? time : oldest)) / day))
}
