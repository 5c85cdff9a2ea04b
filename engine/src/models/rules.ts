import type { Product } from '../data/catalogue.ts'
import { Ids } from '../data/ids.ts'
import type { History } from '../data/interactions.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import type { Rule, Rules } from './baskets.ts'
import { hasPurchases, mineRules, rulesFrom } from './baskets.ts'
import type { Shelves } from './bestsellers.ts'
import { bestsellers, coldStart, newestFirst, releasedOf, shelve, shelvesOf } from './bestsellers.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import type { Algorithm, Link, Model, Terms, Unit } from './model.ts'
import { halfLifeField } from './recency.ts'

export interface RulesParams {
  readonly minSupport: number
  readonly keep: number
  readonly basketMinutes: number
  readonly prior: number
  readonly surprise: number
  readonly segment: number
  readonly shelf: number
  readonly segmentPeople: number
  readonly halfLifeDays: number
  readonly crowding: number
}

const version = 1
/** Bestsellers kept for one segment. */
const segmentLength = 200
/** What the page for everyone counts beside rules that the person's own history fires: it orders what they leave equal, and everything for a newcomer. */
const everyoneShare = 0.01
/** What "new in the shop" counts beside the bestsellers: it decides only where nobody has bought yet. */
const newShare = 0.001

/**
 * The cold start, and the plainest reasons there are. score(h, i) = Σ_e w_e · (rule(e → i) + segment · bestseller among people of e's category + shelf · bestseller within e's category)
 * + a small page for everyone (recent bestsellers, categories taking turns; in a shop without events the newest products in stock). rule = confidence · lift^surprise, its confidence shrunk by `prior`.
 * Fit: Σ over baskets of length². Score: O(items).
 */
export const rules: Algorithm<RulesParams> = {
  name: 'rules',
  paper: 'Agrawal, Imieliński & Swami, "Mining association rules between sets of items in large databases", SIGMOD 1993, doi:10.1145/170035.170072',
  summary: 'Bought together, bestsellers by category, and a sensible page for newcomers and for a shop without events.',
  params: {
    minSupport: { type: 'integer', default: 2, min: 2, max: 1000, doc: 'Fewest different people behind a bought-together rule.' },
    keep: { type: 'integer', default: 100, min: 1, max: 1000, doc: 'Most bought-together rules of one item.' },
    basketMinutes: { type: 'number', default: 60, min: 0, max: 100_000, doc: 'Events of one person further apart, in minutes, are two baskets.' },
    prior: {
      type: 'number',
      default: 5,
      min: 0,
      max: 1000,
      tune: true,
      doc: 'People added to the denominator of the confidence: rules of rare items count less.',
    },
    surprise: { type: 'number', default: 0.5, min: 0, max: 1, tune: true, doc: 'Exponent of the lift: 0 follows plain confidence, hence bestsellers.' },
    segment: { type: 'number', default: 0.3, min: 0, max: 10, tune: true, doc: 'Weight of what other people of the same category take.' },
    shelf: { type: 'number', default: 0.01, min: 0, max: 10, tune: true, doc: 'Weight of the bestsellers inside the same category.' },
    segmentPeople: { type: 'integer', default: 20, min: 1, max: 100_000, doc: 'Fewest people who make a step of the category path a segment of its own.' },
    halfLifeDays: { ...halfLifeField, doc: 'Days after which a sale counts half in a bestseller list. 0: age does not matter.' },
    crowding: {
      type: 'number',
      default: 0.2,
      min: 0,
      max: 10,
      doc: 'How much a bestseller gives way, on the page for everyone, to those of other categories.',
    },
  },
  async fit(data, params, ctx) {
    throwIfCancelled(ctx.signal)
    const shelves = shelvesOf(data, params.segmentPeople)
    const { worth, ...segments } = bestsellers(data, shelves, params.halfLifeDays, segmentLength)
    ctx.progress?.({ stage: 'baskets', done: 0.2 })
    const mined = mineRules(data, { ...params, ...(ctx.signal === undefined ? {} : { signal: ctx.signal }) })
    ctx.progress?.({ stage: 'baskets', done: 1, figures: { rules: mined.idx.length } })
    return new RulesModel(params, { items: data.items, shelves, worth, segments, mined, released: releasedOf(data.products), bought: hasPurchases(data) })
  },
  async load(bytes) {
    const file = unpackModel(bytes, 'rules', version)
    const { params, bought } = file.meta as { params: RulesParams; bought: boolean }
    const items = new Ids(unpackStrings(file.u8('items')))
    const parts: Parts = {
      items,
      shelves: { names: unpackStrings(file.u8('shelfNames')), of: file.i32('shelfOf') },
      worth: file.f64('worth'),
      segments: { ptr: file.i32('segmentPtr'), idx: file.i32('segmentIdx'), val: file.f32('segmentVal') },
      mined: { ptr: file.i32('rulePtr'), idx: file.i32('ruleIdx'), support: file.i32('support'), confidence: file.f32('confidence'), lift: file.f32('lift') },
      released: file.f64('released'),
      bought,
    }
    if (parts.worth.length !== items.length || parts.released.length !== items.length || parts.mined.ptr.length !== items.length + 1) {
      throw new CandorError('model.corrupt', 'The arrays of the "rules" model file do not fit each other. Train it again with "candor train --model rules".')
    }
    return new RulesModel(params, parts)
  },
}

