import { type History, historyOf, type Interactions } from '../data/interactions.ts'
import type { Csr } from '../math/csr.ts'
import { isSameMoment, walk } from './recency.ts'

/** Every cut of every person's sequence between two moments, as two matrices with the same rows [cuts × items]. */
export interface Cuts {
  /** What came before the cut: each entry's weight times pastDecay^(steps back), as `recencyWeights` counts them. */
  readonly past: Csr
  /** What came after it, likewise with futureDecay^(steps ahead). */
  readonly future: Csr
}

/**
 * The cuts of all sequences. Items that stand several times on one side add up, as they do when a history is scored; what decays to under `tail` is left out.
 * A cut counts 1 / √(entries of the moment before it · of the one after), its root being a factor of both rows, so that one large invoice does not outweigh
 * many small ones. What happened at one moment, such as the lines of an invoice, has no order and is not cut. Time and memory O(entries · log(tail) / log(decay)) where no two entries
 * share a time.
 */
export function cutsOf(data: Interactions, pastDecay: number, futureDecay: number, tail: number): Cuts {
  const past = rowBuilder(data.items.length)
  const future = rowBuilder(data.items.length)
  for (let person = 0; person < data.people.length; person++) {
    const history = historyOf(data, person)
    const length = history.items.length
    for (let cut = 1; cut < length; cut++) {
      if (isSameMoment(history, cut - 1, cut)) continue
      const share = 1 / Math.sqrt(Math.sqrt(momentSize(history, cut - 1, -1) * momentSize(history, cut, 1)))
      walk(history, cut - 1, -1, pastDecay, tail, (entry, weight) => past.add(history.items[entry], share * weight))
      past.close()
      walk(history, cut, length, futureDecay, tail, (entry, weight) => future.add(history.items[entry], share * weight))
      future.close()
    }
  }
  return { past: past.build(), future: future.build() }
}

/** How many entries share the moment of `entry`, looking one way. */
function momentSize(history: History, entry: number, stride: 1 | -1): number {
  let size = 1
  for (let next = entry + stride; next >= 0 && next < history.items.length && isSameMoment(history, entry, next); next += stride) size++
  return size
}

/** Collects sparse rows: cells of the open row, equal columns summed; `close` ends it. */
function rowBuilder(cols: number): { add(col: number, value: number): void; close(): void; build(): Csr } {
  const ptr: number[] = [0]
  let idx = new Int32Array(1024)
  let val = new Float32Array(1024)
  let end = 0
  const sums = new Float64Array(cols)
  return {
    add(col, value) {
      if (sums[col] === 0) {
        if (end === idx.length) {
          idx = grown(idx)
          val = grown(val)
        }
        idx[end++] = col
      }
      sums[col] += value
    },
    close() {
      const from = ptr[ptr.length - 1]!
      idx.subarray(from, end).sort()
      for (let at = from; at < end; at++) {
        val[at] = sums[idx[at]]
        sums[idx[at]] = 0
      }
      ptr.push(end)
    },
    build: () => ({ rows: ptr.length - 1, cols, ptr: Int32Array.from(ptr), idx: idx.slice(0, end), val: val.slice(0, end) }),
  }
}

function grown<T extends Int32Array | Float32Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(2 * array.length)
  larger.set(array)
  return larger
}
