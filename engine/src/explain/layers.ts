import { type Competitors, competitorsOf, type Weights } from './competitors.ts'
import type { Search } from './search.ts'
import type { Units } from './units.ts'

/** A set weighed on the few items that matter costs about this part of a re-scored history. */
const setsPerScore = 2.5
/** Where an entry may not be taken away, the part of all sets after which items that stay on the list even without all others are given up: what holds them is mostly that entry. */
const stubbornShare = 0.25
/** Positions that the bits of a number can tell apart exactly. */
const mostBits = 52
/** How many items are weighed against the explained ones exactly, at least; the rest by a bound. */
export const rivals = 96

interface State {
  /** Positions taken away, ascending. */
  readonly without: readonly number[]
  /** The same set as bits, one for each position that was ever taken away. */
  readonly bits: number
  /** What each entry weighs then [entries], 0 where taken away. */
  readonly weights: Float64Array
}

/**
 * Smallest sets for models whose entries shift each other's weights (recency by steps): every set of one size, then every set of the next, each weighed on the
 * few items that matter. Entries of weight 0 are not taken away: by the contract of `entryWeights` that changes nothing, so every smallest set is still met.
 * Of the sets of the smallest size, the one after which the most candidates are ahead. The sets are shared by all items of the list. Where the budget ends within a size, a set found there is still a
 * smallest one, and what is not found stays open.
 */
export async function searchLayers(search: Search, units: Units): Promise<boolean> {
  const { scores, excludedItems, k, removable } = search
  const now = units.weights([])
  let layer: State[] = [{ without: [], bits: 0, weights: now }]
  // Each set is come upon once for each of its members, so that what tells that it is known must cost little.
  const bitOf = new Map<number, number>()
  const most = Math.floor(setsPerScore * search.effort.budget)
  let left = most
  let isSifted = removable.length === search.history.items.length
  for (let size = 1; search.open.size > 0 && left > 0; size++) {
    if (!isSifted && left < (1 - stubbornShare) * most) {
      isSifted = true
      await search.rescore([removable], (after) => {
        for (const item of [...search.open]) if (!after.isOff(item)) search.giveUp(item)
        return undefined
      })
      if (search.open.size === 0) return true
    }
    const next: State[] = []
    const known = new Set<number | string>()
    each: for (const state of layer) {
      for (const position of removable) {
        // What is away already weighs nothing too.
        if (state.weights[position] === 0) continue
        let bit = bitOf.get(position)
        if (bit === undefined) {
          bit = 2 ** bitOf.size
          bitOf.set(position, bit)
        }
        const bits = state.bits + bit
        const hasBits = bitOf.size <= mostBits
        if (hasBits && known.has(bits)) continue
        const without = insert(state.without, position)
        const key = hasBits ? bits : without.join()
        if (known.has(key)) continue
        if (--left < 0) break each
        known.add(key)
        next.push({ without, bits, weights: units.weights(without) })
      }
    }
    layer = next
    if (layer.length === 0) {
      search.impossible()
      return true
    }
    const items = [...search.open]
    const found = await competitorsOf(units, items, boundsOf(layer, now), scores, excludedItems, Math.max(rivals, 4 * k))
    if (found === undefined) return false
    const best = items.map(() => ({ ahead: 0, without: undefined as readonly number[] | undefined }))
    const doubtful = items.map(() => [] as (readonly number[])[])
    const sums = new Float64Array(found.members.length)
    const top = new Float64Array(k + 1)
    for (const state of layer) {
      weigh(found, state.weights, sums)
      const bar = Math.max(lastOf(top, sums), found.outside)
      for (let i = 0; i < items.length; i++) {
        // Whoever is clearly above the first place off the list stays on it.
        if (sums[i] - found.tolerance > bar) continue
        const { sure, possible } = aheadOf(found, sums, i)
        if (sure >= k) {
          if (sure > best[i]!.ahead) best[i] = { ahead: sure, without: state.without }
        } else if (possible >= k || sums[i] - found.tolerance <= found.outside) doubtful[i]!.push(state.without)
      }
    }
    for (let i = 0; i < items.length; i++) if (best[i]!.without !== undefined) search.settle(items[i]!, best[i]!.without!)
    await search.ask(items, doubtful)
    if (left >= 0) search.excluded(size)
  }
  return true
}

/** base + Σ weight · unit of every member. */
export function weigh(found: Competitors, weights: Float64Array, sums: Float64Array): void {
  const count = sums.length
  sums.set(found.base)
  for (let entry = 0; entry < weights.length; entry++) {
    const weight = weights[entry]
    if (weight === 0) continue
    const at = entry * count
    for (let m = 0; m < count; m++) sums[m] += weight * found.units[at + m]
  }
}

/** How many candidates are surely, and how many possibly, ahead of member i; between equals the model's own list decides. */
export function aheadOf(found: Competitors, sums: Float64Array, i: number): { sure: number; possible: number } {
  let sure = 0
  let possible = 0
  const above = sums[i] + found.tolerance
  const near = sums[i] - found.tolerance
  for (let m = 0; m < sums.length; m++) {
    if (sums[m] < near || found.isCandidate[m] !== 1 || m === i) continue
    possible++
    if (sums[m] > above) sure++
  }
  return { sure, possible }
}

/** The smallest of the largest sums, as many as `top` has places; −∞ where there are fewer. */
function lastOf(top: Float64Array, sums: Float64Array): number {
  const last = top.length - 1
  top.fill(Number.NEGATIVE_INFINITY)
  for (let m = 0; m < sums.length; m++) {
    const sum = sums[m]
    if (!(sum > top[last])) continue
    let at = last
    for (; at > 0 && top[at - 1] < sum; at--) top[at] = top[at - 1]
    top[at] = sum
  }
  return top[last]
}

function boundsOf(states: readonly State[], now: Float64Array): Weights {
  const least = now.slice()
  const most = now.slice()
  for (const { weights } of states) {
    for (let entry = 0; entry < weights.length; entry++) {
      if (weights[entry] < least[entry]) least[entry] = weights[entry]
      if (weights[entry] > most[entry]) most[entry] = weights[entry]
    }
  }
  return { least, most }
}

function insert(sorted: readonly number[], position: number): number[] {
  const at = sorted.findIndex((other) => other > position)
  return at < 0 ? [...sorted, position] : [...sorted.slice(0, at), position, ...sorted.slice(at)]
}
