import { add, matMul } from '../ops/index.ts'
import { glorot, type Initialiser, type Parameters, zeros } from '../parameters.ts'
import type { Tensor } from '../tensor.ts'

export interface LinearOptions {
  bias?: boolean
  initialise?: Initialiser
}

/** x·W + b over the last axis [… × inputs] → [… × outputs]. Parameters: `weight` [inputs × outputs], `bias` [outputs]. */
export function linear(x: Tensor, outputs: number, parameters: Parameters, { bias = true, initialise = glorot }: LinearOptions = {}): Tensor {
  const inputs = x.shape.at(-1)
  if (typeof inputs !== 'number') throw new RangeError(`linear needs the last size of [${x.shape}] to be known.`)
  const y = matMul(x, parameters.declare('weight', [inputs, outputs], initialise))
  return bias ? add(y, parameters.declare('bias', [outputs], zeros)) : y
}
