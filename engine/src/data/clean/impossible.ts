import { isTime } from '../columns.ts'
import { eventKind } from '../events.ts'
import type { CleaningStep, Finding } from './step.ts'
import { select } from './table.ts'

const dayMs = 86_400_000
const earliest = Date.UTC(1980, 0, 1)

/** Events that cannot have happened as they are written down. */
export const impossible: CleaningStep = {
  name: 'impossible',
  summary: 'Takes out events with values that cannot be: a time in the future, a price below 0, a rating beyond its scale.',
  why: 'One wrong clock or sign moves every figure that is weighted by time or money.',
  on: true,
  settings: {
    futureDays: { type: 'number', default: 1, min: 0, max: 365, doc: 'How far ahead of now a time may lie, in days: clocks differ.' },
    freePurchases: { type: 'choice', default: 'keep', options: ['keep', 'drop'], doc: 'What to do with purchases at the price 0: samples, corrections.' },
  },
  apply(table, { futureDays, freePurchases }) {
    const latest = table.now + (futureDays as number) * dayMs
    const kept = new Uint8Array(table.rows.length).fill(1)
    const found = new Map<string, { events: number; examples: string[] }>()
    const refuse = (row: number, reason: string, value: unknown): void => {
      kept[row] = 0
      const entry = found.get(reason) ?? { events: 0, examples: [] }
      entry.events++
      if (entry.examples.length < 3) entry.examples.push(String(value))
      found.set(reason, entry)
    }
    for (let row = 0; row < kept.length; row++) {
      const [at, price, quantity, rating, kind] = [table.times[row], table.prices[row], table.quantities[row], table.ratings[row], table.kinds[row]]
      if (!Number.isFinite(at)) refuse(row, 'time', at)
      else if (at > latest) refuse(row, 'time in the future', shownTime(at))
      else if (at < 0 || (isTime(at) && at < earliest)) refuse(row, 'time before 1980', shownTime(at))
      else if (price < 0 || price > 1e12) refuse(row, 'price', price)
      else if (!(quantity > 0 && quantity <= 1e9)) refuse(row, 'quantity', quantity)
      else if (rating < 0 || rating > 5) refuse(row, 'rating', rating)
      else if (freePurchases === 'drop' && kind === eventKind.purchase && price === 0) refuse(row, 'free purchase', price)
    }
    const cleaned = select(table, kept)
    const findings: Finding[] = [...found].map(([reason, { events, examples }]) => ({
      reason,
      events,
      message: `${events} events have an impossible ${reason}, such as ${examples.join(', ')}.`,
      examples,
    }))
    return { table: cleaned, removed: table.rows.length - cleaned.rows.length, changed: 0, findings }
  },
}

function shownTime(at: number): string {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at)
}
