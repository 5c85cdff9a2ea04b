import type { Random } from '../math/random.ts'
import { type Shelf, shelves } from './shelves.ts'
import { palettes } from './words.ts'

const day = 86_400_000

/** A colour of a shelf that is wanted by everybody for some weeks. */
export interface Trend {
  readonly name: string
  readonly shelf: Shelf
  readonly colour: string
  readonly from: number
  readonly to: number
}

/** Some days on which a department is cheaper. */
export interface Promotion {
  readonly name: string
  readonly department: string
  readonly from: number
  readonly to: number
  /** Share taken off the price. */
  readonly off: number
}

/** How busy a moment is: 1 is the average day. Fuller before the year's end and on weekends, quieter in high summer. */
export function traffic(at: number): number {
  const date = new Date(at)
  const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6 ? 1.25 : 0.92
  const month = date.getUTCMonth() + 1
  const dayOfMonth = date.getUTCDate()
  const season = month === 12 && dayOfMonth <= 22 ? 1.6 : month === 11 ? 1.25 : month === 7 || month === 8 ? 0.85 : 1
  return weekend * season
}

/** How many times as much of a shelf sells at a moment: its season (a bell of about a month either way), and presents. */
export function seasonLift(shelf: Shelf, at: number): number {
  const date = new Date(at)
  const month = date.getUTCMonth() + 0.5 + date.getUTCDate() / 31
  let lift = 1
  if (shelf.peak) {
    const distance = Math.abs(month - shelf.peak.month)
    const months = Math.min(distance, 12 - distance)
    lift = 0.55 + (shelf.peak.lift - 0.55) * Math.exp((-months * months) / 2.4)
  }
  const isGiftTime = (date.getUTCMonth() === 10 && date.getUTCDate() >= 20) || (date.getUTCMonth() === 11 && date.getUTCDate() <= 22)
  return isGiftTime ? lift * shelf.gift : lift
}

/** About one trend a week over the year, each two to six weeks long. */
export function makeTrends(start: number, now: number, random: Random): Trend[] {
  const count = Math.round((now - start) / (7 * day))
  return Array.from({ length: count }, () => {
    const shelf = random.pick(shelves.filter((candidate) => candidate.palette !== 'plain'))
    const colour = random.pick(palettes[shelf.palette]!)
    const from = start + random.next() * (now - start)
    return { name: `${colour} ${shelf.path[2]}`, shelf, colour, from, to: from + random.between(14, 42) * day }
  })
}

/** A promotion every two to four weeks on one department, five to eight days long. */
export function makePromotions(start: number, now: number, random: Random): Promotion[] {
  const departments = [...new Set(shelves.map((shelf) => shelf.path[0]))]
  const promotions: Promotion[] = []
  for (let from = start + 5 * day; from < now; from += random.between(14, 28) * day) {
    const department = random.pick(departments)
    const off = random.pick([0.1, 0.15, 0.2, 0.25])
    promotions.push({ name: `${department} week, ${Math.round(off * 100)} % off`, department, from, to: from + random.between(5, 8) * day, off })
  }
  return promotions
}

export function runningAt<T extends { readonly from: number; readonly to: number }>(list: readonly T[], at: number): T[] {
  return list.filter((entry) => entry.from <= at && at < entry.to)
}
