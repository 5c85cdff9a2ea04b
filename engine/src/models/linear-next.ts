import { crossGram, gram } from '../math/csr.ts'
import { invertSpd, solveSpd } from '../math/dense.ts'
import { decayField, linearModel, loadLinear, solving, sparseRows, tailField } from './linear.ts'
import { activeItems, checkDense, compactColumns } from './matrix.ts'
import type { Algorithm, FitContext } from './model.ts'
import type { Schema } from './params.ts'
import { timesSparse } from './times-sparse.ts'
import { boughtTogether } from './together.ts'
import { cutsOf } from './transitions.ts'

export interface LinearNextParams {
  l2: number
  decay: number
  futureDecay: number
  backward: number
  tail: number
  prune: number
}

const params: Schema<LinearNextParams> = {
  l2: { type: 'number', default: 50, min: 0.1, max: 10_000, scale: 'log', tune: true, doc: 'Ridge penalty: more trusts single coincidences less.' },
  decay: { ...decayField, tune: true, doc: 'Share of its weight that a past entry keeps for every newer one, in training and in serving.' },
  futureDecay: {
    type: 'number',
    default: 0.6,
    min: 0,
    max: 1,
    tune: true,
    doc: 'Share of its weight that a future entry keeps for every earlier one. 0: only the very next item is predicted.',
  },
  backward: {
    type: 'number',
    default: 0.4,
    min: 0,
    max: 1,
    tune: true,
    doc: 'How much a transition also counts in the other direction: 0 where the order says everything, 1 where it says nothing.',
  },
  tail: tailField,
  prune: {
    type: 'number',
    default: 0,
    min: 0,
    max: 0.5,
    doc: 'Weights smaller than this share of the largest of their column are dropped: a smaller file at little loss. 0 keeps all.',
  },
}

const version = 1

/**
 * Linear next-item model. For every cut of every training sequence, p = the past with weights decay^(steps back), f = the future with weights
 * futureDecay^(steps ahead); W = (PᵀP + l2·I)⁻¹ (PᵀF + backward·FᵀP), the ridge regression of the future on the past, softened by transitions read backwards.
 * The score of a history x, weighted as the past was, is xᵀW: an exact sum over its entries. Weights on the diagonal stay, so that what is bought again and again
 * is recommended again where the caller allows seen items. Time items³ multiplications, memory 2 × items² floats while fitting.
 */
export const linearNext: Algorithm<LinearNextParams> = {
  name: 'linear-next',
  paper: 'After Choi et al., "Session-aware Linear Item-Item Models for Session-based Recommendation", WWW 2021, arXiv:2103.16104, doi:10.1145/3442381.3450005',
  summary: 'Predicts what comes next from what came before by one regression; order counts, and every reason is exact.',
  params,
  async fit(data, wanted, ctx) {
    const active = activeItems(data)
    checkDense(active.length, 'linear-next')
    const dense = await regression(cutsOf(data, wanted.decay, wanted.futureDecay, wanted.tail), active, wanted, ctx)
    const weights = sparseRows(dense, active, data.items.length, wanted.prune, { diagonal: true })
    return linearModel({ name: 'linear-next', version, items: data.items, weights, together: boughtTogether(data), decay: wanted.decay, tail: wanted.tail })
  },
  load: async (bytes) => loadLinear(bytes, 'linear-next', version),
}

/** W [active × active]. */
async function regression(
  { past, future }: ReturnType<typeof cutsOf>,
  active: Int32Array,
  { l2, backward }: LinearNextParams,
  ctx: FitContext,
): Promise<Float32Array> {
  const n = active.length
  const p = compactColumns(past, active)
  const c = crossGram(p, compactColumns(future, active))
  if (backward > 0) addTransposed(c, n, backward)
  const a = gram(p)
  for (let i = 0; i < n; i++) a[i * n + i] += l2
  // With few transitions the inverse and a sparse product are less than half of the work of a solve with as many right sides as items.
  let filled = 0
  for (const value of c) if (value !== 0) filled++
  if (filled > 0.02 * n * n) return solving(ctx, 'solving', (options) => solveSpd(a, n, c, n, options))
  const inverse = await solving(ctx, 'inverting', (options) => invertSpd(a, n, options))
  return timesSparse(inverse, c, n, ctx)
}

/** C ← C + weight·Cᵀ in place, C [n × n]. */
function addTransposed(c: Float32Array, n: number, weight: number): void {
  for (let i = 0; i < n; i++) {
    c[i * n + i] *= 1 + weight
    for (let j = i + 1; j < n; j++) {
      const there = c[i * n + j]
      const back = c[j * n + i]
      c[i * n + j] = there + weight * back
      c[j * n + i] = back + weight * there
    }
  }
}
