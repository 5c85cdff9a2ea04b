import { actorOf, eventKind, type ShopEvent } from '../data/events.ts'
import type { Person } from '../data/people.ts'
import { actorDocument, documentBelongsTo, documentsOfEverybody, forgettings, withoutFriend } from '../privacy/forget.ts'
import { type Preferences, withWish } from '../privacy/wishes.ts'
import type { Answers, Change } from './changes.ts'
import { writing } from './queries.ts'
import { checkEvent, checkName, extraOf, usable } from './rows.ts'
import type { Connection, Statement } from './sqlite.ts'

/** What a transaction adds to the table of totals. */
interface Added {
  revision: number
  events: number
  people: number
  sessions: number
  items: number
}

/**
 * Applies changes on the writer's connection, inside a transaction that the caller holds: `begin` before the first, `finish` after the last.
 * Names met before are remembered, at most `remembered` of them, as long as no other connection has written.
 */
export class Changes {
  readonly #connection: Connection
  readonly #statements = new Map<keyof typeof writing, Statement>()
  readonly #actors = new Map<string, number>()
  readonly #items = new Map<string, number>()
  #added: Added = nothing()
  #version = -1
  #arrivals: number | undefined

  constructor(connection: Connection) {
    this.#connection = connection
  }

  begin(): void {
    this.#added = nothing()
    this.#arrivals = undefined
    const { data_version: version } = this.#connection.prepare('PRAGMA data_version').get() as { data_version: number }
    if (version !== this.#version) this.forgetNames()
    this.#version = version
  }

  /** To be called after a rollback: ids given out inside it do not exist. */
  forgetNames(): void {
    this.#actors.clear()
    this.#items.clear()
  }

  finish(): void {
    const { revision, events, people, sessions, items } = this.#added
    if (revision !== 0 || people !== 0 || sessions !== 0) this.#run('addTotals', revision, events, people, sessions, items)
  }

  apply(change: Change): Answers[Change['kind']] {
    switch (change.kind) {
      case 'append':
        return this.#append(change.events)
      case 'removeEvent':
        return this.#removeEvent(change.actor, change.event)
      case 'forget':
        return this.#forget(change)
      case 'putItems':
        for (const product of change.products) this.#run('putProduct', this.#item(product.id), JSON.stringify(product))
        this.#added.revision += change.products.length > 0 ? 1 : 0
        return undefined
      case 'deleteItem':
        return this.#deleteItem(change.id)
      case 'putPeople':
        for (const person of change.people) this.#run('putPerson', this.#actor(`u:${person.id}`), JSON.stringify(person))
        return undefined
      case 'putDocument':
        checkName(change.name)
        this.#run('putDocument', change.name, change.body)
        return undefined
      case 'swapDocument': {
        checkName(change.name)
        const kept = this.#statement('documentBody').get(change.name) as { body: string } | undefined
        if (kept?.body !== change.from) return false
        this.#run('putDocument', change.name, change.to)
        return true
      }
      case 'wish':
        return this.#wish(change)
      case 'increment':
        checkName(change.name)
        this.#run('increment', change.name, '1')
        return Number((this.#statement('documentBody').get(change.name) as { body: string }).body)
      case 'deleteDocument':
        return !change.name.includes('\0') && this.#run('deleteDocument', change.name) > 0
      case 'audit':
        this.#run('addAudit', change.at, change.action, change.subject, change.details)
        return undefined
    }
  }

  #append(events: readonly ShopEvent[]): Answers['append'] {
    let accepted = 0
    this.#arrivals ??= (this.#statement('lastArrival').get() as { seq: number }).seq
    for (const event of events) {
      checkEvent(event)
      const { people, sessions, items } = this.#added
      const actor = this.#actor(actorOf(event))
      const item = event.item === undefined ? null : this.#item(event.item)
      const stored = this.#run(
        'addEvent',
        this.#arrivals + 1,
        event.id,
        actor,
        item,
        eventKind[event.event],
        event.at,
        event.quantity ?? null,
        event.price ?? null,
        event.rating ?? null,
        event.context?.basket ?? null,
        usable(event),
        extraOf(event),
      )
      accepted += stored
      this.#arrivals += stored
      // A repeated id may come with names never seen before: they are not kept for an event that is not.
      if (stored === 0) this.#unname({ ...this.#added, people, sessions, items }, event, actor, item)
    }
    this.#added.events += accepted
    this.#added.revision += accepted > 0 ? 1 : 0
    return { accepted, duplicates: events.length - accepted }
  }

  #unname(before: Added, event: ShopEvent, actor: number, item: number | null): void {
    if (this.#added.people !== before.people || this.#added.sessions !== before.sessions) {
      this.#run('deleteActor', actor)
      this.#actors.delete(actorOf(event))
    }
    if (this.#added.items !== before.items) {
      this.#run('deleteItem', item)
      this.#items.delete(event.item ?? '')
    }
    this.#added = before
  }

