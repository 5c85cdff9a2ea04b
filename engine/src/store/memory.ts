import { randomBytes } from 'node:crypto'
import type { Product } from '../data/catalogue.ts'
import { type Actor, actorOf, eventKind, type ShopEvent } from '../data/events.ts'
import type { Person } from '../data/people.ts'
import { actorDocument, documentBelongsTo, documentsOfEverybody, forgettings, newReceipt, withoutFriend } from '../privacy/forget.ts'
import { pseudonymise } from '../privacy/pseudonym.ts'
import { type Preferences, type Wish, withWish } from '../privacy/wishes.ts'
import { checkEvent, checkName, usable } from './rows.ts'
import type { EventColumns, Store } from './store.ts'

type AuditEntry = ReturnType<Store['auditTrail']>[number]

/** A store that lives and dies with the process: for tests, and for one-off work on histories that are in no store. Pseudonyms hold for its life only. */
export function memoryStore(): Store {
  return new MemoryStore()
}

class MemoryStore implements Store {
  readonly #pseudonym = pseudonymise(randomBytes(32))
  /** By event id, in order of arrival. */
  readonly #events = new Map<string, ShopEvent>()
  /** By actor in order of first arrival; each list in order of (time, arrival). */
  readonly #actors = new Map<Actor, ShopEvent[]>()
  readonly #items = new Set<string>()
  readonly #products = new Map<string, Product>()
  readonly #people = new Map<string, Person>()
  readonly #documents = new Map<string, string>()
  readonly #audit: AuditEntry[] = []
  #revision = 0
  #version = 0

