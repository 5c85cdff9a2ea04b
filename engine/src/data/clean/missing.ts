import { mean, median } from '../../math/stats.ts'
import { eventKind } from '../events.ts'
import { nearestValues } from './nearest.ts'
import type { CleaningStep, Finding } from './step.ts'
import { type EventTable, select } from './table.ts'

const strategies = ['keep', 'drop', 'mean', 'median', 'mode', 'nearest'] as const
type Strategy = (typeof strategies)[number]

/** Prices and ratings that were never written down. */
export const missing: CleaningStep = {
  name: 'missing',
  summary: 'Fills in or takes out purchases without a price and ratings without stars: by mean, median, mode or the nearest items.',
  why: 'Sums of money need every price; but a guessed value is a guess, so nothing is filled in unless asked for, save prices from the item’s own.',
  on: true,
  settings: {
    price: {
      type: 'choice',
      default: 'median',
      options: strategies,
      doc: 'For purchases without a price. Mean, median and mode are the item’s own, nearest asks items like it.',
    },
    rating: {
      type: 'choice',
      default: 'drop',
      options: strategies,
      doc: 'For ratings without stars. Mean, median and mode are the item’s own, nearest asks items like it.',
    },
    k: { type: 'number', default: 5, min: 1, max: 100, doc: 'With nearest: how many items are asked.' },
  },
  apply(table, options) {
    const kept = new Uint8Array(table.rows.length).fill(1)
    const findings: Finding[] = []
    const k = options.k as number
    const changedRows = new Set<number>()
    const fill = (name: 'price' | 'rating', column: Float64Array, kind: number, strategy: Strategy): Float64Array => {
      const gaps = Array.from(table.rows.keys()).filter((row) => table.kinds[row] === kind && Number.isNaN(column[row]))
      if (gaps.length === 0 || strategy === 'keep') return column
      const out = column.slice()
      const value = strategy === 'drop' ? undefined : estimates(table, column, kind, strategy, k, new Set(gaps.map((row) => table.item[row])))
      let filled = 0
      for (const row of gaps) {
        const estimate = value?.(table.item[row])
        if (estimate === undefined || Number.isNaN(estimate)) {
          if (strategy === 'drop') kept[row] = 0
          continue
        }
        out[row] = estimate
        changedRows.add(row)
        filled++
      }
      const message =
        strategy === 'drop'
          ? `${gaps.length} events without a ${name} were taken out.`
          : `${filled} of ${gaps.length} missing ${name}s were filled in by ${strategy}.`
      findings.push({ reason: name, events: gaps.length, message })
      return out
    }
    const prices = fill('price', table.prices, eventKind.purchase, options.price as Strategy)
    const ratings = fill('rating', table.ratings, eventKind.rate, options.rating as Strategy)
    const cleaned = select({ ...table, prices, ratings }, kept)
    return { table: cleaned, removed: table.rows.length - cleaned.rows.length, changed: changedRows.size, findings }
  },
}

/** What to put in for an item; NaN where nothing is known. */
function estimates(
  table: EventTable,
  column: Float64Array,
  kind: number,
  strategy: Strategy,
  k: number,
  wanted: ReadonlySet<number>,
): (item: number) => number {
  const known = new Map<number, number[]>()
  for (let row = 0; row < table.rows.length; row++) {
    if (table.kinds[row] !== kind || Number.isNaN(column[row])) continue
    const values = known.get(table.item[row])
    if (values === undefined) known.set(table.item[row], [column[row]])
    else values.push(column[row])
  }
  const middle = strategy === 'mean' ? mean : strategy === 'mode' ? mode : median
  const own = new Map([...known].map(([item, values]) => [item, middle(values)]))
  if (strategy !== 'nearest') return (item) => own.get(item) ?? Number.NaN
  const asked = [...wanted].filter((item) => item >= 0 && !own.has(item))
  const near = nearestValues(table, own, asked, k)
  return (item) => own.get(item) ?? near.get(item) ?? Number.NaN
}

/** The commonest value; the smallest of several. */
function mode(values: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best = Number.NaN
  let most = 0
  for (const [value, count] of counts) {
    if (count > most || (count === most && value < best)) {
      most = count
      best = value
    }
  }
  return best
}
