import { cellReaders } from './cells.ts'
import type { EventContext, EventName, ShopEvent } from './events.ts'
import { eventNames } from './events.ts'
import type { Row } from './formats/format.ts'
import { forbiddenNames, type Mapping } from './mapping.ts'
import type { Interned } from './recent.ts'

/** Why a row cannot be used. */
export interface Refused {
  readonly reason: string
  readonly message: string
}

export const isRefused = (outcome: object): outcome is Refused => 'reason' in outcome

/** Characters an id may have, and a text (title, query …). */
export const maxId = 256
export const maxText = 20_000

/** Clocks and zones may differ by this much, milliseconds, before an event counts as one of the future. */
export const clockTolerance: number = 24 * 3_600_000

/** Online shops and their exports are younger: 1900-01-01 and 1970-01-01 stand for "no date". */
const earliest = Date.UTC(1980, 0, 1)

const names = new Set<string>(eventNames)
const withoutItem = new Set<EventName>(['search', 'view_item_list', 'hide_reason'])

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Reads one event out of each row, all but its id; `now` in milliseconds. Rows without a time get their number as one (see `orderOnlyUntil`). */
export function eventReader(
  mapping: Mapping,
  columns: readonly string[],
  { now, interned }: { readonly now: number; readonly interned: Interned },
): (row: Row) => Mutable<Omit<ShopEvent, 'id'>> | Refused {
  const events = mapping.events
  if (events === undefined) throw new TypeError('The mapping has no events.')
  const read = cellReaders(columns, mapping.absent)
  const kindOf = kindReader(mapping, columns)
  const user = read.text(events.user)
  const session = read.text(events.session)
  const item = read.text(events.item)
  const time = read.time(events.at)
  const ordered = events.at?.format === 'order'
  const quantity = read.amount(events.quantity)
  const price = read.amount(events.price)
  const total = events.price?.meaning === 'total'
  const rating = read.amount(events.rating)
  const [low, high] = events.rating?.scale ?? [1, 5]
  const scaled = events.rating?.scale !== undefined
  const query = read.text(events.query)
  const credit = read.text(events.refund?.column)
  const context = contextReader(mapping, columns, interned)
  let number = 0

  return (row) => {
    number++
    let kind = kindOf(row)
    if (typeof kind === 'object') return kind
    const who = user(row)
    const visit = who === '' ? session(row) : ''
    if (who === '' && visit === '') return { reason: 'actor.missing', message: 'The row names neither a person nor a session.' }
    const what = item(row)
    if (what === '' && !withoutItem.has(kind)) return { reason: 'item.missing', message: 'The row names no item.' }
    const bad = badId(who || visit) ?? (what === '' ? undefined : badId(what))
    if (bad !== undefined) return bad

    let at = number
    if (events.at !== undefined) {
      const found = time(row)
      if (found === undefined) return { reason: 'time.missing', message: 'The row has no time.' }
      if (Number.isNaN(found)) return { reason: 'time.invalid', message: `The time ${quoted(row, columns, events.at.column)} cannot be read.` }
      if (!ordered && found > now + clockTolerance) return { reason: 'time.future', message: `The time ${shownTime(found)} lies in the future.` }
      if (!ordered && found < earliest) return { reason: 'time.past', message: `The time ${shownTime(found)} lies before 1980.` }
      if (ordered && !(found >= 0 && found < 1e9))
        return { reason: 'time.invalid', message: `The position ${quoted(row, columns, events.at.column)} is not from 0 to a thousand million.` }
      at = found
    }

    let pieces = quantity(row)
    if (pieces !== undefined) {
      if (!(Math.abs(pieces) <= 1e9))
        return { reason: 'quantity.invalid', message: `The quantity ${quoted(row, columns, events.quantity?.column)} is no number.` }
      if (pieces === 0) return { reason: 'quantity.zero', message: 'The quantity is 0.' }
    }
    if (events.refund !== undefined && credit(row).startsWith(events.refund.prefix)) kind = 'refund'
    else if (pieces !== undefined && pieces < 0) {
      if (kind === 'purchase' && events.negativeQuantity !== 'reject') kind = 'refund'
      else if (kind !== 'refund') return { reason: 'quantity.negative', message: `The quantity is ${pieces}.` }
    }
    if (pieces !== undefined) pieces = Math.abs(pieces)

    let cost = price(row)
    if (cost !== undefined) {
      if (!(Math.abs(cost) <= 1e12)) return { reason: 'price.invalid', message: `The price ${quoted(row, columns, events.price?.column)} is no number.` }
      if (total) cost /= pieces ?? 1
      if (cost < 0) {
        if (kind !== 'refund') return { reason: 'price.negative', message: `The price is ${cost}.` }
        cost = -cost
      }
    }

    const event: Mutable<Omit<ShopEvent, 'id'>> = who === '' ? { event: kind, session: interned.of(visit), at } : { event: kind, user: interned.of(who), at }
    if (what !== '') event.item = interned.of(what)
    if (pieces !== undefined && pieces !== 1) event.quantity = pieces
    if (cost !== undefined) event.price = cost
    if (kind === 'rate') {
      const stars = rating(row)
      if (stars === undefined) return { reason: 'rating.missing', message: 'The row has no rating.' }
      if (!(stars >= Math.min(low, 0) && stars <= Math.max(high, 5))) {
        return { reason: 'rating.invalid', message: `The rating ${quoted(row, columns, events.rating?.column)} is no number from ${low} to ${high}.` }
      }
      event.rating = scaled ? 1 + (4 * (stars - low)) / (high - low) : stars
    }
    const words = query(row)
    if (words !== '') event.query = words.slice(0, maxText)
    else if (kind === 'search') return { reason: 'query.missing', message: 'The search has no words.' }
    const around = context(row)
    if (around !== undefined) event.context = around
    return event
  }
}

