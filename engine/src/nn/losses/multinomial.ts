import { add, exp, logSoftmax, mul, neg, square, sub, sum } from '../ops/index.ts'
import type { Tensor } from '../tensor.ts'

/** Negative multinomial log-likelihood, a row: −Σ_j x_j·log softmax(scores)_j. Scores and counts x [rows × items] → [rows]. */
export function multinomialLoss(scores: Tensor, counts: Tensor): Tensor {
  return neg(sum(mul(counts, logSoftmax(scores)), -1))
}

/** KL divergence of a normal with the given mean and log variance [rows × size] from the standard normal, a row: ½·Σ (μ² + σ² − log σ² − 1). Multiply by an input that grows to anneal it. */
export function gaussianKl(mean: Tensor, logVariance: Tensor): Tensor {
  return mul(sum(sub(add(square(mean), exp(logVariance)), add(logVariance, 1)), -1), 0.5)
}
