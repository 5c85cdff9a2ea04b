import type { Csr } from '../math/csr.ts'
import { topSingular } from '../math/svd.ts'
import { solving } from './linear.ts'
import type { FitContext } from './model.ts'
import { sparseProjected } from './text-sums.ts'

/** What is made of each item's text [items × size]. */
export interface Encoded {
  readonly size: number
  readonly vectors: Float32Array
  /** What each word or fact adds [terms × size], so that texts of later are encoded too; absent where the encoder is another's network. */
  readonly terms?: Float32Array
}

/** Rounds of subspace iteration: directions need not be exact. */
const rounds = 4

/**
 * The bundled encoder, which learns from the catalogue's own texts: latent semantic analysis (Deerwester et al. 1990). A text is the sum of what its words and facts say, each its weight along the `size` main directions of all texts; weaker directions are
 * raised by the root of how much weaker they are, since the first ones hold what nearly every text says. Needs no download and no language of its own; says nothing of words it has not seen.
 */
export async function encodeByWords(texts: Csr, size: number, ctx: FitContext): Promise<Encoded> {
  if (texts.idx.length === 0) return { size: 0, vectors: new Float32Array(0), terms: new Float32Array(0) }
  const { values, right } = await solving(ctx, 'texts', ({ signal }) => topSingular(texts, { count: size, seed: ctx.seed, rounds, signal }))
  const found = values.length
  const terms = new Float32Array(texts.cols * found)
  for (let at = 0; at < terms.length; at++) terms[at] = right[at] * Math.sqrt(values[0] / values[at % found])
  return { size: found, vectors: sparseProjected(texts, terms, found), terms }
}