  #removeEvent(name: string, event: string): boolean {
    const actor = this.#find('actorId', name)
    const removed = actor === undefined || event.includes('\0') ? 0 : this.#run('removeEvent', event, actor)
    this.#added.events -= removed
    this.#added.revision += removed
    return removed > 0
  }

  #wish({ actor, wish }: Extract<Change, { kind: 'wish' }>): Preferences {
    const name = actorDocument('preferences', actor)
    const kept = this.#statement('documentBody').get(name) as { body: string } | undefined
    const next = withWish(kept === undefined ? {} : (JSON.parse(kept.body) as Preferences), wish)
    this.#run('putDocument', name, JSON.stringify(next))
    return next
  }

  #forget(change: Extract<Change, { kind: 'forget' }>): number {
    let events = 0
    let found = 0
    const actor = this.#find('actorId', change.actor)
    if (actor !== undefined) {
      found = 1
      events = this.#run('removeEvents', actor)
      this.#run('deletePerson', actor)
      this.#run('deleteActor', actor)
      this.#actors.delete(change.actor)
      this.#added[change.actor.startsWith('u:') ? 'people' : 'sessions'] -= 1
    }
    if (change.actor.startsWith('u:')) found += this.#forgetFriend(change.actor.slice(2))
    for (const { name } of this.#all<{ name: string }>('documentNames', '/')) {
      if (documentBelongsTo(name, change.actor)) found += this.#run('deleteDocument', name)
    }
    for (const name of documentsOfEverybody) found += this.#run('deleteDocument', name)
    this.#run('addAudit', change.at, 'forget', change.subject, JSON.stringify({ events, receipt: change.receipt }))
    this.#run('increment', forgettings, '1')
    if (found > 0) this.#run('setScrub', 1)
    this.#added.events -= events
    this.#added.revision += 1
    return events
  }

  #forgetFriend(id: string): number {
    let changed = 0
    for (const { actor, body } of this.#all<{ actor: number; body: string }>('peopleHolding', JSON.stringify(id))) {
      const person = JSON.parse(body) as Person
      const without = withoutFriend(person, id)
      if (without !== person) changed += this.#run('putPerson', actor, JSON.stringify(without))
    }
    return changed
  }

  #deleteItem(name: string): boolean {
    const item = this.#find('itemId', name)
    if (item === undefined || this.#run('deleteProduct', item) === 0) return false
    if (this.#statement('itemInEvents').get(item, 1) === undefined) {
      this.#run('deleteItem', item)
      this.#items.delete(name)
      this.#added.items -= 1
    }
    this.#added.revision += 1
    return true
  }

  #actor(name: string): number {
    const known = this.#actors.get(name)
    if (known !== undefined) return known
    checkName(name)
    let id = this.#find('actorId', name)
    if (id === undefined) {
      id = Number(this.#statement('addActor').run(name).lastInsertRowid)
      this.#added[name.startsWith('u:') ? 'people' : 'sessions'] += 1
    }
    return remember(this.#actors, name, id)
  }

  #item(name: string): number {
    const known = this.#items.get(name)
    if (known !== undefined) return known
    checkName(name)
    let id = this.#find('itemId', name)
    if (id === undefined) {
      id = Number(this.#statement('addItem').run(name).lastInsertRowid)
      this.#added.items += 1
    }
    return remember(this.#items, name, id)
  }

  #find(query: 'actorId' | 'itemId', name: string): number | undefined {
    if (name.includes('\0')) return undefined
    return (this.#statement(query).get(name) as { id: number } | undefined)?.id
  }

  #run(query: keyof typeof writing, ...values: (string | number | null)[]): number {
    return Number(this.#statement(query).run(...values).changes)
  }

  #all<T>(query: keyof typeof writing, ...values: (string | number)[]): T[] {
    return this.#statement(query).all(...values) as T[]
  }

  #statement(query: keyof typeof writing): Statement {
    let statement = this.#statements.get(query)
    if (statement === undefined) {
      statement = this.#connection.prepare(writing[query])
      this.#statements.set(query, statement)
    }
    return statement
  }
}

const remembered = 100_000

function remember(names: Map<string, number>, name: string, id: number): number {
  if (names.size >= remembered) names.clear()
  names.set(name, id)
  return id
}

function nothing(): Added {
  return { revision: 0, events: 0, people: 0, sessions: 0, items: 0 }
}
