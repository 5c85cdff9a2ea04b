import { eventKind } from '../data/events.ts'
import type { Interactions } from '../data/interactions.ts'
import { throwIfCancelled } from '../errors.ts'
import { type Csr, transpose } from '../math/csr.ts'
import { interactionMatrix } from './matrix.ts'
import type { FitContext, Link } from './model.ts'

/** Pairs kept for one item. */
const keep = 200
/** Rows between two looks at what else there is to do: a few milliseconds on data of a million events. */
const batch = 32

/**
 * How many different people bought both items [items × items], the 200 strongest pairs of each item, of equal ones those with the lower items. Pairs that only one person made are left
 * out: such a count would be a fact about that person. Time Σ over people of purchases²; gives way to other work. Throws `cancelled`.
 */
export async function boughtTogether(data: Interactions, { signal }: Pick<FitContext, 'signal'>): Promise<Csr> {
  const people = interactionMatrix(data, eventKind.purchase)
  const n = people.cols
  const rowOf = pairRows(people)
  const ptr = new Int32Array(n + 1)
  const rows: { idx: Int32Array; val: Float32Array }[] = []
  for (let item = 0; item < n; item++) {
    const row = rowOf(item)
    rows.push(row)
    ptr[item + 1] = ptr[item] + row.idx.length
    if (item % batch < batch - 1) continue
    await new Promise((resolve) => setImmediate(resolve))
    throwIfCancelled(signal)
  }
  const idx = new Int32Array(ptr[n])
  const val = new Float32Array(ptr[n])
  rows.forEach((row, item) => {
    idx.set(row.idx, ptr[item])
    val.set(row.val, ptr[item])
  })
  return { rows: n, cols: n, ptr, idx, val }
}

/** What makes the row of an item. Counts are whole numbers up to how many bought it: how often each occurs says where the strongest end, and nothing need be sorted by them. */
function pairRows(people: Csr): (item: number) => { idx: Int32Array; val: Float32Array } {
  const { cols: n, ptr, idx } = people
  const { ptr: first, idx: buyers } = transpose(people)
  const counts = new Int32Array(n)
  const found = new Int32Array(n)
  const often = new Int32Array(people.rows + 1)
  return (item) => {
    const from = first[item]
    const to = first[item + 1]
    let pairs = 0
    for (let at = from; at < to; at++) pairs += ptr[buyers[at] + 1] - ptr[buyers[at]]
    const few = 8 * pairs < n
    // In a large catalogue only the few that are met are looked at.
    const size = few ? countFew(people, buyers.subarray(from, to), counts, found) : countAll(people, buyers.subarray(from, to), counts, found)

    often.fill(0, 0, to - from + 1)
    for (let at = 0; at < size; at++) often[counts[found[at]]]++
    if (counts[item] > 1) often[counts[item]]--
    let least = to - from
    let room = keep
    while (least > 1 && often[least] <= room) room -= often[least--]
    // Of those that occur `least` times the first have room.
    let kept = 0
    for (let at = 0; at < size; at++) {
      const other = found[at]
      if (other === item || counts[other] < least || (counts[other] === least && room-- <= 0)) continue
      found[kept++] = other
    }
    const row = { idx: found.slice(0, kept), val: new Float32Array(kept) }
    for (let at = 0; at < kept; at++) row.val[at] = counts[found[at]]
    if (!few) counts.fill(0)
    else for (let at = from; at < to; at++) for (let entry = ptr[buyers[at]]; entry < ptr[buyers[at] + 1]; entry++) counts[idx[entry]] = 0
    return row
  }
}

/** Adds what these people bought to the counts, which are 0, and lists, ascending, what at least two did [found]; answers how many. Looks at every item. */
function countAll({ ptr, idx }: Csr, people: Int32Array, counts: Int32Array, found: Int32Array): number {
  let size = 0
  for (let at = 0; at < people.length; at++) {
    const end = ptr[people[at] + 1]
    for (let entry = ptr[people[at]]; entry < end; entry++) counts[idx[entry]]++
  }
  for (let item = 0; item < counts.length; item++) if (counts[item] > 1) found[size++] = item
  return size
}

/** The same where they bought little of a large catalogue: looks only at that, but has to sort it. */
function countFew({ ptr, idx }: Csr, people: Int32Array, counts: Int32Array, found: Int32Array): number {
  let size = 0
  for (let at = 0; at < people.length; at++) {
    const end = ptr[people[at] + 1]
    for (let entry = ptr[people[at]]; entry < end; entry++) if (++counts[idx[entry]] === 2) found[size++] = idx[entry]
  }
  found.subarray(0, size).sort()
  return size
}

/** The link of kind `bought-together` from one item to another; empty where fewer than two people bought both. */
export function linkOf(together: Csr, from: number, to: number): Link[] {
  for (const [a, b] of [[from, to] as const, [to, from] as const]) {
    const people = valueAt(together, a, b)
    if (people > 0) return [{ kind: 'bought-together', name: 'bought together', amount: people, people }]
  }
  return []
}

/** The value of one cell, 0 where nothing is stored. O(log row). */
export function valueAt(x: Csr, row: number, col: number): number {
  let low = x.ptr[row]
  let high = x.ptr[row + 1] - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (x.idx[middle] === col) return x.val[middle]
    if (x.idx[middle] < col) low = middle + 1
    else high = middle - 1
  }
  return 0
}
