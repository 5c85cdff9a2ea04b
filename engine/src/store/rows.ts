import { type EventContext, eventKind, eventNames, type ShopEvent } from '../data/events.ts'
import { CandorError } from '../errors.ts'

/** An event as it is read back. The actor is named where it is not known already. */
export type StoredRow = readonly [
  id: string,
  item: number | null,
  kind: number,
  at: number,
  quantity: number | null,
  price: number | null,
  rating: number | null,
  basket: string | null,
  extra: Partial<ShopEvent> | null,
  actor: string | null,
]

/** Throws `event.invalid` for what no row can hold. The doors check more; this is the last line before the disk. */
export function checkEvent(event: ShopEvent): void {
  const wrong =
    typeof event.id !== 'string' || event.id === ''
      ? 'it has no id'
      : eventKind[event.event] === undefined
        ? `"${event.event}" is no known event`
        : !Number.isFinite(event.at)
          ? `its time is ${event.at}`
          : event.user === undefined && event.session === undefined
            ? 'it has neither a user nor a session'
            : event.id.includes('\0') || event.context?.basket?.includes('\0')
              ? 'its id or basket holds a NUL character'
              : undefined
  if (wrong !== undefined) throw new CandorError('event.invalid', `The event "${event.id}" cannot be stored: ${wrong}.`, { details: { id: event.id } })
}

/** Throws `event.invalid` for a name with a NUL character: databases cut texts there, so two names would become one. */
export function checkName(name: string): void {
  if (name.includes('\0')) throw new CandorError('event.invalid', `The name ${JSON.stringify(name)} holds a NUL character. Remove it.`)
}

/** What of an event has no column of its own, as JSON; null where there is nothing, which is told without making an object: it is most. */
export function extraOf(event: ShopEvent): string | null {
  let extra: { -readonly [key in keyof ShopEvent]?: ShopEvent[key] } | undefined
  for (const field of numbers) if (!isPlain(event[field])) extra = { ...extra, [field]: event[field] }
  if (event.user !== undefined && event.session !== undefined) extra = { ...extra, session: event.session }
  if (event.query !== undefined) extra = { ...extra, query: event.query }
  if (event.context !== undefined && !isOnlyBasket(event.context)) {
    const { basket: _basket, ...context } = event.context
    extra = { ...extra, context }
  }
  if (event.consent !== undefined) extra = { ...extra, consent: event.consent }
  return extra === undefined ? null : JSON.stringify(extra)
}

const numbers = ['at', 'quantity', 'price', 'rating'] as const

/**
 * SQLite writes numbers into JSON with 15 digits, and far from 1 not even those. The few that need more (sums of prices, say) are kept in `extra`
 * too, where they stay exact.
 */
function isPlain(value = 0): boolean {
  const size = Math.abs(value)
  return size < 1e15 && (Number.isInteger(value) || (size > 1e-15 && Number(value.toPrecision(15)) === value))
}

/** The basket has a column; an empty context has not. */
function isOnlyBasket(context: EventContext): boolean {
  for (const key in context) if (key !== 'basket') return false
  return context.basket !== undefined
}

/** The event exactly as it was appended: absent fields stay absent. `nameOf` gives the name of an item by its integer. */
export function eventFrom([id, item, kind, at, quantity, price, rating, basket, extra]: StoredRow, actor: string, nameOf: (item: number) => string): ShopEvent {
  const event: { -readonly [key in keyof ShopEvent]: ShopEvent[key] } = { id, event: eventNames[kind]!, at }
  if (actor.startsWith('u:')) event.user = actor.slice(2)
  else event.session = actor.slice(2)
  if (item !== null) event.item = nameOf(item)
  if (quantity !== null) event.quantity = quantity
  if (price !== null) event.price = price
  if (rating !== null) event.rating = rating
  if (extra !== null) Object.assign(event, extra)
  if (basket !== null) event.context = { ...event.context, basket }
  return event
}

/** 0 where the person refused personalisation for this event. */
export function usable(event: ShopEvent): 0 | 1 {
  return event.consent?.personalisation === false ? 0 : 1
}
