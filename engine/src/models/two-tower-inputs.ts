import type { Product } from '../data/catalogue.ts'
import { type FeatureRow, ProductFeatures } from './product-features.ts'

/** The strongest words and facts of a product that are read. */
const mostTerms = 24
/** Prices between which a product's stands. */
const mostKnots = 9

const nothing: FeatureRow = { indices: new Int32Array(0), values: new Float32Array(0) }

/**
 * What the item tower reads of a product besides its id: its strongest words and facts, and its price. The price stands between two of a few knots, quantiles of the logarithms of all prices, and counts for both by how near it is, so
 * that like prices read alike. Prices in another currency than most are left out.
 */
export class TowerInputs {
  readonly features: ProductFeatures
  /** Logarithms of prices, ascending; none where fewer than two prices differ. */
  readonly knots: Float32Array
  readonly currency: string

  constructor(features: ProductFeatures, knots: Float32Array, currency: string) {
    this.features = features
    this.knots = knots
    this.currency = currency
  }

  static of(products: readonly (Product | undefined)[]): TowerInputs {
    const byCurrency = new Map<string, number[]>()
    for (const product of products) {
      if (product?.price === undefined || !(product.price > 0)) continue
      const currency = product.currency ?? ''
      byCurrency.set(currency, [...(byCurrency.get(currency) ?? []), Math.log(product.price)])
    }
    const [currency, prices] = [...byCurrency].sort(([a, own], [b, others]) => others.length - own.length || (a < b ? -1 : 1))[0] ?? ['', []]
    const sorted = Float32Array.from(prices).sort()
    const quantiles = Array.from({ length: mostKnots }, (_, at) => sorted[Math.round((at * (sorted.length - 1)) / (mostKnots - 1))]!)
    const knots = sorted.length === 0 ? [] : [...new Set(quantiles)]
    return new TowerInputs(ProductFeatures.of(products), Float32Array.from(knots.length > 1 ? knots : []), currency)
  }

  /** How many numbered inputs there are: terms, then knots. */
  get size(): number {
    return this.features.keys.length + this.knots.length
  }

  /** Empty where no words or facts that other products have are known of it: a price alone describes nothing. */
  row(product: Product | undefined): FeatureRow {
    const { indices, values } = this.features.row(product)
    if (product === undefined || indices.length === 0) return nothing
    const strongest = [...indices.keys()].sort((a, b) => values[b] - values[a] || a - b).slice(0, mostTerms)
    const price = this.#price(product)
    return {
      indices: Int32Array.from([...strongest.map((at) => indices[at]), ...price.map(([knot]) => this.features.keys.length + knot)]),
      values: Float32Array.from([...strongest.map((at) => values[at]), ...price.map(([, share]) => share)]),
    }
  }

  #price({ price, currency = '' }: Product): [number, number][] {
    const { knots } = this
    if (knots.length === 0 || price === undefined || !(price > 0) || currency !== this.currency) return []
    const at = Math.min(knots.at(-1)!, Math.max(knots[0]!, Math.log(price)))
    const below = Math.max(
      0,
      knots.findLastIndex((knot, index) => knot <= at && index < knots.length - 1),
    )
    const share = (at - knots[below]) / (knots[below + 1] - knots[below])
    return [
      [below, 1 - share],
      [below + 1, share],
    ]
  }
}

/** Σ value · row of a table [rows × width], added to `out` [width]. */
export function addRows({ indices, values }: FeatureRow, table: Float32Array, out: Float32Array): void {
  const width = out.length
  indices.forEach((row, entry) => {
    for (let f = 0; f < width; f++) out[f] += values[entry] * table[row * width + f]
  })
}
