import { Ids } from '../data/ids.ts'
import type { Interactions } from '../data/interactions.ts'
import { Random } from '../math/random.ts'

/**
 * Indexes of a share of the people, ascending; at least one of a shop that has any. With one seed, a larger share holds every smaller one.
 * @param share in (0, 1]
 */
export function samplePeople(people: number, share: number, seed: number): Int32Array {
  const order = new Random(seed).fork('people').shuffle(Int32Array.from({ length: people }, (_, person) => person))
  return order.slice(0, Math.min(people, Math.max(1, Math.round(people * share)))).sort()
}

/** The data of these people alone [people], in the given order; every item stays. */
export function ofPeople(data: Interactions, people: Int32Array): Interactions {
  return rowsOf(data, people, (person) => data.ptr[person + 1])
}

/** Everything but the last entry of everyone who has at least two: what is left to learn from when those last entries are to be foretold. */
export function withoutLast(data: Interactions): Interactions {
  const everyone = Int32Array.from({ length: data.people.length }, (_, person) => person)
  return rowsOf(data, everyone, (person) => data.ptr[person + 1] - (data.ptr[person + 1] - data.ptr[person] >= 2 ? 1 : 0))
}

/** Rows of the given people, each from its beginning to endOf(person). */
function rowsOf(data: Interactions, people: Int32Array, endOf: (person: number) => number): Interactions {
  const ptr = new Int32Array(people.length + 1)
  people.forEach((person, row) => {
    ptr[row + 1] = ptr[row] + endOf(person) - data.ptr[person]
  })
  const size = ptr[people.length]
  const part = { cols: new Int32Array(size), times: new Float64Array(size), weights: new Float32Array(size), kinds: new Uint8Array(size) }
  people.forEach((person, row) => {
    const [from, to] = [data.ptr[person], endOf(person)]
    part.cols.set(data.cols.subarray(from, to), ptr[row])
    part.times.set(data.times.subarray(from, to), ptr[row])
    part.weights.set(data.weights.subarray(from, to), ptr[row])
    part.kinds.set(data.kinds.subarray(from, to), ptr[row])
  })
  return { ...data, ...part, people: new Ids([...people].map((person) => data.people.name(person))), ptr }
}
