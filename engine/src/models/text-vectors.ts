import type { Interactions } from '../data/interactions.ts'
import { transpose } from '../math/csr.ts'
import { topSingular } from '../math/svd.ts'
import { likenessOf } from './likeness.ts'
import type { FitContext } from './model.ts'

/** Rounds of subspace iteration: directions need not be exact to begin from. */
const rounds = 4

/**
 * What the catalogue says of each of these items, in `size` numbers [items × size]: the main directions of their descriptions (latent semantic analysis; Deerwester et al. 1990), scaled to a standard deviation of 1, so that items described
 * alike have vectors alike. Zeros for an item of which nothing is said; undefined where no two items have a word in common.
 */
export async function textVectors(data: Interactions, items: Int32Array, size: number, ctx: FitContext): Promise<Float32Array | undefined> {
  const index = likenessOf(data)
  if (index === undefined) return undefined
  const { values, right } = await topSingular(transpose(index.vectors()), { count: size, seed: ctx.seed, rounds, signal: ctx.signal })
  const found = values.length
  const out = new Float32Array(items.length * size)
  let square = 0
  items.forEach((item, row) => {
    for (let k = 0; k < found; k++) {
      const value = right[item * found + k] * values[k]
      out[row * size + k] = value
      square += value * value
    }
  })
  const scale = square > 0 ? 1 / Math.sqrt(square / out.length) : 0
  return out.map((value) => value * scale)
}
