import { constant, type Dropouts, input, type Parameters, type Tensor } from '../nn/index.ts'
import { dropout, gruCell, lstmCell } from '../nn/layers/index.ts'
import { sampledSoftmaxLoss, weightedMean } from '../nn/losses/index.ts'
import { add, concat, either, equal, greater, log, matMul, mul, neg, reshape, sigmoid, slice, softmax, square, sub, sum, where } from '../nn/ops/index.ts'

export interface Gru4recShape {
  readonly cell: 'gru' | 'lstm'
  readonly factors: number
}

/** Numbers that a session's state holds: the output, and the memory of an LSTM after it. */
export function stateWidth({ cell, factors }: Gru4recShape): number {
  return cell === 'lstm' ? 2 * factors : factors
}

/** The state after one more item: x [rows × factors], state [rows × width] → [rows × width]. */
export function advance(x: Tensor, state: Tensor, { cell, factors }: Gru4recShape, parameters: Parameters): Tensor {
  if (cell === 'gru') return gruCell(x, state, parameters.under(cell))
  const next = lstmCell(x, { hidden: slice(state, 1, 0, factors), cell: slice(state, 1, factors, 2 * factors) }, parameters.under(cell))
  return concat([next.hidden, next.cell], 1)
}

export interface LossOptions {
  readonly batch: number
  readonly samples: number
  readonly loss: 'cross-entropy' | 'bpr-max'
  readonly regularise: number
  readonly dropoutInput: number
  readonly dropoutOutput: number
}

/** The network of one training step and what it is fed. */
export interface StepNetwork {
  readonly loss: Tensor
  /** The state after the step [batch × width]. */
  readonly next: Tensor
}

/**
 * One step of `batch` sessions side by side. Inputs: `from` [batch × factors], vectors of the items just seen; `state`; `candidates` [batch + samples × factors] and `biases`, of the targets and
 * then of the samples; `numbers` (int32) and `logQ` of the same; `weights` [batch], 0 where no session is.
 */
export function stepNetwork(shape: Gru4recShape, parameters: Parameters, dropouts: Dropouts, options: LossOptions): StepNetwork {
  const { batch, samples, dropoutInput, dropoutOutput } = options
  const all = batch + samples
  const candidates = input('candidates', [all, shape.factors])
  const biases = reshape(input('biases', [all, 1]), [all])
  const numbers = input('numbers', [all], 'int32')
  const logQ = input('logQ', [all])
  const next = advance(
    dropout(input('from', [batch, shape.factors]), dropoutInput, dropouts, 'input'),
    input('state', [batch, stateWidth(shape)]),
    shape,
    parameters,
  )
  const output = dropout(shape.cell === 'lstm' ? slice(next, 1, 0, shape.factors) : next, dropoutOutput, dropouts, 'output')
  const target = slice(candidates, 0, 0, batch)
  const own = slice(numbers, 0, 0, batch)
  let losses: Tensor
  if (options.loss === 'cross-entropy') {
    // A target is always there, whatever its chance, so its score keeps its height. Biases pass through the same place, being taken from the scores too.
    const taken = { logQ: sub(logQ, biases), targetLogQ: neg(slice(biases, 0, 0, batch)) }
    losses = sampledSoftmaxLoss(output, target, candidates, { ...taken, numbers: { target: own, negatives: numbers } })
  } else {
    const scores = add(matMul(output, candidates, { transB: true }), reshape(biases, [1, all]))
    const positive = add(sum(mul(output, target), -1, { keep: true }), reshape(slice(biases, 0, 0, batch), [batch, 1]))
    const empty = greater(constant(0, [], 'int32'), reshape(numbers, [1, all]))
    const mine = either(equal(reshape(own, [batch, 1]), reshape(numbers, [1, all])), empty)
    losses = bprMax(positive, scores, mine, options.regularise)
  }
  return { loss: weightedMean(losses, input('weights', [batch])), next }
}

/**
 * BPR-max (Hidasi and Karatzoglou 2018): −log Σ_j w_j·σ(s⁺ − s_j) + regularise · Σ_j w_j·s_j², w the softmax of the negatives' scores. positive [rows × 1], scores [rows × negatives], `mine` where
 * a negative is the row's own target, or none, and does not count → [rows].
 */
function bprMax(positive: Tensor, scores: Tensor, mine: Tensor, regularise: number): Tensor {
  const weights = softmax(where(mine, -1e9, scores))
  const won = sum(mul(weights, sigmoid(sub(positive, scores))), -1)
  const size = sum(mul(weights, square(where(mine, 0, scores))), -1)
  return add(neg(log(add(won, constant(1e-24)))), mul(size, regularise))
}
