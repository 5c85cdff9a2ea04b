import { type Compilable, type Expression, sql } from 'kysely'
import { writeSql } from './schema.ts'

/** SQL text; the values written here only mark the places of parameters, which are bound in the order they stand. */
function text(query: Compilable): string {
  return query.compile().sql
}

const number = 0
const name = ''

const eventFields = ['events.id', 'item', 'kind', 'at', 'quantity', 'price', 'rating', 'basket', 'extra'] as const
const ownEvents = writeSql
  .selectFrom('events')
  .select(eventFields)
  .select(sql<null>`null`.as('actor'))
  .where('events.actor', '=', writeSql.selectFrom('actors').select('actors.id').where('actors.name', '=', name))
const everyonesEvents = writeSql.selectFrom('events').innerJoin('actors', 'actors.id', 'events.actor').select(eventFields).select('actors.name as actor')

/** The rows as one JSON text, each an array in the order of `StoredRow`: it crosses into JavaScript in half the time of rows as objects. */
function asJson(rows: Expression<unknown>): Compilable {
  const row = sql<string>`json_group_array(json_array(id, item, kind, at, quantity, price, rating, basket, json(extra), actor))`
  return writeSql.selectFrom(sql<object>`${rows}`.as('rows')).select(row.as('body'))
}

/** Everything the reader asks. */
export const reading: Readonly<
  Record<
    'eventsOf' | 'latestEvents' | 'itemName' | 'item' | 'items' | 'person' | 'people' | 'totals' | 'document' | 'documents' | 'auditTrail' | 'version',
    string
  >
> = {
  /** (actor, limit) → StoredRow[] as JSON, newest first, the actor left out. */
  eventsOf: text(asJson(ownEvents.orderBy('at', 'desc').orderBy('seq', 'desc').limit(number))),
  /** (limit) → StoredRow[] as JSON, the last that arrived first. */
  latestEvents: text(asJson(everyonesEvents.orderBy('seq', 'desc').limit(number))),
  /** (item) → its name. */
  itemName: text(writeSql.selectFrom('items').select('name').where('id', '=', number)),
  item: text(writeSql.selectFrom('products').innerJoin('items', 'items.id', 'products.item').select('body').where('items.name', '=', name)),
  items: text(writeSql.selectFrom('products').select('body').orderBy('item')),
  person: text(writeSql.selectFrom('people').innerJoin('actors', 'actors.id', 'people.actor').select('body').where('actors.name', '=', name)),
  people: text(writeSql.selectFrom('people').select('body').orderBy('actor')),
  totals: text(writeSql.selectFrom('totals').select(['revision', 'events', 'people', 'sessions', 'items', 'scrub'])),
  document: text(writeSql.selectFrom('documents').select('body').where('name', '=', name)),
  /** (prefix, prefix + the highest character) */
  documents: text(writeSql.selectFrom('documents').select(['name', 'body']).where('name', '>=', name).where('name', '<', name).orderBy('name')),
  auditTrail: text(writeSql.selectFrom('audit').select(['at', 'action', 'subject', 'details']).orderBy('seq', 'desc').limit(number)),
  /** Changes when another connection has committed: for a connection that never writes, with every commit. */
  version: 'PRAGMA data_version',
}

const page = writeSql
  .selectFrom('events')
  .select(['id', 'actor', 'item', 'kind', 'at', 'quantity', 'price', 'rating', 'basket', 'usable', 'seq'])
  .orderBy('actor')
  .orderBy('at')
  .orderBy('seq')
  .limit(number)
const afterRow = sql<boolean>`(actor, at, seq) > (select actor, at, seq from events where seq = ${number})`
function asColumns(rows: typeof page): Compilable {
  const column = (name: string) => sql<string>`json_group_array(${sql.ref(name)})`.as(name)
  const names = ['id', 'actor', 'item', 'kind', 'at', 'quantity', 'price', 'rating', 'basket', 'usable']
  return writeSql.selectFrom(rows.as('page')).select([...names.map(column), column('seq')])
}

/** The reading for training: whole columns as JSON, which costs a tenth of rows as objects. */
export const training: Readonly<Record<'first' | 'next' | 'actors' | 'items', string>> = {
  /** (limit) → one row of JSON arrays, in order of (actor, at, seq). */
  first: text(asColumns(page)),
  /** (seq, limit) → the same for the rows after that one. */
  next: text(asColumns(page.where(afterRow))),
  actors: text(writeSql.selectFrom('actors').select(['id', 'name'])),
  items: text(writeSql.selectFrom('items').select(['id', 'name'])),
}

