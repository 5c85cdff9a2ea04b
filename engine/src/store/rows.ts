import { type EventContext, eventKind, eventNames, type ShopEvent } from '../data/events.ts'
import { CandorError } from '../errors.ts'

/** An event as it is read back: its row with the names of actor and item in place of their integers. */
export interface NamedRow {
  readonly id: string
  readonly actor: string
  readonly item: string | null
  readonly kind: number
  readonly at: number
  readonly quantity: number | null
  readonly price: number | null
  readonly rating: number | null
  readonly basket: string | null
  readonly extra: string | null
}

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
            : undefined
  if (wrong !== undefined) throw new CandorError('event.invalid', `The event "${event.id}" cannot be stored: ${wrong}.`, { details: { id: event.id } })
}

/** What of an event has no column of its own, as JSON; null where there is nothing. */
export function extraOf(event: ShopEvent): string | null {
  const { basket, ...context } = event.context ?? {}
  const keepsContext = event.context !== undefined && (basket === undefined || Object.keys(context).length > 0)
  const extra = {
    ...(event.user !== undefined && event.session !== undefined && { session: event.session }),
    ...(event.query !== undefined && { query: event.query }),
    ...(keepsContext && { context }),
    ...(event.consent !== undefined && { consent: event.consent }),
  }
  return Object.keys(extra).length === 0 ? null : JSON.stringify(extra)
}

/** The event exactly as it was appended: absent fields stay absent. */
export function eventFrom(row: NamedRow): ShopEvent {
  const event: { -readonly [key in keyof ShopEvent]: ShopEvent[key] } = { id: row.id, event: eventNames[row.kind]!, at: row.at }
  if (row.actor.startsWith('u:')) event.user = row.actor.slice(2)
  else event.session = row.actor.slice(2)
  if (row.item !== null) event.item = row.item
  if (row.quantity !== null) event.quantity = row.quantity
  if (row.price !== null) event.price = row.price
  if (row.rating !== null) event.rating = row.rating
  if (row.extra !== null) Object.assign(event, JSON.parse(row.extra) as Partial<ShopEvent>)
  if (row.basket !== null) event.context = { ...event.context, basket: row.basket } satisfies EventContext
  return event
}

/** 0 where the person refused personalisation for this event. */
export function usable(event: ShopEvent): 0 | 1 {
  return event.consent?.personalisation === false ? 0 : 1
}
