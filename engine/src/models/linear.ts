import { Ids } from '../data/ids.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import type { Csr } from '../math/csr.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import { ContentIndex } from './content-index.ts'
import { likenessSettings } from './likeness.ts'
import type { FitContext, Model } from './model.ts'
import { recencyWeights } from './recency.ts'
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
  /** What the products say of themselves, where the weights lean on it: links may then cite it. */
  readonly likeness?: ContentIndex
}

/** Serves a linear form. Scoring costs Σ over the entries of their row's non-zeros and is summed in f64. */
export function linearModel(form: LinearForm): Model {
  const { items, weights, together, likeness } = form
  const n = items.length
  const sums = new Float64Array(n)
  return {
    name: form.name,
    items,
    additive: form.decay === 1,
    entryWeights: (history) => recencyWeights(history, form.decay, form.tail),
    unit(item, _room, scale = 1) {
      const [from, to] = isItem(item, n) ? [weights.ptr[item], weights.ptr[item + 1]] : [0, 0]
      const values = weights.val.subarray(from, to)
      return { items: weights.idx.subarray(from, to), values: scale === 1 ? values : Float64Array.from(values, (value) => scale * value) }
    },
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
    links: (from, to) => (isItem(from, n) && isItem(to, n) ? [...linkOf(together, from, to), ...(likeness?.links(from, to) ?? [])] : []),
    save: () => {
      const described = likeness?.pack()
      return packModel(
        form.name,
        form.version,
        { decay: form.decay, tail: form.tail, ...(described ? { likeness: true, ...described.meta } : {}) },
        {
          items: packStrings(items.names()),
          weightsPtr: weights.ptr,
          weightsIdx: weights.idx,
          weightsVal: Float32Array.from(weights.val),
          togetherPtr: together.ptr,
          togetherIdx: together.idx,
          togetherPeople: Int32Array.from(together.val),
          ...described?.arrays,
        },
      )
    },
  }
}

/** Opens what `save` of a linear model wrote. Throws `model.corrupt` or `model.version`. */
export function loadLinear(bytes: Uint8Array, name: string, version: number): Model {
  const file = unpackModel(bytes, name, version)
  const meta = file.meta as { decay?: unknown; tail?: unknown; likeness?: unknown }
  const items = new Ids(unpackStrings(file.u8('items')))
  const n = items.length
  const weights: Csr = { rows: n, cols: n, ptr: file.i32('weightsPtr'), idx: file.i32('weightsIdx'), val: file.f32('weightsVal') }
  const together: Csr = { rows: n, cols: n, ptr: file.i32('togetherPtr'), idx: file.i32('togetherIdx'), val: Float32Array.from(file.i32('togetherPeople')) }
  const isWhole = (x: Csr): boolean => x.ptr.length === n + 1 && x.ptr[n] === x.idx.length && x.idx.length === x.val.length
  if (typeof meta.decay !== 'number' || typeof meta.tail !== 'number' || !isWhole(weights) || !isWhole(together)) {
    throw new CandorError('model.corrupt', `The arrays of the "${name}" model file do not fit each other. Train it again with "candor train --model ${name}".`)
  }
  const likeness = meta.likeness === true ? { likeness: ContentIndex.restore(file, likenessSettings) } : {}
  return linearModel({ name, version, items, weights, together, decay: meta.decay, tail: meta.tail, ...likeness })
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
