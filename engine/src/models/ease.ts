import { giveWay } from '../errors.ts'
import { gram } from '../math/csr.ts'
import { invertSpd } from '../math/dense.ts'
import { linearModel, loadLinear, solving } from './linear.ts'
import { activeItems, checkDense, compactColumns, interactionMatrix } from './matrix.ts'
import type { Algorithm } from './model.ts'
import type { Schema } from './params.ts'
import { pruneField, pruneRow, type SparseRow, stackRows } from './pruned-rows.ts'
import { decayField, tailField } from './recency.ts'
import { boughtTogether } from './together.ts'

export interface EaseParams {
  l2: number
  decay: number
  tail: number
  prune: number
}

const params: Schema<EaseParams> = {
  l2: { type: 'number', default: 100, min: 0.1, max: 10_000, scale: 'log', tune: true, doc: 'Ridge penalty: more trusts single coincidences less.' },
  decay: { ...decayField, default: 0.65, tune: true },
  tail: tailField,
  prune: pruneField,
}

const version = 1
/** Rows between two looks at other work: a millisecond or two. */
const rowsAtOnce = 64

/**
 * EASE^R: B minimises ‖X − XB‖² + l2·‖B‖² with diag B = 0, which has the closed form B = I − P·diag(1 / diag P), P = (XᵀX + l2·I)⁻¹. Unlike the original the
 * history is weighted by recency when serving (decay^steps), which costs nothing and lifts sequential data much; decay 1 is the original.
 * Time items³ multiplications, memory 2 × items² floats while fitting.
 */
export const ease: Algorithm<EaseParams> = {
  name: 'ease',
  paper: 'Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019, arXiv:1905.03375',
  summary: 'A linear model that predicts each item from all others, solved in one step; exact reasons.',
  params,
  async fit(data, { l2, decay, tail, prune }, ctx) {
    const active = activeItems(data)
    const n = active.length
    checkDense(n, 'ease')
    const a = gram(compactColumns(interactionMatrix(data), active))
    for (let i = 0; i < n; i++) a[i * n + i] += l2
    const inverse = await solving(ctx, 'inverting', (options) => invertSpd(a, n, options))
    const scales = Float64Array.from(active, (_, i) => -1 / inverse[i * n + i])
    const rows: SparseRow[] = new Array(data.items.length)
    const row = new Float64Array(data.items.length)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) row[active[j]] = scales[j] * inverse[i * n + j]
      row[active[i]] = 0
      rows[active[i]] = pruneRow(row, prune)
      if (i % rowsAtOnce === 0) await giveWay(ctx.signal)
    }
    const weights = stackRows(rows, data.items.length)
    return linearModel({ name: 'ease', version, items: data.items, weights, together: await boughtTogether(data, ctx), decay, tail })
  },
  load: async (bytes) => loadLinear(bytes, 'ease', version),
}
