import { choleskyFactor, choleskySolve } from '../../math/cholesky.ts'
import { defaultEventWeights, type EventName, eventKind, eventNames } from '../events.ts'
import type { CleaningStep, Finding } from './step.ts'
import { type EventTable, runsOf } from './table.ts'

/** Kinds that may precede a purchase and say something about it. */
const signals: readonly EventName[] = ['view_item', 'select_item', 'add_to_wishlist', 'add_to_cart', 'rate']

/** How much each kind of event says about liking. */
export const weights: CleaningStep = {
  name: 'weights',
  summary: 'Says how much each kind of event counts: as set, or learned from how often it comes before a purchase.',
  why: 'Whether a look means much depends on the shop: where every tenth look ends in a purchase it means more than where every hundredth does.',
  on: true,
  settings: {
    mode: { type: 'choice', default: 'set', options: ['set', 'learned'], doc: 'Set by hand, or learned from this shop.' },
    set: {
      type: 'numbers',
      default: Object.fromEntries(eventNames.map((name) => [name, defaultEventWeights[name] ?? 0])),
      doc: 'With set: the weight of each kind, 0 to 1; 0 leaves it out.',
    },
    least: { type: 'number', default: 0.05, min: 0.001, max: 1, doc: 'With learned: the smallest weight a kind with any events gets.' },
  },
  apply(table, options) {
    const set = { ...(this.settings.set?.default as object), ...(options.set as Readonly<Record<string, number>>) } as Record<EventName, number>
    const result = (found: Partial<Record<EventName, number>>, findings: readonly Finding[]) => ({ table, removed: 0, changed: 0, findings, weights: found })
    if (options.mode === 'set') return result(set, [])
    const learned = learnWeights(table, options.least as number)
    if (learned === undefined) {
      return result(set, [
        { reason: 'too little', events: 0, message: 'Fewer than 50 purchases follow, or do not follow, another event on the same item: the set weights stay.' },
      ])
    }
    const findings = Object.entries(learned).map(([name, { weight, pairs, bought }]) => ({
      reason: name,
      events: pairs,
      message: `${name}: of ${pairs} times someone did this with an item, ${bought} ended in a purchase of it; weight ${weight.toFixed(3)}.`,
    }))
    return result({ ...set, ...Object.fromEntries(Object.entries(learned).map(([name, { weight }]) => [name, weight])), purchase: 1 }, findings)
  },
}

/**
 * Weights from a logistic regression over pairs of actor and item: which kinds of events came before the first purchase (or at all, where there is none)
 * → whether the pair was bought. The weight of a kind is the chance of a purchase after that kind alone, σ(b₀ + b_kind), over the largest such chance or ½, whichever
 * is larger; a purchase itself weighs 1. Ridge penalty 1, Newton's method, at most 6 × 6. Undefined with under 50 bought or 50 unbought pairs.
 */
export function learnWeights(table: EventTable, least: number): Record<string, { weight: number; pairs: number; bought: number }> | undefined {
  // A pair is a set of kinds, one bit each: 32 different rows at most, counted.
  const unbought = new Float64Array(1 << signals.length)
  const bought = new Float64Array(1 << signals.length)
  const bitOf = new Map(signals.map((name, bit) => [eventKind[name], bit]))
  const borders = runsOf(table)
  for (let run = 0; run + 1 < borders.length; run++) {
    const open = new Map<number, number>()
    const done = new Set<number>()
    for (let row = borders[run] as number; row < (borders[run + 1] as number); row++) {
      const item = table.item[row]
      if (item < 0 || done.has(item)) continue
      if (table.kinds[row] === eventKind.purchase) {
        const kinds = open.get(item)
        if (kinds !== undefined) bought[kinds]++
        open.delete(item)
        done.add(item)
        continue
      }
      const bit = bitOf.get(table.kinds[row])
      if (bit !== undefined) open.set(item, (open.get(item) ?? 0) | (1 << bit))
    }
    for (const kinds of open.values()) unbought[kinds]++
  }
  const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0)
  if (total(bought) < 50 || total(unbought) < 50) return undefined
  const coefficients = logistic(bought, unbought, signals.length)
  const used = signals.flatMap((name, bit) => {
    const having = (counts: Float64Array): number => counts.reduce((sum, count, kinds) => sum + (kinds & (1 << bit) ? count : 0), 0)
    const pairs = having(bought) + having(unbought)
    return pairs === 0 ? [] : [{ name, pairs, bought: having(bought), chance: sigmoid((coefficients[0] as number) + (coefficients[bit + 1] as number)) }]
  })
  const top = Math.max(0.5, ...used.map(({ chance }) => chance))
  return Object.fromEntries(
    used.map(({ name, pairs, bought: sold, chance }) => [name, { weight: Math.max(least, Math.min(1, chance / top)), pairs, bought: sold }]),
  )
}

/** Coefficients [1 + features] of a logistic regression with ridge penalty 1 (not on the constant) over counted binary rows. */
export function logistic(yes: Float64Array, no: Float64Array, features: number): Float64Array {
  const size = features + 1
  const beta = new Float64Array(size)
  const step = new Float64Array(size)
  for (let round = 0; round < 50; round++) {
    const hessian = new Float64Array(size * size)
    const gradient = new Float64Array(size)
    for (let kinds = 0; kinds < yes.length; kinds++) {
      const count = yes[kinds] + no[kinds]
      if (count === 0) continue
      const active = [0, ...Array.from({ length: features }, (_, bit) => bit + 1).filter((feature) => kinds & (1 << (feature - 1)))]
      const chance = sigmoid(active.reduce((sum, feature) => sum + beta[feature], 0))
      for (const i of active) {
        gradient[i] += yes[kinds] - count * chance
        for (const j of active) hessian[i * size + j] += count * chance * (1 - chance)
      }
    }
    for (let i = 0; i < size; i++) {
      const penalty = i === 0 ? 1e-6 : 1
      gradient[i] -= penalty * beta[i]
      hessian[i * size + i] += penalty
    }
    choleskyFactor(hessian, size)
    choleskySolve(hessian, size, gradient, step)
    let largest = 0
    for (let i = 0; i < size; i++) {
      const move = Math.max(-4, Math.min(4, step[i]))
      beta[i] += move
      largest = Math.max(largest, Math.abs(move))
    }
    if (largest < 1e-9) break
  }
  return beta
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
