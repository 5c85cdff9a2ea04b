import { inStock, type Product } from '../data/catalogue.ts'
import type { Ids } from '../data/ids.ts'
import { CandorError } from '../errors.ts'
import type { Filters } from './contract.ts'

/** Rules that always hold, whatever the model says: what is sold out, filtered, excluded or refused never comes. */
export interface Rules {
  readonly filters?: Filters
  /** Item ids that must not come. */
  readonly exclude: Iterable<string>
  /** Only items released at or after this time. */
  readonly releasedSince?: number
}

/** 1 where an item may be recommended [items]. `available` (see `availability`) is copied, not changed. */
export function candidates(items: Ids, products: readonly (Product | undefined)[], available: Uint8Array, rules: Rules): Uint8Array {
  const mask = available.slice()
  const { filters, releasedSince } = rules
  if (filters !== undefined || releasedSince !== undefined) {
    const keep = filterOf(filters ?? {})
    for (let item = 0; item < mask.length; item++) {
      const product = products[item]
      if (mask[item] === 1 && (product === undefined || !keep(product) || (releasedSince !== undefined && !((product.released ?? 0) >= releasedSince))))
        mask[item] = 0
    }
  }
  for (const id of rules.exclude) {
    const item = items.indexOf(id)
    if (item >= 0) mask[item] = 0
  }
  return mask
}

/** 1 where the item is in the catalogue and in stock. A shop without a catalogue sells everything that was ever bought. */
export function availability(products: readonly (Product | undefined)[]): Uint8Array {
  const bare = products.every((product) => product === undefined)
  return Uint8Array.from(products, (product) => ((bare || product !== undefined) && inStock(product) ? 1 : 0))
}

function filterOf(filters: Filters): (product: Product) => boolean {
  const { category, brand, seller, minPrice, maxPrice, tags } = filters
  if (minPrice !== undefined && maxPrice !== undefined && minPrice > maxPrice) {
    throw new CandorError('request.invalid', `filters.minPrice ${minPrice} is above filters.maxPrice ${maxPrice}; swap them.`)
  }
  return (product) =>
    (category === undefined || (product.category?.includes(category) ?? false)) &&
    (brand === undefined || product.brand === brand) &&
    (seller === undefined || product.seller === seller) &&
    (minPrice === undefined || (product.price ?? Number.NaN) >= minPrice) &&
    (maxPrice === undefined || (product.price ?? Number.NaN) <= maxPrice) &&
    (tags === undefined || tags.every((tag) => product.tags?.includes(tag) ?? false))
}
