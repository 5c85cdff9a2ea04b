import type { EventName } from './events.ts'

/**
 * Where a text comes from: a column's name; a constant; several columns joined (empty ones left out, `join` defaults to a space); or one part of a column that
 * is split by `separator` (`part` from 0, negative from the end; parts named in `absent` are none).
 */
export type Text =
  | string
  | { readonly constant: string }
  | { readonly columns: readonly string[]; readonly join?: string }
  | { readonly column: string; readonly separator: string; readonly part: number; readonly absent?: readonly string[] }

/**
 * Where a list of texts comes from: the columns one by one, or one column split by `separator` (a list in JSON or Parquet stays one),
 * from the first part that is one of `start` on, or where there is none from part `from` on.
 */
export type TextList =
  | { readonly columns: readonly string[] }
  | { readonly column: string; readonly separator?: string; readonly from?: number; readonly start?: readonly string[] }

/** A number; text may carry a currency sign and thousands separators. */
export interface Amount {
  readonly column: string
  /** The sign before the decimals. Default '.'. */
  readonly decimal?: '.' | ','
}

/**
 * `auto` knows ISO 8601 and its common relatives (`2010-12-01 08:26`) and numbers since 1970 by their size (seconds, milli-, micro-, nanoseconds).
 * `order`: a number that orders events and says nothing about when. Dates with slashes need `day-first` or `month-first`.
 */
export const timeFormats = ['auto', 'seconds', 'milliseconds', 'microseconds', 'day-first', 'month-first', 'order'] as const
export type TimeFormat = (typeof timeFormats)[number]

export interface EventMapping {
  /** The shop's own id of the event; without it, a hash of the event's content (see `event-id.ts`). */
  readonly id?: Text
  /** The kind of event: one for all, or a column whose values are event names or are translated by `names`. */
  readonly event: { readonly constant: EventName } | { readonly column: string; readonly names?: Readonly<Record<string, EventName>> }
  readonly user?: Text
  /** Used where the row has no user: those events belong to an anonymous session. */
  readonly session?: Text
  readonly item?: Text
  /** Without it, rows keep the order of the file. */
  readonly at?: { readonly column: string; readonly format?: TimeFormat; readonly offsetMinutes?: number }
  readonly quantity?: Amount
  /** `unit`: of one piece (default); `total`: of the whole line, divided by the quantity. */
  readonly price?: Amount & { readonly meaning?: 'unit' | 'total' }
  /** `scale`: the lowest and highest rating of the file, stretched to 1 … 5. */
  readonly rating?: Amount & { readonly scale?: readonly [low: number, high: number] }
  readonly query?: Text
  readonly basket?: Text
  readonly page?: Text
  readonly device?: Text
  readonly region?: Text
  readonly request?: Text
  /** A purchase row whose text starts with `prefix` is a refund (credit notes). */
  readonly refund?: { readonly column: string; readonly prefix: string }
  /** What a quantity below 0 means where `refund` does not decide: a refund (default) or a row to reject. */
  readonly negativeQuantity?: 'refund' | 'reject'
}

export interface ProductMapping {
  readonly id: Text
  readonly title?: Text
  readonly description?: Text
  readonly brand?: Text
  readonly seller?: Text
  readonly category?: TextList
  readonly price?: Amount
  readonly currency?: Text
  readonly stock?: Amount
  readonly image?: Text
  readonly released?: { readonly column: string; readonly format?: TimeFormat }
  readonly tags?: TextList
  /** Attribute name → where it comes from. */
  readonly attributes?: Readonly<Record<string, Text>>
}

export interface PersonMapping {
  readonly id: Text
  readonly attributes?: Readonly<Record<string, Text>>
  /** Attributes that are never a model's input. Those of `protectedByDefault` are protected anyway unless named in `usable`. */
  readonly protected?: readonly string[]
  readonly usable?: readonly string[]
  readonly friends?: TextList
}

/** Rejects a row for the first condition that holds on the column's trimmed text; `reason` goes to the reject file. */
export interface RejectRule {
  readonly column: string
  readonly reason: string
  readonly in?: readonly string[]
  readonly prefix?: string
  readonly empty?: boolean
  readonly below?: number
  readonly above?: number
}

/** How the columns of a file become events, products and people; one file may feed all three. */
export interface Mapping {
  readonly name?: string
  readonly events?: EventMapping
  readonly products?: ProductMapping
  readonly people?: PersonMapping
  readonly reject?: readonly RejectRule[]
  /** Texts that mean "nothing here", besides the empty one: NA, Unknown … */
  readonly absent?: readonly string[]
}

/** Names that JavaScript objects own: no id, column or attribute may carry them. */
export const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
