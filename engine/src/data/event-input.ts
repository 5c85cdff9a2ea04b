import { CandorError } from '../errors.ts'
import { type Consent, type EventContext, type EventName, eventNames, type ShopEvent } from './events.ts'

/** Longest text of one field in characters: ids 256, other texts 4,096. */
const longestId = 256
const longestText = 4096
/** How far ahead of our clock an event may lie before it is refused: clocks of browsers differ. */
export const clockSkewMs: number = 5 * 60_000

const names: ReadonlySet<string> = new Set(eventNames)
const withoutItem: ReadonlySet<string> = new Set(['search', 'view_item_list', 'hide_reason'])
const known: ReadonlySet<string> = new Set(['id', 'event', 'user', 'session', 'item', 'at', 'quantity', 'price', 'rating', 'query', 'context', 'consent'])

/**
 * An event from outside, checked field by field; nothing of `input` is kept that is not named here. `at` may be milliseconds or ISO 8601, and is `now`
 * where absent. Throws `event.invalid`, naming the field and its value.
 */
export function parseEvent(input: unknown, now: number): ShopEvent {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw invalid('an event', input, 'a JSON object')
  const given = input as Record<string, unknown>
  for (const field of Object.keys(given)) if (!known.has(field)) throw invalid('field', field, `one of ${[...known].join(', ')}`)
  const event = given.event
  if (typeof event !== 'string' || !names.has(event)) throw invalid('event', event, `one of ${eventNames.join(', ')}`)
  const user = optional(given, 'user', readId)
  const session = optional(given, 'session', readId)
  if (user === undefined && session === undefined) throw invalid('user', undefined, 'given, or else a session')
  const item = optional(given, 'item', readId)
  if (item === undefined && !withoutItem.has(event)) throw invalid('item', undefined, `the id of the item, with the event "${event}"`)
  const at = readTime(given.at ?? now)
  if (at > now + clockSkewMs) throw invalid('at', given.at, 'not in the future (more than 5 minutes ahead of this server): check the clock of the sender')
  const rating = optional(given, 'rating', (value) => readNumber('rating', value, 0.5, 5))
  if (event === 'rate' && rating === undefined) throw invalid('rating', undefined, 'a number from 0.5 to 5, with the event "rate"')
  return {
    id: readId(given.id, 'id'),
    event: event as EventName,
    ...(user === undefined ? {} : { user }),
    ...(session === undefined ? {} : { session }),
    ...(item === undefined ? {} : { item }),
    at,
    ...present(
      'quantity',
      optional(given, 'quantity', (value) => readNumber('quantity', value, 0, 1e6)),
    ),
    ...present(
      'price',
      optional(given, 'price', (value) => readNumber('price', value, 0, 1e9)),
    ),
    ...present('rating', rating),
    ...present('query', optional(given, 'query', readText)),
    ...present('context', optional(given, 'context', readContext)),
    ...present('consent', optional(given, 'consent', readConsent)),
  }
}

function readContext(input: unknown): EventContext {
  const given = readObject('context', input, ['page', 'device', 'region', 'basket', 'request'])
  return Object.fromEntries(Object.entries(given).map(([field, value]) => [field, readText(value, `context.${field}`)]))
}

function readConsent(input: unknown): Consent {
  const given = readObject('consent', input, ['personalisation', 'analytics'])
  for (const [field, value] of Object.entries(given)) if (typeof value !== 'boolean') throw invalid(`consent.${field}`, value, 'true or false')
  return { ...given } as Consent
}

function readObject(field: string, input: unknown, fields: readonly string[]): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw invalid(field, input, 'a JSON object')
  for (const key of Object.keys(input)) if (!fields.includes(key)) throw invalid(`${field}.${key}`, key, `left out; ${field} has ${fields.join(', ')}`)
  return input as Record<string, unknown>
}

function readTime(value: unknown): number {
  const at = typeof value === 'string' ? Date.parse(value) : value
  if (typeof at !== 'number' || !Number.isFinite(at) || at < 0)
    throw invalid('at', value, 'milliseconds since 1970 or an ISO 8601 time such as 2026-01-31T09:30:00Z')
  return Math.round(at)
}

function readNumber(field: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) throw invalid(field, value, `a number from ${min} to ${max}`)
  return value
}

function readId(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '' || value.length > longestId || value.includes('\0'))
    throw invalid(field, value, `a text of 1 to ${longestId} characters without NUL`)
  return value
}

function readText(value: unknown, field: string): string {
  if (typeof value !== 'string' || value.length > longestText || value.includes('\0'))
    throw invalid(field, value, `a text of at most ${longestText} characters without NUL`)
  return value
}

function optional<T>(given: Record<string, unknown>, field: string, read: (value: unknown, field: string) => T): T | undefined {
  const value = Object.hasOwn(given, field) ? given[field] : undefined
  if (value === undefined || value === null) return undefined
  return read(value, field)
}

function present<K extends string, T>(field: K, value: T | undefined): { [key in K]?: T } {
  return (value === undefined ? {} : { [field]: value }) as { [key in K]?: T }
}

function invalid(field: string, value: unknown, expected: string): CandorError {
  const shown = JSON.stringify(value) ?? 'missing'
  return new CandorError('event.invalid', `${field} is ${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}; it must be ${expected}.`, {
    details: { field },
  })
}