  async append(events: readonly ShopEvent[]): Promise<{ accepted: number; duplicates: number }> {
    this.#version += 1
    for (const event of events) {
      checkEvent(event)
      checkName(actorOf(event))
      checkName(event.item ?? '')
    }
    let accepted = 0
    for (const given of events) {
      if (this.#events.has(given.id)) continue
      const event = stored(given)
      this.#events.set(event.id, event)
      insertByTime(this.#actor(actorOf(event)), event)
      if (event.item !== undefined) this.#items.add(event.item)
      accepted += 1
    }
    if (accepted > 0) this.#revision += 1
    return { accepted, duplicates: events.length - accepted }
  }

  eventsOf(actor: Actor, options: { readonly limit?: number } = {}): ShopEvent[] {
    const events = this.#actors.get(actor) ?? []
    return events.slice(Math.max(0, events.length - (options.limit ?? events.length)))
  }

  async *readEvents(options: { readonly chunk?: number } = {}): AsyncGenerator<EventColumns> {
    const { chunk = 50_000 } = options
    const all = [...this.#actors].flatMap(([actor, events]) => events.map((event) => ({ actor, event })))
    for (let from = 0; from < all.length; from += chunk) {
      const part = all.slice(from, from + chunk)
      yield {
        actors: part.map(({ actor }) => actor),
        items: part.map(({ event }) => event.item ?? ''),
        kinds: Uint8Array.from(part, ({ event }) => eventKind[event.event]),
        times: Float64Array.from(part, ({ event }) => event.at),
        quantities: Float64Array.from(part, ({ event }) => event.quantity ?? 1),
        prices: Float64Array.from(part, ({ event }) => event.price ?? Number.NaN),
        ratings: Float64Array.from(part, ({ event }) => event.rating ?? Number.NaN),
        usable: Uint8Array.from(part, ({ event }) => usable(event)),
        ids: part.map(({ event }) => event.id),
        baskets: part.map(({ event }) => event.context?.basket ?? ''),
      }
    }
  }

  async removeEvent(actor: Actor, id: string): Promise<boolean> {
    this.#version += 1
    const event = this.#events.get(id)
    if (event === undefined || actorOf(event) !== actor) return false
    this.#events.delete(id)
    const events = this.#actors.get(actor)!
    events.splice(events.indexOf(event), 1)
    this.#revision += 1
    return true
  }

  async forget(actor: Actor): Promise<{ events: number; receipt: string; at: number }> {
    this.#version += 1
    const gone = this.#actors.get(actor) ?? []
    for (const { id } of gone) this.#events.delete(id)
    this.#actors.delete(actor)
    if (actor.startsWith('u:')) {
      const id = actor.slice(2)
      this.#people.delete(id)
      for (const [name, person] of this.#people) this.#people.set(name, withoutFriend(person, id))
    }
    for (const name of [...this.#documents.keys()]) if (documentBelongsTo(name, actor)) this.#documents.delete(name)
    for (const name of documentsOfEverybody) this.#documents.delete(name)
    await this.increment(forgettings)
    const receipt = newReceipt()
    const at = Date.now()
    this.#audit.push({ at, action: 'forget', subject: this.#pseudonym(actor), details: { events: gone.length, receipt } })
    this.#revision += 1
    return { events: gone.length, receipt, at }
  }

  async putItems(products: readonly Product[]): Promise<void> {
    this.#version += 1
    for (const { id } of products) checkName(id)
    for (const product of products) {
      this.#products.set(product.id, stored(product))
      this.#items.add(product.id)
    }
    if (products.length > 0) this.#revision += 1
  }

  item(id: string): Product | undefined {
    return this.#products.get(id)
  }

  items(): Product[] {
    return [...this.#products.values()]
  }

  async deleteItem(id: string): Promise<boolean> {
    this.#version += 1
    if (!this.#products.delete(id)) return false
    if (![...this.#events.values()].some((event) => event.item === id)) this.#items.delete(id)
    this.#revision += 1
    return true
  }

  async putPeople(people: readonly Person[]): Promise<void> {
    this.#version += 1
    for (const { id } of people) checkName(id)
    for (const person of people) {
      this.#actor(`u:${person.id}`)
      this.#people.set(person.id, stored(person))
    }
  }

  person(id: string): Person | undefined {
    return this.#people.get(id)
  }

  people(): Person[] {
    return [...this.#people.values()]
  }

  counts(): { events: number; people: number; sessions: number; items: number } {
    let people = 0
    for (const actor of this.#actors.keys()) people += actor.startsWith('u:') ? 1 : 0
    return { events: this.#events.size, people, sessions: this.#actors.size - people, items: this.#items.size }
  }

  latestEvents(limit: number): ShopEvent[] {
    return limit > 0 ? [...this.#events.values()].slice(-limit).reverse() : []
  }

  document<T>(name: string): T | undefined {
    const body = this.#documents.get(name)
    return body === undefined ? undefined : (JSON.parse(body) as T)
  }

  documents(prefix: string): { name: string; value: unknown }[] {
    const names = [...this.#documents.keys()].filter((name) => name.startsWith(prefix)).sort()
    return names.map((name) => ({ name, value: this.document(name) }))
  }

  async putDocument(name: string, value: unknown): Promise<void> {
    this.#version += 1
    checkName(name)
    this.#documents.set(name, JSON.stringify(value ?? null))
  }

  async deleteDocument(name: string): Promise<boolean> {
    this.#version += 1
    return this.#documents.delete(name)
  }

  async swapDocument(name: string, from: unknown, to: unknown): Promise<boolean> {
    checkName(name)
    if (this.#documents.get(name) !== JSON.stringify(from)) return false
    this.#version += 1
    this.#documents.set(name, JSON.stringify(to ?? null))
    return true
  }

  async wish(actor: Actor, wish: Wish): Promise<Preferences> {
    this.#version += 1
    const name = actorDocument('preferences', actor)
    const next = withWish(this.document<Preferences>(name) ?? {}, wish)
    this.#documents.set(name, JSON.stringify(next))
    return next
  }

  async increment(name: string): Promise<number> {
    checkName(name)
    this.#version += 1
    const old = Number.parseInt(this.#documents.get(name) ?? '0', 10)
    const next = (Number.isNaN(old) ? 0 : old) + 1
    this.#documents.set(name, String(next))
    return next
  }

  async audit(entry: { readonly action: string; readonly subject: string; readonly details?: Readonly<Record<string, unknown>> }): Promise<void> {
    this.#version += 1
    this.#audit.push(stored({ at: Date.now(), ...entry }))
  }

  auditTrail(limit: number): AuditEntry[] {
    return this.#audit.slice(Math.max(0, this.#audit.length - limit)).reverse()
  }

  revision(): number {
    return this.#revision
  }

  version(): number {
    return this.#version
  }

  async close(): Promise<void> {}

  #actor(name: Actor): ShopEvent[] {
    let events = this.#actors.get(name)
    if (events === undefined) {
      events = []
      this.#actors.set(name, events)
    }
    return events
  }
}

/** A copy by value, in the form JSON keeps it: what the caller changes later does not reach the store. */
function stored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** After every event that is not later: arrival decides between equal times. */
function insertByTime(events: ShopEvent[], event: ShopEvent): void {
  let at = events.length
  while (at > 0 && events[at - 1]!.at > event.at) at -= 1
  events.splice(at, 0, event)
}
