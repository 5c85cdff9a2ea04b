import type { EventColumns } from '../../src/data/columns.ts'
import { type EventName, eventKind } from '../../src/data/events.ts'

/** A line of a made-up diary: who, what, which item, when (days since 2024), and the rest. */
export interface Line {
  readonly actor: string
  readonly event?: EventName
  readonly item?: string
  readonly day: number
  readonly quantity?: number
  readonly price?: number
  readonly rating?: number
  readonly basket?: string
  readonly usable?: boolean
}

export const start: number = Date.UTC(2024, 0, 1)

/** Columns in order of (actor, time), as the store gives them. */
export function columnsFrom(lines: readonly Line[]): EventColumns {
  const sorted = lines
    .map((line, index) => ({ ...line, index }))
    .sort((a, b) => (a.actor < b.actor ? -1 : a.actor > b.actor ? 1 : a.day - b.day || a.index - b.index))
  return {
    actors: sorted.map(({ actor }) => actor),
    items: sorted.map(({ item }) => item ?? ''),
    kinds: Uint8Array.from(sorted, ({ event }) => eventKind[event ?? 'purchase']),
    times: Float64Array.from(sorted, ({ day }) => start + day * 86_400_000),
    quantities: Float64Array.from(sorted, ({ quantity }) => quantity ?? 1),
    prices: Float64Array.from(sorted, ({ price }) => price ?? Number.NaN),
    ratings: Float64Array.from(sorted, ({ rating }) => rating ?? Number.NaN),
    usable: Uint8Array.from(sorted, ({ usable }) => (usable === false ? 0 : 1)),
    ids: sorted.map(({ index }) => `e${index}`),
    baskets: sorted.map(({ basket }) => basket ?? ''),
  }
}
