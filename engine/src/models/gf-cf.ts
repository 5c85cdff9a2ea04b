import type { Interactions } from '../data/interactions.ts'
import { throwIfCancelled } from '../errors.ts'
import { transpose } from '../math/csr.ts'
import { topSingular } from '../math/svd.ts'
import { solving } from './linear.ts'
import { type LowRankForm, loadLowRank, lowRankModel, neighboursField } from './low-rank.ts'
import { checkNotEmpty, interactionMatrix } from './matrix.ts'
import type { Algorithm, FitContext } from './model.ts'
import { normalised } from './normalised.ts'
import type { Schema } from './params.ts'
import { decayField, tailField } from './recency.ts'
import { boughtTogether } from './together.ts'
import { topProducts } from './top-products.ts'

export interface GfCfParams {
  factors: number
  lowPass: number
  neighbours: number
  rounds: number
  personPower: number
  itemPower: number
  decay: number
  tail: number
}

const params: Schema<GfCfParams> = {
  factors: { type: 'integer', default: 256, min: 1, max: 1024, scale: 'log', tune: true, doc: 'Singular vectors that the ideal low-pass filter lets through.' },
  lowPass: { type: 'number', default: 0.2, min: 0, max: 10, tune: true, doc: 'What the ideal low-pass filter counts beside the neighbourhood.' },
  neighbours: {
    ...neighboursField,
    doc: 'Items whose neighbourhood speaks for one item; the rest, the weakest, are left out.',
  },
  rounds: { type: 'integer', default: 6, min: 1, max: 100, doc: 'Rounds of the subspace iteration that finds the singular vectors.' },
  personPower: { type: 'number', default: 0.5, min: 0, max: 1, tune: true, doc: 'How much less each event of someone with many counts; 0.5 is the original.' },
  itemPower: { type: 'number', default: 0.5, min: 0, max: 1, tune: true, doc: 'How much less each event of a popular item counts; 0.5 is the original.' },
  decay: { ...decayField, default: 1, tune: true },
  tail: tailField,
}

const version = 1

/**
 * Graph filtering in closed form: with people × items R, its degrees D and R̃ = D_U^−personPower·R·D_I^−itemPower,
 * score = r·(R̃ᵀR̃ + lowPass · σ₁² · D_I^−½·V·Vᵀ·D_I^½), V the `factors` top right singular vectors of R̃ and σ₁ its largest singular value, 1 where both powers are ½ as in the paper: a linear filter that any history passes through.
 * Time Σ over people of (their items)² for the first part, see `topSingular` for the second; memory items · (neighbours + factors) numbers.
 */
export const gfCf: Algorithm<GfCfParams> = {
  name: 'gf-cf',
  paper: 'Shen et al., "How Powerful is Graph Convolution for Recommendation?", CIKM 2021, arXiv:2108.07134',
  summary: 'Graph filter in closed form: what neighbours in the person–item graph have, smoothed; exact reasons.',
  params,
  async fit(data, wanted, ctx) {
    return lowRankModel({ ...(await filterOf(data, wanted, ctx)), together: await boughtTogether(data, ctx) })
  },
  load: async (bytes) => loadLowRank(bytes, 'gf-cf', version),
}

/** Both parts of the filter: R̃ᵀR̃, sparse, and lowPass · σ₁² · D_I^−½·V·Vᵀ·D_I^½. */
export async function filterOf(data: Interactions, wanted: GfCfParams, ctx: FitContext): Promise<Omit<LowRankForm, 'together'>> {
  throwIfCancelled(ctx.signal)
  checkNotEmpty(data.cols.length, 'gf-cf')
  const { factors: count, rounds, lowPass, neighbours, personPower, itemPower, decay, tail } = wanted
  const { normal, degrees } = normalised(interactionMatrix(data), { person: personPower, item: itemPower })
  const { right, values } = await solving(ctx, 'singular vectors', ({ signal, progress }) =>
    topSingular(normal, { count, rounds, seed: ctx.seed, signal, progress: (done) => progress(0.7 * done) }),
  )
  const as = (done: number): void => ctx.progress?.({ stage: 'neighbourhood', done: 0.7 + 0.3 * done })
  const sparse = transpose(await topProducts(transpose(normal), normal, neighbours, (_row, _col, value) => value, ctx, as))
  const factors = values.length
  const vectors = Float32Array.from(right, (value, at) => value * Math.sqrt(degrees[Math.floor(at / factors)]))
  const strength = lowPass * (values[0] ?? 0) ** 2
  // v_e/√degree is v_e·√degree over the degree: one array serves both sides.
  const gains = degrees.map((degree) => (degree > 0 ? strength / degree : 0))
  return { name: 'gf-cf', version, items: data.items, factors, sources: vectors, targets: vectors, gains, sparse, decay, tail }
}
