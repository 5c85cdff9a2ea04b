import type { Random } from './random.ts'

/**
 * Draws indices with given weights in O(1) a draw after O(n) preparation: Walker's alias table built by Vose's method
 * (Vose 1991, doi:10.1109/32.92917).
 */
export class Alias {
  readonly #keep: Float64Array
  readonly #other: Int32Array

  /**
   * @param weights [n], at least 0, not all 0; they need not sum to 1
   * @throws RangeError when a weight is negative or not finite, or all are 0
   */
  constructor(weights: ArrayLike<number>) {
    const n = weights.length
    let sum = 0
    for (let i = 0; i < n; i++) {
      const weight = weights[i] as number
      if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) throw new RangeError(`A sampling weight must be at least 0 and finite, got ${weight} at ${i}.`)
      sum += weight
    }
    if (!(sum > 0)) throw new RangeError('Sampling weights must not all be 0.')
    this.#keep = new Float64Array(n)
    this.#other = new Int32Array(n)
    const small: number[] = []
    const large: number[] = []
    for (let i = 0; i < n; i++) {
      this.#keep[i] = ((weights[i] as number) / sum) * n
      this.#other[i] = i
      ;(this.#keep[i] < 1 ? small : large).push(i)
    }
    while (small.length > 0 && large.length > 0) {
      const low = small.pop() as number
      const high = large[large.length - 1] as number
      this.#other[low] = high
      this.#keep[high] += this.#keep[low] - 1
      if (this.#keep[high] < 1) small.push(large.pop() as number)
    }
    // What is left differs from 1 by rounding only; a leftover of weight 0 must still never be drawn.
    const heaviest = indexOfLargest(weights)
    for (const i of large) this.#keep[i] = 1
    for (const i of small) {
      if (weights[i] === 0) this.#other[i] = heaviest
      else this.#keep[i] = 1
    }
  }

  /** An index in [0, n), with chance weights[index] / Σ weights. */
  draw(random: Random): number {
    const cell = random.int(this.#keep.length)
    return random.next() < this.#keep[cell] ? cell : this.#other[cell]
  }
}

function indexOfLargest(weights: ArrayLike<number>): number {
  let best = 0
  for (let i = 1; i < weights.length; i++) if ((weights[i] as number) > (weights[best] as number)) best = i
  return best
}
