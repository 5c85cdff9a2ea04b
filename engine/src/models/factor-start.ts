import type { Csr } from '../math/csr.ts'
import { Random } from '../math/random.ts'
import { topSingular } from '../math/svd.ts'
import { solving } from './linear.ts'
import type { FitContext } from './model.ts'

export interface SpectralOptions {
  /** Numbers that describe an item. */
  readonly factors: number
  /** What the singular values are raised to: 0 all directions count alike, 1 each as much as it explains of the matrix. */
  readonly power: number
  /** Root mean square of the numbers, as of random ones of that standard deviation. */
  readonly deviation: number
  /** Rounds of the subspace iteration; training goes on from the result, so the default of 4 need not be exact. */
  readonly rounds?: number
}

export interface SpectralStart {
  /** V·Σ^power, scaled [items × factors]. Columns beyond the rank of the matrix are random, no longer than the shortest before them. */
  readonly items: Float32Array
  /** The singular values, descending [at most factors]. */
  readonly values: Float64Array
}

/**
 * First embeddings of items from the top singular vectors of people × items X = U·Σ·Vᵀ, such as the normalised matrix of `normalised`: the smoothest signals of the person–item graph, which training
 * from random numbers would spend its first hundreds of steps to find (LightGCN's layers and the linear autoencoder are low-pass filters of just these: Shen et al. 2021, arXiv:2108.07134). For time and memory see `topSingular`.
 */
export async function spectralStart(x: Csr, { factors, power, deviation, rounds = 4 }: SpectralOptions, ctx: FitContext): Promise<SpectralStart> {
  const n = x.cols
  const { right, values } = await solving(ctx, 'singular vectors', ({ signal, progress }) =>
    topSingular(x, { count: factors, rounds, seed: ctx.seed, signal, progress }),
  )
  const rank = values.length
  const strengths = values.map((value) => value ** power)
  const random = new Random(ctx.seed).fork('spectral start')
  const rest = (strengths.at(-1) ?? 1) / Math.sqrt(n)
  const items = new Float32Array(n * factors)
  let square = 0
  for (let item = 0; item < n; item++) {
    for (let k = 0; k < factors; k++) {
      const value = k < rank ? strengths[k] * right[item * rank + k] : rest * random.normal()
      items[item * factors + k] = value
      square += value ** 2
    }
  }
  const scale = deviation / Math.sqrt(square / items.length)
  for (let at = 0; at < items.length; at++) items[at] *= scale
  return { items, values }
}
