import type { Dropouts } from '../dropouts.ts'
import { add, both, equal, greater, matMul, not, reshape, softmax, transpose, where } from '../ops/index.ts'
import type { Initialiser, Parameters } from '../parameters.ts'
import { constant, type Tensor } from '../tensor.ts'
import { dropout } from './dropout.ts'
import { linear } from './linear.ts'

export interface AttentionOptions {
  heads: number
  /** Added to the scores before the softmax, as `blockMask` gives it: [blocks × 1 × length × length]. */
  mask?: Tensor
  /** Rate for attention weights, dropped while training. */
  rate?: number
  dropouts?: Dropouts | undefined
  /** A linear layer after the heads are joined (default true). */
  project?: boolean
  initialise?: Initialiser
}

/** Multi-head attention of x [blocks × length × size] upon itself (Vaswani et al., arXiv:1706.03762). Parameters: linear layers `query`, `key` (without bias), `value`, `out`. */
export function attention(x: Tensor, parameters: Parameters, options: AttentionOptions): Tensor {
  const { heads, mask, rate = 0, dropouts, project = true, initialise } = options
  const [blocks, length, size] = x.shape as [Tensor['shape'][number], number, number]
  if (x.shape.length !== 3 || size % heads !== 0)
    throw new RangeError(`attention takes [blocks × length × size], size divisible by ${heads} heads, got [${x.shape}].`)
  const part = (name: string): Tensor => {
    // A bias on the keys adds the same to all scores of a place, which the softmax takes away again: its gradient is 0, so there is none.
    const y = linear(x, size, parameters.under(name), { bias: name !== 'key', ...(initialise ? { initialise } : {}) })
    return transpose(reshape(y, [blocks, length, heads, size / heads]), [0, 2, 1, 3])
  }
  const scores = matMul(part('query'), part('key'), { transB: true, alpha: 1 / Math.sqrt(size / heads) })
  const weights = dropout(softmax(mask === undefined ? scores : add(scores, mask)), rate, dropouts, 'attention')
  const joined = reshape(transpose(matMul(weights, part('value')), [0, 2, 1, 3]), [blocks, length, size])
  return project ? linear(joined, size, parameters.under('out'), initialise ? { initialise } : {}) : joined
}

/**
 * Who may see whom when several sequences share a block: 0 where place i may attend to place j, −10⁹ where not [blocks × 1 × length × length]. Places see those of their own
 * segment (int32 [blocks × length]; padding counts as a segment), and with `causal` only themselves and earlier ones.
 */
export function blockMask(segments: Tensor, { causal }: { causal: boolean }): Tensor {
  const [blocks, length] = segments.shape as [Tensor['shape'][number], number]
  const own = equal(reshape(segments, [blocks, 1, length, 1]), reshape(segments, [blocks, 1, 1, length]))
  if (!causal) return where(own, 0, -1e9)
  const places = constant([...Array(length).keys()], [length], 'int32')
  const later = greater(reshape(places, [1, length]), reshape(places, [length, 1]))
  return where(both(own, not(later)), 0, -1e9)
}
