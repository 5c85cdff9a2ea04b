import type { Start } from '../nn/index.ts'
import { type DnnShape, parametersOf, tableWidth } from './dnn-network.ts'
import type { EncoderStart } from './encoder-start.ts'

/** Of the softmax at first, see `EncoderStartOptions`. Chosen on Gowalla's validation: at 4 and 25 training makes worse what it began with. */
export const sharpness = 8

/** The network that gives the scores of a linear encoder and decoder [items × factors]: the tower, and what is known of items, say nothing yet. */
export function dnnStart({ sources, vectors }: EncoderStart, shape: DnnShape, features: number, seed: number): Start {
  const { factors } = shape
  const width = tableWidth(shape)
  const count = sources.length / factors
  const ids = new Float32Array(count * width)
  for (let item = 0; item < count; item++) {
    ids.set(sources.subarray(item * factors, (item + 1) * factors), item * width)
    ids.set(vectors.subarray(item * factors, (item + 1) * factors), item * width + factors)
  }
  const { views } = parametersOf(shape).initialise(seed)
  views.start!.fill(0)
  views['tower/out/weight']?.fill(0)
  const table = (values: Float32Array, rows: number): Start['tables'][string] => ({ values, before: Int32Array.from({ length: rows }, (_, row) => row) })
  return { parameters: views, tables: { ids: table(ids, count), ...(features > 0 ? { terms: table(new Float32Array(features * width), features) } : {}) } }
}
