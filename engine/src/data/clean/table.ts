import type { Product } from '../catalogue.ts'
import type { EventColumns } from '../columns.ts'
import { Ids } from '../ids.ts'

/** Events as typed columns [n], strings replaced by indexes: what cleaning works on. Rows of one actor stand together, oldest first, as the store gives them. */
export interface EventTable {
  readonly source: EventColumns
  /** Row of each event in `source` [n], ascending. */
  readonly rows: Int32Array
  readonly people: Ids
  readonly items: Ids
  /** Index in `people` [n]. */
  readonly actors: Int32Array
  /** Index in `items`, −1 where the event has none [n]. */
  readonly item: Int32Array
  /** A number an invoice or basket has, −1 where there is none [n]. */
  readonly baskets: Int32Array
  readonly kinds: Uint8Array
  readonly times: Float64Array
  readonly quantities: Float64Array
  /** Price of one piece, NaN where absent. */
  readonly prices: Float64Array
  /** NaN where absent. */
  readonly ratings: Float64Array
  /** Aligned with `items`; undefined where the catalogue has none. */
  readonly products: readonly (Product | undefined)[]
  /** Columns made by `normalise`, by name: NaN where the value is absent [n]. */
  readonly scaled: Readonly<Record<string, Float64Array>>
  /** The moment cleaning takes for now, milliseconds. */
  readonly now: number
}

/** A table of every usable event; those whose person refused personalisation are left out. */
export function tableOf(source: EventColumns, products: readonly Product[] = [], now: number = Date.now()): EventTable {
  const rows = Int32Array.from(source.usable.keys()).filter((row) => source.usable[row] === 1)
  const people = new Ids()
  const items = new Ids(products.map((product) => product.id))
  const baskets = new Ids()
  const index = (names: readonly string[], ids: Ids): Int32Array => rows.map((row) => (names[row] === '' ? -1 : ids.add(names[row] as string)))
  const numbers = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row] as number)
  const item = index(source.items, items)
  return {
    source,
    rows,
    people,
    items,
    actors: index(source.actors, people),
    item,
    baskets: index(source.baskets, baskets),
    kinds: Uint8Array.from(rows, (row) => source.kinds[row] as number),
    times: numbers(source.times),
    quantities: numbers(source.quantities),
    prices: numbers(source.prices),
    ratings: numbers(source.ratings),
    products: Array.from({ length: items.length }, (_, each) => products[each]),
    scaled: {},
    now,
  }
}

/** The events whose mark is 1 [n]. */
export function select(table: EventTable, kept: Uint8Array): EventTable {
  const where = Int32Array.from(kept.keys()).filter((row) => kept[row] === 1)
  if (where.length === table.rows.length) return table
  const ints = (column: Int32Array): Int32Array => where.map((row) => column[row] as number)
  const numbers = (column: Float64Array): Float64Array => Float64Array.from(where, (row) => column[row] as number)
  return {
    ...table,
    rows: ints(table.rows),
    actors: ints(table.actors),
    item: ints(table.item),
    baskets: ints(table.baskets),
    kinds: Uint8Array.from(where, (row) => table.kinds[row] as number),
    times: numbers(table.times),
    quantities: numbers(table.quantities),
    prices: numbers(table.prices),
    ratings: numbers(table.ratings),
    scaled: Object.fromEntries(Object.entries(table.scaled).map(([name, column]) => [name, numbers(column)])),
  }
}

/** The events of a table as columns again, with the changed values, in the same order. */
export function columnsOfTable(table: EventTable): EventColumns {
  const { source, rows } = table
  const texts = (column: readonly string[]): string[] => Array.from(rows, (row) => column[row] as string)
  return {
    actors: texts(source.actors),
    items: texts(source.items),
    ids: texts(source.ids),
    baskets: texts(source.baskets),
    kinds: table.kinds,
    times: table.times,
    quantities: table.quantities,
    prices: table.prices,
    ratings: table.ratings,
    usable: new Uint8Array(rows.length).fill(1),
  }
}

/** Borders of each actor's run of rows [runs + 1]: rows border[r] to border[r + 1] are one actor's. */
export function runsOf(table: EventTable): Int32Array {
  const borders: number[] = []
  for (let row = 0; row < table.actors.length; row++) if (row === 0 || table.actors[row] !== table.actors[row - 1]) borders.push(row)
  borders.push(table.actors.length)
  return Int32Array.from(borders)
}

/** Name of an actor for people to read, without the mark of person or session. */
export function shownActor(table: EventTable, actor: number): string {
  return table.people.name(actor).slice(2)
}
