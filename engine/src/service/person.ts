import { createHash } from 'node:crypto'
import type { Actor, ShopEvent } from '../data/events.ts'
import { CandorError } from '../errors.ts'
import { actorDocument } from '../privacy/forget.ts'
import type { Preferences } from '../privacy/wishes.ts'
import type { FeedbackRequest, ForgetReceipt, PersonAnswer } from './contract.ts'
import { pastOf, preferencesOf } from './past.ts'
import type { Serving } from './serving.ts'
import { titleIn } from './titles.ts'

/** Everything kept of one person, in their own words: what they did, what it says about them, what they switched off. Throws `person.unknown`. */
export function personOf(serving: Serving, actor: Actor, locale?: string): PersonAnswer {
  const { store } = serving.house
  const own = store.eventsOf(actor)
  const events = [...sessionsOf(actor, own).flatMap((session) => store.eventsOf(session)), ...own].sort((a, b) => a.at - b.at)
  const person = actor.startsWith('u:') ? store.person(actor.slice(2)) : undefined
  const preferences = preferencesOf(serving.house, actor)
  if (events.length === 0 && person === undefined && store.document(actorDocument('preferences', actor)) === undefined) {
    throw new CandorError('person.unknown', `Nothing is kept of "${actor.slice(2)}". An id is case-sensitive; sessions are asked for as "session:ID".`)
  }
  return {
    id: actor.slice(2),
    events: events.map((event) => {
      const title = event.item === undefined ? undefined : titleIn(serving.product(event.item), locale)
      const { id, event: name, at, item, query, price, quantity, rating } = event
      return {
        id,
        event: name,
        at,
        ...(item === undefined ? {} : { item }),
        ...(title === undefined ? {} : { title }),
        ...(query === undefined ? {} : { query }),
        ...(price === undefined ? {} : { price }),
        ...(quantity === undefined ? {} : { quantity }),
        ...(rating === undefined ? {} : { rating }),
      }
    }),
    profiling: preferences.profiling !== false,
    ...(person?.attributes === undefined ? {} : { attributes: person.attributes }),
    interests: interestsOf(serving, actor),
    notInterested: preferences.notInterested ?? [],
    hiddenReasons: preferences.hiddenReasons ?? [],
  }
}

/** Removes one event. The next list is exactly the one that would have been there without it. Throws `event.unknown`. */
export async function removeEvent(serving: Serving, actor: Actor, event: string): Promise<void> {
  const { store } = serving.house
  const sessions = sessionsOf(actor, store.eventsOf(actor))
  let isRemoved = await store.removeEvent(actor, event)
  for (const session of sessions) isRemoved ||= await store.removeEvent(session, event)
  if (!isRemoved) {
    throw new CandorError('event.unknown', `"${actor.slice(2)}" has no event "${event}". GET the person to see the events that are kept.`)
  }
}

/**
 * Forgets a person: events, attributes, preferences, and those of the sessions in which they signed in: an event with both a user and a session says whose the session was before. Models hold no rows of
 * people, so nothing of the person is left to serve.
 */
export async function forget(serving: Serving, actor: Actor): Promise<ForgetReceipt> {
  const { store, log } = serving.house
  const known = store.eventsOf(actor, { limit: 1 }).length > 0 || (actor.startsWith('u:') && store.person(actor.slice(2)) !== undefined)
  const preferences = store.document(actorDocument('preferences', actor)) !== undefined
  if (!known && !preferences) throw new CandorError('person.unknown', `Nothing is kept of "${actor.slice(2)}", so there is nothing to forget.`)
  // Sessions first: were the work cut short, the events that lead to them would still be there for the next try.
  let earlier = 0
  for (const session of sessionsOf(actor, store.eventsOf(actor))) earlier += (await store.forget(session)).events
  const { events: own, receipt, at } = await store.forget(actor)
  const events = own + earlier
  log.info({ receipt, events }, 'a person was forgotten')
  return {
    person: actor.slice(2),
    events,
    at,
    receipt,
    note: 'Events, attributes and settings are erased. Models keep no rows of people; statistics over everybody fade with the next training.',
  }
}

/** The sessions that these events of a signed-in person tie to them, as actors. */
function sessionsOf(actor: Actor, events: readonly ShopEvent[]): Actor[] {
  if (!actor.startsWith('u:')) return []
  return [...new Set(events.flatMap((event) => (event.session === undefined ? [] : [event.session])))].map((session): Actor => `s:${session}`)
}

/** Stores what a person says about a recommendation or a reason. It holds from the next request on, the newest `keptWishes` of each kind. */
export async function feedback(serving: Serving, actor: Actor, request: FeedbackRequest): Promise<Preferences> {
  const { house } = serving
  if (serving.product(request.item) === undefined && serving.catalogue().size > 0)
    throw new CandorError('item.unknown', `There is no item "${request.item}" in the catalogue.`)
  if (request.kind === 'rate') {
    if (request.rating === undefined) throw new CandorError('request.invalid', 'Feedback "rate" needs a "rating" from 0.5 to 5.')
    // A hash, for ids of people and items may be as long as an event's own may be.
    const id = `rating-${createHash('sha256')
      .update(JSON.stringify([actor, request.item, request.rating, house.now()]))
      .digest('base64url')
      .slice(0, 22)}`
    const event = { id, event: 'rate' as const, item: request.item, rating: request.rating, at: house.now() }
    await house.store.append([{ ...event, ...(actor.startsWith('u:') ? { user: actor.slice(2) } : { session: actor.slice(2) }) }])
    return preferencesOf(house, actor)
  }
  return house.store.wish(actor, { kind: request.kind, item: request.item })
}

/** Switches the use of the past on or off for one person. */
export async function setProfiling(serving: Serving, actor: Actor, profiling: boolean): Promise<Preferences> {
  return serving.house.store.wish(actor, { kind: 'profiling', on: profiling })
}

/** Shares of the past by top two steps of the category path, in the weights that models use. */
function interestsOf(serving: Serving, actor: Actor): PersonAnswer['interests'] {
  const sums = new Map<string, number>()
  for (const entry of pastOf(serving.house, actor).entries) {
    const category = serving.product(entry.item)?.category?.slice(0, 2).join(' › ')
    if (category !== undefined) sums.set(category, (sums.get(category) ?? 0) + entry.weight)
  }
  const total = [...sums.values()].reduce((sum, value) => sum + value, 0)
  return [...sums].map(([category, sum]) => ({ category, share: sum / total })).sort((a, b) => b.share - a.share)
}
