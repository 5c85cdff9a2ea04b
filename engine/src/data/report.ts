import { histogram, median } from '../math/stats.ts'
import type { Finding, Options } from './clean/step.ts'
import type { EventTable } from './clean/table.ts'
import { isTime } from './columns.ts'
import { type EventName, eventNames } from './events.ts'

/** What the data look like, in figures and histograms; plain JSON for dashboard and command line. */
export interface QualityFigures {
  readonly events: number
  readonly people: number
  readonly sessions: number
  /** Items with at least one event, and all that the catalogue or the events know. */
  readonly items: number
  readonly catalogue: number
  readonly kinds: Readonly<Partial<Record<EventName, number>>>
  /** Share of pairs of actor and item that have an event, in [0, 1]. */
  readonly density: number
  /** First and last time, milliseconds; absent where only the order is known. */
  readonly from?: number
  readonly to?: number
  /** Shares in [0, 1]. */
  readonly missing: { readonly price: number; readonly title: number; readonly category: number; readonly time: number }
  readonly medians: { readonly price: number | null; readonly quantity: number | null; readonly eventsOfPerson: number; readonly eventsOfItem: number }
  readonly histograms: Readonly<Record<HistogramName, PlainHistogram>>
}

export type HistogramName = 'price' | 'quantity' | 'eventsOfPerson' | 'eventsOfItem' | 'rating' | 'hour' | 'month'

/** Counts between edges; with `log` the edges lie evenly in the logarithm. */
export interface PlainHistogram {
  readonly edges: readonly number[]
  readonly counts: readonly number[]
  readonly log: boolean
}

/** What one step did. */
export interface StepReport {
  readonly name: string
  readonly summary: string
  readonly why: string
  readonly on: boolean
  readonly options: Options
  readonly removed: number
  readonly changed: number
  readonly findings: readonly Finding[]
  /** Events left after it. */
  readonly left: number
}

/** The data before and after cleaning, and every step between: before.events − Σ removed = after.events. */
export interface QualityReport {
  readonly before: QualityFigures
  readonly after: QualityFigures
  readonly steps: readonly StepReport[]
  /** Events whose person refused personalisation: never looked at. */
  readonly refused: number
  readonly weights: Readonly<Partial<Record<EventName, number>>>
}

/** The figures of a table; with `like`, its histograms have the edges of those, so that the two can be laid over each other. */
export function figuresOf(table: EventTable, like?: QualityFigures): QualityFigures {
  const n = table.rows.length
  const ofPerson = new Map<number, number>()
  const ofItem = new Map<number, number>()
  const kinds = new Array<number>(eventNames.length).fill(0)
  const pairs = new Set<number>()
  const hours = new Array<number>(24).fill(0)
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  let timed = 0
  let priced = 0
  for (let row = 0; row < n; row++) {
    const [actor, item, at] = [table.actors[row], table.item[row], table.times[row]]
    ofPerson.set(actor, (ofPerson.get(actor) ?? 0) + 1)
    kinds[table.kinds[row]]!++
    if (item >= 0) {
      ofItem.set(item, (ofItem.get(item) ?? 0) + 1)
      pairs.add(actor * table.items.length + item)
    }
    if (!Number.isNaN(table.prices[row])) priced++
    if (!isTime(at)) continue
    timed++
    first = Math.min(first, at)
    last = Math.max(last, at)
    hours[Math.floor(at / 3_600_000) % 24]!++
  }
  const sessions = [...ofPerson.keys()].filter((actor) => table.people.name(actor).startsWith('s:')).length
  const touched = [...ofItem.keys()]
  const share = (count: number, of: number): number => (of === 0 ? 0 : count / of)
  const known = (column: Float64Array): Float64Array => column.filter((value) => value > 0)
  return {
    events: n,
    people: ofPerson.size - sessions,
    sessions,
    items: ofItem.size,
    catalogue: table.items.length,
    kinds: Object.fromEntries(eventNames.flatMap((name, kind) => (kinds[kind] ? [[name, kinds[kind]]] : []))),
    density: share(pairs.size, ofPerson.size * ofItem.size),
    ...(timed > 0 && { from: first, to: last }),
    missing: {
      price: share(n - priced, n),
      title: share(touched.filter((item) => table.products[item]?.title === undefined).length, touched.length),
      category: share(touched.filter((item) => table.products[item]?.category === undefined).length, touched.length),
      time: share(n - timed, n),
    },
    medians: {
      price: finiteOrNull(median(known(table.prices))),
      quantity: finiteOrNull(median(known(table.quantities))),
      eventsOfPerson: finiteOrNull(median([...ofPerson.values()])) ?? 0,
      eventsOfItem: finiteOrNull(median([...ofItem.values()])) ?? 0,
    },
    histograms: {
      price: logHistogram(known(table.prices), like?.histograms.price),
      quantity: logHistogram(known(table.quantities), like?.histograms.quantity),
      eventsOfPerson: logHistogram(Float64Array.from(ofPerson.values()), like?.histograms.eventsOfPerson),
      eventsOfItem: logHistogram(Float64Array.from(ofItem.values()), like?.histograms.eventsOfItem),
      rating: plain(
        histogram(
          table.ratings.filter((rating) => !Number.isNaN(rating)),
          10,
          [0, 5],
        ),
      ),
      hour: { edges: Array.from({ length: 25 }, (_, hour) => hour), counts: hours, log: false },
      month: months(table.times, like?.from ?? first, like?.to ?? last),
    },
  }
}

/** Twenty bins, even in the logarithm, over values above 0; or the bins of `like`, whose first and last take what lies beyond them. */
function logHistogram(values: Float64Array, like?: PlainHistogram): PlainHistogram {
  if (like !== undefined && like.edges.length > 0) {
    const [low, high] = [Math.log10(like.edges[0]!), Math.log10(like.edges.at(-1)!)]
    const inside = values.map((value) => Math.min(high, Math.max(low, Math.log10(value))))
    return { edges: like.edges, counts: [...histogram(inside, like.counts.length, [low, high]).counts], log: true }
  }
  if (values.length === 0) return { edges: [], counts: [], log: true }
  const { edges, counts } = histogram(values.map(Math.log10), 20)
  return { edges: Array.from(edges, (edge) => 10 ** edge), counts: [...counts], log: true }
}

/** Events a calendar month (UTC); the edges are the months' beginnings, milliseconds. */
function months(times: Float64Array, first: number, last: number): PlainHistogram {
  if (!(first <= last)) return { edges: [], counts: [], log: false }
  const start = new Date(first)
  const edges: number[] = []
  for (let month = 0; ; month++) {
    const edge = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + month)
    edges.push(edge)
    if (edge > last || edges.length > 600) break
  }
  const counts = new Array<number>(edges.length - 1).fill(0)
  for (const at of times) {
    if (!isTime(at)) continue
    const date = new Date(at)
    const month = 12 * (date.getUTCFullYear() - start.getUTCFullYear()) + date.getUTCMonth() - start.getUTCMonth()
    if (month < counts.length) counts[month]!++
  }
  return { edges, counts, log: false }
}

function plain({ edges, counts }: { edges: Float64Array; counts: Int32Array }): PlainHistogram {
  return { edges: [...edges], counts: [...counts], log: false }
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
