import { throwIfCancelled } from '../errors.ts'
import { type Csr, gram, productTop, transpose } from '../math/csr.ts'
import { invertSpd, solveSpd } from '../math/dense.ts'
import { alike, likenessOf } from './likeness.ts'
import { linearModel, loadLinear, solving } from './linear.ts'
import { activeItems, checkDense, compactColumns } from './matrix.ts'
import type { Algorithm, FitContext } from './model.ts'
import type { Schema } from './params.ts'
import { pruneField, pruneRow, type SparseRow, stackRows } from './pruned-rows.ts'
import { decayField, tailField } from './recency.ts'
import { plusScaled, prunedProduct } from './times-sparse.ts'
import { boughtTogether } from './together.ts'
import { cutsOf } from './transitions.ts'
import { within } from './within.ts'

export interface LinearNextParams {
  l2: number
  decay: number
  futureDecay: number
  backward: number
  content: number
  neighbours: number
  tail: number
  prune: number
}

const params: Schema<LinearNextParams> = {
  l2: { type: 'number', default: 80, min: 0.1, max: 10_000, scale: 'log', tune: true, doc: 'Ridge penalty: more trusts single coincidences less.' },
  decay: { ...decayField, tune: true, doc: 'Share of its weight that a past entry keeps for every newer one, in training and in serving.' },
  futureDecay: {
    type: 'number',
    default: 0.3,
    min: 0,
    max: 1,
    tune: true,
    doc: 'Share of its weight that a future entry keeps for every earlier one. 0: only the very next item is predicted.',
  },
  backward: {
    type: 'number',
    default: 0.2,
    min: 0,
    max: 1,
    tune: true,
    doc: 'How much a transition also counts in the other direction: 0 where the order says everything, 1 where it says nothing.',
  },
  content: {
    type: 'number',
    default: 2.5,
    min: 0,
    max: 100,
    tune: true,
    doc: 'How many transitions a fully alike description is worth: where little was bought, what the products say decides. 0: events only.',
  },
  neighbours: { type: 'integer', default: 100, min: 1, max: 2000, scale: 'log', doc: 'Most alike descriptions kept for each item.' },
  tail: tailField,
  prune: pruneField,
}

const version = 1

/** Shares of a fit's time that are over once texts are compared, and of the regression's once the matrix is inverted, as measured at 12,000 items. */
const compared = 0.05
const inverted = 0.55

/**
 * Linear next-item model. For every cut of every training sequence, p = the past with weights decay^(steps back), f = the future with weights
 * futureDecay^(steps ahead); W minimises ‖F − PW‖² + l2·‖W − (content / l2)·K‖², K being the likeness of descriptions: a ridge regression of the future on the past
 * that leans on what the products say of themselves where events are few, softened by transitions read backwards:
 *
 *     W = (PᵀP + l2·I)⁻¹ (PᵀF + backward·FᵀP + content·K)
 *
 * The score of a history x, weighted as the past was, is xᵀW: an exact sum over its entries. Items without events have their likeness as weights, so new products are
 * reached and reach. The diagonal stays, so that what is bought again and again is recommended again where the caller allows seen items.
 * Time items³ multiplications, memory 2 × items² floats while fitting.
 */
export const linearNext: Algorithm<LinearNextParams> = {
  name: 'linear-next',
  paper: 'After Choi et al., "Session-aware Linear Item-Item Models for Session-based Recommendation", WWW 2021, arXiv:2103.16104, doi:10.1145/3442381.3450005',
  summary: 'Predicts what comes next from what came before by one regression that leans on descriptions where events are few; every reason is exact.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    const active = activeItems(data)
    checkDense(active.length, 'linear-next')
    const { past, future } = cutsOf(data, wanted.decay, wanted.futureDecay, wanted.tail)
    const likeness = wanted.content > 0 ? likenessOf(data) : undefined
    let targets = productTop(transpose(past), future, Number.POSITIVE_INFINITY)
    if (wanted.backward > 0) targets = plusScaled(targets, wanted.backward, transpose(targets))
    if (likeness !== undefined) targets = plusScaled(targets, wanted.content, await alike(likeness, wanted.neighbours, within(ctx, 0, compared)))
    const weights = await ridge(past, targets, active, wanted, within(ctx, likeness === undefined ? 0 : compared, 1))
    const form = { name: 'linear-next', version, items: data.items, weights, together: await boughtTogether(data, ctx), decay: wanted.decay, tail: wanted.tail }
    return linearModel(likeness === undefined ? form : { ...form, likeness })
  },
  load: async (bytes) => loadLinear(bytes, 'linear-next', version),
}

/** (PᵀP + l2·I)⁻¹ T [items × items], pruned. PᵀP is 0 outside the active items, so there the rows are T / l2. */
async function ridge(past: Csr, targets: Csr, active: Int32Array, { l2, prune }: LinearNextParams, ctx: FitContext): Promise<Csr> {
  const n = active.length
  const items = targets.cols
  const rows: SparseRow[] = new Array(items)
  const isActive = new Set(active)
  for (let item = 0; item < items; item++) if (!isActive.has(item)) rows[item] = pruneRow(denseRow(targets, item, 1 / l2), prune)
  const a = gram(compactColumns(past, active))
  for (let i = 0; i < n; i++) a[i * n + i] += l2
  if (isSparse(targets, n)) {
    const inverse = await solving(within(ctx, 0, inverted), 'inverting', (options) => invertSpd(a, n, options))
    const product = await prunedProduct({ a: inverse, s: targets, rows: active, prune }, within(ctx, inverted, 1))
    for (let i = 0; i < n; i++) rows[active[i]] = product[i]!
  } else {
    const b = new Float32Array(n * items)
    for (let i = 0; i < n; i++) b.set(denseRow(targets, active[i], 1), i * items)
    const dense = await solving(ctx, 'solving', (options) => solveSpd(a, n, b, items, options))
    for (let i = 0; i < n; i++) rows[active[i]] = pruneRow(Float64Array.from(dense.subarray(i * items, (i + 1) * items)), prune)
  }
  return stackRows(rows, items)
}

/** One row of a sparse matrix, times a number [cols]. */
function denseRow(x: Csr, row: number, scale: number): Float64Array {
  const out = new Float64Array(x.cols)
  for (let at = x.ptr[row]; at < x.ptr[row + 1]; at++) out[x.idx[at]] = scale * x.val[at]
  return out
}

/**
 * Whether the inverse and a sparse product cost less than a solve with all right sides: one scattered addition takes about as long as 10 multiplications of the
 * dense solver.
 */
function isSparse(targets: Csr, n: number): boolean {
  return 10 * targets.idx.length < n * (2 * targets.cols - (2 / 3) * n)
}
