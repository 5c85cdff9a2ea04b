import { isTime } from '../data/columns.ts'
import { agedShare } from './recency.ts'
import { trends } from './two-tower-network.ts'

/** Everyone's entries, oldest first, and which of them training asks for. */
export interface LessonInput {
  /** Borders of people [people + 1]. */
  readonly ptr: Int32Array
  readonly items: Int32Array
  readonly times: Float64Array
  /** Whether an item is asked for again of somebody who had it. */
  readonly repeats: boolean
  /** Days after which an entry counts half; 0: age does not matter. */
  readonly halfLifeDays: number
  /** The shorter half-life of the two trends; 0: popularity has none. */
  readonly trendDays: number
  /** How old a list may be when its events happen, at most; 0: there are no new items. */
  readonly newDays: number
}

export interface Lessons {
  /** The entries to foretell, ascending [lessons]. */
  readonly entries: Int32Array
  /** How much each entry counts: 2^(−age / halfLifeDays) [entries]. Age runs from the newest entry of all; an entry of unknown time has none. */
  readonly importance: Float32Array
  /** The newest time. */
  readonly newest: number
}

export const day = 86_400_000

export function lessonsOf({ ptr, items, times, repeats, halfLifeDays }: LessonInput): Lessons {
  const found: number[] = []
  for (let person = 0; person + 1 < ptr.length; person++) {
    const had = new Set<number>()
    for (let entry = ptr[person]; entry < ptr[person + 1]; entry++) {
      if (repeats || !had.has(items[entry])) found.push(entry)
      had.add(items[entry])
    }
  }
  const newest = times.reduce((latest, time) => Math.max(latest, time), 0)
  const importance = Float32Array.from(times, (time) => (isTime(time) ? agedShare((newest - time) / day, halfLifeDays) : 1))
  return { entries: Int32Array.from(found), importance, newest }
}

/** What is left of each trend at those times, 2^(−age / half-life), the longer's half-life being four times the shorter's; nothing where a time is unknown or there are no trends [times × trends]. */
export function trendShares(at: Float64Array, newest: number, trendDays: number): Float32Array {
  return Float32Array.from({ length: at.length * trends }, (_, place) => {
    const time = at[Math.floor(place / trends)]
    return trendDays > 0 && isTime(time) ? agedShare((newest - time) / day, trendDays * 4 ** (place % trends)) : 0
  })
}