const eventRow = { seq: number, id: name, actor: number, item: number, kind: number, at: number, quantity: number, price: number }

/** Everything the writer does. */
export const writing: Readonly<
  Record<
    | 'actorId'
    | 'addActor'
    | 'deleteActor'
    | 'itemId'
    | 'addItem'
    | 'deleteItem'
    | 'itemInEvents'
    | 'lastArrival'
    | 'addEvent'
    | 'removeEvent'
    | 'removeEvents'
    | 'putProduct'
    | 'deleteProduct'
    | 'putPerson'
    | 'deletePerson'
    | 'peopleHolding'
    | 'putDocument'
    | 'deleteDocument'
    | 'increment'
    | 'documentBody'
    | 'documentNames'
    | 'addAudit'
    | 'addTotals'
    | 'setScrub',
    string
  >
> = {
  actorId: text(writeSql.selectFrom('actors').select('id').where('name', '=', name)),
  addActor: text(writeSql.insertInto('actors').values({ name } as never)),
  deleteActor: text(writeSql.deleteFrom('actors').where('id', '=', number)),
  itemId: text(writeSql.selectFrom('items').select('id').where('name', '=', name)),
  addItem: text(writeSql.insertInto('items').values({ name } as never)),
  deleteItem: text(writeSql.deleteFrom('items').where('id', '=', number)),
  /** (item, 1) */
  itemInEvents: text(writeSql.selectFrom('events').select('seq').where('item', '=', number).limit(1)),
  /** The highest seq, 0 where there is no event. */
  lastArrival: text(writeSql.selectFrom('events').select(sql<number>`coalesce(max(seq), 0)`.as('seq'))),
  /** (seq, id, actor, item, kind, at, quantity, price, rating, basket, usable, extra) */
  addEvent: text(
    writeSql
      .insertInto('events')
      .values({ ...eventRow, rating: number, basket: name, usable: number, extra: name } as never)
      .onConflict((conflict) => conflict.column('id').doNothing()),
  ),
  /** (id, actor) */
  removeEvent: text(writeSql.deleteFrom('events').where('id', '=', name).where('actor', '=', number)),
  removeEvents: text(writeSql.deleteFrom('events').where('actor', '=', number)),
  /** (item, body) */
  putProduct: text(
    writeSql
      .insertInto('products')
      .values({ item: number, body: name })
      .onConflict((conflict) => conflict.column('item').doUpdateSet({ body: (row) => row.ref('excluded.body') })),
  ),
  deleteProduct: text(writeSql.deleteFrom('products').where('item', '=', number)),
  /** (actor, body) */
  putPerson: text(
    writeSql
      .insertInto('people')
      .values({ actor: number, body: name })
      .onConflict((conflict) => conflict.column('actor').doUpdateSet({ body: (row) => row.ref('excluded.body') })),
  ),
  deletePerson: text(writeSql.deleteFrom('people').where('actor', '=', number)),
  /** (part of the body) → people whose record holds it somewhere. */
  peopleHolding: text(writeSql.selectFrom('people').select(['actor', 'body']).where(sql<boolean>`instr(body, ${name}) > 0`)),
  /** (name, body) */
  putDocument: text(
    writeSql
      .insertInto('documents')
      .values({ name, body: name })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ body: (row) => row.ref('excluded.body') })),
  ),
  /** (name, '1') */
  increment: text(
    writeSql
      .insertInto('documents')
      .values({ name, body: name })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ body: sql<string>`cast(cast(documents.body as integer) + 1 as text)` })),
  ),
  documentBody: text(writeSql.selectFrom('documents').select('body').where('name', '=', name)),
  deleteDocument: text(writeSql.deleteFrom('documents').where('name', '=', name)),
  /** (part of the name) */
  documentNames: text(writeSql.selectFrom('documents').select('name').where(sql<boolean>`instr(name, ${name}) > 0`)),
  /** (at, action, subject, details) */
  addAudit: text(writeSql.insertInto('audit').values({ at: number, action: name, subject: name, details: name } as never)),
  /** (revision, events, people, sessions, items: each what is added) */
  addTotals: text(
    writeSql.updateTable('totals').set({
      revision: sql`revision + ${number}`,
      events: sql`events + ${number}`,
      people: sql`people + ${number}`,
      sessions: sql`sessions + ${number}`,
      items: sql`items + ${number}`,
    }),
  ),
  setScrub: text(writeSql.updateTable('totals').set({ scrub: number })),
}
