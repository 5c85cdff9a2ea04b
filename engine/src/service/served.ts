import type { Product } from '../data/catalogue.ts'
import { emptyHistory } from '../data/interactions.ts'
import type { Model } from '../models/model.ts'
import { availability } from './candidates.ts'

/** A model ready to answer, with what is known of its items. */
export interface Served {
  readonly model: Model
  /** Aligned with model.items. */
  readonly products: readonly (Product | undefined)[]
  /** 1 where the item is sold and in stock [items]. */
  readonly available: Uint8Array
  /** Scores of somebody without a past [items]: what is above it is personal. */
  readonly impersonal: Float32Array
}

type Catalogue = ReadonlyMap<string, Product>

/** Adds catalogue and stock to a model, and tells it of products that came after its training. */
export function dress(fitted: Model, catalogue: Catalogue): Promise<Served> {
  const fresh = fitted.admit === undefined ? [] : [...catalogue.values()].filter((product) => !fitted.items.has(product.id))
  const model = fresh.length > 0 ? fitted.admit!(fresh) : fitted
  return seen(
    model,
    model.items.names().map((id) => catalogue.get(id)),
  )
}

/**
 * The same after these products changed, came or went. What the model knows already only changes its place in the view; the model itself and its scores are made anew only where it
 * learns of new products.
 */
export async function redress(served: Served, ids: readonly string[], catalogue: Catalogue): Promise<Served> {
  const { model: old } = served
  const fresh = old.admit === undefined ? [] : ids.flatMap((id) => (old.items.has(id) ? [] : (catalogue.get(id) ?? [])))
  const model = fresh.length > 0 ? old.admit!(fresh) : old
  const products = served.products.slice()
  for (const id of ids) {
    const item = model.items.indexOf(id)
    if (item >= 0) products[item] = catalogue.get(id)
  }
  return model === old ? { ...served, products, available: availability(products) } : seen(model, products)
}

async function seen(model: Model, products: readonly (Product | undefined)[]): Promise<Served> {
  const available = availability(products)
  const impersonal = new Float32Array(model.items.length)
  await model.score([emptyHistory], impersonal)
  return { model, products, available, impersonal }
}
