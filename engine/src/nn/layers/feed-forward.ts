import type { Dropouts } from '../dropouts.ts'
import { relu } from '../ops/index.ts'
import type { Initialiser, Parameters } from '../parameters.ts'
import type { Tensor } from '../tensor.ts'
import { dropout } from './dropout.ts'
import { linear } from './linear.ts'

export interface FeedForwardOptions {
  hidden: number
  activation?: (x: Tensor) => Tensor
  rate?: number
  dropouts?: Dropouts | undefined
  initialise?: Initialiser
}

/** Two linear layers with an activation between them, each place by itself. Parameters: linear layers `up` and `down`. */
export function feedForward(x: Tensor, parameters: Parameters, options: FeedForwardOptions): Tensor {
  const { hidden, activation = relu, rate = 0, dropouts, initialise } = options
  const init = initialise ? { initialise } : {}
  const inner = dropout(activation(linear(x, hidden, parameters.under('up'), init)), rate, dropouts, 'inner')
  return linear(inner, x.shape.at(-1) as number, parameters.under('down'), init)
}
