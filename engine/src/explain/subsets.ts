import { type Contributions, ContributionsGatherer, marginOrder, ownOrder } from './margin.ts'
import type { Search } from './search.ts'

/**
 * Smallest sets for any model at all: every set of one size is re-scored, then every set of the next, while the budget reaches. The re-scored histories are shared by
 * all items of the list; of the sets of the smallest size, the one after which the item stands lowest.
 */
export async function searchSubsets(search: Search): Promise<Contributions | undefined> {
  const { removable, effort } = search
  const gatherer = new ContributionsGatherer(search, [...search.open])
  const isAffordable = 2 ** removable.length - 1 <= effort.budget - effort.spent
  // Where not every set can be looked at, half of the budget stays for the greedy search.
  const allowance = isAffordable ? effort.budget : effort.budget / 2
  for (let size = 1; size <= removable.length && search.open.size > 0; size++) {
    const sets = choose(removable.length, size)
    if (effort.spent + sets > (size === 1 ? effort.budget : allowance)) return size > 1 ? gatherer.contributions : undefined
    const best = new Map<number, { set: readonly number[]; fall: number }>()
    const tried = [...subsetsOf(removable, size)]
    await search.rescore(tried, (after, index) => {
      if (size === 1) gatherer.add(index, after)
      for (const item of search.open) {
        if (!after.isOff(item)) continue
        const fall = search.scores[item] - after.scoreOf(item)
        if (fall > (best.get(item)?.fall ?? Number.NEGATIVE_INFINITY)) best.set(item, { set: tried[index]!, fall })
      }
      return undefined
    })
    for (const [item, { set }] of best) search.settle(item, set)
    search.excluded(size)
  }
  // Every set there is was looked at.
  search.impossible()
  return gatherer.contributions
}

/**
 * A small set where the smallest can't be afforded: entries are taken away in the order of what each gives the item over the item that would take its place, and again in the order of what each gives the item itself, twice as many each time
 * until it is off the list, then halving in between; then every entry that is not needed is put back, the least telling first. Re-scored at each step, not guaranteed to be the smallest.
 * Gives up where the budget ends.
 */
export async function searchGreedily(search: Search, known?: Contributions): Promise<void> {
  const { effort, removable } = search
  if (search.open.size === 0) return
  let contributions = known
  if (contributions === undefined) {
    // Without an entry that weighs nothing all scores stay what they are.
    const weights = search.units?.weights([])
    const telling = removable.filter((position) => weights?.[position] !== 0)
    if (effort.spent + telling.length > effort.budget) return
    const gatherer = new ContributionsGatherer(search, [...search.open])
    await search.rescore(
      telling.map((position) => [position]),
      (after, at) => void gatherer.add(removable.indexOf(telling[at]!), after),
    )
    contributions = gatherer.contributions
  }
  for (const item of [...search.open]) {
    const byMargin = await shrink(search, item, marginOrder(contributions, item))
    const byOwn = byMargin?.length === search.ruledOut(item) + 1 ? undefined : await shrink(search, item, ownOrder(contributions, item))
    const found = byOwn !== undefined && byOwn.length < (byMargin?.length ?? Number.POSITIVE_INFINITY) ? byOwn : byMargin
    if (found !== undefined) search.settle(item, found)
  }
}

async function shrink(search: Search, item: number, order: readonly number[]): Promise<number[] | undefined> {
  const { effort } = search
  const isLeft = (): boolean => effort.spent < effort.budget
  const falls = async (set: readonly number[]): Promise<boolean> => {
    let off = false
    await search.rescore([set.toSorted((a, b) => a - b)], (after) => {
      off = after.isOff(item)
      return undefined
    })
    return off
  }
  let low = search.ruledOut(item)
  let high = Math.min(Math.max(1, 2 * low), order.length)
  let isFound = false
  while (isLeft()) {
    isFound = await falls(order.slice(0, high))
    if (isFound || high === order.length) break
    low = high
    high = Math.min(2 * high, order.length)
  }
  if (!isFound) return undefined
  while (high - low > 1 && isLeft()) {
    const middle = (low + high) >> 1
    if (await falls(order.slice(0, middle))) high = middle
    else low = middle
  }
  let found = order.slice(0, high)
  for (const position of found.toReversed()) {
    if (found.length <= search.ruledOut(item) + 1 || !isLeft()) break
    const fewer = found.filter((other) => other !== position)
    if (await falls(fewer)) found = fewer
  }
  return found.toSorted((a, b) => a - b)
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
