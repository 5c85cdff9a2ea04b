import type { Product } from '../data/catalogue.ts'
import type { EventColumns } from '../data/columns.ts'
import type { Actor, ShopEvent } from '../data/events.ts'
import type { Person } from '../data/people.ts'
import type { Preferences, Wish } from '../privacy/wishes.ts'

export type { EventColumns } from '../data/columns.ts'

/** Where events, catalogue, people, keys and the audit trail rest. Every adapter runs the suite in `test/promises/store.ts`. */
export interface Store {
  /** Resolves after the events are durable. Idempotent by event id; the whole batch or nothing. */
  append(events: readonly ShopEvent[]): Promise<{ readonly accepted: number; readonly duplicates: number }>
  /** An actor's events in order of time, oldest first; `limit` keeps the newest. */
  eventsOf(actor: Actor, options?: { readonly limit?: number }): ShopEvent[]
  /** Columns of every event in order of (actor, time), in chunks: the reading for training. */
  readEvents(options?: { readonly chunk?: number }): AsyncIterable<EventColumns>
  /** Removes one event of this actor; false where there is none. */
  removeEvent(actor: Actor, event: string): Promise<boolean>
  /** Removes every trace of the actor but a receipt in the audit trail that names only a pseudonym. */
  forget(actor: Actor): Promise<{ readonly events: number; readonly receipt: string; readonly at: number }>

  putItems(products: readonly Product[]): Promise<void>
  item(id: string): Product | undefined
  items(): Product[]
  deleteItem(id: string): Promise<boolean>

  putPeople(people: readonly Person[]): Promise<void>
  person(id: string): Person | undefined
  people(): Person[]

  counts(): { readonly events: number; readonly people: number; readonly sessions: number; readonly items: number }
  /** Newest events of the shop, newest first: the live feed. */
  latestEvents(limit: number): ShopEvent[]
  /** Small JSON documents by name: settings, fingerprints, API keys, import marks. */
  document<T>(name: string): T | undefined
  documents(prefix: string): { readonly name: string; readonly value: unknown }[]
  putDocument(name: string, value: unknown): Promise<void>
  deleteDocument(name: string): Promise<boolean>
  /** Puts `to` in the place of a document that is still `from`, undefined where there is to be none yet; false, with nothing changed, where it is something else. Of callers at the same time, in every process, one gets true. */
  swapDocument(name: string, from: unknown, to: unknown): Promise<boolean>
  /** Adds one to the whole number that is the document, 0 where it is not there or something else. Every caller in every process gets another number. */
  increment(name: string): Promise<number>

  /** Adds one wish to the document `preferences` of the actor and gives what it then holds. Of wishes at the same time, in every process, none is lost. */
  wish(actor: Actor, wish: Wish): Promise<Preferences>

  /** Append-only trail of what was done by whom: never personal data. */
  audit(entry: { readonly action: string; readonly subject: string; readonly details?: Readonly<Record<string, unknown>> }): Promise<void>
  auditTrail(limit: number): { readonly at: number; readonly action: string; readonly subject: string; readonly details?: unknown }[]
  /** Grows by one with every change of events or items: caches compare it. Includes writes of other processes. */
  revision(): number
  /** Another number after every commit of anybody, documents and people too, in this process or another. Cheaper than any other reading. */
  version(): number
  close(): Promise<void>
}

/** Whole files beside the database: models and reports. Written to a temporary name, synced, then renamed. */
export interface Artifacts {
  put(name: string, bytes: Uint8Array): Promise<void>
  /** Undefined where there is none. */
  get(name: string): Promise<Uint8Array | undefined>
  list(prefix: string): Promise<{ readonly name: string; readonly bytes: number; readonly at: number }[]>
  delete(name: string): Promise<boolean>
}
