import { add, matMul, mul, reshape, sigmoid, slice, sub, tanh } from '../ops/index.ts'
import { type Parameters, uniform, zeros } from '../parameters.ts'
import type { Tensor } from '../tensor.ts'

/**
 * One step of a gated recurrent unit (Cho et al., arXiv:1406.1078, in the form of cuDNN and PyTorch, whose reset gate acts after the product): x [rows × inputs] and state
 * [rows × size] → the next state. Parameters: `input` [inputs × 3·size], `state` [size × 3·size] and the biases of both; gates in the order reset, update, candidate.
 */
export function gruCell(x: Tensor, state: Tensor, parameters: Parameters): Tensor {
  return step(project(x, state.shape[1] as number, parameters), state, parameters)
}

/** Every state of a GRU over x [rows × length × inputs], from `state` [rows × size]; the products of the inputs are one for all steps. */
export function gru(x: Tensor, state: Tensor, parameters: Parameters): Tensor[] {
  const [rows, length] = x.shape as [Tensor['shape'][number], number]
  const size = state.shape[1] as number
  const projected = project(x, size, parameters)
  const states: Tensor[] = []
  for (let t = 0; t < length; t++) states.push(step(reshape(slice(projected, 1, t, t + 1), [rows, 3 * size]), states.at(-1) ?? state, parameters))
  return states
}

function project(x: Tensor, size: number, parameters: Parameters): Tensor {
  const weight = parameters.declare('input', [x.shape.at(-1) as number, 3 * size], uniform(1 / Math.sqrt(size)))
  return add(matMul(x, weight), parameters.declare('inputBias', [3 * size], zeros))
}

function step(projected: Tensor, state: Tensor, parameters: Parameters): Tensor {
  const size = state.shape[1] as number
  const weight = parameters.declare('state', [size, 3 * size], uniform(1 / Math.sqrt(size)))
  const own = add(matMul(state, weight), parameters.declare('stateBias', [3 * size], zeros))
  const gates = sigmoid(add(slice(projected, 1, 0, 2 * size), slice(own, 1, 0, 2 * size)))
  const [reset, update] = [slice(gates, 1, 0, size), slice(gates, 1, size, 2 * size)]
  const candidate = tanh(add(slice(projected, 1, 2 * size, 3 * size), mul(reset, slice(own, 1, 2 * size, 3 * size))))
  return add(candidate, mul(update, sub(state, candidate)))
}
