import { Ids } from '../data/ids.ts'
import type { History } from '../data/interactions.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import type { Csr } from '../math/csr.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import type { FitContext, Model } from './model.ts'
import type { Field } from './params.ts'
import { linkOf, valueAt } from './together.ts'

/**
 * What every linear item-item model is once fitted: score(item) = Σ over history entries e of weight(e) · decay^steps(e) · W[item of e, item], where
 * steps(e) counts the entries after e. Nothing else enters, so the terms of a score are exact and, for a linear scorer, also its Shapley values.
 */
export interface LinearForm {
  readonly name: string
  readonly version: number
  readonly items: Ids
  /** W [items × items], rows: what was seen; columns: what is recommended. */
  readonly weights: Csr
  /** Share of its weight that an entry keeps for every newer entry, in (0, 1]. */
  readonly decay: number
  /** Entries whose decay^steps falls under this add nothing, in [0, 1). */
  readonly tail: number
  /** People who bought both [items × items], see `boughtTogether`. */
  readonly together: Csr
}

type NumberField = Extract<Field, { type: 'number' | 'integer' }>

/** The two parameters that all linear models share. */
export const decayField: NumberField = {
  type: 'number',
  default: 0.6,
  min: 0.05,
  max: 1,
  doc: 'Share of its weight that a history entry keeps for every newer one. 1: order does not matter.',
}
export const tailField: NumberField = {
  type: 'number',
  default: 0.02,
  min: 0,
  max: 0.5,
  doc: 'History entries whose decayed weight falls under this add nothing. 0: all of them count.',
}

/** Serves a linear form. Scoring costs Σ over the entries of their row's non-zeros and is summed in f64. */
export function linearModel(form: LinearForm): Model {
  const { items, weights, together } = form
  const n = items.length
  const sums = new Float64Array(n)
  return {
    name: form.name,
    items,
    additive: form.decay === 1,
    entryWeights: (history) => recencyWeights(history, form.decay, form.tail),
    async score(histories, out) {
      if (out.length !== histories.length * n)
        throw new RangeError(`Scores of ${histories.length} histories need ${histories.length * n} places, got ${out.length}.`)
      histories.forEach((history, row) => {
        sums.fill(0)
        const entryWeights = recencyWeights(history, form.decay, form.tail)
        for (let entry = 0; entry < entryWeights.length; entry++) addRow(weights, history.items[entry], entryWeights[entry], sums)
        out.set(sums, row * n)
      })
    },
    terms(history, item) {
      const amounts = recencyWeights(history, form.decay, form.tail)
      let score = 0
      for (let entry = 0; entry < amounts.length; entry++) {
        const from = history.items[entry]
        amounts[entry] *= amounts[entry] === 0 || !isItem(from, n) ? 0 : valueAt(weights, from, item)
        score += amounts[entry]
      }
      return { score, base: 0, amounts, others: [] }
    },
    links: (from, to) => (isItem(from, n) && isItem(to, n) ? linkOf(together, from, to) : []),
    save: () =>
      packModel(
        form.name,
        form.version,
        { decay: form.decay, tail: form.tail },
        {
          items: packStrings(items.names()),
          ptr: weights.ptr,
          idx: weights.idx,
          val: Float32Array.from(weights.val),
          togetherPtr: together.ptr,
          togetherIdx: together.idx,
          togetherPeople: Int32Array.from(together.val),
        },
      ),
  }
}

