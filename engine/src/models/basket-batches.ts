import type { History } from '../data/interactions.ts'
import { Random } from '../math/random.ts'

/** What a person did, among the items of the network, each item once, and how much each counts. */
export interface Basket {
  readonly items: Int32Array
  readonly weights: Float32Array
}

export interface BasketInput {
  readonly items: number
  /** Borders of people [people + 1], items ascending and once each, and how much each counts. */
  readonly ptr: Int32Array
  readonly idx: Int32Array
  readonly val: Float32Array
  readonly batch: number
  /** Items besides the batch's own against which a step compares; 0: all items. */
  readonly samples: number
  /** Share of a person's items that is hidden from the network. */
  readonly dropout: number
}

/** One step of people. `entries` are the items left of all of them, one after the other, and `mix` how much each counts for whom; `candidates` the items that are compared. */
export interface BasketBatch {
  /** Index in `baskets` of each row. */
  readonly people: readonly number[]
  /** Of this step alone. */
  readonly random: Random
  readonly feeds: {
    /** [rows × entries] */
    readonly mix: Float32Array
    /** What each did [rows × candidates], its sum [rows]. */
    readonly counts: Float32Array
    readonly totals: Float32Array
    /** Logarithm of each candidate's chance to be one [candidates]. */
    readonly chance: Float32Array
  }
  readonly rows: { readonly entries: Int32Array; readonly candidates: Int32Array }
  readonly sizes: { readonly entries: number; readonly candidates: number }
}

/** Who is learned from in which step: all people once an epoch, in an order that follows from seed and epoch. */
export class Turns {
  /** People of a step. */
  readonly rows: number
  readonly steps: number
  readonly #seed: number
  readonly #order: Int32Array
  #stream: Random

  constructor(people: number, batch: number, seed: number) {
    this.rows = Math.min(batch, people)
    this.steps = Math.ceil(people / this.rows)
    this.#seed = seed
    this.#order = new Int32Array(people)
    this.#stream = new Random(seed)
  }

  begin(epoch: number): void {
    this.#stream = new Random(this.#seed).fork(`epoch ${epoch}`)
    for (let at = 0; at < this.#order.length; at++) this.#order[at] = at
    this.#stream.fork('order').shuffle(this.#order)
  }

  /** The people of a step of the epoch begun last, by their place among all, and what is random in it. The last step is filled up from the beginning of the order. */
  step(step: number): { readonly people: readonly number[]; readonly random: Random } {
    const people = Array.from({ length: this.rows }, (_, row) => this.#order[(step * this.rows + row) % this.#order.length]!)
    return { people, random: this.#stream.fork(step) }
  }
}

/** The batches of autoencoders over what people did: all people once an epoch, in a seeded order. Everything follows from seed, epoch and step. */
export class BasketBatches {
  /** People with items. */
  readonly baskets: readonly Basket[]
  /** People of a step. */
  readonly rows: number
  /** The most entries a step can have. */
  readonly most: number
  readonly steps: number
  readonly #input: BasketInput
  readonly #turns: Turns
  readonly #place: Int32Array
  readonly #totals: Float32Array

  constructor(input: BasketInput, seed: number) {
    const { ptr, idx, val, batch, items } = input
    const people = Int32Array.from({ length: ptr.length - 1 }, (_, person) => person).filter((person) => ptr[person + 1] > ptr[person])
    this.baskets = Array.from(people, (person) => ({ items: idx.subarray(ptr[person], ptr[person + 1]), weights: val.subarray(ptr[person], ptr[person + 1]) }))
    this.#turns = new Turns(people.length, batch, seed)
    this.rows = this.#turns.rows
    this.steps = this.#turns.steps
    const lengths = people.map((person) => ptr[person + 1] - ptr[person]).sort((a, b) => b - a)
    this.most = lengths.subarray(0, this.rows).reduce((total, length) => total + length, 0)
    this.#input = input
    this.#place = new Int32Array(items)
    this.#totals = new Float32Array(this.rows)
  }

  /** The number of steps. */
  begin(epoch: number): number {
    this.#turns.begin(epoch)
    return this.steps
  }

  /** Arrays that the next call may use again. */
  batch(step: number): BasketBatch {
    const { rows, baskets } = this
    const { people, random } = this.#turns.step(step)
    const kept = people.map((person) => keep(baskets[person]!, this.#input.dropout, random))
    const entries = Math.max(
      1,
      kept.reduce((sum, { items }) => sum + items.length, 0),
    )
    const mix = new Float32Array(rows * entries)
    const looked = new Int32Array(entries).fill(-1)
    const place = this.#place
    const { candidates, chance } = candidatesOf(
      people.map((person) => baskets[person]!),
      this.#input.samples,
      place,
      random,
    )
    const counts = new Float32Array(rows * candidates.length)
    let at = 0
    people.forEach((person, row) => {
      const { items, weights } = baskets[person]!
      this.#totals[row] = 0
      items.forEach((item, entry) => {
        counts[row * candidates.length + place[item]] = weights[entry]
        this.#totals[row] += weights[entry]
      })
      const own = kept[row]!
      own.items.forEach((item, entry) => {
        looked[at] = item
        mix[row * entries + at++] = own.weights[entry]
      })
    })
    return {
      people,
      random,
      feeds: { mix, counts, totals: this.#totals, chance },
      rows: { entries: looked, candidates },
      sizes: { entries, candidates: candidates.length },
    }
  }
}

/** The known items of a history, each once with the most it counts, ascending. */
export function basketOf({ items, weights }: History, position: Int32Array): Basket {
  const most = new Map<number, number>()
  items.forEach((item, entry) => {
    const at = position[item] ?? -1
    if (at >= 0 && weights[entry] > 0) most.set(at, Math.max(most.get(at) ?? 0, weights[entry]))
  })
  const sorted = [...most].sort(([a], [b]) => a - b)
  return { items: Int32Array.from(sorted, ([item]) => item), weights: Float32Array.from(sorted, ([, weight]) => weight) }
}

/** The weighted sum of each basket's rows of a table [rows × width]; at least two rows, since one alone is multiplied by another routine of the runtime, which rounds otherwise. */
export function sumsOf(table: Float32Array, width: number, baskets: readonly Basket[]): { sums: Float32Array; rows: number } {
  const rows = Math.max(2, baskets.length)
  const sums = new Float32Array(rows * width)
  baskets.forEach((basket, row) => {
    const shares = sharesOf(basket.weights)
    basket.items.forEach((item, entry) => {
      for (let f = 0; f < width; f++) sums[row * width + f] += shares[entry] * table[item * width + f]
    })
  })
  return { sums, rows }
}

/** A person's weights scaled to length 1, so that who did much is not louder than who did little. */
function sharesOf(weights: Float32Array): Float32Array {
  let square = 0
  for (const weight of weights) square += weight * weight
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0
  return weights.map((weight) => weight * scale)
}

/**
 * The items a step compares: those of its people, and `samples` others drawn evenly; all where that is as many. `chance` is what is taken off the score of each in the sum over items: the logarithm of the chance to be there, 0 for people's own.
 * Writes each candidate's position into `place` [items].
 */
export function candidatesOf(people: readonly Basket[], samples: number, place: Int32Array, random: Random): { candidates: Int32Array; chance: Float32Array } {
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