interface Parts {
  readonly items: Ids
  readonly shelves: Shelves
  readonly worth: Float64Array
  /** Bestsellers of each shelf's people, see `bestsellers`. */
  readonly segments: { readonly ptr: Int32Array; readonly idx: Int32Array; readonly val: Float32Array }
  readonly mined: Rules
  readonly released: Float64Array
  /** Baskets are purchases: only then may a sentence say "bought". */
  readonly bought: boolean
}

export class RulesModel implements Model {
  readonly name = 'rules'
  readonly items: Ids
  readonly additive = true
  readonly #params: RulesParams
  readonly #parts: Parts
  /** What rule r adds [rules]. */
  readonly #ruleAmounts: Float64Array
  /** Items of each shelf with what they add there. */
  readonly #onShelf: readonly { readonly item: number; readonly amount: number }[][]
  readonly #popularity: Float64Array
  readonly #newness: Float64Array

  constructor(params: RulesParams, parts: Parts) {
    this.items = parts.items
    this.#params = params
    this.#parts = parts
    const { mined, shelves, worth } = parts
    this.#ruleAmounts = Float64Array.from(mined.idx, (_, rule) => {
      const people = mined.support[rule] / mined.confidence[rule]
      return (mined.support[rule] / (people + params.prior)) * mined.lift[rule] ** params.surprise
    })
    const best = new Float64Array(shelves.names.length)
    shelves.of.forEach((shelf, item) => {
      if (shelf >= 0) best[shelf] = Math.max(best[shelf], worth[item])
    })
    this.#onShelf = shelves.names.map(() => [])
    shelves.of.forEach((shelf, item) => {
      if (shelf >= 0 && worth[item] > 0) this.#onShelf[shelf]!.push({ item, amount: (params.shelf * worth[item]) / best[shelf] })
    })
    this.#popularity = coldStart(worth, shelves, params.crowding).map((value) => everyoneShare * value)
    this.#newness = newestFirst(parts.released, shelves).map((value) => everyoneShare * newShare * value)
  }

  async score(histories: readonly History[], out: Float32Array): Promise<void> {
    const n = this.items.length
    const sums = new Float64Array(n)
    histories.forEach((history, h) => {
      for (let i = 0; i < n; i++) sums[i] = this.#popularity[i] + this.#newness[i]
      history.items.forEach((entry, e) => {
        this.#fire(entry, (item, amount) => {
          sums[item] += history.weights[e] * amount
        })
      })
      out.set(sums, h * n)
    })
  }

  entryWeights(history: History): Float64Array {
    return Float64Array.from(history.weights)
  }

  unit(item: number, room: Float64Array, scale = 1): Unit {
    room.fill(0)
    this.#fire(item, (reached, amount) => {
      room[reached] += scale * amount
    })
    return { values: room }
  }

  terms(history: History, item: number): Terms {
    const amounts = new Float64Array(history.items.length)
    history.items.forEach((entry, e) => {
      this.#fire(entry, (reached, amount) => {
        if (reached === item) amounts[e] += history.weights[e] * amount
      })
    })
    const popularity = this.#popularity[item]
    const newness = this.#newness[item]
    const score = amounts.reduce((sum, amount) => sum + amount, popularity + newness)
    return {
      score,
      base: 0,
      amounts,
      others: [
        { kind: 'popularity', name: 'all shoppers', amount: popularity },
        { kind: 'rule', name: 'new in the shop', amount: newness },
      ],
    }
  }

  links(from: number, to: number): readonly Link[] {
    if (!(this.#knows(from) && this.#knows(to))) return []
    const { shelves, bought } = this.#parts
    const links: Link[] = []
    const rule = this.rulesFrom(from).find((candidate) => candidate.item === to)
    if (rule !== undefined && bought) links.push({ kind: 'bought-together', name: 'bought together', amount: this.#amountOf(from, to), people: rule.support })
    const shelf = shelves.of[from]
    if (shelf >= 0 && shelf === shelves.of[to]) links.push({ kind: 'category', name: shelves.names[shelf]!.split(' > ').at(-1)!, amount: this.#params.shelf })
    return links
  }

  admit(products: readonly Product[]): Model {
    const items = new Ids(this.items)
    const places = products.map((product) => items.add(product.id))
    const { shelves, worth, mined, released } = this.#parts
    const fresh = releasedOf(products)
    const dates = extended(released, items.length)
    places.forEach((place, p) => {
      dates[place] = fresh[p]
    })
    const ptr = new Int32Array(items.length + 1).fill(mined.idx.length)
    ptr.set(mined.ptr)
    return new RulesModel(this.#params, {
      ...this.#parts,
      items,
      shelves: shelve(shelves, places, products, items.length),
      worth: extended(worth, items.length),
      released: dates,
      mined: { ...mined, ptr },
    })
  }

  /** The bought-together rules that start from one item, strongest first, with support, confidence and lift. */
  rulesFrom(item: number): Rule[] {
    return this.#knows(item) ? rulesFrom(this.#parts.mined, item) : []
  }

  save(): Uint8Array {
    const { items, shelves, worth, segments, mined, released, bought } = this.#parts
    return packModel(
      'rules',
      version,
      { params: this.#params, bought },
      {
        items: packStrings(items.names()),
        shelfNames: packStrings(shelves.names),
        shelfOf: shelves.of,
        worth,
        segmentPtr: segments.ptr,
        segmentIdx: segments.idx,
        segmentVal: segments.val,
        rulePtr: mined.ptr,
        ruleIdx: mined.idx,
        support: mined.support,
        confidence: mined.confidence,
        lift: mined.lift,
        released,
      },
    )
  }

  /** Everything one entry of weight 1 adds. */
  #fire(entry: number, add: (item: number, amount: number) => void): void {
    if (!this.#knows(entry)) return
    const { mined, segments, shelves } = this.#parts
    for (let at = mined.ptr[entry]; at < mined.ptr[entry + 1]; at++) add(mined.idx[at], this.#ruleAmounts[at])
    const shelf = shelves.of[entry]
    if (shelf < 0) return
    const end = segments.ptr[shelf + 1] ?? 0 // a shelf opened by a new product has no bestsellers yet
    for (let at = segments.ptr[shelf]; at < end; at++) add(segments.idx[at], this.#params.segment * segments.val[at])
    for (const { item, amount } of this.#onShelf[shelf]!) add(item, amount)
  }

  #amountOf(from: number, to: number): number {
    const { mined } = this.#parts
    for (let at = mined.ptr[from]; at < mined.ptr[from + 1]; at++) if (mined.idx[at] === to) return this.#ruleAmounts[at]
    return 0
  }

  #knows(item: number): boolean {
    return item >= 0 && item < this.items.length
  }
}

function extended(values: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length)
  out.set(values)
  return out
}
