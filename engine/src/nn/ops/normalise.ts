import { constant, type Operator, part, type Tensor, tensor } from '../tensor.ts'
import { add, div, mul, sqrt, square, sub } from './arithmetic.ts'
import { mean } from './reduce.ts'

/** (x − mean) / √(variance + epsilon) over the last axis, whose size must be known. */
export function normalise(x: Tensor, epsilon = 1e-5): Tensor {
  const size = x.shape.at(-1)
  if (typeof size !== 'number') throw new RangeError(`normalise needs the last size of [${x.shape}] to be known.`)
  const operator: Operator = {
    name: 'normalise',
    attributes: { epsilon },
    emit: (write, [from]) =>
      write.node(
        'LayerNormalization',
        [from!, write.constant(x.type, [size], Array<number>(size).fill(1))],
        { axis: -1, epsilon: { float: epsilon } },
        { outputs: 3 },
      ),
    gradient(y, dy) {
      const inverse = part(y, 2, [...x.shape.slice(0, -1), 1])
      const centred = sub(dy, mean(dy, -1, { keep: true }))
      return [mul(inverse, sub(centred, mul(y, mean(mul(dy, y), -1, { keep: true }))))]
    },
  }
  return tensor(operator, [x], x.shape)
}

/** x / √(mean of squares + epsilon) over the last axis (Zhang and Sennrich, arXiv:1910.07467). */
export function normaliseSquares(x: Tensor, epsilon = 1e-6): Tensor {
  return div(x, sqrt(add(mean(square(x), -1, { keep: true }), constant(epsilon, [], x.type))))
}
