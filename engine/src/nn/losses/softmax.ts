import { concat, logSumExp, matMul, mul, reshape, slice, sub, sum } from '../ops/index.ts'
import type { Tensor } from '../tensor.ts'

export interface SoftmaxOptions {
  /** Rows handled at a time, so that scores of all rows over a large catalogue never stand in memory at once. */
  chunk?: number
  /** Divides the scores. */
  temperature?: number
}

/**
 * Cross entropy against the whole catalogue, a row: log Σ_j exp(h·e_j) − h·e_target. h [rows × size] (rows a number), targets' vectors [rows × size] gathered by the caller, all
 * vectors [items × size]. Time 6·rows·items·size operations with the gradient.
 */
export function softmaxLoss(h: Tensor, target: Tensor, items: Tensor, { chunk = 256, temperature = 1 }: SoftmaxOptions = {}): Tensor {
  const rows = h.shape[0] as number
  const parts: Tensor[] = []
  for (let from = 0; from < rows; from += chunk) {
    const scores = matMul(slice(h, 0, from, Math.min(rows, from + chunk)), items, { transB: true, alpha: 1 / temperature })
    parts.push(logSumExp(scores))
  }
  return sub(reshape(concat(parts, 0), [rows]), mul(sum(mul(h, target), -1), 1 / temperature))
}
