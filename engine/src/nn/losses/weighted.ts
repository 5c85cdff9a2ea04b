import { div, maximum, mul, sum } from '../ops/index.ts'
import type { Tensor } from '../tensor.ts'

/** The mean of row losses [rows] by their weights [rows] (0 leaves a row out, such as padding): Σ w·loss / Σ w; 0 where all weights are 0. */
export function weightedMean(losses: Tensor, weights: Tensor): Tensor {
  return div(sum(mul(losses, weights)), maximum(sum(weights), 1e-12))
}
