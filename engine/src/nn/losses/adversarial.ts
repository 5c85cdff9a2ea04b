import { add, neg, softplus } from '../ops/index.ts'
import type { Tensor } from '../tensor.ts'

/** What the discriminator minimises, a row: −log σ(real) − log(1 − σ(fake)), from its scores (Goodfellow et al., arXiv:1406.2661). */
export function discriminatorLoss(real: Tensor, fake: Tensor): Tensor {
  return add(softplus(neg(real)), softplus(fake))
}

/** What the generator minimises, a row, in the form that does not saturate: −log σ(fake). */
export function generatorLoss(fake: Tensor): Tensor {
  return softplus(neg(fake))
}
