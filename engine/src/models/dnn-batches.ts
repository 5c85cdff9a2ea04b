import { type History, sliceHistory } from '../data/interactions.ts'
import type { Random } from '../math/random.ts'
import { type Basket, candidatesOf, Turns } from './basket-batches.ts'
import { type Read, sharesOf } from './dnn-network.ts'
import { recencyWeights, walk } from './recency.ts'

/** Everyone's entries, oldest first, numbered among the items with events. */
export interface DnnEvents {
  /** Borders of people [people + 1]. */
  readonly ptr: Int32Array
  readonly items: Int32Array
  readonly times: Float64Array
  readonly weights: Float32Array
  /** How many items there are. */
  readonly active: number
  /** People of a step. */
  readonly batch: number
  /** Items besides theirs with which a step compares; 0: all. */
  readonly samples: number
  /** Share of what is read that is hidden. */
  readonly hide: number
  readonly decay: number
  readonly tail: number
}

/** One step: how much of each candidate a person has [rows × candidates], how much of each is to be foretold [rows × candidates] and its sum [rows], and the logarithm of each candidate's chance to be one [candidates]. */
export interface DnnBatch {
  readonly random: Random
  readonly candidates: Int32Array
  readonly feeds: { readonly mix: Float32Array; readonly counts: Float32Array; readonly totals: Float32Array; readonly chance: Float32Array }
}

/**
 * What a step learns from: of each of its people a part of the history and what is to be foretold from it. Where order counts (`decay` below 1), the history is cut at a random place, and what comes after it is foretold, what comes
 * sooner the more; where it does not, some entries are hidden, one at least, and foretold from the others. Everything follows from seed, epoch and step.
 */
export class DnnBatches {
  /** People of a step. */
  readonly rows: number
  readonly steps: number
  /** The most candidates a step can have. */
  readonly most: number
  readonly #events: DnnEvents
  readonly #people: Int32Array
  readonly #turns: Turns
  readonly #place: Int32Array

  constructor(events: DnnEvents, seed: number) {
    const { ptr, weights, active, batch, samples } = events
    const counts = (person: number): number => weights.subarray(ptr[person], ptr[person + 1]).filter((weight) => weight > 0).length
    this.#people = Int32Array.from({ length: ptr.length - 1 }, (_, person) => person).filter((person) => counts(person) > 0)
    this.#turns = new Turns(this.#people.length, batch, seed)
    this.rows = this.#turns.rows
    this.steps = this.#turns.steps
    const lengths = this.#people.map((person) => ptr[person + 1] - ptr[person]).sort((a, b) => b - a)
    const widest = lengths.subarray(0, this.rows).reduce((sum, length) => sum + length, 0) + samples
    this.most = samples === 0 ? active : Math.min(active, widest)
    this.#events = events
    this.#place = new Int32Array(active)
  }

  /** The number of steps. */
  begin(epoch: number): number {
    this.#turns.begin(epoch)
    return this.steps
  }

  batch(step: number): DnnBatch {
    const { rows } = this
    const { people, random } = this.#turns.step(step)
    const lessons = people.map((at) => this.#lesson(this.#people[at], random))
    const place = this.#place
    const baskets = lessons.flatMap(({ read, wanted }) => [wanted, read])
    const { candidates, chance } = candidatesOf(baskets, this.#events.samples, place, random)
    const mix = new Float32Array(rows * candidates.length)
    const counts = new Float32Array(rows * candidates.length)
    const totals = new Float32Array(rows)
    lessons.forEach(({ read, wanted }, row) => {
      const shares = sharesOf(read.weights)
      read.items.forEach((item, entry) => {
        mix[row * candidates.length + place[item]] += shares[entry]
      })
      wanted.items.forEach((item, entry) => {
        const at = row * candidates.length + place[item]
        totals[row] += Math.max(0, wanted.weights[entry] - counts[at])
        counts[at] = Math.max(counts[at], wanted.weights[entry])
      })
    })
    return { random, candidates, feeds: { mix, counts, totals, chance } }
  }

  #lesson(person: number, random: Random): { read: Read; wanted: Basket } {
    const { ptr, items, times, weights, hide, decay, tail } = this.#events
    const kinds = new Uint8Array(0)
    const history: History = sliceHistory({ items, times, weights, kinds }, ptr[person], ptr[person + 1])
    const length = history.items.length
    const cut = decay < 1 ? random.int(length) : length
    const known = recencyWeights(sliceHistory(history, 0, cut), decay, tail)
    const visible = [...known.keys()].filter((entry) => known[entry] > 0)
    const hidden = new Set(visible.filter(() => random.next() < hide))
    const wanted: [item: number, weight: number][] = []
    if (decay < 1) walk(history, cut, length, decay, tail, (entry, weight) => void wanted.push([history.items[entry], weight]))
    else {
      if (hidden.size === 0) hidden.add(random.pick(visible))
      for (const entry of hidden) wanted.push([history.items[entry], known[entry]])
    }
    const kept = visible.filter((entry) => !hidden.has(entry))
    return {
      read: { items: Int32Array.from(kept, (entry) => history.items[entry]), weights: Float32Array.from(kept, (entry) => known[entry]) },
      wanted: { items: Int32Array.from(wanted, ([item]) => item), weights: Float32Array.from(wanted, ([, weight]) => weight) },
    }
  }
}

/** What is read of a history: its known entries, newer ones counting more. */
export function readOf(history: History, position: Int32Array, decay: number, tail: number): Read {
  const weights = recencyWeights(history, decay, tail)
  const known = [...weights.keys()].filter((entry) => weights[entry] > 0 && (position[history.items[entry]] ?? -1) >= 0)
  return { items: Int32Array.from(known, (entry) => position[history.items[entry]]), weights: Float32Array.from(known, (entry) => weights[entry]) }
}
