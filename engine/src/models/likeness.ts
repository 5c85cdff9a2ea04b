import type { Interactions } from '../data/interactions.ts'
import { throwIfCancelled } from '../errors.ts'
import { type Csr, fromTriplets } from '../math/csr.ts'
import { topK } from '../math/topk.ts'
import { content } from './content.ts'
import { ContentIndex, type ContentSettings } from './content-index.ts'
import type { FitContext } from './model.ts'
import { defaults } from './params.ts'
import { segmenterOf } from './words.ts'

/** How texts are compared: as `content` does by default, so that one page explains both. */
export const likenessSettings: ContentSettings = defaults(content.params)

/** The texts of the catalogue, or undefined where no two products have a word in common. */
export function likenessOf(data: Interactions): ContentIndex | undefined {
  if (!data.products.some((product) => product !== undefined && (product.title ?? product.description ?? product.brand ?? product.category) !== undefined))
    return undefined
  const index = ContentIndex.build(data.products, likenessSettings, segmenterOf(likenessSettings.segmenter))
  return index.terms > 0 ? index : undefined
}

/**
 * K [items × items], without the diagonal: the cosine of two descriptions where one is among the `keep` most alike of the other, so that every described product
 * reaches some and is reached. Symmetric. Time items × one scored text each; gives way to other work. Throws `cancelled`.
 */
export async function alike(index: ContentIndex, keep: number, ctx: FitContext): Promise<Csr> {
  const n = index.items
  const scores = new Float32Array(n)
  const one = Float64Array.of(1)
  const pairs = new Map<number, number>()
  for (let item = 0; item < n; item++) {
    index.similarTo(Int32Array.of(item), one, scores)
    const nearest = topK(scores, keep, { exclude: Int32Array.of(item) })
    for (let at = 0; at < nearest.items.length && nearest.scores[at] > 0; at++) {
      const other = nearest.items[at]
      pairs.set(Math.min(item, other) * n + Math.max(item, other), nearest.scores[at])
    }
    if (item % 64 === 63) {
      ctx.progress?.({ stage: 'comparing texts', done: item / n })
      await new Promise((resolve) => setImmediate(resolve))
      throwIfCancelled(ctx.signal)
    }
  }
  const rows = new Int32Array(2 * pairs.size)
  const cols = new Int32Array(2 * pairs.size)
  const values = new Float32Array(2 * pairs.size)
  let end = 0
  for (const [pair, value] of pairs) {
    const low = Math.floor(pair / n)
    const high = pair % n
    rows.set([low, high], end)
    cols.set([high, low], end)
    values.fill(value, end, end + 2)
    end += 2
  }
  return fromTriplets(n, n, rows, cols, values)
}
