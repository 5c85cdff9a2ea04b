import { type Competitors, competitorsOf } from './competitors.ts'
import { aheadOf, rivals, weigh } from './layers.ts'
import type { Search } from './search.ts'
import type { Units } from './units.ts'

/** Most nodes of the search trees of one list, shared evenly by its open items. */
const mostNodes = 60_000
/** Sets too close to call that are kept for asking the model. */
const mostDoubtful = 256
/** Largest table of bounds: 32 MB. */
const mostCells = 1 << 22

/**
 * True minima for additive models by branch and bound, item by item. With d(e, b) = t(e, item) − t(e, b) a competitor b is level once the d of the removed entries
 * reach s(item) − s(b); it needs at least as many removals as its largest d take to get there. A branch in which fewer than k competitors can still get level within the
 * removals left holds no solution. Sizes are tried in turn, entries in order of what they give the item over its competitors, so the first set found is a smallest one.
 * Answers false where the model does not add up as it says.
 */
export async function searchBranches(search: Search, units: Units): Promise<boolean> {
  const { scores, excludedItems, k, removable } = search
  const entries = search.history.items.length
  const now = units.weights([])
  const lowest = now.slice()
  for (const position of removable) lowest[position] = 0
  const items = [...search.open]
  const found = await competitorsOf(units, items, { least: lowest, most: now }, scores, excludedItems, Math.max(rivals, 4 * k))
  if (found === undefined) return false
  await takeOne(search, found, items, now)
  let nodes = mostNodes
  for (let i = 0; i < items.length; i++) {
    if (!search.open.has(items[i]!)) continue
    const tree = new Tree(found, i, now, removable, k, nodes / search.open.size)
    const least = Math.max(2, tree.least())
    search.excluded(Math.min(least - 1, entries), items[i])
    for (let size = least; search.open.has(items[i]!); size++) {
      if (size > tree.useful) {
        search.impossible(items[i])
        break
      }
      const result = tree.search(size)
      if (result.without !== undefined) search.settle(items[i]!, result.without)
      else if (result.gaveUp) break
      else {
        await search.ask([items[i]!], [result.doubtful])
        if (search.open.has(items[i]!)) search.excluded(size, items[i])
      }
    }
    nodes -= tree.nodes
  }
  return true
}

/** Nearly always one entry suffices: every single removal, for all items at once. */
async function takeOne(search: Search, found: Competitors, items: readonly number[], now: Float64Array): Promise<void> {
  const sums = new Float64Array(found.members.length)
  const best = items.map(() => ({ ahead: 0, position: -1 }))
  const doubtful = items.map(() => [] as (readonly number[])[])
  const weights = now.slice()
  for (const position of search.removable) {
    weights[position] = 0
    weigh(found, weights, sums)
    weights[position] = now[position]
    for (let i = 0; i < items.length; i++) {
      const { sure, possible } = aheadOf(found, sums, i)
      if (sure >= search.k) {
        if (sure > best[i]!.ahead) best[i] = { ahead: sure, position }
      } else if (possible >= search.k || sums[i] - found.tolerance <= found.outside) doubtful[i]!.push([position])
    }
  }
  for (let i = 0; i < items.length; i++) if (best[i]!.position >= 0) search.settle(items[i]!, [best[i]!.position])
  await search.ask(items, doubtful)
  search.excluded(1)
}

interface Result {
  readonly without: readonly number[] | undefined
  readonly doubtful: readonly (readonly number[])[]
  readonly gaveUp: boolean
}

/** The search tree of one item. Level r of `reach` bounds what r more removals out of entries j … can do for each competitor. */
class Tree {
  /** Removable positions whose removal can move anything, most telling first. */
  readonly #order: readonly number[]
  readonly #count: number
  /** d(e, b) in that order [useful × count]. */
  readonly #differences: Float64Array
  /** s(item) − s(b) [count]; +∞ for members that do not compete. */
  readonly #gaps: Float64Array
  /** What each removal takes from the item itself, in that order. */
  readonly #own: Float64Array
  readonly #score: number
  readonly #outside: number
  readonly #tolerance: number
  readonly #k: number
  #reach = new Float64Array(0)
  #ownReach = new Float64Array(0)
  #levels = 0
  readonly #mostNodes: number
  /** Visited so far. */
  nodes = 0
  #doubtful: (readonly number[])[] = []
  #stack: Float64Array[] = []