/** Opens what `save` of a linear model wrote. Throws `model.corrupt` or `model.version`. */
export function loadLinear(bytes: Uint8Array, name: string, version: number): Model {
  const file = unpackModel(bytes, name, version)
  const meta = file.meta as { decay?: unknown; tail?: unknown }
  const items = new Ids(unpackStrings(file.u8('items')))
  const n = items.length
  const weights: Csr = { rows: n, cols: n, ptr: file.i32('ptr'), idx: file.i32('idx'), val: file.f32('val') }
  const together: Csr = { rows: n, cols: n, ptr: file.i32('togetherPtr'), idx: file.i32('togetherIdx'), val: Float32Array.from(file.i32('togetherPeople')) }
  const isWhole = (x: Csr): boolean => x.ptr.length === n + 1 && x.ptr[n] === x.idx.length && x.idx.length === x.val.length
  if (typeof meta.decay !== 'number' || typeof meta.tail !== 'number' || !isWhole(weights) || !isWhole(together)) {
    throw new CandorError('model.corrupt', `The arrays of the "${name}" model file do not fit each other. Train it again with "candor train --model ${name}".`)
  }
  return linearModel({ name, version, items, weights, together, decay: meta.decay, tail: meta.tail })
}

/**
 * What each entry of a history weighs [entries]: its event's weight times decay^(number of newer entries), 0 once that decay is under `tail`. An entry whose
 * event weighs nothing is no step, so that taking away an entry of weight 0 changes no other.
 */
export function recencyWeights(history: History, decay: number, tail: number): Float64Array {
  const out = new Float64Array(history.items.length)
  let recency = 1
  for (let entry = out.length - 1; entry >= 0 && recency >= tail; entry--) {
    if (!(history.weights[entry] > 0)) continue
    out[entry] = recency * history.weights[entry]
    recency *= decay
  }
  return out
}

/**
 * The dense rows [active × active] as W [items × items] over all items, without the diagonal unless told, and without what is smaller than `prune` times the largest
 * absolute value of its column: a weight matters by what it is among those of the item it recommends.
 */
export function sparseRows(dense: Float32Array, active: Int32Array, items: number, prune: number, options: { diagonal?: boolean } = {}): Csr {
  const n = active.length
  const isInside = (row: number, col: number): boolean => options.diagonal === true || row !== col
  const threshold = new Float32Array(n)
  for (let row = 0; row < n; row++) {
    for (let col = 0; col < n; col++) {
      const size = Math.abs(dense[row * n + col])
      if (isInside(row, col) && size > threshold[col]) threshold[col] = size
    }
  }
  for (let col = 0; col < n; col++) threshold[col] *= prune
  const isKept = (row: number, col: number): boolean => {
    const value = dense[row * n + col]
    return isInside(row, col) && value !== 0 && Math.abs(value) >= threshold[col]
  }
  const ptr = new Int32Array(items + 1)
  for (let row = 0; row < n; row++) for (let col = 0; col < n; col++) if (isKept(row, col)) ptr[active[row] + 1]++
  for (let item = 0; item < items; item++) ptr[item + 1] += ptr[item]
  const idx = new Int32Array(ptr[items])
  const val = new Float32Array(ptr[items])
  for (let row = 0, end = 0; row < n; row++) {
    for (let col = 0; col < n; col++) {
      if (!isKept(row, col)) continue
      idx[end] = active[col]
      val[end++] = dense[row * n + col]
    }
  }
  return { rows: items, cols: items, ptr, idx, val }
}

/** Runs a dense solve with the context's signal and progress; its abort becomes `cancelled`. */
export async function solving<T>(
  ctx: FitContext,
  stage: string,
  solve: (options: { signal?: AbortSignal; progress: (done: number) => void }) => Promise<T>,
): Promise<T> {
  throwIfCancelled(ctx.signal)
  try {
    return await solve({ ...(ctx.signal ? { signal: ctx.signal } : {}), progress: (done) => ctx.progress?.({ stage, done }) })
  } catch (error) {
    throwIfCancelled(ctx.signal)
    throw error
  }
}

function addRow(x: Csr, row: number, weight: number, sums: Float64Array): void {
  if (weight === 0 || !isItem(row, x.rows)) return
  const { idx, val } = x
  const end = x.ptr[row + 1]
  for (let at = x.ptr[row]; at < end; at++) sums[idx[at]] += weight * val[at]
}

function isItem(item: number, items: number): boolean {
  return item >= 0 && item < items
}
