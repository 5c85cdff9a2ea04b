import type { History } from '../data/interactions.ts'
import type { Field } from './params.ts'

type NumberField = Extract<Field, { type: 'number' | 'integer' }>

/** The two parameters that all linear models share. */
export const decayField: NumberField = {
  type: 'number',
  default: 0.6,
  min: 0.05,
  max: 1,
  doc: 'Share of its weight that a history entry keeps for every newer one. 1: order does not matter.',
}
export const tailField: NumberField = {
  type: 'number',
  default: 0.02,
  min: 0,
  max: 0.5,
  doc: 'History entries whose decayed weight falls under this add nothing. 0: all of them count.',
}

/**
 * What each entry of a history weighs [entries]: its event's weight times decay^(number of newer entries), 0 once that decay is under `tail`. An entry whose
 * event weighs nothing is no step, so that taking away an entry of weight 0 changes no other.
 */
export function recencyWeights(history: History, decay: number, tail: number): Float64Array {
  const out = new Float64Array(history.items.length)
  let recency = 1
  for (let entry = out.length - 1; entry >= 0 && recency >= tail; entry--) {
    if (!(history.weights[entry] > 0)) continue
    out[entry] = recency * history.weights[entry]
    recency *= decay
  }
  return out
}
