import { equal, exclude, greater, logSumExp, matMul, mul, reshape, softplus, sub, sum } from '../ops/index.ts'
import type { Tensor } from '../tensor.ts'

export interface SampledSoftmaxOptions {
  /** log of the expected number of times each negative is drawn [negatives], taken from its score (Bengio and Senécal 2008, doi:10.1109/TNN.2007.912312). */
  logQ?: Tensor
  /** The same of each row's target [rows], where the target's score is to be corrected too. */
  targetLogQ?: Tensor
  /** Numbers (int32) of the targets [rows] and the negatives [negatives]: a negative that is the row's own target does not count. */
  numbers?: { readonly target: Tensor; readonly negatives: Tensor }
  /** Above 0 where a negative does not count for a row [rows × negatives]. */
  without?: Tensor
  temperature?: number
}

/**
 * Cross entropy of each row's target against negatives that all rows share: log(exp s⁺ + Σ_j exp s_j) − s⁺ = softplus(log Σ_j exp s_j − s⁺). h [rows × size], target [rows × size], negatives [negatives × size]; with
 * the targets themselves as negatives it is the in-batch softmax.
 */
export function sampledSoftmaxLoss(h: Tensor, target: Tensor, negatives: Tensor, options: SampledSoftmaxOptions = {}): Tensor {
  const { logQ, targetLogQ, numbers, without, temperature = 1 } = options
  const rows = h.shape[0]!
  const count = negatives.shape[0]!
  let scores = matMul(h, negatives, { transB: true, alpha: 1 / temperature })
  if (logQ !== undefined) scores = sub(scores, reshape(logQ, [1, count]))
  if (numbers !== undefined) scores = exclude(scores, equal(reshape(numbers.target, [rows, 1]), reshape(numbers.negatives, [1, count])))
  if (without !== undefined) scores = exclude(scores, greater(without, 0))
  let positive = sum(mul(h, target), -1, { keep: true })
  if (temperature !== 1) positive = mul(positive, 1 / temperature)
  if (targetLogQ !== undefined) positive = sub(positive, reshape(targetLogQ, [rows, 1]))
  return reshape(softplus(sub(logSumExp(scores), positive)), [rows])
}

/** The in-batch form: every row's target is a negative of the others. `logQ` [rows] is the log of each target's chance to be in a batch. */
export function inBatchSoftmaxLoss(h: Tensor, target: Tensor, targets: Tensor, logQ?: Tensor, temperature = 1): Tensor {
  const correction = logQ === undefined ? {} : { logQ, targetLogQ: logQ }
  return sampledSoftmaxLoss(h, target, target, { ...correction, numbers: { target: targets, negatives: targets }, temperature })
}
