import type { EventName } from './events.ts'

/** A row that could not be used: it goes to the reject file, one JSON object a line. */
export interface Reject {
  /** Line of the file, from 1 (with Parquet: row, from 1). */
  readonly line: number
  /** Stable and short: `time.future`, `item.missing` … */
  readonly reason: string
  /** The same for people, with the offending value. */
  readonly message: string
}

/** What became of every row of one file: rows = accepted + rejected + duplicates, always. */
export interface Fates {
  readonly file: string
  readonly format: string
  /** Name of the mapping, `guessed` or `given`. */
  readonly mapping: string
  /** Rows read: data rows of a table, entries of a sequence or matrix, items of a GA4 event. */
  readonly rows: number
  readonly accepted: number
  readonly rejected: number
  /** Rejected rows by reason. */
  readonly reasons: Readonly<Record<string, number>>
  /** Rows whose id stood earlier in the same file. */
  readonly duplicates: number
  /** Among the accepted: rows equal to an earlier one in every mapped value, kept as events of their own (see `event-id.ts`). */
  readonly repeated: number
  /** Among the accepted: events of anonymous sessions. */
  readonly anonymous: number
  /** Accepted events by name. */
  readonly events: Readonly<Partial<Record<EventName, number>>>
  /** Refunds, by whether an earlier purchase of the same actor and item covers them. */
  readonly returns: { readonly matched: number; readonly unmatched: number }
  /** Products and people handed out. */
  readonly products: number
  readonly people: number
  /** Text pieces with bytes that are no UTF-8: read as Windows-1252 or marked U+FFFD. */
  readonly repaired: number
  /** Bytes of the file as it lies on the disk. */
  readonly bytes: number
}
