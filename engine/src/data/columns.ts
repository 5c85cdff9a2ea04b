/** Events as parallel columns [n]; strings are repeated by reference. Rating is NaN where absent, quantity 1, price NaN. */
export interface EventColumns {
  /** See `Actor`: `u:` + user or `s:` + session. */
  readonly actors: readonly string[]
  /** '' where the event has no item. */
  readonly items: readonly string[]
  /** Index into `eventNames`. */
  readonly kinds: Uint8Array
  /** Milliseconds since 1970; below `orderOnlyUntil` only the order is known. */
  readonly times: Float64Array
  readonly quantities: Float64Array
  readonly prices: Float64Array
  readonly ratings: Float64Array
  /** 0 where the person refused personalisation for this event. */
  readonly usable: Uint8Array
  readonly ids: readonly string[]
  /** '' where absent: invoices, for bought-together rules. */
  readonly baskets: readonly string[]
}

/**
 * Files without times (sequences, rating matrices) store the position as the time. No shop of today has events from before 12 January 1970, so a value below
 * this one (milliseconds) is a position: it orders events and says nothing about when.
 */
export const orderOnlyUntil = 1e9

/** Whether `at` is a point in time rather than a position. */
export function isTime(at: number): boolean {
  return at >= orderOnlyUntil
}
