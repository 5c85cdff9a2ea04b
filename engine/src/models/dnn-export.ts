import { constant, exportOnnx, input, type Precision } from '../nn/index.ts'
import { cast, div, exp, gather, greater, matMul, maximum, mul, reshape, sqrt, square, sub, sum } from '../nn/ops/index.ts'
import { type DnnShape, parametersOf, personOf, scoresOf, tableWidth } from './dnn-network.ts'

/** Entries of a history that the file reads. */
const length = 50

interface Exported {
  readonly shape: DnnShape
  readonly decay: number
  readonly tail: number
  /** [items × tableWidth] */
  readonly table: Float32Array
  readonly parameters: Readonly<Record<string, Float32Array>>
}

/**
 * The network as a standard .onnx file. Input `history` (int32 [people × 50]): places of items in the list `items` of the file's metadata, oldest first, −1 after the end, every entry an event of full weight at a time of its own.
 * Output `scores` [people × items].
 */
export function dnnOnnx({ shape, decay, tail, table, parameters }: Exported, names: readonly string[], precision: Precision): Uint8Array {
  const { factors } = shape
  const width = tableWidth(shape)
  const column = (from: number, to: number): Float32Array =>
    Float32Array.from({ length: names.length * (to - from) }, (_, at) => table[Math.floor(at / (to - from)) * width + from + (at % (to - from))])
  const own = parametersOf(shape)
  const history = input('history', ['people', length], 'int32')
  const filled = cast(greater(history, constant(-1, [], 'int32')), 'float32')
  const places = constant([...Array(length).keys()], [1, length])
  const stepsBack = sub(sub(sum(filled, -1, { keep: true }), 1), places)
  // After the end steps are negative, where the power would grow without bound.
  const recency = exp(mul(maximum(stepsBack, 0), Math.log(decay)))
  // A hair under the tail, so that a power computed otherwise falls on the same side of it.
  const weights = mul(mul(recency, filled), cast(greater(recency, tail * (1 - 1e-5) - 1e-12), 'float32'))
  const norm = sqrt(maximum(sum(square(weights), -1, { keep: true }), 1e-12))
  const entries = gather(input('sources', [names.length, factors]), maximum(history, constant(0, [], 'int32')))
  const read = reshape(matMul(reshape(div(weights, norm), ['people', 1, length]), entries), ['people', factors])
  const scores = scoresOf(personOf(read, shape, own), input('vectors', [names.length, factors]), input('biases', [names.length, 1]), shape, own)
  return exportOnnx(
    { scores },
    {
      values: { ...parameters, sources: column(0, factors), vectors: column(factors, 2 * factors), biases: column(2 * factors, 2 * factors + 1) },
      metadata: { model: 'dnn', items: JSON.stringify(names) },
      precision,
    },
  )
}
