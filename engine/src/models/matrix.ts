import type { Interactions } from '../data/interactions.ts'
import { CandorError } from '../errors.ts'
import type { Csr } from '../math/csr.ts'

/**
 * People × items [people × items], columns ascending: how much each person's events say about liking each item. Of several events with one item the
 * weightiest counts, so that ten views are not worth more than a purchase. O(entries log length).
 * @param kind only events of this kind (index into `eventNames`); all where absent
 */
export function interactionMatrix(data: Interactions, kind?: number): Csr {
  const people = data.people.length
  const ptr = new Int32Array(people + 1)
  const idx = new Int32Array(data.cols.length)
  const val = new Float32Array(data.cols.length)
  const best = new Float32Array(data.items.length)
  let end = 0
  for (let person = 0; person < people; person++) {
    const from = end
    for (let entry = data.ptr[person]; entry < data.ptr[person + 1]; entry++) {
      if (kind !== undefined && data.kinds[entry] !== kind) continue
      const item = data.cols[entry]
      const weight = data.weights[entry]
      if (!(weight > 0)) continue
      if (best[item] === 0) idx[end++] = item
      if (weight > best[item]) best[item] = weight
    }
    const row = idx.subarray(from, end).sort()
    for (let at = 0; at < row.length; at++) {
      val[from + at] = best[row[at]]
      best[row[at]] = 0
    }
    ptr[person + 1] = end
  }
  return { rows: people, cols: data.items.length, ptr, idx: idx.slice(0, end), val: val.slice(0, end) }
}

/** The items that at least one event names, ascending [active]: the only ones a dense matrix has to hold. */
export function activeItems(data: Interactions): Int32Array {
  const seen = new Uint8Array(data.items.length)
  for (const item of data.cols) seen[item] = 1
  return Int32Array.from(seen.keys()).filter((item) => seen[item] === 1)
}

/** The same matrix with its columns renumbered to positions in `items` (ascending; must hold every column used). */
export function compactColumns(x: Csr, items: Int32Array): Csr {
  const position = positionsOf(items, x.cols)
  return { ...x, cols: items.length, idx: x.idx.map((item) => position[item]) }
}

/** For each of `total` items its position in `items`, −1 where it is not among them [total]. */
export function positionsOf(items: Int32Array, total: number): Int32Array {
  const position = new Int32Array(total).fill(-1)
  items.forEach((item, at) => {
    position[item] = at
  })
  return position
}

/** Beyond this many items a dense item × item matrix no longer fits an ordinary machine (25,000² numbers are 2.5 GB, and fitting holds two or three). */
const maxDenseItems = 25_000

/** Throws `data.empty` when there is nothing to learn from. */
export function checkNotEmpty(entries: number, model: string): void {
  if (entries > 0) return
  throw new CandorError('data.empty', `"${model}" needs at least one event. Import events with "candor import", or use "popular" or "content" until then.`)
}

/** Throws `model.too-large` when a dense matrix over the active items would not fit, `data.empty` when there are none. */
export function checkDense(active: number, model: string): void {
  checkNotEmpty(active, model)
  if (active <= maxDenseItems) return
  throw new CandorError(
    'model.too-large',
    `"${model}" holds a dense matrix and takes at most ${maxDenseItems} items with events; there are ${active}. Use "slim-sparse", which is made for large catalogues.`,
    { details: { items: active, limit: maxDenseItems } },
  )
}
