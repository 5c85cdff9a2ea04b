import { Alias } from '../math/alias.ts'
import type { Random } from '../math/random.ts'

/** Draws items that nobody says were wanted, with a known chance each. */
export interface Negatives {
  /** Fills `out` with items, each drawn independently. */
  draw(random: Random, out: Int32Array): void
  /** The natural logarithm of an item's chance in one draw: what sampled softmax takes off its score (logQ correction). −Infinity where it is never drawn. */
  logQ(item: number): number
}

/** Every one of `items` items alike. */
export function uniformNegatives(items: number): Negatives {
  const logQ = -Math.log(items)
  return {
    draw(random, out) {
      for (let i = 0; i < out.length; i++) out[i] = random.int(items)
    },
    logQ: () => logQ,
  }
}

/** Zipf's law on the rank by popularity: P(rank r) = log((r + 2) / (r + 1)) / log(items + 1), r from 0. Needs the order alone, not the counts. */
export function logUniformNegatives(popularity: ArrayLike<number>): Negatives {
  const items = popularity.length
  const byRank = Int32Array.from({ length: items }, (_, item) => item).sort((a, b) => popularity[b] - popularity[a] || a - b)
  const rank = new Int32Array(items)
  for (let at = 0; at < items; at++) rank[byRank[at]] = at
  const whole = Math.log(items + 1)
  return {
    draw(random, out) {
      for (let i = 0; i < out.length; i++) out[i] = byRank[Math.min(items - 1, Math.floor(Math.exp(random.next() * whole)) - 1)]
    },
    logQ: (item) => Math.log(Math.log((rank[item] + 2) / (rank[item] + 1)) / whole),
  }
}

/** By count^alpha: 0 all alike, 1 as often as they occur. Items of count 0 are drawn only with alpha 0. Constant time a draw. */
export function popularNegatives(counts: ArrayLike<number>, alpha: number): Negatives {
  const weights = Float64Array.from(counts, (count) => count ** alpha)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const alias = new Alias(weights)
  return {
    draw(random, out) {
      for (let i = 0; i < out.length; i++) out[i] = alias.draw(random)
    },
    logQ: (item) => Math.log(weights[item] / sum),
  }
}

/** The targets of other entries of the batch. Given the counts of all targets, since that is how often an item meets others in a batch; `batch` may change between draws. */
export class InBatchNegatives implements Negatives {
  /** The targets of the present batch; −1 is no target. */
  batch: Int32Array = new Int32Array(0)
  readonly #logQ: Float64Array

  constructor(counts: ArrayLike<number>) {
    const all = Float64Array.from(counts)
    const sum = all.reduce((total, count) => total + count, 0)
    this.#logQ = all.map((count) => Math.log(count / sum))
  }

  /** @throws RangeError when the batch has no target */
  draw(random: Random, out: Int32Array): void {
    const targets = this.batch.filter((item) => item >= 0)
    if (targets.length === 0) throw new RangeError('Negatives were drawn from a batch without a target.')
    for (let i = 0; i < out.length; i++) out[i] = targets[random.int(targets.length)]
  }

  logQ(item: number): number {
    return this.#logQ[item]
  }
}

/**
 * A mixture (Yang et al. 2020, "Mixed Negative Sampling", doi:10.1145/3366424.3386195): each draw takes a part by its weight, then an item of it; P = Σ weight · P of the part.
 * @throws RangeError when there is no part or a weight is not positive
 */
export function mixedNegatives(parts: readonly { readonly weight: number; readonly of: Negatives }[]): Negatives {
  const sum = parts.reduce((total, { weight }) => total + weight, 0)
  if (!(sum > 0) || parts.some(({ weight }) => !(weight > 0)))
    throw new RangeError(`A mixture needs positive weights, got ${parts.map(({ weight }) => weight).join(', ') || 'none'}.`)
  const alias = new Alias(parts.map(({ weight }) => weight))
  return {
    draw(random, out) {
      const chosen = Int32Array.from(out, () => alias.draw(random))
      parts.forEach(({ of }, part) => {
        const count = chosen.reduce((total, each) => total + (each === part ? 1 : 0), 0)
        if (count === 0) return
        const drawn = new Int32Array(count)
        of.draw(random, drawn)
        let at = 0
        for (let i = 0; i < out.length; i++) if (chosen[i] === part) out[i] = drawn[at++]
      })
    },
    logQ: (item) => Math.log(parts.reduce((chance, { weight, of }) => chance + (weight / sum) * Math.exp(of.logQ(item)), 0)),
  }
}
