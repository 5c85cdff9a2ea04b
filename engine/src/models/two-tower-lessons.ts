import { isTime } from '../data/columns.ts'
import { agedShare } from './recency.ts'

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
}

export interface Lessons {
  /** The entries to foretell, ascending [lessons]. */
  readonly entries: Int32Array
  /** How much each entry counts: 2^(−age / halfLifeDays) [entries]. Age runs from the newest entry of all; an entry of unknown time has none. */
  readonly importance: Float32Array
}

const day = 86_400_000

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
  return { entries: Int32Array.from(found), importance }
}
