import { add, mul, normalise, normaliseSquares } from '../ops/index.ts'
import { ones, type Parameters, zeros } from '../parameters.ts'
import type { Tensor } from '../tensor.ts'

/** Layer normalisation over the last axis (Ba, Kiros and Hinton, arXiv:1607.06450). Parameters: `scale` and `shift` [size]. */
export function layerNorm(x: Tensor, parameters: Parameters, epsilon = 1e-5): Tensor {
  const size = x.shape.at(-1) as number
  return add(mul(normalise(x, epsilon), parameters.declare('scale', [size], ones)), parameters.declare('shift', [size], zeros))
}

/** Root-mean-square normalisation over the last axis (arXiv:1910.07467). Parameter: `scale` [size]. */
export function rmsNorm(x: Tensor, parameters: Parameters): Tensor {
  return mul(normaliseSquares(x), parameters.declare('scale', [x.shape.at(-1) as number], ones))
}
