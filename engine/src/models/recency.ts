import type { History } from '../data/interactions.ts'
import type { Field } from './params.ts'

type NumberField = Extract<Field, { type: 'number' | 'integer' }>

/** The two parameters that all linear models share. */
export const decayField: NumberField = {
  type: 'number',
  default: 0.6,
  min: 0.05,
  max: 1,
  doc: 'Share of its weight that a history entry keeps for every newer moment (events of one time are one moment). 1: order does not matter.',
}
export const tailField: NumberField = {
  type: 'number',
  default: 0.02,
  min: 0,
  max: 0.5,
  doc: 'History entries whose decayed weight falls under this add nothing. 0: all of them count.',
}

/** What models that let age count share of it. */
export const halfLifeField: Omit<NumberField, 'doc'> = { type: 'number', default: 30, min: 0, max: 3650, tune: true }

/** What is left after so many days: 2^(−days / halfLifeDays); all of it where the half-life is 0. */
export function agedShare(days: number, halfLifeDays: number): number {
  return halfLifeDays > 0 ? 2 ** (-days / halfLifeDays) : 1
}

/**
 * What each entry of a history weighs [entries]: its event's weight times decay^steps, 0 once that decay is under `tail`. A step is taken from one moment to the one before
 * it: entries of the same known time, such as the lines of an invoice, are one moment; where times are unknown every entry is its own. An entry whose event weighs nothing
 * is no moment, so that taking away an entry of weight 0 changes no other.
 */
export function recencyWeights(history: History, decay: number, tail: number): Float64Array {
  const out = new Float64Array(history.items.length)
  walk(history, out.length - 1, -1, decay, tail, (entry, weight) => {
    out[entry] = weight
  })
  return out
}

/**
 * Visits entries from `from` up to, not including, `end`, forwards or backwards, each with its weight as in `recencyWeights` seen from `from`; stops at the tail.
 * Entries that weigh nothing are left out.
 */
export function walk(history: History, from: number, end: number, decay: number, tail: number, visit: (entry: number, weight: number) => void): void {
  const { weights } = history
  const stride = end < from ? -1 : 1
  let recency = 1
  let last = -1
  for (let entry = from; entry !== end; entry += stride) {
    if (!(weights[entry] > 0)) continue
    if (last !== -1 && !isSameMoment(history, entry, last)) recency *= decay
    if (recency < tail || recency === 0) return
    visit(entry, recency * weights[entry])
    last = entry
  }
}

/** Whether two entries happened at the same known time. */
export function isSameMoment(history: Pick<History, 'times'>, a: number, b: number): boolean {
  return history.times[a] > 0 && history.times[a] === history.times[b]
}
