import type { Product } from './catalogue.ts'
import { cellReaders } from './cells.ts'
import { PersonDrafts, ProductDrafts, personReader, productReader } from './drafts.ts'
import { EventIds } from './event-id.ts'
import type { ShopEvent } from './events.ts'
import type { FateCount, Reject } from './fates.ts'
import type { Row } from './formats/format.ts'
import type { Mapping } from './mapping.ts'
import type { Person } from './people.ts'
import { Interned, RecentTexts } from './recent.ts'
import { ReturnMatcher } from './returns.ts'
import { badId, eventReader, isRefused, type Refused, ruleReader } from './row-readers.ts'

/** Decides the fate of one row; `rest` yields what was built up over all rows. */
export interface RowTaker {
  take(row: Row, line: number, held: Held): void
  rest(): Iterable<{ readonly product: Product } | { readonly person: Person }>
}

/** What the next batch will hold. */
export class Held {
  readonly events: ShopEvent[] = []
  readonly products: Product[] = []
  readonly people: Person[] = []
  readonly rejects: Reject[] = []

  get size(): number {
    return this.events.length + this.products.length + this.people.length + this.rejects.length
  }
}

/** Rows that are events; the products and people they mention build up on the way. */
export function eventTaker(mapping: Mapping, columns: readonly string[], count: FateCount, now: number): RowTaker {
  const interned = new Interned()
  const rule = ruleReader(mapping, columns)
  const readEvent = eventReader(mapping, columns, { now, interned })
  const readProduct = mapping.products && productReader(mapping, columns, interned)
  const readPerson = mapping.people && personReader(mapping, columns, interned)
  const givenId = mapping.events?.id === undefined ? undefined : cellReaders(columns, mapping.absent).text(mapping.events.id)
  const seen = new RecentTexts()
  const ids = new EventIds()
  const returns = new ReturnMatcher()
  const products = new ProductDrafts()
  const people = new PersonDrafts()

  const refuse = refuser(count)
  const take = (row: Row, line: number, held: Held): void => {
    const found = rule?.(row) ?? readEvent(row)
    if (isRefused(found)) {
      refuse(found, line, held)
      return
    }
    let id = givenId?.(row) ?? ''
    const bad = badId(id)
    if (bad !== undefined) {
      refuse(bad, line, held)
      return
    }
    let repeated = 0
    if (id === '') ({ id, repeated } = ids.next(found))
    else if (!seen.add(id)) {
      count.duplicate()
      return
    }
    const event: ShopEvent = { id, ...found }
    count.accept(event, repeated)
    returns.see(event)
    held.events.push(event)
    // A credit note repeats the goods at the price of back then: it says nothing new about them.
    if (event.event === 'refund') return
    if (readProduct !== undefined && event.item !== undefined) {
      const product = readProduct(row)
      if (!isRefused(product)) products.see(product, event.at)
    }
    if (readPerson !== undefined && event.user !== undefined) {
      const person = readPerson(row)
      if (!isRefused(person)) people.see(person, event.at)
    }
  }
  return {
    take,
    *rest() {
      returns.settle()
      count.returns = { matched: returns.matched, unmatched: returns.unmatched }
      for (const product of products.products()) yield { product }
      for (const person of people.people()) yield { person }
    },
  }
}

/** Rows that are products or people (or both) and no events: each is handed on at once. */
export function recordTaker(mapping: Mapping, columns: readonly string[], count: FateCount): RowTaker {
  const interned = new Interned()
  const rule = ruleReader(mapping, columns)
  const readProduct = mapping.products && productReader(mapping, columns, interned)
  const readPerson = mapping.people && personReader(mapping, columns, interned)
  const refuse = refuser(count)
  const seen = { products: new RecentTexts(), people: new RecentTexts() }

  const take = (row: Row, line: number, held: Held): void => {
    const product = readProduct?.(row)
    const person = readPerson?.(row)
    const refused = rule?.(row) ?? [product, person].find((outcome) => outcome !== undefined && isRefused(outcome))
    if (refused !== undefined && isRefused(refused)) {
      refuse(refused, line, held)
      return
    }
    const newProduct = product !== undefined && !isRefused(product) && seen.products.add(product.id)
    const newPerson = person !== undefined && !isRefused(person) && seen.people.add(person.id)
    if (newProduct) held.products.push(product)
    if (newPerson) held.people.push(person)
    if (newProduct || newPerson) count.accept()
    else count.duplicate()
  }
  return { take, rest: () => [] }
}

function refuser(count: FateCount): (refused: Refused, line: number, held: Held) => void {
  return ({ reason, message }, line, held) => {
    const reject = { line, reason, message }
    count.reject(reject)
    held.rejects.push(reject)
  }
}
