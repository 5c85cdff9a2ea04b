import { mad, median } from '../../math/stats.ts'
import { behaviours } from './bots.ts'
import type { CleaningStep, Finding } from './step.ts'
import { type EventTable, select, shownActor } from './table.ts'

/**
 * Values far from the rest by the robust z-score (x − median) / (1.4826 · MAD) of their logarithm (Iglewicz and Hoaglin 1993): prices within their item,
 * quantities within the shop, and how many acts a person makes on an active day.
 */
export const outliers: CleaningStep = {
  name: 'outliers',
  summary: 'Finds prices, quantities and activity far from the usual by a robust z-score; caps the values or takes the events out.',
  why: 'One line of 80,995 pieces would outweigh a whole month in every sum and mean.',
  on: true,
  settings: {
    z: { type: 'number', default: 6, min: 2, max: 100, doc: 'Robust z-score from which a value is an outlier.' },
    price: { type: 'choice', default: 'cap', options: ['cap', 'drop', 'keep'], doc: 'What to do with outlying prices.' },
    quantity: { type: 'choice', default: 'cap', options: ['cap', 'drop', 'keep'], doc: 'What to do with outlying quantities.' },
    activity: { type: 'choice', default: 'keep', options: ['drop', 'keep'], doc: 'What to do with people of outlying activity; kept ones are reported.' },
  },
  apply(table, options) {
    const z = options.z as number
    const kept = new Uint8Array(table.rows.length).fill(1)
    const prices = table.prices.slice()
    const quantities = table.quantities.slice()
    const changed = new Uint8Array(table.rows.length)
    const findings: Finding[] = []
    const treat = (name: string, column: Float64Array, borders: readonly Limits[], action: string): void => {
      if (action === 'keep') return
      let hits = 0
      const examples: string[] = []
      for (const { rows, low, high } of borders) {
        for (const row of rows) {
          const value = column[row]
          if (!(value > high || value < low)) continue
          hits++
          const example = `${table.item[row] < 0 ? '' : `${table.items.name(table.item[row])}: `}${value}`
          if (examples.length < 3 && !examples.includes(example)) examples.push(example)
          if (action === 'drop') kept[row] = 0
          else {
            column[row] = value > high ? high : low
            changed[row] = 1
          }
        }
      }
      const done = action === 'drop' ? 'were taken out' : 'were set to the nearest usual value'
      if (hits > 0) findings.push({ reason: name, events: hits, message: `${hits} events have an unusual ${name} and ${done}.`, examples })
    }
    treat('price', prices, priceLimits(table, z), options.price as string)
    treat('quantity', quantities, quantityLimits(table, z), options.quantity as string)
    const busy = busyPeople(table, z)
    if (busy.length > 0) {
      const events = busy.reduce((sum, { from, to }) => sum + to - from, 0)
      if (options.activity === 'drop') for (const { from, to } of busy) kept.fill(0, from, to)
      findings.push({
        reason: 'activity',
        events,
        message: `${busy.length} people act unusually often on their active days (${events} events)${options.activity === 'drop' ? ' and were taken out' : '; they were kept'}.`,
        examples: busy.slice(0, 3).map(({ actor }) => shownActor(table, actor)),
      })
    }
    const cleaned = select({ ...table, prices, quantities }, kept)
    const count = changed.reduce((sum, mark, row) => sum + (mark & (kept[row] as number)), 0)
    return { table: cleaned, removed: table.rows.length - cleaned.rows.length, changed: count, findings }
  },
}

/** Rows that are judged together and the range of usual values among them. */
interface Limits {
  readonly rows: readonly number[]
  readonly low: number
  readonly high: number
}

/** A fifth of the median and five times it are usual even where over half the values are equal and the MAD is 0: sales and wholesale. */
const alwaysUsual = Math.log(5)

/** The usual range of values > 0 by the z-score of logarithms. */
function limits(values: readonly number[], z: number): { low: number; high: number } {
  const logs = values.map(Math.log)
  const centre = median(logs)
  const spread = mad(logs)
  return { low: Math.exp(Math.min(centre - z * spread, centre - alwaysUsual)), high: Math.exp(Math.max(centre + z * spread, centre + alwaysUsual)) }
}

/** Within an item where it has eight prices or more; a rarer one has no usual price. */
function priceLimits(table: EventTable, z: number): Limits[] {
  const byItem = new Map<number, number[]>()
  for (let row = 0; row < table.rows.length; row++) {
    const item = table.item[row]
    if (item < 0 || !(table.prices[row] > 0)) continue
    const rows = byItem.get(item)
    if (rows === undefined) byItem.set(item, [row])
    else rows.push(row)
  }
  return [...byItem.values()].flatMap((rows) =>
    rows.length < 8
      ? []
      : [
          {
            rows,
            ...limits(
              rows.map((row) => table.prices[row]),
              z,
            ),
          },
        ],
  )
}

function quantityLimits(table: EventTable, z: number): Limits[] {
  const rows = Array.from(table.rows.keys()).filter((row) => table.quantities[row] > 0 && !Number.isNaN(table.prices[row]))
  if (rows.length < 8) return []
  const found = limits(
    rows.map((row) => table.quantities[row]),
    z,
  )
  // Most orders are of one piece: ten are no outlier even where the spread is nil.
  return [{ rows, low: 0, high: Math.max(10, found.high) }]
}

function busyPeople(table: EventTable, z: number): { actor: number; from: number; to: number }[] {
  const people = behaviours(table).filter(({ moments }) => moments > 0)
  if (people.length < 8) return []
  const perDay = people.map(({ from, to, moments }) => {
    const days = new Set<number>()
    for (let row = from; row < to; row++) days.add(Math.floor(table.times[row] / 86_400_000))
    return Math.log(moments / days.size)
  })
  const centre = median(perDay)
  const spread = mad(perDay) || Math.LN2 / 2
  return people.filter((_, index) => ((perDay[index] as number) - centre) / spread > z && Math.exp(perDay[index] as number) > 20)
}
