import type { Product } from '../data/catalogue.ts'
import { Ids } from '../data/ids.ts'
import type { History } from '../data/interactions.ts'
import { CandorError } from '../errors.ts'
import { dotAt } from '../math/dot.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import { ContentIndex, type ContentSettings } from './content-index.ts'
import type { Model } from './model.ts'
import { recencyWeights } from './recency.ts'
import type { Encoder } from './text-encoder.ts'
import { addRows, sparseProjected } from './text-sums.ts'

const name = 'text'
const version = 1

export interface TextForm {
  readonly items: Ids
  /** How texts are compared word by word. */
  readonly index: ContentIndex
  readonly settings: ContentSettings
  readonly factors: number
  readonly decay: number
  readonly tail: number
  /** What a text says in a history, and what speaks for it [items × factors]. */
  readonly sources: Float32Array
  readonly targets: Float32Array
  /** The same of each word and fact [terms × factors]. */
  readonly termSources: Float32Array
  readonly termTargets: Float32Array
  /** Who read the texts, where not the bundled encoder. */
  readonly encoder?: Encoder
}

/** score(h, i) = Σ_e w_e · (cosine of the words of e and i + source(e)·target(i)): a sum over the history, exactly. Time of a list: the postings of the history's terms, and items · factors. All sums in f64. */
export function textModel(form: TextForm): Model {
  const { items, index, factors: d, decay, tail, sources, targets, termSources, termTargets, encoder } = form
  const n = items.length
  const sums = new Float64Array(n)
  const person = new Float64Array(d)
  const isItem = (item: number): boolean => item >= 0 && item < n
  const weigh = (history: History): Float64Array => recencyWeights(history, decay, tail).map((weight, entry) => (isItem(history.items[entry]) ? weight : 0))
  const pair = (from: number, to: number): number => index.similarity(from, to) + dotAt(sources, from * d, targets, to * d, d)
  return {
    name,
    items,
    additive: decay === 1,
    async score(histories, out) {
      if (out.length !== histories.length * n)
        throw new RangeError(`Scores of ${histories.length} histories need ${histories.length * n} places, got ${out.length}.`)
      histories.forEach((history, row) => {
        const weights = weigh(history)
        addRows(history.items, weights, sources, person.fill(0))
        for (let item = 0; item < n; item++) sums[item] = dotAt(person, 0, targets, item * d, d)
        history.items.forEach((entry, e) => void index.addSimilar(entry, weights[e], sums))
        out.set(sums, row * n)
      })
    },
    entryWeights: (history) => recencyWeights(history, decay, tail),
    unit(item, room, scale = 1) {
      room.fill(0)
      if (!isItem(item)) return { values: room }
      for (let to = 0; to < n; to++) room[to] = scale * dotAt(sources, item * d, targets, to * d, d)
      index.addSimilar(item, scale, room)
      return { values: room }
    },
    terms(history, item) {
      const amounts = weigh(history).map((weight, entry) => (weight === 0 || !isItem(item) ? 0 : weight * pair(history.items[entry], item)))
      return { score: amounts.reduce((sum, amount) => sum + amount, 0), base: 0, amounts, others: [] }
    },
    links: (from, to) => index.links(from, to),
    search: (query, out) => index.search(query, out),
    admit: (products) => textModel(withProducts(form, products)),
    save: () => {
      const { meta, arrays } = index.pack()
      return packModel(
        name,
        version,
        { ...meta, settings: form.settings, factors: d, decay, tail, ...(encoder === undefined ? {} : { encoder }) },
        { items: packStrings(items.names()), ...arrays, sources, targets, termSources, termTargets },
      )
    },
  }
}

/** The form that also knows these products, or knows them anew; what was known of others stays as it is. */
function withProducts(form: TextForm, products: readonly Product[]): TextForm {
  const items = new Ids(form.items)
  const places = products.map((product) => items.add(product.id))
  const index = form.index.with(places, products, items.length)
  const d = form.factors
  const told = index.vectors()
  const grown = (before: Float32Array, terms: Float32Array): Float32Array => {
    const out = new Float32Array(items.length * d)
    out.set(before)
    const fresh = sparseProjected(told, terms, d)
    for (const place of places) out.set(fresh.subarray(place * d, (place + 1) * d), place * d)
    return out
  }
  return { ...form, items, index, sources: grown(form.sources, form.termSources), targets: grown(form.targets, form.termTargets) }
}

/** Throws `model.corrupt` or `model.version`. */
export function loadText(bytes: Uint8Array): Model {
  const file = unpackModel(bytes, name, version)
  const meta = file.meta as { settings?: ContentSettings; factors?: unknown; decay?: unknown; tail?: unknown; encoder?: Encoder }
  const { settings, factors, decay, tail, encoder } = meta
  const items = new Ids(unpackStrings(file.u8('items')))
  const [sources, targets] = [file.f32('sources'), file.f32('targets')]
  const [termSources, termTargets] = [file.f32('termSources'), file.f32('termTargets')]
  const sound = settings !== undefined && typeof factors === 'number' && factors > 0 && typeof decay === 'number' && typeof tail === 'number'
  const index = sound ? ContentIndex.restore(file, settings) : undefined
  const fits = [sources, targets].every((array) => array.length === items.length * Number(factors)) && termSources.length === termTargets.length
  if (index === undefined || index.items !== items.length || !sound || !fits) {
    throw new CandorError('model.corrupt', `The arrays of the "${name}" model file do not fit each other. Train it again with "candor train --model ${name}".`)
  }
  return textModel({ items, index, settings, factors, decay, tail, sources, targets, termSources, termTargets, ...(encoder === undefined ? {} : { encoder }) })
}
