import { constant, exportOnnx, input, type Precision, type Tensor } from '../nn/index.ts'
import { add, cast, concat, gather, greater, logSoftmax, matMul, maximum, mul, reshape, slice, sub } from '../nn/ops/index.ts'
import { advance, type Gru4recShape } from './gru4rec-network.ts'
import { type Gru4recWeights, parametersOf } from './gru4rec-run.ts'

/** Most entries that the file reads: the recurrence is written out, step by step. */
const most = 50

/**
 * The network as a standard .onnx file. Input `history` (int32 [people × length]): places of items in the list `items` of the file's metadata, oldest first, −1 after the end; length is `longest`, at most 50. Output `scores`
 * [people × items]: log P(next item).
 */
export function gru4recOnnx(shape: Gru4recShape, longest: number, weights: Gru4recWeights, names: readonly string[], precision: Precision): Uint8Array {
  const { cell, factors } = shape
  const length = Math.min(longest, most)
  const parameters = parametersOf(shape)
  const history = input('history', ['people', length], 'int32')
  const vectors = input('vectors', [names.length, factors])
  const read = gather(vectors, maximum(history, constant(0, [], 'int32')))
  const filled = cast(greater(history, constant(-1, [], 'int32')), 'float32')
  const entry = (step: number): Tensor => reshape(slice(read, 1, step, step + 1), ['people', factors])
  const zero = mul(entry(0), 0)
  let state = cell === 'lstm' ? concat([zero, zero], 1) : zero
  for (let step = 0; step < length; step++) {
    const next = advance(entry(step), state, shape, parameters)
    state = add(state, mul(slice(filled, 1, step, step + 1), sub(next, state)))
  }
  const output = cell === 'lstm' ? slice(state, 1, 0, factors) : state
  const scores = logSoftmax(add(matMul(output, vectors, { transB: true }), input('biases', [names.length])))
  return exportOnnx(
    { scores },
    {
      values: { ...weights.parameters, vectors: weights.vectors, biases: weights.biases },
      metadata: { model: 'gru4rec', items: JSON.stringify(names) },
      precision,
    },
  )
}
