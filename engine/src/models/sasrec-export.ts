import { constant, exportOnnx, input, type Precision, type Tensor } from '../nn/index.ts'
import { add, cast, concat, equal, gather, greater, logSoftmax, matMul, maximum, mul, not, reshape, slice, sub, sum } from '../nn/ops/index.ts'
import { encode, type SasrecShape } from './sasrec-network.ts'
import { parametersOf, type SasrecWeights } from './sasrec-scorer.ts'

/**
 * The network as a standard .onnx file. Input `history` (int32 [people × length]): places of items in the list `items` of the file's metadata, oldest first, −1 after the end; one item at least.
 * A cloze network leaves one place less than its length, since it needs one for the mask. Output `scores` [people × items]: log P(next item). With float16, int8 and int6 the file is about half, a quarter and a fifth of the size.
 */
export function sasrecOnnx(model: string, shape: SasrecShape, weights: SasrecWeights, names: readonly string[], precision: Precision): Uint8Array {
  const { factors, length, cloze } = shape
  const history = input('history', ['people', cloze ? length - 1 : length], 'int32')
  const vectors = input('vectors', [names.length, factors])
  const places = constant([...Array(length).keys()], [1, length], 'int32')
  const numbers = cloze ? concat([history, sub(mul(slice(history, 1, 0, 1), 0), 1)], 1) : history
  const filled = greater(numbers, constant(-1, [], 'int32'))
  const count = sum(cast(filled, 'float32'), -1, { keep: true })
  const last = cloze ? count : sub(count, 1)
  const chosen = cast(equal(cast(places, 'float32'), last), 'float32')
  const known = gather(vectors, maximum(numbers, constant(0, [], 'int32')))
  const wide = reshape(chosen, ['people', length, 1])
  const items = cloze ? add(mul(known, sub(1, wide)), mul(wide, input('mask', [1, 1, factors]))) : known
  const segments = cast(cloze ? not(greater(cast(places, 'float32'), last)) : filled, 'int32')
  const h = encode({ items, segments, positions: places }, shape, parametersOf(shape))
  const person = reshape(matMul(reshape(chosen, ['people', 1, length]), h), ['people', factors])
  const scores: Tensor = logSoftmax(matMul(person, vectors, { transB: true }))
  const size = names.length * factors
  const tables = { vectors: weights.vectors.subarray(0, size), ...(cloze ? { mask: weights.vectors.subarray(size) } : {}) }
  return exportOnnx({ scores }, { values: { ...weights.parameters, ...tables }, metadata: { model, items: JSON.stringify(names) }, precision })
}
