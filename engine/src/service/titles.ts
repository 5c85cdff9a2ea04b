import type { Product } from '../data/catalogue.ts'

/** A product's title in the asked language where the catalogue holds it as an attribute such as `title_zh`, else as it is. */
export function titleIn(product: Product | undefined, locale: string | undefined): string | undefined {
  const local = locale === undefined ? undefined : product?.attributes?.[`title_${locale.slice(0, 2).toLowerCase()}`]
  return typeof local === 'string' ? local : product?.title
}
