import { constant, type Dropouts, normal, ones, type Parameters, type Tensor } from '../nn/index.ts'
import { attention, blockMask, dropout, layerNorm, linear } from '../nn/layers/index.ts'
import { add, div, equal, gather, gelu, keep, matMul, mul, reshape, sigmoid, silu, sub, sum } from '../nn/ops/index.ts'

export interface SasrecShape {
  readonly factors: number
  readonly layers: number
  readonly heads: number
  /** The most items of a sequence that are looked at. */
  readonly length: number
  /** Inside attention and feed-forward layers, and on the embeddings. */
  readonly dropout: number
  readonly block: 'plain' | 'ligr'
  /** Share of the frequency branch beside attention, in [0, 1) (BSARec); 0 leaves it out. */
  readonly frequency: number
  /** Lowest frequencies that the branch keeps as they are. */
  readonly cutoff: number
  /** Share of its weight that an item keeps for every newer one, in a mean beside the layers; 0 leaves it out. */
  readonly decay: number
  /**
   * Every place sees the whole sequence, later places too, and what is to be told stands in it as a mask, whose vector follows those of the items (the cloze task of BERT4Rec). Without it, a
   * place sees itself and earlier ones, and tells the item after it.
   */
  readonly cloze?: true
}

/** A batch of packed sequences: vectors of items [blocks × length × factors], and for each place its segment and its place within it (int32 [blocks × length]). */
export interface Packed {
  readonly items: Tensor
  readonly segments: Tensor
  readonly positions: Tensor
}

/** What the network makes of every place of every sequence, to be compared with the vectors of items [blocks × length × factors]. */
export function encode({ items, segments, positions }: Packed, shape: SasrecShape, parameters: Parameters, dropouts?: Dropouts): Tensor {
  const { factors, length, layers } = shape
  const places = gather(parameters.declare('places', [length, factors], normal(0.02)), positions)
  let x = dropout(layerNorm(add(items, places), parameters.under('embedding')), shape.dropout, dropouts, 'embedding')
  const mask = blockMask(segments, { causal: shape.cloze !== true })
  for (let layer = 0; layer < layers; layer++) {
    const own = parameters.under(`block${layer}`)
    x = shape.block === 'ligr' ? gated(x, mask, segments, shape, own, dropouts) : plain(x, mask, segments, shape, own, dropouts)
  }
  const seen = shape.block === 'ligr' ? layerNorm(x, parameters.under('last')) : x
  return shape.decay > 0 ? add(seen, mul(recent(items, segments, shape), parameters.declare('recent', [factors], ones))) : seen
}

/** For every place the mean of the vectors of its sequence up to it, newer ones counting more: what a person took lately, whatever the order. */
function recent(items: Tensor, segments: Tensor, { decay }: SasrecShape): Tensor {
  const [, length] = segments.shape as [Tensor['shape'][number], number]
  const weights = keep(
    constant(
      squareOf(length, (lag) => decay ** lag),
      [length, length],
    ),
    within(segments),
  )
  return div(matMul(weights, items), sum(weights, -1, { keep: true }))
}

/** A transformer layer that normalises after each part, as BERT and BSARec do. */
function plain(x: Tensor, mask: Tensor, segments: Tensor, shape: SasrecShape, parameters: Parameters, dropouts: Dropouts | undefined): Tensor {
  const { factors, heads, dropout: rate, frequency } = shape
  const own = attention(x, parameters.under('attention'), { heads, mask, rate, dropouts, initialise: normal(0.02) })
  let h = layerNorm(add(x, dropout(own, rate, dropouts)), parameters.under('norm1'))
  if (frequency > 0) h = add(mul(h, 1 - frequency), mul(filtered(x, segments, shape, parameters.under('frequency'), dropouts), frequency))
  const inner = gelu(linear(h, 4 * factors, parameters.under('up'), { initialise: normal(0.02) }))
  return layerNorm(add(h, dropout(linear(inner, factors, parameters.under('down'), { initialise: normal(0.02) }), rate, dropouts)), parameters.under('norm2'))
}

