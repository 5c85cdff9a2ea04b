import { add, mul, neg, softplus, sub, sum } from '../ops/index.ts'
import type { Tensor } from '../tensor.ts'

/** Binary cross entropy of scores against targets in [0, 1], each: −t·log σ(s) − (1 − t)·log(1 − σ(s)) = softplus(s) − t·s. */
export function binaryLoss(scores: Tensor, targets: Tensor): Tensor {
  return sub(softplus(scores), mul(targets, scores))
}

/** Bayesian personalised ranking (Rendle et al., arXiv:1205.2618), each pair: −log σ(s⁺ − s⁻). */
export function bprLoss(positive: Tensor, negative: Tensor): Tensor {
  return softplus(sub(negative, positive))
}

/**
 * Generalised binary cross entropy, a row, which undoes the overconfidence that sampling brings (gSASRec; Petrov and Macdonald, arXiv:2308.07192):
 * −β·log σ(s⁺) − Σ log(1 − σ(s⁻)), β = α·(t·(1 − 1/α) + 1/α), α the `share` of the catalogue that is sampled, t the `calibration` in [0, 1] (0: binary cross entropy).
 * positive [rows], negative [rows × negatives] → [rows].
 */
export function gbceLoss(positive: Tensor, negative: Tensor, { share, calibration = 0.75 }: { share: number; calibration?: number }): Tensor {
  const beta = share * (calibration * (1 - 1 / share) + 1 / share)
  return add(mul(softplus(neg(positive)), beta), sum(softplus(negative), -1))
}