  constructor(found: Competitors, member: number, now: Float64Array, removable: readonly number[], k: number, mostNodes: number) {
    const count = found.members.length
    this.#count = count
    this.#outside = found.outside
    this.#tolerance = found.tolerance
    this.#k = k
    this.#mostNodes = mostNodes
    const sums = Float64Array.from(found.base)
    for (let entry = 0; entry < now.length; entry++) for (let m = 0; m < count; m++) sums[m] += now[entry] * found.units[entry * count + m]
    this.#score = sums[member]
    this.#gaps = sums.map((sum, m) => (m === member || found.isCandidate[m] !== 1 ? Number.POSITIVE_INFINITY : sums[member] - sum))
    const unit = (entry: number, m: number): number => now[entry] * found.units[entry * count + m]
    const rank = (entry: number): number => {
      let sum = 0
      for (let m = 0; m < count; m++) if (this.#gaps[m] < Number.POSITIVE_INFINITY) sum += unit(entry, member) - unit(entry, m)
      return sum
    }
    const moves = (entry: number): boolean => {
      for (let m = 0; m < count; m++) if (unit(entry, m) !== 0) return true
      return false
    }
    const ranked = removable.filter(moves).map((entry) => ({ entry, rank: rank(entry) }))
    this.#order = ranked.sort((a, b) => b.rank - a.rank || a.entry - b.entry).map(({ entry }) => entry)
    this.#own = Float64Array.from(this.#order, (entry) => unit(entry, member))
    this.#differences = new Float64Array(this.#order.length * count)
    this.#order.forEach((entry, at) => {
      for (let m = 0; m < count; m++) this.#differences[at * count + m] = unit(entry, member) - unit(entry, m)
    })
  }

  /** How many entries can move anything at all. */
  get useful(): number {
    return this.#order.length
  }

  /** Fewest removals with which k competitors could get level, or the item sink to where the rest of the catalogue begins; ∞ where none suffice. */
  least(): number {
    const needed = new Float64Array(this.#count)
    const column = new Float64Array(this.useful)
    for (let m = 0; m < this.#count; m++) {
      for (let j = 0; j < this.useful; j++) column[j] = this.#differences[j * this.#count + m]
      needed[m] = removalsFor(column, this.#gaps[m] - this.#tolerance)
    }
    const crowd = removalsFor(this.#own.slice(), this.#score - this.#tolerance - this.#outside)
    needed.sort()
    return Math.max(1, Math.min(crowd, this.#k <= needed.length ? needed[this.#k - 1] : Number.POSITIVE_INFINITY))
  }

  search(size: number): Result {
    if (this.useful * (size + 1) * this.#count > mostCells) return { without: undefined, doubtful: [], gaveUp: true }
    this.#bound(size)
    this.#doubtful = []
    this.#stack = Array.from({ length: size }, () => new Float64Array(this.#count))
    const path: number[] = []
    const without = this.#descend(this.#gaps, this.#score, 0, size, path)
    const gaveUp = this.nodes > this.#mostNodes || this.#doubtful.length > mostDoubtful
    return { without, doubtful: this.#doubtful, gaveUp }
  }

  /** Removes `left` more entries out of order[from …]; answers the first set that surely takes the item off. */
  #descend(gaps: Float64Array, score: number, from: number, left: number, path: number[]): readonly number[] | undefined {
    const count = this.#count
    for (let at = from; at <= this.#order.length - left; at++) {
      if (++this.nodes > this.#mostNodes || this.#doubtful.length > mostDoubtful) return undefined
      if (!this.#isOpen(gaps, score, at, left)) return undefined // fewer entries to choose from reach no further
      const shift = at * count
      const differences = this.#differences
      path.push(this.#order[at]!)
      const scoreNow = score - this.#own[at]
      if (left === 1) {
        let sure = 0
        let possible = 0
        for (let m = 0; m < count; m++) {
          const gap = gaps[m] - differences[shift + m]
          if (gap <= this.#tolerance) {
            possible++
            if (gap < -this.#tolerance) sure++
          }
        }
        const set = sure >= this.#k || possible >= this.#k || scoreNow - this.#tolerance <= this.#outside ? [...path].sort((a, b) => a - b) : undefined
        if (sure >= this.#k) return set
        if (set !== undefined) this.#doubtful.push(set)
      } else {
        const next = this.#stack[left - 1]!
        for (let m = 0; m < count; m++) next[m] = gaps[m] - differences[shift + m]
        const found = this.#descend(next, scoreNow, at + 1, left - 1, path)
        if (found !== undefined) return found
      }
      path.pop()
    }
    return undefined
  }

  /** Whether a solution may lie in the branch: enough competitors can get level, or the item may sink to where the rest of the catalogue begins. */
  #isOpen(gaps: Float64Array, score: number, from: number, left: number): boolean {
    const at = from * this.#levels + left
    if (score - this.#ownReach[at] - this.#tolerance <= this.#outside) return true
    const shift = at * this.#count
    let level = 0
    for (let m = 0; m < this.#count; m++) if (gaps[m] - this.#reach[shift + m] <= this.#tolerance) level++
    return level >= this.#k
  }

  /** Fills `reach` [(useful + 1) × levels × count] with the sums of the r largest positive differences of order[j …], r ≤ size. */
  #bound(size: number): void {
    if (size < this.#levels) return
    const levels = size + 1
    const useful = this.#order.length
    const count = this.#count
    this.#levels = levels
    this.#reach = new Float64Array((useful + 1) * levels * count)
    this.#ownReach = new Float64Array((useful + 1) * levels)
    const largest = new Float64Array(size)
    for (let m = 0; m <= count; m++) {
      largest.fill(0)
      for (let j = useful - 1; j >= 0; j--) {
        let value = m === count ? this.#own[j] : this.#differences[j * count + m]
        for (let r = 0; r < size && value > 0; r++) {
          if (largest[r] >= value) continue
          const pushed = largest[r]
          largest[r] = value
          value = pushed
        }
        for (let r = 0, sum = 0; r < size; r++) {
          sum += largest[r]
          if (m === count) this.#ownReach[j * levels + r + 1] = sum
          else this.#reach[(j * levels + r + 1) * count + m] = sum
        }
      }
    }
  }
}

/** How many of the values, largest first, add up to the gap; ∞ where all positive ones together do not. Sorts its argument. */
function removalsFor(values: Float64Array, gap: number): number {
  let sum = 0
  if (gap <= 0) return 0
  values.sort()
  for (let taken = 1; taken <= values.length; taken++) {
    const value = values[values.length - taken]
    if (!(value > 0)) break
    sum += value
    if (sum >= gap) return taken
  }
  return Number.POSITIVE_INFINITY
}
