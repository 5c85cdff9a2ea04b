import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Product } from '../data/catalogue.ts'
import type { Actor, ShopEvent } from '../data/events.ts'
import type { Person } from '../data/people.ts'
import { CandorError } from '../errors.ts'
import { newReceipt } from '../privacy/forget.ts'
import { type Pseudonymise, pseudonymise, pseudonymKey } from '../privacy/pseudonym.ts'
import type { Preferences, Wish } from '../privacy/wishes.ts'
import { readColumns } from './columns.ts'
import { damaged, storeFailure } from './failure.ts'
import { lookAt } from './look.ts'
import { keepPrivate } from './private.ts'
import { reading } from './queries.ts'
import { eventFrom, type StoredRow } from './rows.ts'
import { migrate, type Tables } from './schema.ts'
import { type Connection, closeFolded, connect, type Statement, type Value } from './sqlite.ts'
import type { EventColumns, Store } from './store.ts'
import { WriteQueue } from './write-queue.ts'

/** The name of the database in the data folder. */
export const databaseFile = 'candor.db'

/**
 * Opens the store in `folder`, which is made (mode 0700) where it is absent; the files in it are its owner's alone (0600), in a folder of others too. Older versions are brought up
 * to date. Several processes may hold the same store open. Throws `store.read-only`, `store.full`, `store.corrupt`, `store.version` or `store.locked`, never touching a file it cannot trust.
 */
export async function openStore(folder: string): Promise<Store> {
  const path = join(folder, databaseFile)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    lookAt(path)
    keepPrivate(folder, path)
    const key = pseudonymKey(folder)
    const setUp = connect(path, 'writer')
    try {
      migrate(setUp, path)
    } finally {
      closeFolded(setUp)
    }
    return new EmbeddedStore(path, pseudonymise(key))
  } catch (error) {
    throw storeFailure(error, path)
  }
}

/** Reads every page of the store's database. Throws as `openStore` does; changes nothing. For `candor doctor`. */
export function checkStore(folder: string): void {
  lookAt(join(folder, databaseFile), { whole: true })
}

/** Reads on the calling thread, each read at once on the newest committed state; writes through the one writer thread. */
class EmbeddedStore implements Store {
  readonly #path: string
  readonly #pseudonym: Pseudonymise
  readonly #reader: Connection
  readonly #queue: WriteQueue
  readonly #statements = new Map<keyof typeof reading, Statement>()
  readonly #itemNames: string[] = []
  #closed = false

  constructor(path: string, pseudonym: Pseudonymise) {
    this.#path = path
    this.#pseudonym = pseudonym
    this.#reader = connect(path, 'reader')
    this.#queue = new WriteQueue(path)
  }

  async append(events: readonly ShopEvent[]): Promise<{ accepted: number; duplicates: number }> {
    if (events.length === 0) return { accepted: 0, duplicates: 0 }
    return this.#queue.write<'append'>({ kind: 'append', events })
  }

  eventsOf(actor: Actor, options: { readonly limit?: number } = {}): ShopEvent[] {
    const rows = this.#bodies<StoredRow[]>('eventsOf', actor, options.limit ?? -1)[0] ?? []
    return this.#guard(() => rows.map((row) => eventFrom(row, actor, this.#itemName))).reverse()
  }

