import type { Interactions } from '../interactions.ts'

/** The same people and items with only the entries whose mark is 1 [entries]. */
export function keepEntries(data: Interactions, kept: Uint8Array): Interactions {
  const count = kept.reduce((sum, mark) => sum + mark, 0)
  const cols = new Int32Array(count)
  const times = new Float64Array(count)
  const weights = new Float32Array(count)
  const kinds = new Uint8Array(count)
  const ptr = new Int32Array(data.ptr.length)
  let at = 0
  for (let person = 0; person < data.people.length; person++) {
    for (let entry = data.ptr[person]; entry < data.ptr[person + 1]; entry++) {
      if (kept[entry] === 0) continue
      cols[at] = data.cols[entry]
      times[at] = data.times[entry]
      weights[at] = data.weights[entry]
      kinds[at] = data.kinds[entry]
      at++
    }
    ptr[person + 1] = at
  }
  return { people: data.people, items: data.items, products: data.products, ptr, cols, times, weights, kinds }
}
