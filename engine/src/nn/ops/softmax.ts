import { type Operator, type Tensor, tensor } from '../tensor.ts'
import { exp, log, mul, sub } from './arithmetic.ts'
import { stop } from './compare.ts'
import { max, sum } from './reduce.ts'

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

/**
 * log Σ exp(x) over the last axis [… × 1], without overflow. With p = softmax(x) it is max x − log max p, and p is its gradient too: one exponential a value for both passes, by onnxruntime's vectorised
 * softmax (its ReduceLogSumExp takes as long as the matrix product before it).
 */
export function logSumExp(x: Tensor): Tensor {
  const shares = stop(softmax(x))
  const operator: Operator = {
    name: 'logSumExp',
    attributes: {},
    emit: (_write, [value]) => [value!],
    gradient: (_y, dy) => [undefined, mul(dy, shares)],
  }
  const value = stop(sub(max(x, -1, { keep: true }), log(max(shares, -1, { keep: true }))))
  return tensor(operator, [value, x], value.shape)
}

const exclusion: Operator = {
  name: 'exclude',
  attributes: {},
  emit: (write, [x, where]) => write.node('Where', [where!, write.constant('float32', [], [-1e9]), x!]),
  gradient: (_y, dy) => [dy, undefined],
}

/**
 * Scores with −10⁹ where the condition holds, for a softmax or logSumExp and nothing else: there such a score has no share and so no gradient, which therefore passes
 * as it comes and costs nothing.
 */
export function exclude(scores: Tensor, condition: Tensor): Tensor {
  return tensor(exclusion, [scores, condition], scores.shape)
}