/** The LiGR layer of eSASRec (arXiv:2508.06450; Borisyuk et al., arXiv:2502.03417): normalised before each part, whose output a gate of its input lets through; SwiGLU between. */
function gated(x: Tensor, mask: Tensor, segments: Tensor, shape: SasrecShape, parameters: Parameters, dropouts: Dropouts | undefined): Tensor {
  const { factors, heads, dropout: rate, frequency } = shape
  const normed = layerNorm(x, parameters.under('norm1'))
  let own = attention(normed, parameters.under('attention'), { heads, mask, rate, dropouts, initialise: normal(0.02) })
  if (frequency > 0) own = add(mul(own, 1 - frequency), mul(filtered(normed, segments, shape, parameters.under('frequency'), dropouts), frequency))
  let h = add(x, dropout(mul(own, sigmoid(linear(x, factors, parameters.under('gate1'), { initialise: normal(0.02) }))), rate, dropouts))
  const n = layerNorm(h, parameters.under('norm2'))
  const up = mul(
    silu(linear(n, 4 * factors, parameters.under('up'), { initialise: normal(0.02) })),
    linear(n, 4 * factors, parameters.under('side'), { initialise: normal(0.02) }),
  )
  const down = linear(dropout(up, rate, dropouts), factors, parameters.under('down'), { initialise: normal(0.02) })
  h = add(h, dropout(mul(down, sigmoid(linear(h, factors, parameters.under('gate2'), { initialise: normal(0.02) }))), rate, dropouts))
  return h
}

/**
 * The frequency layer of BSARec (Shin et al., arXiv:2312.10325): the low frequencies of the sequence as they are, the high ones times a learned β². Theirs takes the spectrum of the whole
 * sequence, so only its last place may be trained on; this one gives every place what theirs gives the last place of the sequence that ends there, by the filter's response to the
 * past alone: all places can be trained on at once.
 */
function filtered(x: Tensor, segments: Tensor, shape: SasrecShape, parameters: Parameters, dropouts: Dropouts | undefined): Tensor {
  const { factors } = shape
  const [, length] = segments.shape as [Tensor['shape'][number], number]
  const low = matMul(keep(constant(lowPass(length, shape), [length, length]), within(segments)), x)
  const beta = parameters.declare('beta', [factors], normal(1))
  const mixed = add(low, mul(mul(beta, beta), sub(x, low)))
  return layerNorm(add(x, dropout(mixed, shape.dropout, dropouts)), parameters.under('norm'))
}

/** The causal low-pass matrix [places × places]: entry (i, j), j ≤ i, is the response after i − j steps of the filter that keeps the `cutoff` lowest frequencies of a sequence of the network's length. */
function lowPass(places: number, { length, cutoff }: SasrecShape): number[] {
  const kept = Math.min(Math.floor(length / 2) + 1, cutoff)
  const response = Array.from({ length: places }, (_, lag) => {
    let sum = 0
    for (let f = 0; f < kept; f++) sum += (f === 0 || 2 * f === length ? 1 : 2) * Math.cos((2 * Math.PI * f * lag) / length)
    return sum / length
  })
  return squareOf(places, (lag) => response[lag]!)
}

/** [places × places]: what each place takes of those up to it, by how far they lie back. */
function squareOf(places: number, of: (lag: number) => number): number[] {
  return Array.from({ length: places * places }, (_, index) => {
    const lag = Math.floor(index / places) - (index % places)
    return lag < 0 ? 0 : of(lag)
  })
}

/** Which places are of one sequence [blocks × length × length]. */
function within(segments: Tensor): Tensor {
  const [blocks, length] = segments.shape as [Tensor['shape'][number], number]
  return equal(reshape(segments, [blocks, length, 1]), reshape(segments, [blocks, 1, length]))
}
