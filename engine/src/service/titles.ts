import type { Product } from '../data/catalogue.ts'

/** A product's title in the asked language where the catalogue holds it as an attribute such as `title_zh`, else as it is. */
export function titleIn(product: Product | undefined, locale: string | undefined): string | undefined {
  const local = locale === undefined ? undefined : product?.attributes?.[attributeOf(locale)]
  return typeof local === 'string' ? local : product?.title
}

const attributes = new Map<string, string>()
const mostAttributes = 1000

/** The attribute that holds titles in a language; asked for with every title, so it is made once a locale. */
function attributeOf(locale: string): string {
  let name = attributes.get(locale)
  if (name === undefined) {
    name = `title_${locale.slice(0, 2).toLowerCase()}`
    if (attributes.size >= mostAttributes) attributes.clear()
    attributes.set(locale, name)
  }
  return name
}
