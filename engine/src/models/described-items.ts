import type { Product } from '../data/catalogue.ts'
import { Ids } from '../data/ids.ts'
import type { Arrays } from '../math/buffer.ts'
import { packStrings, type Unpacked, unpackStrings } from './buffer.ts'
import type { Model } from './model.ts'
import { ProductFeatures } from './product-features.ts'
import { addRows, TowerInputs } from './two-tower-inputs.ts'

/** Items that a network has a row for: those with events, then those known by their description alone. */
export interface KnownItems {
  /** [known] */
  readonly known: Int32Array
  /** [known × width] */
  readonly rows: Float32Array
}

/** A product by its place among all items. */
export type Placed = readonly [item: number, product: Product | undefined]

/** With those of the products that are described known too, each by the rows of what is known of it, `terms` [about.size × width]; what was known stays as it is. */
export function withDescribed({ known, rows }: KnownItems, about: TowerInputs, terms: Float32Array, width: number, products: readonly Placed[]): KnownItems {
  const before = new Set(known)
  const told = products
    .filter(([item]) => !before.has(item))
    .map(([item, product]) => ({ item, row: about.row(product) }))
    .filter(({ row }) => row.indices.length > 0)
  const more = new Float32Array(rows.length + told.length * width)
  more.set(rows)
  told.forEach(({ row }, at) => {
    const from = rows.length + at * width
    addRows(row, terms, more.subarray(from, from + width))
  })
  return { known: Int32Array.from([...known, ...told.map(({ item }) => item)]), rows: more }
}

/** All items but those with events, with what the catalogue says of them. */
export function withoutEvents(items: Ids, active: Int32Array, products: readonly (Product | undefined)[]): Placed[] {
  const seen = new Set(active)
  return [...items.names().keys()].filter((item) => !seen.has(item)).map((item) => [item, products[item]])
}

/** The capability `admit` of a model that knows items by what `about` reads of them: absent where it learned of no words or facts. */
export function admission(about: TowerInputs, items: Ids, remade: (items: Ids, added: readonly Placed[]) => Model): Pick<Model, 'admit'> {
  if (about.features.keys.length === 0) return {}
  return {
    admit: (products) => {
      const more = new Ids(items)
      const added = products.map((product): Placed => [more.add(product.id), product])
      return remade(more, added)
    },
  }
}

/** What `about` is, for a model file: its currency belongs into the header. */
export function packInputs({ features, knots }: TowerInputs): Arrays {
  return { keys: packStrings(features.keys), idf: features.idf, knots }
}

/** Undefined where the file's arrays do not fit each other. */
export function unpackInputs(file: Unpacked, currency: string): TowerInputs | undefined {
  const features = new ProductFeatures(unpackStrings(file.u8('keys')), file.f32('idf'))
  return features.idf.length === features.keys.length ? new TowerInputs(features, file.f32('knots'), currency) : undefined
}
