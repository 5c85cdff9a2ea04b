import type { Actor, EventName, ShopEvent } from '../data/events.ts'
import { eventKind } from '../data/events.ts'
import type { Ids } from '../data/ids.ts'
import { emptyHistory, type History } from '../data/interactions.ts'
import { CandorError } from '../errors.ts'
import { actorDocument } from '../privacy/forget.ts'
import type { Preferences } from '../privacy/wishes.ts'
import type { HistoryInput } from './contract.ts'
import type { House } from './house.ts'

/** One item of a person's past: all events with it, merged. */
export interface Entry {
  readonly item: string
  readonly events: readonly ShopEvent[]
  /** The strongest event's weight, (0, 1]. */
  readonly weight: number
  readonly event: EventName
  /** The newest event's time. */
  readonly at: number
}

/** What a person did and said, as far as recommending may use it. */
export interface Past {
  /** Oldest first, one entry an item. */
  readonly entries: readonly Entry[]
  readonly purchased: ReadonlySet<string>
  readonly notInterested: ReadonlySet<string>
  readonly hiddenReasons: ReadonlySet<string>
}

export const emptyPast: Past = { entries: [], purchased: new Set(), notInterested: new Set(), hiddenReasons: new Set() }

export function preferencesOf(house: House, actor: Actor): Preferences {
  return house.store.document<Preferences>(actorDocument('preferences', actor)) ?? {}
}

/** The stored past of an actor: refunded purchases, baskets emptied again and reasons switched off are not part of it. */
export function pastOf(house: House, actor: Actor): Past {
  const preferences = preferencesOf(house, actor)
  const past = pastFromEvents(house.store.eventsOf(actor), house.config.eventWeights)
  const hidden = new Set(preferences.hiddenReasons)
  return {
    ...past,
    entries: past.entries.filter((entry) => !hidden.has(entry.item)),
    notInterested: new Set(preferences.notInterested),
    hiddenReasons: hidden,
  }
}

/**
 * Merges events into one entry an item: the weight of the strongest event, the time of the newest. A `refund` takes the earlier purchases of the
 * item back, `remove_from_cart` the earlier `add_to_cart`; a rating under 3 takes the item out; events without consent are passed over.
 */
export function pastFromEvents(events: readonly ShopEvent[], weights: Readonly<Record<string, number>>): Past {
  const byItem = new Map<string, ShopEvent[]>()
  const purchased = new Set<string>()
  for (const event of events) {
    if (event.item === undefined) continue
    if (event.event === 'purchase') purchased.add(event.item)
    if (event.consent?.personalisation === false) continue
    const kept = byItem.get(event.item) ?? []
    if (event.event === 'refund') drop(kept, 'purchase')
    else if (event.event === 'remove_from_cart') drop(kept, 'add_to_cart')
    else if (event.event === 'rate' && (event.rating ?? 5) < 3) kept.length = 0
    else if (weights[event.event]) kept.push(event)
    // The newest event decides the order, so the item moves to the end.
    byItem.delete(event.item)
    if (kept.length > 0) byItem.set(event.item, kept)
  }
  const entries = [...byItem].map(([item, kept]): Entry => {
    const strongest = kept.reduce((best, event) => ((weights[event.event] ?? 0) >= (weights[best.event] ?? 0) ? event : best))
    return { item, events: kept, weight: weights[strongest.event] ?? 0, event: strongest.event, at: kept[kept.length - 1]!.at }
  })
  return { ...emptyPast, entries: entries.sort((a, b) => a.at - b.at), purchased }
}

/** A past given in a request, oldest first. Entries of items that nobody knows are kept: they simply say nothing. */
export function pastFromRequest(history: readonly HistoryInput[], weights: Readonly<Record<string, number>>): Past {
  const start = -history.length
  const events = history.map((input, index): ShopEvent => {
    const entry = typeof input === 'string' ? { item: input } : input
    const at = entry.at === undefined ? start + index : typeof entry.at === 'number' ? entry.at : Date.parse(entry.at)
    if (!Number.isFinite(at))
      throw new CandorError('request.invalid', `history[${index}].at is "${entry.at}"; give milliseconds since 1970 or an ISO 8601 time.`)
    return { id: `history-${index}`, event: entry.event ?? 'purchase', item: entry.item, at, session: 'request' }
  })
  return pastFromEvents(
    events.sort((a, b) => a.at - b.at),
    weights,
  )
}

/** The entries as a model reads them, with `entries[i]` the source of position i. Unknown items drop out; the newest `limit` stay. */
export function toHistory(entries: readonly Entry[], items: Ids, limit: number): { history: History; entries: readonly Entry[] } {
  const known = entries.filter((entry) => items.has(entry.item)).slice(-limit)
  if (known.length === 0) return { history: emptyHistory, entries: [] }
  return {
    history: {
      items: Int32Array.from(known, (entry) => items.indexOf(entry.item)),
      times: Float64Array.from(known, (entry) => Math.max(0, entry.at)),
      weights: Float32Array.from(known, (entry) => entry.weight),
      kinds: Uint8Array.from(known, (entry) => eventKind[entry.event]),
    },
    entries: known,
  }
}

function drop(events: ShopEvent[], kind: EventName): void {
  for (let i = events.length - 1; i >= 0; i--) if (events[i]!.event === kind) events.splice(i, 1)
}
