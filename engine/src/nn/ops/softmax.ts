import { type Operator, type Tensor, tensor } from '../tensor.ts'
import { exp, mul, sub } from './arithmetic.ts'
import { sum } from './reduce.ts'

const shares: Operator = {
  name: 'softmax',
  attributes: {},
  emit: (write, inputs) => write.node('Softmax', inputs, { axis: -1 }),
  gradient: (y, dy) => [mul(y, sub(dy, sum(mul(dy, y), -1, { keep: true })))],
}

/** exp(x) / Σ exp(x) over the last axis. */
export function softmax(x: Tensor): Tensor {
  return tensor(shares, [x], x.shape)
}

const logs: Operator = {
  name: 'logSoftmax',
  attributes: {},
  emit: (write, inputs) => write.node('LogSoftmax', inputs, { axis: -1 }),
  gradient: (y, dy) => [sub(dy, mul(exp(y), sum(dy, -1, { keep: true })))],
}

/** x − log Σ exp(x) over the last axis. */
export function logSoftmax(x: Tensor): Tensor {
  return tensor(logs, [x], x.shape)
}
