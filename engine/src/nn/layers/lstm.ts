import { add, matMul, mul, reshape, sigmoid, slice, tanh } from '../ops/index.ts'
import { type Parameters, uniform, zeros } from '../parameters.ts'
import type { Tensor } from '../tensor.ts'

/** What an LSTM carries from step to step: its output and its cell, both [rows × size]. */
export interface LstmState {
  readonly hidden: Tensor
  readonly cell: Tensor
}

/**
 * One step of a long short-term memory (Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735): x [rows × inputs]. Parameters: `input` [inputs × 4·size], `state`
 * [size × 4·size] and `bias`; gates in the order input, forget, candidate, output.
 */
export function lstmCell(x: Tensor, state: LstmState, parameters: Parameters): LstmState {
  return step(project(x, state.hidden.shape[1] as number, parameters), state, parameters)
}

/** Every state of an LSTM over x [rows × length × inputs]; the products of the inputs are one for all steps. */
export function lstm(x: Tensor, state: LstmState, parameters: Parameters): LstmState[] {
  const [rows, length] = x.shape as [Tensor['shape'][number], number]
  const size = state.hidden.shape[1] as number
  const projected = project(x, size, parameters)
  const states: LstmState[] = []
  for (let t = 0; t < length; t++) states.push(step(reshape(slice(projected, 1, t, t + 1), [rows, 4 * size]), states.at(-1) ?? state, parameters))
  return states
}

function project(x: Tensor, size: number, parameters: Parameters): Tensor {
  const weight = parameters.declare('input', [x.shape.at(-1) as number, 4 * size], uniform(1 / Math.sqrt(size)))
  return add(matMul(x, weight), parameters.declare('bias', [4 * size], zeros))
}

function step(projected: Tensor, { hidden, cell }: LstmState, parameters: Parameters): LstmState {
  const size = hidden.shape[1] as number
  const weight = parameters.declare('state', [size, 4 * size], uniform(1 / Math.sqrt(size)))
  const gates = add(projected, matMul(hidden, weight))
  const gate = (index: number): Tensor => slice(gates, 1, index * size, (index + 1) * size)
  const next = add(mul(sigmoid(gate(1)), cell), mul(sigmoid(gate(0)), tanh(gate(2))))
  return { hidden: mul(sigmoid(gate(3)), tanh(next)), cell: next }
}
