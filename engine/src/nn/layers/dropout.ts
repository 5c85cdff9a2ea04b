import type { Dropouts } from '../dropouts.ts'
import { mul } from '../ops/index.ts'
import type { Tensor } from '../tensor.ts'

/** Drops values by chance while training; without `dropouts` (when scoring) or at rate 0 the value itself. The mask is an input that `fillDropout` fills before each step. */
export function dropout(x: Tensor, rate: number, dropouts: Dropouts | undefined, name = 'values'): Tensor {
  return dropouts === undefined || rate === 0 ? x : mul(x, dropouts.mask(name, x.shape, rate))
}
