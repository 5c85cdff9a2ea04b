import type { Operator, Tensor } from '../tensor.ts'
import { tensor } from '../tensor.ts'
import { add, div, erf, exp, mul, neg, square, sub, unary } from './arithmetic.ts'
import { greater, where } from './compare.ts'

export const tanh: (x: Tensor) => Tensor = unary('tanh', 'Tanh', (_x, y, dy) => mul(dy, sub(1, square(y))))
export const sigmoid: (x: Tensor) => Tensor = unary('sigmoid', 'Sigmoid', (_x, y, dy) => mul(dy, mul(y, sub(1, y))))
export const relu: (x: Tensor) => Tensor = unary('relu', 'Relu', (_x, y, dy) => where(greater(y, 0), dy, 0))
/** log(1 + eˣ), without overflow. */
export const softplus: (x: Tensor) => Tensor = unary('softplus', 'Softplus', (x, _y, dy) => mul(dy, sigmoid(x)))

/** x·sigmoid(x). */
export function silu(x: Tensor): Tensor {
  return mul(x, sigmoid(x))
}

const gaussian: Operator = {
  name: 'gelu',
  attributes: {},
  emit(write, [x]) {
    if (!write.standard) return write.node('Gelu', [x!], {}, { domain: 'com.microsoft' })
    const [scaled] = write.node('Mul', [x!, write.constant('float32', [], [Math.SQRT1_2])])
    const [edge] = write.node('Erf', [scaled!])
    const [share] = write.node('Add', [edge!, write.constant('float32', [], [1])])
    const [both] = write.node('Mul', [x!, share!])
    return write.node('Mul', [both!, write.constant('float32', [], [0.5])])
  },
  gradient(y, dy) {
    const x = y.inputs[0]!
    const share = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5)
    const density = mul(exp(neg(div(square(x), 2))), 1 / Math.sqrt(2 * Math.PI))
    return [mul(dy, add(share, mul(x, density)))]
  },
}

/** x·Φ(x), Φ the standard normal distribution (Hendrycks and Gimpel, arXiv:1606.08415). */
export function gelu(x: Tensor): Tensor {
  return tensor(gaussian, [x], x.shape)
}
