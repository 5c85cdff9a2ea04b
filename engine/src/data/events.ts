/**
 * What happens in a shop, named after GA4's e-commerce events. The order is part of the stored format:
 * append only.
 */
export const eventNames = [
  'view_item',
  'add_to_cart',
  'remove_from_cart',
  'add_to_wishlist',
  'purchase',
  'refund',
  'rate',
  'search',
  'select_item',
  'view_item_list',
  'not_interested',
  'hide_reason',
] as const
export type EventName = (typeof eventNames)[number]

/** Index of each event name in `eventNames`: the form in which kinds travel in typed arrays. */
export const eventKind: Readonly<Record<EventName, number>> = Object.fromEntries(eventNames.map((name, index) => [name, index])) as Record<EventName, number>

export interface EventContext {
  readonly page?: string
  readonly device?: string
  readonly region?: string
  /** Events of one basket or invoice share it. */
  readonly basket?: string
  /** Ties impressions and clicks to the list that was served. */
  readonly request?: string
}

/** What the person agreed to; absent means the shop's default. `personalisation: false` keeps the event out of every model and history. */
export interface Consent {
  readonly personalisation?: boolean
  readonly analytics?: boolean
}

/** One thing that happened. `id` makes it idempotent: the same id is stored once. */
export interface ShopEvent {
  readonly id: string
  readonly event: EventName
  /** The signed-in person … */
  readonly user?: string
  /** … or the anonymous session; at least one of the two is present. */
  readonly session?: string
  /** Present on every event but `search`, `view_item_list` and `hide_reason`. */
  readonly item?: string
  /** Milliseconds since 1970, UTC. */
  readonly at: number
  /** Pieces, 1 when absent. */
  readonly quantity?: number
  /** Price of one piece in the shop's currency. */
  readonly price?: number
  /** 1 to 5, with `rate`. */
  readonly rating?: number
  readonly query?: string
  readonly context?: EventContext
  readonly consent?: Consent
}

/** Who acted: `u:` + user, or `s:` + session. People and sessions never share a name. */
export type Actor = `u:${string}` | `s:${string}`

export function actorOf(event: { readonly user?: string; readonly session?: string }): Actor {
  return event.user === undefined ? `s:${event.session ?? ''}` : `u:${event.user}`
}

/**
 * How much each event says about liking an item, as weights of interactions in (0, 1]; kinds that are absent carry no
 * signal. `rate` counts when the rating is at least 3.
 */
export const defaultEventWeights: Readonly<Partial<Record<EventName, number>>> = {
  view_item: 0.3,
  select_item: 0.3,
  add_to_wishlist: 0.6,
  add_to_cart: 0.6,
  purchase: 1,
  rate: 1,
}
