import type { Product } from '../data/catalogue.ts'
import { termsOf } from './content-terms.ts'
import { intlSegmenter } from './words.ts'

/** What is known of one product, as a sparse vector of length 1. */
export interface FeatureRow {
  /** Positions among the features, ascending. */
  readonly indices: Int32Array
  readonly values: Float32Array
}

/** Words of a title count 1, of a description less; whole facts (brand, category, attribute) as a word does. */
const fields = { description: 0.3, brand: 1, seller: 0.5, category: 1, attributes: 1 }

/**
 * The words, brands, sellers, categories and attributes that at least two products share, as numbered features for networks. Attributes that are protected of people are never among them. A product is its
 * terms' weights times their inverse document frequency, log(1 + products / products with the term).
 */
export class ProductFeatures {
  readonly keys: readonly string[]
  /** Inverse document frequency [features]. */
  readonly idf: Float32Array
  readonly #position: ReadonlyMap<string, number>

  constructor(keys: readonly string[], idf: Float32Array) {
    this.keys = keys
    this.idf = idf
    this.#position = new Map(keys.map((key, at) => [key, at]))
  }

  /** The `most` commonest terms, ties in order of their keys. */
  static of(products: readonly (Product | undefined)[], most = 20_000): ProductFeatures {
    const counts = new Map<string, number>()
    let described = 0
    for (const product of products) {
      const terms = termsOf(product, fields, intlSegmenter)
      if (terms.length > 0) described++
      for (const { key } of terms) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const shared = [...counts].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    const kept = shared.slice(0, most)
    return new ProductFeatures(
      kept.map(([key]) => key),
      Float32Array.from(kept, ([, count]) => Math.log(1 + described / count)),
    )
  }

  /** Empty where nothing that other products have is known of it. */
  row(product: Product | undefined): FeatureRow {
    const found: [number, number][] = []
    for (const { key, amount } of termsOf(product, fields, intlSegmenter)) {
      const at = this.#position.get(key)
      if (at !== undefined) found.push([at, amount * this.idf[at]])
    }
    found.sort(([a], [b]) => a - b)
    const length = Math.sqrt(found.reduce((sum, [, value]) => sum + value * value, 0))
    return { indices: Int32Array.from(found, ([at]) => at), values: Float32Array.from(found, ([, value]) => value / length) }
  }
}
