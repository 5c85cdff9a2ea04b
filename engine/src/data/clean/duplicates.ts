import { isTime } from '../columns.ts'
import { eventKind } from '../events.ts'
import type { CleaningStep } from './step.ts'
import { type EventTable, runsOf, select, shownActor } from './table.ts'

/** The same thing written down twice: same actor, item, kind, basket, price, quantity and rating, at the same time. */
export const duplicates: CleaningStep = {
  name: 'duplicates',
  summary: 'Keeps one of events that are the same in actor, item, kind, basket, price, quantity and rating, and (nearly) in time.',
  why: 'Reloaded pages, retried requests and doubled export lines are one act of one person.',
  on: true,
  settings: {
    seconds: {
      type: 'number',
      default: 0,
      min: 0,
      max: 3600,
      doc: 'How far apart repeated views and clicks may lie to count as one; other events must share the moment.',
    },
  },
  apply(table, { seconds }) {
    const within = (seconds as number) * 1000
    const kept = new Uint8Array(table.rows.length).fill(1)
    const borders = runsOf(table)
    const examples: string[] = []
    let removed = 0
    for (let run = 0; run + 1 < borders.length; run++) {
      const last = new Map<string, number>()
      for (let row = borders[run] as number; row < (borders[run + 1] as number); row++) {
        const at = table.times[row]
        // Positions instead of times: every one is different, nothing can be told.
        if (!isTime(at) || table.item[row] < 0) continue
        const key = keyOf(table, row)
        const before = last.get(key)
        const window = table.kinds[row] === eventKind.view_item || table.kinds[row] === eventKind.select_item ? within : 0
        if (before !== undefined && at - before <= window) {
          kept[row] = 0
          removed++
          if (examples.length < 3) examples.push(`${shownActor(table, table.actors[row])}: ${table.items.name(table.item[row])}`)
        }
        last.set(key, at)
      }
    }
    const findings =
      removed === 0 ? [] : [{ reason: 'repeated', events: removed, message: `${removed} events repeat an earlier one in every value.`, examples }]
    return { table: select(table, kept), removed, changed: 0, findings }
  },
}

function keyOf(table: EventTable, row: number): string {
  return `${table.item[row]} ${table.kinds[row]} ${table.baskets[row]} ${table.prices[row]} ${table.quantities[row]} ${table.ratings[row]}`
}
