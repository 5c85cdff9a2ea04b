import { Random } from '../../../engine/dist/math/random.js'
import { hide } from './hide.mjs'

/** Upper ends of the classes of likeness that `clumping` tells apart. */
export const likenesses = [0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 1]

/** Set so that Gowalla's training part falls apart much as its test does, see `clumping` and `hiddenShare`. */
const power = 0.85
const fashion = 0.18

/**
 * Hides a fifth of everyone's items in clumps, as a split by time does, in which a trip, a season or a taste falls on one side: every person has a random liking that differs little between items alike,
 * f_j = Σ over own items i of s_ij^power·ε_i / √Σ s_ij^2power with ε normal and s the cosine of the people of i and of j (1 for i = j), and every item one that all share, `fashion` · g_j; the highest are hidden.
 * @param rows Map of each person's items, by number
 * @returns the kept and the hidden, each such a map
 */
export function clumpedFifth(rows, items) {
  const random = new Random(1)
  const shared = Float64Array.from({ length: items }, () => fashion * random.normal())
  const entries = entriesOf(rows)
  const { ptr, own } = entries
  const noise = Float64Array.from(own, () => random.normal())
  const sums = new Float64Array(own.length)
  const squares = new Float64Array(own.length)
  eachLikeness(entries, items, (from, to, likeness) => {
    const s = likeness ** power
    sums[to] += s * noise[from]
    squares[to] += s * s
  })
  return hide(rows, (list, person) => {
    const first = ptr[person]
    const liking = list.map((item, at) => shared[item] + sums[first + at] / Math.sqrt(squares[first + at]))
    const count = Math.min(Math.max(1, Math.floor(list.length / 5 + random.next())), list.length - 1)
    return new Set([...liking.keys()].sort((a, b) => liking[b] - liking[a]).slice(0, Math.max(0, count)))
  })
}

/** How much more often than by chance two items of a person are hidden together, by their likeness [classes]: 1 where the hidden ones were drawn evenly. */
export function clumping(kept, hidden, items) {
  const whole = new Map([...kept].map(([name, list]) => [name, [...list, ...(hidden.get(name) ?? [])]]))
  const entries = entriesOf(whole)
  const { ptr, own } = entries
  const isHidden = new Uint8Array(own.length)
  const expected = new Float64Array(own.length)
  let person = 0
  for (const [name, list] of whole) {
    const from = ptr[person++]
    const h = hidden.get(name)?.length ?? 0
    isHidden.fill(1, from + list.length - h, from + list.length)
    expected.fill(list.length > 1 ? (h * (h - 1)) / (list.length * (list.length - 1)) : 0, from, from + list.length)
  }
  const seen = likenesses.map(() => 0)
  const chance = likenesses.map(() => 0)
  eachLikeness(entries, items, (from, to, likeness) => {
    if (from === to) return
    const of = likenesses.findIndex((end) => likeness <= end)
    seen[of] += isHidden[from] & isHidden[to]
    chance[of] += expected[from]
  })
  return seen.map((count, of) => count / chance[of])
}

/** Mean and spread beyond chance of the share of an item's events that is hidden, of items with `low` to `high` events. */
export function hiddenShare(kept, hidden, items, low, high) {
  const counts = (rows) => {
    const of = new Float64Array(items)
    for (const list of rows.values()) for (const item of list) of[item]++
    return of
  }
  const [left, taken] = [counts(kept), counts(hidden)]
  const chosen = [...left.keys()].map((item) => [taken[item], left[item] + taken[item]]).filter(([, all]) => all >= low && all < high)
  const total = (value) => chosen.reduce((sum, pair) => sum + value(...pair), 0)
  const mean = total((hid) => hid) / total((_, all) => all)
  const variance = mean * (1 - mean)
  const beyond = total((hid, all) => (hid - mean * all) ** 2 - variance * all) / total((_, all) => all * (all - 1))
  return { mean, deviation: Math.sqrt(Math.max(0, beyond)) }
}

/** Calls `use` with both entries of every ordered pair of items of a person, and the cosine of the people of both; an item with itself has 1. Time Σ over people of (their items)². */
function eachLikeness({ ptr, own }, items, use) {
  const people = Array.from({ length: items }, () => [])
  for (let person = 0; person + 1 < ptr.length; person++) for (let at = ptr[person]; at < ptr[person + 1]; at++) people[own[at]].push([person, at])
  const common = new Float64Array(items)
  for (const having of people) {
    for (const [person] of having) for (let at = ptr[person]; at < ptr[person + 1]; at++) common[own[at]]++
    for (const [person, from] of having) {
      for (let at = ptr[person]; at < ptr[person + 1]; at++) use(from, at, common[own[at]] / Math.sqrt(having.length * people[own[at]].length))
    }
    for (const [person] of having) for (let at = ptr[person]; at < ptr[person + 1]; at++) common[own[at]] = 0
  }
}

/** All lists one after the other, and where each person's begins. */
function entriesOf(rows) {
  const ptr = [0]
  for (const list of rows.values()) ptr.push(ptr.at(-1) + list.length)
  return { ptr, own: Int32Array.from([...rows.values()].flat()) }
}
