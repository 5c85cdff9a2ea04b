import type { Product } from './catalogue.ts'
import { cellReaders } from './cells.ts'
import type { Row } from './formats/format.ts'
import { forbiddenNames, type Mapping } from './mapping.ts'
import { type Person, protectedByDefault } from './people.ts'
import type { Interned } from './recent.ts'
import { badId, maxText, type Refused } from './row-readers.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Reads one product out of each row. */
export function productReader(mapping: Mapping, columns: readonly string[], interned: Interned): (row: Row) => Product | Refused {
  const products = mapping.products
  if (products === undefined) throw new TypeError('The mapping has no products.')
  const read = cellReaders(columns, mapping.absent)
  const id = read.text(products.id)
  const texts = Object.entries({
    title: products.title,
    description: products.description,
    brand: products.brand,
    seller: products.seller,
    currency: products.currency,
    image: products.image,
  }).flatMap(([name, source]) => (source === undefined ? [] : [{ name: name as 'title', text: read.text(source) }]))
  const category = products.category && read.list(products.category)
  const tags = products.tags && read.list(products.tags)
  const price = read.amount(products.price)
  const stock = read.amount(products.stock)
  const released = read.time(products.released)
  const attributes = attributeReaders(products.attributes, read)

  return (row) => {
    const key = id(row)
    if (key === '') return { reason: 'item.missing', message: 'The row names no item.' }
    const bad = badId(key)
    if (bad !== undefined) return bad
    const product: Mutable<Product> = { id: interned.of(key) }
    for (const { name, text } of texts) {
      const value = text(row)
      if (value !== '') product[name] = interned.of(plainText(value.slice(0, maxText)))
    }
    const path = category?.(row)
    if (path !== undefined && path.length > 0) product.category = path.slice(0, 10).map((part) => interned.of(plainText(part.slice(0, 1000))))
    const words = tags?.(row)
    if (words !== undefined && words.length > 0) product.tags = words.slice(0, 100).map((word) => interned.of(word.slice(0, 1000)))
    const cost = price(row)
    if (cost !== undefined && cost > 0 && cost <= 1e12) product.price = cost
    const pieces = stock(row)
    if (pieces !== undefined && pieces >= 0 && pieces <= 1e12) product.stock = pieces
    const day = released(row)
    if (day !== undefined && Math.abs(day) <= 8.64e15) product.released = day
    const has = attributesOf(attributes, row, interned)
    if (has !== undefined) product.attributes = has
    return product
  }
}

/** Reads one person out of each row. */
export function personReader(mapping: Mapping, columns: readonly string[], interned: Interned): (row: Row) => Person | Refused {
  const people = mapping.people
  if (people === undefined) throw new TypeError('The mapping has no people.')
  const read = cellReaders(columns, mapping.absent)
  const id = read.text(people.id)
  const friends = people.friends && read.list(people.friends)
  const attributes = attributeReaders(people.attributes, read)
  const usable = new Set(people.usable)
  const protect = new Set([...protectedByDefault, ...(people.protected ?? [])])
  const kept = attributes.map(({ name }) => name).filter((name) => !usable.has(name) && (protect.has(name) || protect.has(name.toLowerCase())))

  return (row) => {
    const key = id(row)
    if (key === '') return { reason: 'actor.missing', message: 'The row names no person.' }
    const bad = badId(key)
    if (bad !== undefined) return bad
    const has = attributesOf(attributes, row, interned)
    const known = friends?.(row).filter((friend) => badId(friend) === undefined)
    return {
      id: interned.of(key),
      ...(has !== undefined && { attributes: has as Record<string, string | number> }),
      ...(kept.length > 0 && { protected: kept }),
      ...(known !== undefined && known.length > 0 && { friends: known.slice(0, 10_000) }),
    }
  }
}

/**
 * Products out of many rows of events: for each id the title most rows agree on (a few rows of a stock system say "damaged" or "?"), and of everything else
 * the newest. Holds one product an id.
 */
export class ProductDrafts {
  readonly #drafts = new Map<string, { product: Product; at: number; titles: Map<string, number> }>()

  see(product: Product, at: number): void {
    const draft = this.#drafts.get(product.id)
    if (draft === undefined) {
      this.#drafts.set(product.id, { product, at, titles: new Map(product.title === undefined ? [] : [[product.title, 1]]) })
      return
    }
    if (product.title !== undefined) vote(draft.titles, product.title)
    if (at >= draft.at) {
      draft.product = { ...draft.product, ...product }
      draft.at = at
    } else draft.product = { ...product, ...draft.product }
  }

  *products(): Generator<Product> {
    for (const { product, titles } of this.#drafts.values()) {
      let title = product.title
      let most = 0
      for (const [text, votes] of titles) {
        if (votes > most) {
          most = votes
          title = text
        }
      }
      yield title === undefined ? product : { ...product, title }
    }
  }
}

/** People out of many rows of events: of every attribute the newest value. Holds one person an id. */
export class PersonDrafts {
  readonly #drafts = new Map<string, { person: Person; at: number }>()

  see(person: Person, at: number): void {
    const draft = this.#drafts.get(person.id)
    if (draft === undefined) this.#drafts.set(person.id, { person, at })
    else {
      const [older, newer] = at >= draft.at ? [draft.person, person] : [person, draft.person]
      const attributes = { ...older.attributes, ...newer.attributes }
      draft.person = { ...older, ...newer, ...(Object.keys(attributes).length > 0 && { attributes }) }
      draft.at = Math.max(at, draft.at)
    }
  }

  *people(): Generator<Person> {
    for (const { person } of this.#drafts.values()) yield person
  }
}

/** Misra and Gries's frequent items (doi:10.1016/0167-6423(82)90012-0) with eight counters: a title of over a ninth of the rows is never lost. */
function vote(titles: Map<string, number>, title: string): void {
  const votes = titles.get(title)
  if (votes !== undefined) titles.set(title, votes + 1)
  else if (titles.size < 8) titles.set(title, 1)
  else
    for (const [other, count] of titles) {
      if (count === 1) titles.delete(other)
      else titles.set(other, count - 1)
    }
}

type Attributes = readonly { readonly name: string; readonly value: (row: Row) => string | number | boolean | undefined }[]

function attributeReaders(
  attributes: Readonly<Record<string, Parameters<ReturnType<typeof cellReaders>['attribute']>[0]>> | undefined,
  read: ReturnType<typeof cellReaders>,
): Attributes {
  return Object.entries(attributes ?? {})
    .filter(([name]) => !forbiddenNames.has(name))
    .map(([name, source]) => ({ name, value: read.attribute(source) }))
}

function attributesOf(attributes: Attributes, row: Row, interned: Interned): Record<string, string | number | boolean> | undefined {
  let found: Record<string, string | number | boolean> | undefined
  for (const { name, value } of attributes) {
    const has = value(row)
    if (has === undefined) continue
    found ??= {}
    found[name] = typeof has === 'string' ? interned.of(has.slice(0, 1000)) : has
  }
  return found
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** Texts of web shops often come with HTML's character references: L&#39;Oreal. */
function plainText(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code >= 32 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
