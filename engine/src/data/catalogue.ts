/** One product, after schema.org/Product. */
export interface Product {
  readonly id: string
  readonly title?: string
  readonly description?: string
  readonly brand?: string
  readonly seller?: string
  /** From the widest to the narrowest: ['Home', 'Kitchen', 'Mugs']. */
  readonly category?: readonly string[]
  readonly price?: number
  /** ISO 4217. */
  readonly currency?: string
  /** Pieces on hand; absent means not counted, hence available. */
  readonly stock?: number
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
  /** Address of a picture. */
  readonly image?: string
  /** When it came into the shop, milliseconds since 1970. */
  readonly released?: number
  readonly tags?: readonly string[]
}

/** Whether it can be bought now. */
export function inStock(product: Product | undefined): boolean {
  return product === undefined || product.stock === undefined || product.stock > 0
}
