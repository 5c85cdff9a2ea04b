import { eventKind } from '../data/events.ts'
import type { Interactions } from '../data/interactions.ts'
import { throwIfCancelled } from '../errors.ts'

/** A → B: who took A also took B in the same basket. All counts are of different people, never of events. */
export interface Rule {
  readonly item: number
  /** People with both in one basket. */
  readonly support: number
  /** support / people with A, in (0, 1]. */
  readonly confidence: number
  /** confidence / share of all people that have B; above 1 the two go together more than by chance. */
  readonly lift: number
}

/** The rules of all items, rows by A [items], strongest first; parallel arrays [rules]. */
export interface Rules {
  readonly ptr: Int32Array
  readonly idx: Int32Array
  readonly support: Int32Array
  readonly confidence: Float32Array
  readonly lift: Float32Array
}

export interface MiningOptions {
  /** Fewest people behind a rule. */
  readonly minSupport: number
  /** Most rules of one item. */
  readonly keep: number
  /** Two events further apart, in minutes, are two baskets. */
  readonly basketMinutes: number
  readonly signal?: AbortSignal
}

/** Baskets are cut off at their last so many items: one wholesaler's invoice must not cost seconds. */
const longestBasket = 200

/** Which kinds of event make a basket: purchases where there are any, else every kind. */
export function hasPurchases(data: Interactions): boolean {
  return data.kinds.includes(eventKind.purchase)
}

/**
 * Pairwise association rules with a lift above 1 (Agrawal, Imieliński & Swami 1993), each item's rules by support × lift. One person's events without a gap of more than
 * `basketMinutes` are one basket; where times are unknown, all of them. Time Σ over baskets of length², memory O(entries + items × keep).
 */
export function mineRules(data: Interactions, options: MiningOptions): Rules {
  const items = data.items.length
  const baskets = basketsOf(data, options.basketMinutes)
  const peopleWith = new Int32Array(items)
  const shoppers = new Set(baskets.map((basket) => basket.person)).size
  const containing: number[][] = Array.from({ length: items }, () => [])
  const lastPerson = new Int32Array(items).fill(-1)
  baskets.forEach(({ person, contents }, b) => {
    for (const item of contents) {
      containing[item]!.push(b)
      if (lastPerson[item] !== person) peopleWith[item]++
      lastPerson[item] = person
    }
  })
  const together = new Int32Array(items)
  const ptr = new Int32Array(items + 1)
  const found: Rule[] = []
  for (let from = 0; from < items; from++) {
    if (from % 1024 === 0) throwIfCancelled(options.signal)
    lastPerson.fill(-1)
    const reached: number[] = []
    for (const b of containing[from]!) {
      const { person, contents } = baskets[b]!
      for (const item of contents) {
        if (item === from || lastPerson[item] === person) continue
        if (together[item] === 0) reached.push(item)
        together[item]++
        lastPerson[item] = person
      }
    }
    const rules: Rule[] = []
    for (const item of reached) {
      const support = together[item]
      const confidence = support / peopleWith[from]
      const lift = (confidence * shoppers) / peopleWith[item]
      if (support >= options.minSupport && lift > 1) rules.push({ item, support, confidence, lift })
      together[item] = 0
    }
    rules.sort((a, b) => b.support * b.lift - a.support * a.lift || a.item - b.item)
    found.push(...rules.slice(0, options.keep))
    ptr[from + 1] = found.length
  }
  return {
    ptr,
    idx: Int32Array.from(found, (rule) => rule.item),
    support: Int32Array.from(found, (rule) => rule.support),
    confidence: Float32Array.from(found, (rule) => rule.confidence),
    lift: Float32Array.from(found, (rule) => rule.lift),
  }
}

/** The rules that start from one item, strongest first. */
export function rulesFrom(rules: Rules, item: number): Rule[] {
  const list: Rule[] = []
  for (let at = rules.ptr[item]; at < rules.ptr[item + 1]; at++) {
    list.push({ item: rules.idx[at], support: rules.support[at], confidence: rules.confidence[at], lift: rules.lift[at] })
  }
  return list
}

/** The different items of each basket, people in order. */
function basketsOf(data: Interactions, minutes: number): { person: number; contents: number[] }[] {
  const onlyPurchases = hasPurchases(data)
  const baskets: { person: number; contents: number[] }[] = []
  for (let person = 0; person < data.people.length; person++) {
    let open = new Set<number>()
    let last = 0
    const close = (): void => {
      if (open.size > 0) baskets.push({ person, contents: [...open].slice(-longestBasket) })
      open = new Set()
    }
    for (let entry = data.ptr[person]; entry < data.ptr[person + 1]; entry++) {
      if (onlyPurchases && data.kinds[entry] !== eventKind.purchase) continue
      const time = data.times[entry]
      if (last > 0 && time > 0 && time - last > minutes * 60_000) close()
      open.add(data.cols[entry])
      last = time
    }
    close()
  }
  return baskets
}
