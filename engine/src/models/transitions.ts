import { type History, historyOf, type Interactions } from '../data/interactions.ts'
import type { Csr } from '../math/csr.ts'
import { isSameMoment, walk } from './recency.ts'

/** What is learned from: cuts of every person's sequence, as two matrices with the same rows [cuts × items]. */
export interface Cuts {
  /** What came before the cut: each entry's weight times pastDecay^(steps back), as `recencyWeights` counts them. */
  readonly past: Csr
  /** What came after it, likewise with futureDecay^(steps ahead). */
  readonly future: Csr
}

/**
 * The cuts of all sequences, one between every two moments. Entries of one known time, such as the lines of an invoice, are one moment without an order: every second of
 * them is cut from the others, and the others from these, so that a shop of single baskets is learned from too. A cut counts 1 / √(a · b), a and b being the entries that
 * meet at it on either side, the root of that being a factor of both rows: one large invoice does not outweigh many small ones. Items that stand several times on one side
 * add up, as they do when a history is scored; what decays to under `tail` is left out.
 * Time and memory O(entries · log(tail) / log(decay)) where no two entries share a time.
 */
export function cutsOf(data: Interactions, pastDecay: number, futureDecay: number, tail: number): Cuts {
  const past = rowBuilder(data.items.length)
  const future = rowBuilder(data.items.length)
  for (let person = 0; person < data.people.length; person++) {
    const history = historyOf(data, person)
    const length = history.items.length
    for (let from = 0; from < length; from += momentSize(history, from, 1)) {
      if (from > 0) {
        const share = shareOf(momentSize(history, from - 1, -1), momentSize(history, from, 1))
        walk(history, from - 1, -1, pastDecay, tail, (entry, weight) => past.add(history.items[entry], share * weight))
        walk(history, from, length, futureDecay, tail, (entry, weight) => future.add(history.items[entry], share * weight))
        past.close()
        future.close()
      }
      cutMoment(history, from, past, future)
      cutMoment(history, from, future, past)
    }
  }
  return { past: past.build(), future: future.build() }
}

/** The moment that begins at `from`, its even entries on one side and its odd ones on the other; nothing where it is a single entry. */
function cutMoment(history: History, from: number, even: RowBuilder, odd: RowBuilder): void {
  const size = momentSize(history, from, 1)
  if (size < 2) return
  const share = shareOf(Math.ceil(size / 2), Math.floor(size / 2))
  for (let at = 0; at < size; at++) {
    const weight = history.weights[from + at]
    if (weight > 0) (at % 2 === 0 ? even : odd).add(history.items[from + at], share * weight)
  }
  even.close()
  odd.close()
}

/** The factor of both rows of a cut, so that their product counts 1 / √(a · b). */
function shareOf(a: number, b: number): number {
  return 1 / Math.sqrt(Math.sqrt(a * b))
}

/** How many entries share the moment of `entry`, looking one way. */
function momentSize(history: History, entry: number, stride: 1 | -1): number {
  let size = 1
  for (let next = entry + stride; next >= 0 && next < history.items.length && isSameMoment(history, entry, next); next += stride) size++
  return size
}

/** Collects sparse rows. */
interface RowBuilder {
  /** Adds to a cell of the open row. */
  add(col: number, value: number): void
  /** Ends the open row. */
  close(): void
  build(): Csr
}

function rowBuilder(cols: number): RowBuilder {
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
