import { contributionsTo, marginOrder } from './margin.ts'
import type { Search } from './search.ts'

/**
 * Smallest sets for any model at all: every set of one size is re-scored, then every set of the next, while the budget reaches. The re-scored histories are shared by
 * all items of the list; of the sets of the smallest size, the one after which the item stands lowest.
 */
export async function searchSubsets(search: Search): Promise<void> {
  const { removable, effort } = search
  for (let size = 1; size <= removable.length && search.open.size > 0; size++) {
    if (effort.spent + choose(removable.length, size) > effort.budget) return
    const sets = [...subsetsOf(removable, size)]
    const best = new Map<number, { set: readonly number[]; fall: number }>()
    await search.each(sets, (isOff, index, scores) => {
      for (const item of search.open) {
        if (!isOff(item)) continue
        const fall = search.scores[item] - scores[item]
        if (fall > (best.get(item)?.fall ?? Number.NEGATIVE_INFINITY)) best.set(item, { set: sets[index]!, fall })
      }
      return undefined
    })
    for (const [item, { set }] of best) search.settle(item, set)
    search.excluded(size)
  }
  // Every set there is was looked at.
  search.impossible()
}

/**
 * A small set where the smallest can't be afforded: entries are taken away in the order of what each gives the item over the item that would take its place, until it
 * is off the list; then every entry that is not needed is put back. Re-scored at each step, not guaranteed to be the smallest.
 */
export async function searchGreedily(search: Search): Promise<void> {
  if (search.open.size === 0) return
  const items = [...search.open]
  const contributions = await contributionsTo(search, items)
  for (const item of items) {
    const order = marginOrder(contributions, item)
    const prefixes = order.map((_, i) => order.slice(0, i + 1))
    let found: number[] | undefined
    await search.each(prefixes, (isOff, index) => {
      if (isOff(item)) found = prefixes[index]
      return found !== undefined
    })
    while (found !== undefined && found.length > search.ruledOut(item) + 1) {
      const tries: number[][] = found.map((_, i) => found!.toSpliced(i, 1)).reverse() // the least telling is put back first
      let smaller: number[] | undefined
      await search.each(tries, (isOff, index) => {
        if (isOff(item)) smaller = tries[index]
        return smaller !== undefined
      })
      if (smaller === undefined) break
      found = smaller
    }
    if (found !== undefined)
      search.settle(
        item,
        found.toSorted((a, b) => a - b),
      )
  }
}

/** All subsets of a size, in the order of their positions. */
export function* subsetsOf(positions: readonly number[], size: number): Generator<number[]> {
  const at = Array.from({ length: size }, (_, i) => i)
  while (true) {
    yield at.map((i) => positions[i]!)
    let last = size - 1
    while (last >= 0 && at[last] === positions.length - size + last) last--
    if (last < 0) return
    at[last]!++
    for (let i = last + 1; i < size; i++) at[i] = at[i - 1]! + 1
  }
}

function choose(n: number, k: number): number {
  let result = 1
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i
  return result
}
