import { Random } from '../math/random.ts'
import type { Start } from '../nn/index.ts'
import type { EncoderStart } from './encoder-start.ts'
import { inputWidth, type MultVaeShape, outputWidth, parametersOf } from './mult-vae-network.ts'

/** Of the softmax at first, see `EncoderStartOptions`; less than of a network that is never asked for what it is shown. Chosen on Gowalla's validation (2 to 8), as is the next. */
export const sharpness = 4
/** Of people's vectors at first: low, so that what the factorisation knows is not drowned. */
const logVariance = -3
/** What goes through a tanh is this small a part of itself, at which tanh leaves it nearly as it is. */
const small = 0.05
/** Standard deviation of input rows that the factorisation does not fill. */
const deviation = 0.1

/** How many axes of a factorisation the network has room for. */
export function axesOf({ factors, hidden }: MultVaeShape): number {
  return hidden === 0 ? factors : Math.min(factors, hidden)
}

/** The network that gives the scores of a linear encoder and decoder [items × axesOf]. Hidden units beyond their axes hear at random and say nothing yet. */
export function multVaeStart({ sources, vectors }: EncoderStart, shape: MultVaeShape, seed: number): Start {
  const { items, factors, hidden } = shape
  const axes = axesOf(shape)
  const random = new Random(seed).fork('start')
  const widths = { rows: inputWidth(shape), vectors: outputWidth(shape) }
  const rows = new Float32Array(items * widths.rows)
  const outputs = new Float32Array(items * widths.vectors)
  const scale = hidden === 0 ? 1 : small
  for (let item = 0; item < items; item++) {
    for (let k = 0; k < axes; k++) {
      rows[item * widths.rows + k] = scale * sources[item * axes + k]
      outputs[item * widths.vectors + k] = vectors[item * axes + k] / scale
    }
    for (let k = axes; k < hidden; k++) rows[item * widths.rows + k] = deviation * random.normal()
  }
  const { views } = parametersOf(shape).initialise(seed)
  const biased = hidden === 0 ? views['input/bias']!.subarray(factors) : views['variance/bias']!
  biased.fill(logVariance)
  if (hidden > 0) {
    diagonal(views['mean/weight']!.fill(0), factors, axes, 1 / small)
    views['variance/weight']!.fill(0)
    const decoder = views['hidden/weight']!
    for (let at = 0; at < decoder.length; at++) if (at % hidden < axes) decoder[at] = 0
    diagonal(decoder, hidden, axes, small)
  }
  const before = Int32Array.from({ length: items }, (_, item) => item)
  const table = (values: Float32Array): Start['tables'][string] => ({ values, before })
  return { parameters: views, tables: { rows: table(rows), vectors: table(outputs), biases: table(new Float32Array(items)) } }
}

/** Writes `value` on the diagonal's first numbers, of a matrix with rows of `width`. */
function diagonal(matrix: Float32Array, width: number, count: number, value: number): void {
  for (let k = 0; k < count; k++) matrix[k * width + k] = value
}