  readEvents(options: { readonly chunk?: number } = {}): AsyncIterable<EventColumns> {
    return readColumns(this.#path, options.chunk)
  }

  async removeEvent(actor: Actor, event: string): Promise<boolean> {
    return this.#queue.write<'removeEvent'>({ kind: 'removeEvent', actor, event })
  }

  async forget(actor: Actor): Promise<{ events: number; receipt: string; at: number }> {
    const receipt = newReceipt()
    const at = Date.now()
    const events = await this.#queue.write<'forget'>({ kind: 'forget', actor, receipt, subject: this.#pseudonym(actor), at })
    return { events, receipt, at }
  }

  async putItems(products: readonly Product[]): Promise<void> {
    await this.#queue.write<'putItems'>({ kind: 'putItems', products })
  }

  item(id: string): Product | undefined {
    return this.#body('item', id)
  }

  items(): Product[] {
    return this.#bodies('items')
  }

  async deleteItem(id: string): Promise<boolean> {
    return this.#queue.write<'deleteItem'>({ kind: 'deleteItem', id })
  }

  async putPeople(people: readonly Person[]): Promise<void> {
    await this.#queue.write<'putPeople'>({ kind: 'putPeople', people })
  }

  person(id: string): Person | undefined {
    return this.#body('person', `u:${id}`)
  }

  people(): Person[] {
    return this.#bodies('people')
  }

  counts(): { events: number; people: number; sessions: number; items: number } {
    const { events, people, sessions, items } = this.#totals()
    return { events, people, sessions, items }
  }

  latestEvents(limit: number): ShopEvent[] {
    const rows = this.#bodies<StoredRow[]>('latestEvents', limit)[0] ?? []
    return this.#guard(() => rows.map((row) => eventFrom(row, row[9]!, this.#itemName)))
  }

  document<T>(name: string): T | undefined {
    return this.#body('document', name)
  }

  documents(prefix: string): { name: string; value: unknown }[] {
    const rows = this.#all<{ name: string; body: string }>('documents', prefix, `${prefix}\u{10ffff}`)
    return this.#guard(() => rows.map(({ name, body }) => ({ name, value: JSON.parse(body) as unknown })))
  }

  async putDocument(name: string, value: unknown): Promise<void> {
    await this.#queue.write<'putDocument'>({ kind: 'putDocument', name, body: JSON.stringify(value ?? null) })
  }

  async deleteDocument(name: string): Promise<boolean> {
    return this.#queue.write<'deleteDocument'>({ kind: 'deleteDocument', name })
  }

  async swapDocument(name: string, from: unknown, to: unknown): Promise<boolean> {
    return this.#queue.write<'swapDocument'>({ kind: 'swapDocument', name, from: JSON.stringify(from), to: JSON.stringify(to ?? null) })
  }

  async wish(actor: Actor, wish: Wish): Promise<Preferences> {
    return this.#queue.write<'wish'>({ kind: 'wish', actor, wish })
  }

  async increment(name: string): Promise<number> {
    return this.#queue.write<'increment'>({ kind: 'increment', name })
  }

  async audit(entry: { readonly action: string; readonly subject: string; readonly details?: Readonly<Record<string, unknown>> }): Promise<void> {
    const details = entry.details === undefined ? null : JSON.stringify(entry.details)
    await this.#queue.write<'audit'>({ kind: 'audit', at: Date.now(), action: entry.action, subject: entry.subject, details })
  }

  auditTrail(limit: number): { at: number; action: string; subject: string; details?: unknown }[] {
    const rows = this.#all<{ at: number; action: string; subject: string; details: string | null }>('auditTrail', limit)
    return rows.map(({ details, ...entry }) => (details === null ? entry : { ...entry, details: JSON.parse(details) as unknown }))
  }

  revision(): number {
    return this.#totals().revision
  }

  version(): number {
    return this.#guard(() => (this.#statement('version').get() as { data_version: number }).data_version)
  }

  async close(): Promise<void> {
    await this.#queue.close()
    if (this.#closed) return
    this.#closed = true
    this.#statements.clear()
    this.#reader.close()
  }

  #totals(): Totals {
    return this.#guard(() => this.#statement('totals').get()) as Totals
  }

  #body<T>(query: keyof typeof reading, name: string): T | undefined {
    return this.#bodies<T>(query, name)[0]
  }

  /** An integer once given to an item stands for its name for good, so names are asked for once. */
  readonly #itemName = (item: number): string => {
    const known = this.#itemNames[item]
    if (known !== undefined) return known
    const found = this.#statement('itemName').get(item) as { name: string } | undefined
    if (found === undefined) throw damaged(`it names no item ${item}`)
    this.#itemNames[item] = found.name
    return found.name
  }

  #bodies<T>(query: keyof typeof reading, ...values: Value[]): T[] {
    const rows = this.#all<{ body: string }>(query, ...values)
    return this.#guard(() => rows.map(({ body }) => JSON.parse(body) as T))
  }

  #all<T>(query: keyof typeof reading, ...values: Value[]): T[] {
    // A driver may cut a text at NUL and so find another's row; no stored name holds one.
    if (values.some((value) => typeof value === 'string' && value.includes('\0'))) return []
    return this.#guard(() => this.#statement(query).all(...values)) as T[]
  }

  #statement(query: keyof typeof reading): Statement {
    let statement = this.#statements.get(query)
    if (statement === undefined) {
      statement = this.#reader.prepare(reading[query])
      this.#statements.set(query, statement)
    }
    return statement
  }

  #guard<T>(read: () => T): T {
    if (this.#closed) throw new CandorError('store.locked', 'The store is closed. Open it again to read.')
    try {
      return read()
    } catch (error) {
      throw storeFailure(error, this.#path)
    }
  }
}

type Totals = Pick<Tables['totals'], 'revision' | 'events' | 'people' | 'sessions' | 'items'>
