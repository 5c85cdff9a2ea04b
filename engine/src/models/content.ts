import type { Product } from '../data/catalogue.ts'
import { Ids } from '../data/ids.ts'
import type { History, Interactions } from '../data/interactions.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import { ContentIndex } from './content-index.ts'
import type { Algorithm, Link, Model, Terms, Unit } from './model.ts'
import { decayField, recencyWeights, tailField } from './recency.ts'
import type { SegmenterName } from './words.ts'
import { segmenterOf } from './words.ts'

export interface ContentParams {
  readonly k1: number
  readonly b: number
  readonly description: number
  readonly brand: number
  readonly seller: number
  readonly category: number
  readonly attributes: number
  readonly rarity: number
  readonly common: number
  readonly decay: number
  readonly tail: number
  readonly segmenter: SegmenterName
}

const version = 1

/**
 * Recommends what is described like the things a person already took. score(h, i) = Σ_e w_e · decay^steps(e) · cos(v_e, v_i), where v is a product's sparse vector of BM25F
 * weights: frequency by field, saturated by k1 and the length b (Robertson, Zaragoza & Taylor 2004), times idf^rarity. The sum over entries is exact, so it is its own explanation.
 * Products without text score 0. Fit: one pass over the catalogue. Score: the postings of the terms in the history.
 */
export const content: Algorithm<ContentParams> = {
  name: 'content',
  paper: 'Robertson, Zaragoza & Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004, doi:10.1145/1031171.1031181',
  summary: 'Recommends what is described alike: words, brand, category and attributes. New products count from their first second.',
  params: {
    k1: { type: 'number', default: 1.2, min: 0, max: 10, tune: true, doc: 'Saturation of repeated words: 0 counts a word once.' },
    b: { type: 'number', default: 0.5, min: 0, max: 1, tune: true, doc: 'How much a long text is discounted: 0 not at all, 1 fully.' },
    description: { type: 'number', default: 0.3, min: 0, max: 5, tune: true, doc: 'Weight of a word of the description; a word of the title counts 1.' },
    brand: { type: 'number', default: 1, min: 0, max: 10, tune: true, doc: 'Weight of the same brand.' },
    seller: { type: 'number', default: 0.3, min: 0, max: 10, tune: true, doc: 'Weight of the same seller.' },
    category: { type: 'number', default: 0.2, min: 0, max: 10, tune: true, doc: 'Weight of each shared step of the category path.' },
    attributes: { type: 'number', default: 0.5, min: 0, max: 10, tune: true, doc: 'Weight of each equal attribute or tag.' },
    rarity: { type: 'number', default: 0.8, min: 0, max: 3, tune: true, doc: 'Exponent of the inverse document frequency: higher lets rare terms decide.' },
    common: {
      type: 'number',
      default: 0.05,
      min: 0.001,
      max: 1,
      scale: 'log',
      tune: true,
      doc: 'Words in more than this share of the products say nothing of one, and looking them up takes most of the time; 1 counts them all. Search finds them all the same.',
    },
    decay: { ...decayField, tune: true },
    tail: tailField,
    segmenter: { type: 'choice', default: 'intl', options: ['intl', 'jieba'], doc: 'How Chinese is cut into words; "jieba" needs the package @node-rs/jieba.' },
  },
  async fit(data: Interactions, params: ContentParams, ctx): Promise<Model> {
    throwIfCancelled(ctx.signal)
    const index = ContentIndex.build(data.products, params, segmenterOf(params.segmenter))
    ctx.progress?.({ stage: 'index', done: 1, figures: { terms: index.terms } })
    return new ContentModel(data.items, params, index)
  },
  async load(bytes: Uint8Array): Promise<Model> {
    const file = unpackModel(bytes, 'content', version)
    const { params: saved } = file.meta as { params?: Omit<ContentParams, 'common'> & Partial<ContentParams> }
    // Files from before words could be too common count them all.
    const params = { ...saved, common: saved?.common ?? 1 } as ContentParams
    const items = new Ids(unpackStrings(file.u8('items')))
    const index = ContentIndex.restore(file, params)
    if (items.length !== index.items) throw new CandorError('model.corrupt', `The "content" model file has ${items.length} items but ${index.items} texts.`)
    return new ContentModel(items, params, index)
  },
}

class ContentModel implements Model {
  readonly name = 'content'
  readonly items: Ids
  readonly additive: boolean
  readonly #params: ContentParams
  readonly #index: ContentIndex

  constructor(items: Ids, params: ContentParams, index: ContentIndex) {
    this.items = items
    this.additive = params.decay === 1
    this.#params = params
    this.#index = index
  }

  async score(histories: readonly History[], out: Float32Array): Promise<void> {
    const n = this.items.length
    histories.forEach((history, h) => {
      this.#index.similarTo(history.items, this.entryWeights(history), out.subarray(h * n, (h + 1) * n))
    })
  }

  entryWeights(history: History): Float64Array {
    return recencyWeights(history, this.#params.decay, this.#params.tail)
  }

  unit(item: number, room: Float64Array, scale = 1): Unit {
    room.fill(0)
    this.#index.addSimilar(item, scale, room)
    return { values: room }
  }

  terms(history: History, item: number): Terms {
    const weights = this.entryWeights(history)
    const amounts = new Float64Array(history.items.length)
    let score = 0
    for (let e = 0; e < amounts.length; e++) {
      amounts[e] = weights[e] === 0 ? 0 : weights[e] * this.#index.similarity(history.items[e], item)
      score += amounts[e]
    }
    return { score, base: 0, amounts, others: [] }
  }

  links(from: number, to: number): readonly Link[] {
    return this.#index.links(from, to)
  }

  search(query: string, out: Float32Array): void {
    this.#index.search(query, out)
  }

  admit(products: readonly Product[]): Model {
    const items = new Ids(this.items)
    const places = products.map((product) => items.add(product.id))
    return new ContentModel(items, this.#params, this.#index.with(places, products, items.length))
  }

  save(): Uint8Array {
    const { meta, arrays } = this.#index.pack()
    return packModel('content', version, { params: this.#params, ...meta }, { items: packStrings(this.items.names()), ...arrays })
  }
}
