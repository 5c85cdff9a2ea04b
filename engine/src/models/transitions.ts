import { historyOf, type Interactions, sliceHistory } from '../data/interactions.ts'
import type { Csr } from '../math/csr.ts'
import { recencyWeights } from './recency.ts'

/** Every cut of every person's sequence between two entries, as two matrices with the same rows [cuts × items]. */
export interface Cuts {
  /** What came before the cut: each entry's weight times pastDecay^(entries between it and the cut). */
  readonly past: Csr
  /** What came after it, likewise with futureDecay. */
  readonly future: Csr
}

/**
 * The cuts of all sequences. Items that stand several times on one side add up, as they do when a history is scored; what decays to under `tail` is left out.
 * Time and memory O(entries · log(tail) / log(decay)).
 */
export function cutsOf(data: Interactions, pastDecay: number, futureDecay: number, tail: number): Cuts {
  const past = rowBuilder(data.items.length)
  const future = rowBuilder(data.items.length)
  for (let person = 0; person < data.people.length; person++) {
    const history = historyOf(data, person)
    const length = history.items.length
    const reversed = { ...history, items: history.items.slice().reverse(), weights: history.weights.slice().reverse() }
    for (let cut = 1; cut < length; cut++) {
      const pastFrom = Math.max(0, cut - reach(pastDecay, tail))
      const before = sliceHistory(history, pastFrom, cut)
      past.add(before.items, recencyWeights(before, pastDecay, tail))
      const futureFrom = Math.max(0, length - cut - reach(futureDecay, tail))
      const after = { ...reversed, items: reversed.items.subarray(futureFrom, length - cut), weights: reversed.weights.subarray(futureFrom, length - cut) }
      future.add(after.items, recencyWeights(after, futureDecay, tail))
    }
  }
  return { past: past.build(), future: future.build() }
}

/** How many entries can matter before decay^steps falls under the tail. */
function reach(decay: number, tail: number): number {
  return tail > 0 && decay < 1 ? Math.floor(Math.log(tail) / Math.log(decay)) + 2 : Number.POSITIVE_INFINITY
}

/** Collects sparse rows, equal columns summed, columns ascending. */
function rowBuilder(cols: number): { add(items: Int32Array, weights: Float64Array): void; build(): Csr } {
  const ptr: number[] = [0]
  const idx: number[] = []
  const val: number[] = []
  const sums = new Float64Array(cols)
  return {
    add(items, weights) {
      const from = idx.length
      for (let entry = 0; entry < items.length; entry++) {
        if (!(weights[entry] > 0)) continue
        if (sums[items[entry]] === 0) idx.push(items[entry])
        sums[items[entry]] += weights[entry]
      }
      const row = Int32Array.from(idx.slice(from)).sort()
      for (let at = 0; at < row.length; at++) {
        idx[from + at] = row[at]
        val.push(sums[row[at]])
        sums[row[at]] = 0
      }
      ptr.push(idx.length)
    },
    build: () => ({ rows: ptr.length - 1, cols, ptr: Int32Array.from(ptr), idx: Int32Array.from(idx), val: Float32Array.from(val) }),
  }
}
