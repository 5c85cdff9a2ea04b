/** What made an event happen, as only the maker of a shop can know it. */
export const causeKinds = [
  'taste',
  'search',
  'similar-to',
  'goes-with',
  'repeat',
  'season',
  'trend',
  'promotion',
  'friend',
  'new',
  'random',
  'after-purchase',
  'bot',
] as const
export type CauseKind = (typeof causeKinds)[number]

/**
 * Why one event happened. A look, a cart and a purchase of one visit share the cause of the look.
 *
 * - `taste`: a lasting interest in the shelf `name`; `random`: none.
 * - `search`: the person typed the query of `event`.
 * - `similar-to`: an alternative to the item of `event`, on the same shelf.
 * - `goes-with`: completes the purchase `event` (a razor's blades, a phone's case), the sooner the likelier, within 60 days.
 * - `repeat`: what was bought in `event` is used up.
 * - `friend`: a friend made the purchase `event` within the last 14 days.
 * - `season`, `trend`, `promotion`, `new`: `name` is the shelf, the trend, the promotion, or the shelf of the new arrival.
 * - `after-purchase`: a rating or refund of the purchase `event`.
 */
export interface Cause {
  readonly kind: CauseKind
  /** Id of the earlier event that led to this one. */
  readonly event?: string
  readonly name?: string
}
