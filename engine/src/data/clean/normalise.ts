import { CandorError } from '../../errors.ts'
import { deviation, mad, mean, median } from '../../math/stats.ts'
import type { CleaningStep } from './step.ts'
import type { EventTable } from './table.ts'

export const normalisations = ['z-score', 'min-max', 'robust'] as const
export type Normalisation = (typeof normalisations)[number]

/**
 * Values on a common scale, NaN staying NaN: `z-score` (x − mean) / deviation, `min-max` (x − min) / (max − min) in [0, 1],
 * `robust` (x − median) / (1.4826 · MAD). Where all values are equal, all become 0.
 */
export function normaliseColumn(values: Float64Array, method: Normalisation): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value))
  if (known.length === 0) return values.slice()
  const [shift, scale] =
    method === 'z-score'
      ? [mean(known), deviation(known)]
      : method === 'robust'
        ? [median(known), mad(known)]
        : known.reduce<[number, number]>(
            ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
            [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
          )
  const width = method === 'min-max' ? scale - shift : scale
  return values.map((value) => (Number.isNaN(value) ? value : width > 0 ? (value - shift) / width : 0))
}

/** Adds columns on a common scale beside the originals, which stay: an invoice is still an invoice. */
export const normalise: CleaningStep = {
  name: 'normalise',
  summary: 'Adds price, quantity and rating on a common scale (z-score, min-max or robust), as columns of their own.',
  why: 'Models that mix money with stars need both on one scale; ratings by person take out who is generous and who is strict.',
  on: false,
  settings: {
    method: { type: 'choice', default: 'robust', options: normalisations, doc: 'z-score, min-max or robust (median and MAD).' },
    price: { type: 'choice', default: 'all', options: ['all', 'item', 'none'], doc: 'Prices over the shop, within each item, or not.' },
    quantity: { type: 'choice', default: 'all', options: ['all', 'item', 'none'], doc: 'Quantities over the shop, within each item, or not.' },
    rating: { type: 'choice', default: 'person', options: ['all', 'person', 'none'], doc: 'Ratings over the shop, within each person, or not.' },
  },
  apply(table, options) {
    const method = options.method as Normalisation
    const scaled: Record<string, Float64Array> = { ...table.scaled }
    for (const name of ['price', 'quantity', 'rating'] as const) {
      const by = options[name] as string
      if (by !== 'none') scaled[name] = grouped(columnOf(table, name), groupsOf(table, by), method)
    }
    const names = Object.keys(scaled)
    const message = `${names.join(', ')} now also stand on a ${method} scale.`
    return {
      table: { ...table, scaled },
      removed: 0,
      changed: 0,
      findings: names.length === 0 ? [] : [{ reason: 'scaled', events: table.rows.length, message }],
    }
  },
}

/** The column of that name. */
function columnOf(table: EventTable, name: string): Float64Array {
  if (name === 'price') return table.prices
  if (name === 'quantity') return table.quantities
  if (name === 'rating') return table.ratings
  throw new CandorError('params.invalid', `There is no column "${name}" to normalise: it must be price, quantity or rating.`)
}

function groupsOf(table: EventTable, by: string): Int32Array | undefined {
  return by === 'item' ? table.item : by === 'person' ? table.actors : undefined
}

function grouped(values: Float64Array, groups: Int32Array | undefined, method: Normalisation): Float64Array {
  if (groups === undefined) return normaliseColumn(values, method)
  const rows = new Map<number, number[]>()
  for (const [row, group] of groups.entries()) {
    const own = rows.get(group)
    if (own === undefined) rows.set(group, [row])
    else own.push(row)
  }
  const out = new Float64Array(values.length).fill(Number.NaN)
  for (const own of rows.values()) {
    const part = normaliseColumn(
      Float64Array.from(own, (row) => values[row]),
      method,
    )
    for (const [index, row] of own.entries()) out[row] = part[index]
  }
  return out
}