/** An id as a message, or undefined where it may be used. */
export function badId(id: string): Refused | undefined {
  if (id.length > maxId) return { reason: 'id.too-long', message: `An id has ${id.length} characters; at most ${maxId} are allowed.` }
  if (forbiddenNames.has(id)) return { reason: 'id.forbidden', message: `${id} cannot be an id.` }
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i)
    if (code < 32 || code === 127) return { reason: 'id.control', message: 'An id holds a control character.' }
    if (code === 0xfffd) return { reason: 'id.encoding', message: 'An id holds bytes that are no UTF-8.' }
  }
  return undefined
}

/** Turns rows away by the mapping's own rules. */
export function ruleReader(mapping: Mapping, columns: readonly string[]): ((row: Row) => Refused | undefined) | undefined {
  const read = cellReaders(columns)
  const rules = (mapping.reject ?? []).map((rule) => ({
    ...rule,
    values: rule.in && new Set(rule.in),
    text: read.text(rule.column),
    amount: read.amount(rule),
  }))
  if (rules.length === 0) return undefined
  return (row) => {
    for (const rule of rules) {
      const text = rule.text(row)
      const amount = rule.below === undefined && rule.above === undefined ? undefined : rule.amount(row)
      const hit =
        rule.values?.has(text) ||
        (rule.prefix !== undefined && text.startsWith(rule.prefix)) ||
        (rule.empty === true && text === '') ||
        (rule.below !== undefined && amount !== undefined && amount < rule.below) ||
        (rule.above !== undefined && amount !== undefined && amount > rule.above)
      if (hit) return { reason: rule.reason, message: `${rule.column} is "${text.slice(0, 80)}".` }
    }
    return undefined
  }
}

function kindReader(mapping: Mapping, columns: readonly string[]): (row: Row) => EventName | Refused {
  const source = mapping.events?.event
  if (source === undefined || 'constant' in source) {
    const constant = source?.constant ?? 'purchase'
    return () => constant
  }
  const read = cellReaders(columns, mapping.absent).text(source.column)
  const translated = new Map(Object.entries(source.names ?? {}))
  return (row) => {
    const name = read(row)
    const known = translated.get(name) ?? (names.has(name) ? (name as EventName) : undefined)
    return known ?? { reason: 'event.unknown', message: `The event "${name.slice(0, 80)}" is none of ours and the mapping does not translate it.` }
  }
}

function contextReader(mapping: Mapping, columns: readonly string[], interned: Interned): (row: Row) => EventContext | undefined {
  const read = cellReaders(columns, mapping.absent)
  const { basket, page, device, region, request } = mapping.events ?? {}
  const fields = Object.entries({ basket, page, device, region, request }).flatMap(([name, source]) =>
    source === undefined ? [] : [{ name: name as keyof EventContext, text: read.text(source) }],
  )
  if (fields.length === 0) return () => undefined
  return (row) => {
    let context: Mutable<EventContext> | undefined
    for (const { name, text } of fields) {
      const value = text(row)
      if (value !== '') {
        context ??= {}
        context[name] = interned.of(value.slice(0, 1000))
      }
    }
    return context
  }
}

function quoted(row: Row, columns: readonly string[], column: string | undefined): string {
  const cell = column === undefined ? undefined : row[columns.indexOf(column)]
  return `"${String(cell).slice(0, 80)}"`
}

function shownTime(at: number): string {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at)
}
