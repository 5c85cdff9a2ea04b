import { constant, exportOnnx, input, type Precision, type Tensor } from '../nn/index.ts'
import { cast, equal, gather, greater, logSoftmax, matMul, maximum, reshape, sub, sum } from '../nn/ops/index.ts'
import { encode, type SasrecShape } from './sasrec-network.ts'
import { parametersOf, type SasrecWeights } from './sasrec-scorer.ts'

/**
 * The network as a standard .onnx file. Input `history` (int32 [people × length]): places of items in the list `items` of the file's metadata, oldest first, −1 after the end; one item at least. Output `scores`
 * [people × items]: log P(next item). With float16 and int8 the file is half and a quarter of the size.
 */
export function sasrecOnnx(shape: SasrecShape, weights: SasrecWeights, names: readonly string[], precision: Precision): Uint8Array {
  const { factors, length } = shape
  const history = input('history', ['people', length], 'int32')
  const vectors = input('vectors', [names.length, factors])
  const filled = greater(history, constant(-1, [], 'int32'))
  const places = constant([...Array(length).keys()], [1, length], 'int32')
  const batch = { items: gather(vectors, maximum(history, constant(0, [], 'int32'))), segments: cast(filled, 'int32'), positions: places }
  const h = encode(batch, shape, parametersOf(shape))
  const last = sub(sum(cast(filled, 'float32'), -1, { keep: true }), 1)
  const chosen = cast(equal(cast(places, 'float32'), last), 'float32')
  const person = reshape(matMul(reshape(chosen, ['people', 1, length]), h), ['people', factors])
  const scores: Tensor = logSoftmax(matMul(person, vectors, { transB: true }))
  return exportOnnx(
    { scores },
    { values: { ...weights.parameters, vectors: weights.vectors }, metadata: { model: 'sasrec', items: JSON.stringify(names) }, precision },
  )
}
