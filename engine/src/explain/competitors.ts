import type { Units } from './units.ts'

/** Least and most that each entry may weigh in any of the reduced histories that are looked at [entries]. */
export interface Weights {
  readonly least: Float64Array
  readonly most: Float64Array
}

/** The few items that decide whether the explained ones stay on the list, and a bound on all the rest. */
export interface Competitors {
  /** Item indexes [members]: the explained items first, then the strongest other candidates. */
  readonly members: Int32Array
  /** 1 where the member is a candidate [members]. */
  readonly isCandidate: Uint8Array
  /** Score of an empty history [members]. */
  readonly base: Float64Array
  /** What an entry of weight 1 adds [entries × members]. */
  readonly units: Float64Array
  /** No candidate outside scores above this in any reduced history. */
  readonly outside: number
  /** Differences up to this may be rounding: the model itself is asked. */
  readonly tolerance: number
}

/**
 * Picks, for given bounds of the weights, the items that can matter. Undefined where the units of these entries cannot be had.
 * @param excluded 1 where an item is not a candidate [items]
 * @param weights bounds for every history that is going to be looked at
 */
export async function competitorsOf(
  units: Units,
  items: readonly number[],
  weights: Weights,
  scores: Float32Array,
  excluded: Uint8Array,
  size: number,
): Promise<Competitors | undefined> {
  const { base } = units
  const entries = weights.most.length
  const used: number[] = []
  for (let entry = 0; entry < entries; entry++) if (weights.least[entry] !== 0 || weights.most[entry] !== 0) used.push(entry)
  if (!(await units.load(used))) return undefined
  // The most any reduced history can give each item.
  const most = units.room()
  units.mostOf(used, weights.least, weights.most, most)
  const explained = new Set(items)
  units.rows.round(most)
  const strongest = units.rows.best(size + 1 + items.length, excluded)
  const others = strongest.filter((item) => !explained.has(item))
  const members = new Int32Array(items.length + Math.min(size, others.length))
  members.set(items)
  members.set(others.subarray(0, size), items.length)
  if (members.some((item) => !Number.isFinite(most[item]) && !(base[item] === Number.NEGATIVE_INFINITY && scores[item] === Number.NEGATIVE_INFINITY)))
    return undefined
  // They were compared as f32: one outside may exceed the first of them by what rounding took.
  const outside = others.length > size ? most[others[size]] + Math.abs(most[others[size]]) * 2 ** -22 : Number.NEGATIVE_INFINITY
  const matrix = unitsOf(units, used, members, entries)
  // Asked for with every layer of a search: making these by `from` would take longer than all the rest.
  const isCandidate = new Uint8Array(members.length)
  const baseOf = new Float64Array(members.length)
  for (let m = 0; m < members.length; m++) {
    isCandidate[m] = 1 - excluded[members[m]]
    baseOf[m] = base[members[m]]
  }
  return {
    members,
    isCandidate,
    base: baseOf,
    units: matrix,
    outside,
    tolerance: toleranceOf(members, base, matrix, weights, scores),
  }
}

/** [entries × members], 0 for entries that are not used. */
function unitsOf(units: Units, used: readonly number[], members: Int32Array, entries: number): Float64Array {
  const count = members.length
  const out = new Float64Array(entries * count)
  const place = new Map<number, number>()
  members.forEach((item, m) => {
    place.set(item, m)
  })
  for (const entry of used) {
    const { items, values } = units.unitOf(entry)
    if (items === undefined) for (let m = 0; m < count; m++) out[entry * count + m] = values[members[m]]
    else
      for (let at = 0; at < items.length; at++) {
        const m = place.get(items[at])
        if (m !== undefined) out[entry * count + m] = values[at]
      }
  }
  return out
}

/** Float32 scores of n summed parts differ from exact ones by a few 2⁻²⁴ of the largest part; this allows sixteen. */
function toleranceOf(members: Int32Array, base: Float32Array, units: Float64Array, weights: Weights, scores: Float32Array): number {
  const count = members.length
  let largest = 0
  for (let m = 0; m < count; m++) {
    let size = Math.abs(base[members[m]]) + Math.abs(scores[members[m]])
    for (let entry = 0; entry < weights.most.length; entry++) {
      size += Math.abs(units[entry * count + m]) * Math.max(Math.abs(weights.most[entry]), Math.abs(weights.least[entry]))
    }
    if (size > largest && size < Number.POSITIVE_INFINITY) largest = size
  }
  return largest * 16 * 2 ** -24
}
