import { Alias } from '../math/alias.ts'
import type { Csr } from '../math/csr.ts'
import { Random } from '../math/random.ts'
import type { GraphPlan } from './lightgcn-train.ts'

/**
 * Draws batches: people in turn, an entry of each, negatives by (people of the item)^negativePower. With `hide` the drawn entries leave the graph until the next batch: what is to be foretold must not tell itself, as
 * it does not when the model serves. The only entry of a person stays.
 */
export function drawer(plan: GraphPlan): { readonly people: number; next(): void; restore(): void } {
  const buffer = plan.memory.buffer
  const ints = (place: number, count: number): Int32Array => new Int32Array(buffer, place, count)
  const ptr = ints(plan.normal.ptr, plan.normal.rows + 1)
  const entries = ptr[plan.normal.rows]
  const idx = ints(plan.normal.idx, entries)
  const weights = new Float32Array(buffer, plan.weights, entries)
  const itemPtr = ints(plan.turned.ptr, plan.turned.rows + 1)
  const alias = new Alias(
    Float64Array.from({ length: plan.turned.rows }, (_, item) =>
      itemPtr[item + 1] > itemPtr[item] ? (itemPtr[item + 1] - itemPtr[item]) ** plan.negativePower : 0,
    ),
  )
  const order = activePeople({ rows: plan.normal.rows, ptr })
  const random = new Random(plan.seed).fork('batches')
  const rows = ints(plan.rows.list, plan.rows.count)
  const hits = ints(plan.hits.list, plan.hits.count)
  const starts = ints(plan.starts, plan.rows.count + 1)
  const misses = ints(plan.misses.list, plan.misses.count)
  const normal = new Float32Array(buffer, plan.normal.val, entries)
  const turned = new Float32Array(buffer, plan.turned.val, entries)
  // Where each entry stands in the transpose, whose rows are in the order of people.
  const end = itemPtr.slice()
  const turnedPlace = idx.map((item) => end[item]++)
  const hidden = new Map<number, number>()
  let place = order.length
  const takeEntry = (person: number): number => {
    const from = ptr[person]
    for (let tries = 0; tries < 20; tries++) {
      const entry = from + random.int(ptr[person + 1] - from)
      if (random.next() < weights[entry]) return entry
    }
    return from
  }
  const put = (entry: number, value: number): void => {
    normal[entry] = value
    turned[turnedPlace[entry]] = value
  }
  const restore = (): void => {
    for (const [entry, value] of hidden) put(entry, value)
    hidden.clear()
  }
  return {
    people: order.length,
    restore,
    next() {
      restore()
      // The rest of an epoch that no longer fills a batch is left for another.
      if (place + rows.length > order.length) {
        random.shuffle(order)
        place = 0
      }
      let hit = 0
      for (let at = 0; at < rows.length; at++) {
        const person = order[(place + at) % order.length]
        rows[at] = person
        starts[at] = hit
        const size = ptr[person + 1] - ptr[person]
        for (let left = Math.max(1, Math.min(plan.foretold, plan.hide ? size >> 1 : size)); left > 0; left--) {
          const entry = takeEntry(person)
          if (hidden.has(entry)) continue
          hits[hit++] = idx[entry]
          if (size < 2) continue
          hidden.set(entry, normal[entry])
          if (plan.hide) put(entry, 0)
        }
      }
      starts[rows.length] = hit
      place += rows.length
      for (let at = 0; at < misses.length; at++) misses[at] = alias.draw(random)
    },
  }
}

/** People with entries [active]. */
export function activePeople({ rows, ptr }: Pick<Csr, 'rows' | 'ptr'>): Int32Array {
  return Int32Array.from({ length: rows }, (_, person) => person).filter((person) => ptr[person + 1] > ptr[person])
}

/** How many they are in a plan's graph. */
export function activeCount(plan: GraphPlan): number {
  return activePeople({ rows: plan.normal.rows, ptr: new Int32Array(plan.memory.buffer, plan.normal.ptr, plan.normal.rows + 1) }).length
}
