import { eventKind } from '../events.ts'
import type { CleaningStep } from './step.ts'
import { runsOf, select } from './table.ts'

/** Goods that came back: the purchase is no sign of liking. */
export const returns: CleaningStep = {
  name: 'returns',
  summary: 'Takes returned pieces off the latest earlier purchases of the same person and item; a purchase of which nothing is left goes.',
  why: 'What was sent back was not what the person wanted; counting it would recommend more of it.',
  on: true,
  settings: {},
  apply(table) {
    const kept = new Uint8Array(table.rows.length).fill(1)
    const quantities = table.quantities.slice()
    const borders = runsOf(table)
    let cancelled = 0
    let reduced = 0
    let alone = 0
    let refunds = 0
    for (let run = 0; run + 1 < borders.length; run++) {
      const bought = new Map<number, number[]>()
      for (let row = borders[run] as number; row < (borders[run + 1] as number); row++) {
        const item = table.item[row]
        if (item < 0) continue
        if (table.kinds[row] === eventKind.purchase) {
          const rows = bought.get(item)
          if (rows === undefined) bought.set(item, [row])
          else rows.push(row)
        } else if (table.kinds[row] === eventKind.refund) {
          kept[row] = 0
          refunds++
          let pieces = quantities[row]
          const rows = bought.get(item) ?? []
          if (rows.length === 0) alone++
          while (pieces > 0 && rows.length > 0) {
            const latest = rows.at(-1) as number
            if (quantities[latest] <= pieces) {
              pieces -= quantities[latest]
              kept[latest] = 0
              cancelled++
              rows.pop()
            } else {
              quantities[latest] -= pieces
              pieces = 0
              reduced++
            }
          }
        }
      }
    }
    const findings = [
      { reason: 'returned', events: cancelled, message: `${cancelled} purchases were returned whole and count no more.` },
      { reason: 'returned in part', events: reduced, message: `${reduced} times some pieces of a purchase came back; the rest counts.` },
      { reason: 'return alone', events: alone, message: `${alone} returns have no earlier purchase of the same person and item.` },
    ].filter(({ events }) => events > 0)
    return { table: select({ ...table, quantities }, kept), removed: cancelled + refunds, changed: reduced, findings }
  },
}
