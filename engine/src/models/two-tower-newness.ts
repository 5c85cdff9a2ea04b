import { isTime } from '../data/columns.ts'
import { day, type LessonInput } from './two-tower-lessons.ts'

/**
 * Which items were new when. Each event is foretold as by a list made up to `newDays` before it. What nobody had taken when the list was made, but did within `newDays` of it, is new to the list and known by its description alone; what was taken by
 * then is known; what is taken later is not in the shop yet. So an item is told from others in one of two forms, numbered [items with events], then [the same as new].
 */
export class Newness {
  /** When each item was first taken, in milliseconds; −Infinity for one that is never new: taken in the first `newDays` of all, when what was there before cannot be told, or at no known time, or not described [items]. */
  readonly births: Float64Array
  /** How old a list gets, in milliseconds. */
  readonly window: number

  constructor({ items, times, newDays }: LessonInput, isDescribed: (item: number) => boolean, active: number) {
    this.window = newDays * day
    const start = times.reduce((first, time) => (isTime(time) ? Math.min(first, time) : first), Number.POSITIVE_INFINITY)
    this.births = new Float64Array(active).fill(Number.POSITIVE_INFINITY)
    times.forEach((time, entry) => {
      this.births[items[entry]] = Math.min(this.births[items[entry]], isTime(time) ? time : Number.NEGATIVE_INFINITY)
    })
    this.births.forEach((birth, item) => {
      if (newDays === 0 || birth < start + this.window || !isDescribed(item)) this.births[item] = Number.NEGATIVE_INFINITY
    })
  }

  /** Whether an item has a form as new. */
  wasNew(item: number): boolean {
    return this.births[item] > Number.NEGATIVE_INFINITY
  }

  /** The form in which an item stands on a list of that time. */
  formOf(item: number, made: number): number {
    return this.births[item] > made ? this.births.length + item : item
  }

  /** Whether a form may stand on a list of that time. */
  fits(form: number, made: number): boolean {
    const active = this.births.length
    if (form < active) return !(this.births[form] > made)
    const birth = this.births[form - active]
    return birth > made && birth <= made + this.window
  }

  /** How often each form is foretold by lists of every age up to `newDays` [2 · items]. */
  counts(entries: Int32Array, { items, times }: LessonInput): Float64Array {
    const active = this.births.length
    const out = new Float64Array(2 * active)
    for (const entry of entries) {
      const item = items[entry]
      const asNew = this.wasNew(item) ? Math.max(0, 1 - (times[entry] - this.births[item]) / this.window) : 0
      out[item] += 1 - asNew
      out[active + item] += asNew
    }
    return out
  }
}
