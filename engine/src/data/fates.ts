import type { EventName, ShopEvent } from './events.ts'

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

/** Counts fates while a file is read. */
export class FateCount {
  #accepted = 0
  #duplicates = 0
  #repeated = 0
  #anonymous = 0
  #rejected = 0
  readonly #reasons = new Map<string, number>()
  readonly #events = new Map<EventName, number>()
  /** Counted where rows are read, so that a row without a fate shows. */
  rows = 0
  products = 0
  people = 0
  returns: Fates['returns'] = { matched: 0, unmatched: 0 }

  /** A used row; `event` where it is one, which is the `repeated`-th of its like after the first. */
  accept(event?: ShopEvent, repeated = 0): void {
    this.#accepted++
    if (event === undefined) return
    if (repeated > 0) this.#repeated++
    if (event.user === undefined) this.#anonymous++
    this.#events.set(event.event, (this.#events.get(event.event) ?? 0) + 1)
  }

  reject({ reason }: Reject): void {
    this.#rejected++
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1)
  }

  duplicate(): void {
    this.#duplicates++
  }

  fates(about: Pick<Fates, 'file' | 'format' | 'mapping' | 'repaired' | 'bytes'>): Fates {
    return {
      file: about.file,
      format: about.format,
      mapping: about.mapping,
      rows: this.rows,
      accepted: this.#accepted,
      rejected: this.#rejected,
      reasons: Object.fromEntries([...this.#reasons].sort(([, a], [, b]) => b - a)),
      duplicates: this.#duplicates,
      repeated: this.#repeated,
      anonymous: this.#anonymous,
      events: Object.fromEntries(this.#events),
      returns: this.returns,
      products: this.products,
      people: this.people,
      repaired: about.repaired,
      bytes: about.bytes,
    }
  }
}
