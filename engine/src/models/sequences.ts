import type { Interactions } from '../data/interactions.ts'
import { Random } from '../math/random.ts'
import type { ValidationCase } from '../nn/validation.ts'
import { activeItems, positionsOf } from './matrix.ts'
import type { Case } from './model.ts'

/** What networks over sequences learn from: everyone's items, oldest first, numbered among those with events. */
export interface Sequences {
  /** Items with events, ascending [active]. */
  readonly active: Int32Array
  /** Borders of people [people + 1]. */
  readonly ptr: Int32Array
  /** Positions in `active` [entries]. */
  readonly items: Int32Array
  /** Events of each active item [active]. */
  readonly counts: Int32Array
  /** Whether people come back to items they had, so that one of them may be next. */
  readonly repeats: boolean
}

/** People come back to items where more than this share of the entries is of an item that the person had before. */
const repeating = 0.01

export function sequencesOf(data: Interactions): Sequences {
  const active = activeItems(data)
  const position = positionsOf(active, data.items.length)
  const items = data.cols.map((item) => position[item])
  const counts = new Int32Array(active.length)
  for (const item of items) counts[item]++
  let repeated = 0
  for (let person = 0; person < data.people.length; person++) {
    const own = items.subarray(data.ptr[person], data.ptr[person + 1])
    repeated += own.length - new Set(own).size
  }
  return { active, ptr: data.ptr, items, counts, repeats: repeated > repeating * items.length }
}

/** Enough for a figure whose noise is below what an epoch changes. */
const mostCases = 5000

/** Validation cases in the numbers of active items: a seeded sample of them, the newest `length` entries of each history; cases whose targets nobody knows are left out. */
export function validationCases(cases: readonly Case[], { active }: Pick<Sequences, 'active'>, items: number, length: number, seed: number): ValidationCase[] {
  const position = positionsOf(active, items)
  const placeOf = (item: number): number => position[item] ?? -1
  const chosen = cases.length > mostCases ? Array.from(new Random(seed).fork('validation').sample(cases.length, mostCases), (at) => cases[at]!) : cases
  return chosen
    .map(({ history, targets }) => {
      const entries = [...history.items.keys()].filter((entry) => placeOf(history.items[entry]) >= 0).slice(-length)
      return {
        history: Int32Array.from(entries, (entry) => placeOf(history.items[entry])),
        targets: targets.map(placeOf).filter((at) => at >= 0),
        times: Float64Array.from(entries, (entry) => history.times[entry]),
      }
    })
    .filter(({ targets }) => targets.length > 0)
}
