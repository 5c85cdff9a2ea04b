import { deviation, mean, median, robustZ } from '../../math/stats.ts'
import { isTime } from '../columns.ts'
import { eventKind } from '../events.ts'
import type { CleaningStep, Finding } from './step.ts'
import { type EventTable, runsOf, select, shownActor } from './table.ts'

/** What one actor's behaviour looks like to a clockmaker. */
export interface Behaviour {
  readonly actor: number
  readonly from: number
  readonly to: number
  /** Moments with at least one event: an invoice of 30 lines is one. */
  readonly moments: number
  /** Most moments within ten minutes. */
  readonly rate: number
  /** Different items. */
  readonly breadth: number
  /** Deviation over mean of the gaps within visits (under half an hour); people are above 0.5, a machine near 0. NaN with under 20 gaps. */
  readonly regularity: number
  readonly purchases: number
}

/** Programs that walk through the shop: their looks are no taste. */
export const bots: CleaningStep = {
  name: 'bots',
  summary: 'Takes out every event of visitors that at least two of three signs call programs: how fast, how broad, how regular.',
  why: 'A crawler looks at everything once, evenly; to a model that is a person who likes everything.',
  on: true,
  settings: {
    rate: { type: 'number', default: 60, min: 5, max: 10_000, doc: 'Acts within ten minutes from which a visitor counts as fast.' },
    breadth: {
      type: 'number',
      default: 4,
      min: 2,
      max: 50,
      doc: 'Robust z-score of the logarithm of different items from which a visitor counts as broad; and at least 50 items.',
    },
    regularity: { type: 'number', default: 0.25, min: 0, max: 1, doc: 'Deviation over mean of the gaps between acts below which a visitor counts as regular.' },
    signs: { type: 'number', default: 2, min: 1, max: 3, doc: 'How many of the three signs it takes; one more for someone who ever bought.' },
  },
  apply(table, options) {
    const people = behaviours(table)
    const broad = robustZ(people.map(({ breadth }) => Math.log(Math.max(1, breadth))))
    const kept = new Uint8Array(table.rows.length).fill(1)
    const caught: { behaviour: Behaviour; signs: string[] }[] = []
    for (const [index, behaviour] of people.entries()) {
      const signs: string[] = []
      if (behaviour.rate >= (options.rate as number)) signs.push(`${behaviour.rate} acts in ten minutes`)
      if (behaviour.breadth >= 50 && (broad[index] as number) >= (options.breadth as number)) signs.push(`${behaviour.breadth} different items`)
      if (behaviour.regularity < (options.regularity as number)) signs.push(`gaps even to ${Math.round(100 * behaviour.regularity)} %`)
      if (signs.length < (options.signs as number) + (behaviour.purchases > 0 ? 1 : 0)) continue
      kept.fill(0, behaviour.from, behaviour.to)
      caught.push({ behaviour, signs })
    }
    const removed = caught.reduce((sum, { behaviour }) => sum + behaviour.to - behaviour.from, 0)
    const findings: Finding[] =
      caught.length === 0
        ? []
        : [
            {
              reason: 'program',
              events: removed,
              message: `${caught.length} visitors behave like programs and made ${removed} events.`,
              examples: caught
                .toSorted((a, b) => b.behaviour.moments - a.behaviour.moments)
                .slice(0, 5)
                .map(({ behaviour, signs }) => `${shownActor(table, behaviour.actor)}: ${signs.join(', ')}`),
            },
          ]
    return { table: select(table, kept), removed, changed: 0, findings }
  },
}

const visitGap = 30 * 60_000
const tenMinutes = 10 * 60_000

/** The behaviour of every actor with real times, in order. */
export function behaviours(table: EventTable): Behaviour[] {
  const borders = runsOf(table)
  const found: Behaviour[] = []
  for (let run = 0; run + 1 < borders.length; run++) {
    const [from, to] = [borders[run] as number, borders[run + 1] as number]
    const moments: number[] = []
    const items = new Set<number>()
    let purchases = 0
    for (let row = from; row < to; row++) {
      const at = table.times[row]
      if (isTime(at) && at !== moments.at(-1)) moments.push(at)
      if (table.item[row] >= 0) items.add(table.item[row])
      if (table.kinds[row] === eventKind.purchase) purchases++
    }
    let rate = 0
    for (let start = 0, end = 0; end < moments.length; end++) {
      while ((moments[end] as number) - (moments[start] as number) > tenMinutes) start++
      rate = Math.max(rate, end - start + 1)
    }
    const gaps = moments.slice(1).flatMap((at, index) => (at - (moments[index] as number) <= visitGap ? [at - (moments[index] as number)] : []))
    const centre = mean(gaps)
    const regularity = gaps.length >= 20 && centre > 0 && median(gaps) > 0 ? deviation(gaps) / centre : Number.NaN
    found.push({ actor: table.actors[from] as number, from, to, moments: moments.length, rate, breadth: items.size, regularity, purchases })
  }
  return found
}
