import { Ids } from '../data/ids.ts'
import type { History } from '../data/interactions.ts'
import { CandorError } from '../errors.ts'
import type { Csr } from '../math/csr.ts'
import { dotAt } from '../math/dot.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import { factorScores, scoredTogether } from './factor-scores.ts'
import type { Model } from './model.ts'
import type { Field } from './params.ts'
import { recencyWeights } from './recency.ts'
import { linkOf, valueAt } from './together.ts'

/** Entries kept of a column of a linear filter. */
export const neighboursField: Omit<Extract<Field, { type: 'number' | 'integer' }>, 'doc'> = {
  type: 'integer',
  default: 500,
  min: 1,
  max: 100_000,
  scale: 'log',
}
/** Exponent of the number of people by which scores are multiplied, where training leaves popularity out. */
export const popularityPowerField: Omit<Extract<Field, { type: 'number' | 'integer' }>, 'doc'> = { type: 'number', default: 0.1, min: 0, max: 1, tune: true }

/**
 * A linear item-item model whose weights are mostly of low rank: score(j) = Σ over history entries e of weight(e) · (S[e, j] + gain(e) · a_e·b_j), weight(e) as in `recencyWeights`.
 */
export interface LowRankForm {
  readonly name: string
  readonly version: number
  readonly items: Ids
  readonly factors: number
  /** a, what an item says once it is in a history [items × factors]; may be the same array as `targets`. */
  readonly sources: Float32Array
  /** b, what speaks for recommending it [items × factors]. */
  readonly targets: Float32Array
  /** [items] */
  readonly gains: Float64Array
  /** S, a sparse part beside it [items × items], rows: what was seen. */
  readonly sparse: Csr
  readonly decay: number
  readonly tail: number
  /** People who bought both [items × items], see `boughtTogether`. */
  readonly together: Csr
  /** What training ended with, where sources and targets are made of it: it is not scored by, only gone on from [items × factors]. */
  readonly embeddings?: Float32Array
}

/** Serves such a form. Scoring costs items · factors + Σ over the entries of their row's non-zeros of S; a term costs `factors`. All sums in f64. */
export function lowRankModel(form: LowRankForm): Model {
  const { items, factors: d, sources, targets, gains, sparse, together } = form
  const n = items.length
  const products = factorScores(targets, n, d, form.name)
  const sums = new Float64Array(n)
  const vectors = new Float64Array(scoredTogether * d)
  const isItem = (item: number): boolean => item >= 0 && item < n
  const weigh = (history: History): Float64Array =>
    recencyWeights(history, form.decay, form.tail).map((weight, entry) => (isItem(history.items[entry]) ? weight : 0))

  return {
    name: form.name,
    items,
    additive: form.decay === 1,
    entryWeights: (history) => recencyWeights(history, form.decay, form.tail),
    async score(histories, out) {
      if (out.length !== histories.length * n)
        throw new RangeError(`Scores of ${histories.length} histories need ${histories.length * n} places, got ${out.length}.`)
      for (let from = 0; from < histories.length; from += scoredTogether) {
        const part = histories.slice(from, from + scoredTogether)
        const weights = part.map(weigh)
        vectors.fill(0)
        part.forEach(({ items: own }, row) => {
          for (let entry = 0; entry < own.length; entry++) {
            const item = own[entry]
            const weight = weights[row]![entry]
            if (weight === 0) continue
            for (let k = 0; k < d; k++) vectors[row * d + k] += weight * gains[item] * sources[item * d + k]
          }
        })
        const scores = products(vectors.subarray(0, part.length * d))
        part.forEach(({ items: own }, row) => {
          sums.set(scores.subarray(row * n, (row + 1) * n))
          for (let entry = 0; entry < own.length; entry++) addRow(sparse, own[entry], weights[row]![entry], sums)
          out.set(sums, (from + row) * n)
        })
      }
    },
    terms(history, item) {
      const amounts = weigh(history)
      let score = 0
      for (let entry = 0; entry < amounts.length; entry++) {
        if (amounts[entry] === 0) continue
        const from = history.items[entry]
        amounts[entry] *= isItem(item) ? valueAt(sparse, from, item) + gains[from] * dotAt(sources, from * d, targets, item * d, d) : 0
        score += amounts[entry]
      }
      return { score, base: 0, amounts, others: [] }
    },
    links: (from, to) => (isItem(from) && isItem(to) ? linkOf(together, from, to) : []),
    save: () =>
      packModel(
        form.name,
        form.version,
        { factors: d, decay: form.decay, tail: form.tail, symmetric: sources === targets, ...(form.embeddings === undefined ? {} : { embedded: true }) },
        {
          items: packStrings(items.names()),
          targets,
          ...(sources === targets ? {} : { sources }),
          ...(form.embeddings === undefined ? {} : { embeddings: form.embeddings }),
          gains,
          sparsePtr: sparse.ptr,
          sparseIdx: sparse.idx,
          sparseVal: Float32Array.from(sparse.val),
          togetherPtr: together.ptr,
          togetherIdx: together.idx,
          togetherPeople: Int32Array.from(together.val),
        },
      ),
  }
}

/** Opens what `save` of such a model wrote. Throws `model.corrupt` or `model.version`. */
export function loadLowRank(bytes: Uint8Array, name: string, version: number): Model {
  return lowRankModel(openLowRank(bytes, name, version))
}

/** The form in what `save` wrote. Throws `model.corrupt` or `model.version`. */
export function openLowRank(bytes: Uint8Array, name: string, version: number): LowRankForm {
  const file = unpackModel(bytes, name, version)
  const meta = file.meta as { factors?: unknown; decay?: unknown; tail?: unknown; symmetric?: unknown; embedded?: unknown }
  const items = new Ids(unpackStrings(file.u8('items')))
  const n = items.length
  const targets = file.f32('targets')
  const sources = meta.symmetric === true ? targets : file.f32('sources')
  const gains = file.f64('gains')
  const embeddings = meta.embedded === true ? file.f32('embeddings') : undefined
  const sparse: Csr = { rows: n, cols: n, ptr: file.i32('sparsePtr'), idx: file.i32('sparseIdx'), val: file.f32('sparseVal') }
  const together: Csr = { rows: n, cols: n, ptr: file.i32('togetherPtr'), idx: file.i32('togetherIdx'), val: Float32Array.from(file.i32('togetherPeople')) }
  const { factors, decay, tail } = meta
  const isWhole = (x: Csr): boolean => x.ptr.length === n + 1 && x.ptr[n] === x.idx.length && x.idx.length === x.val.length
  const fits =
    [targets, sources, embeddings ?? targets].every((array) => array.length === n * Number(factors)) &&
    gains.length === n &&
    isWhole(sparse) &&
    isWhole(together)
  if (typeof factors !== 'number' || typeof decay !== 'number' || typeof tail !== 'number' || !fits) {
    throw new CandorError('model.corrupt', `The arrays of the "${name}" model file do not fit each other. Train it again with "candor train --model ${name}".`)
  }
  return { name, version, items, factors, sources, targets, gains, sparse, together, decay, tail, ...(embeddings === undefined ? {} : { embeddings }) }
}

function addRow(x: Csr, row: number, weight: number, sums: Float64Array): void {
  if (weight === 0) return
  const { idx, val } = x
  const end = x.ptr[row + 1]
  for (let at = x.ptr[row]; at < end; at++) sums[idx[at]] += weight * val[at]
}
