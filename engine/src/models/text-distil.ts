import { giveWay } from '../errors.ts'
import { type Csr, transpose } from '../math/csr.ts'
import type { FitContext } from './model.ts'
import { sparseProjected } from './text-sums.ts'

/** What a large row is held back by: a word of one text alone takes most of what that text says, not all. */
const l2 = 0.1
/** Columns solved together: what they need of memory at once. */
const together = 32
const mostRounds = 40
/** Share of its first residual at which a column is solved. */
const tolerance = 1e-3

/**
 * What each word and fact would have to say for texts to mean what an encoder of another kind makes of them [terms × size]: L of min ‖X·L − V‖² + l2·‖L‖², X the texts' words [texts × terms] and V the encoder's vectors [texts × size].
 * By conjugate gradients on the normal equations (Hestenes and Stiefel 1952), a few columns at a time. Time: rounds · non-zeros of X · size multiply-adds, memory 4 · terms · 32 numbers besides the result.
 */
export async function distilled(texts: Csr, vectors: Float32Array, size: number, ctx: FitContext): Promise<Float32Array> {
  const out = new Float32Array(texts.cols * size)
  const back = transpose(texts)
  for (let from = 0; from < size; from += together) {
    const width = Math.min(together, size - from)
    const wanted = new Float32Array(texts.rows * width)
    for (let row = 0; row < texts.rows; row++) wanted.set(vectors.subarray(row * size + from, row * size + from + width), row * width)
    const residual = Float64Array.from(sparseProjected(back, wanted, width))
    const direction = residual.slice()
    const solution = new Float64Array(residual.length)
    let lengths = squares(residual, width)
    const enough = lengths.map((length) => length * tolerance ** 2)
    for (let round = 0; round < mostRounds && lengths.some((length, k) => length > enough[k]); round++) {
      await giveWay(ctx.signal)
      const image = sparseProjected(back, sparseProjected(texts, Float32Array.from(direction), width), width)
      const product = Float64Array.from(image, (value, at) => value + l2 * direction[at])
      const curvature = squares(direction, width, product)
      // A column that is solved stays as it is.
      const step = lengths.map((length, k) => (length > enough[k] ? length / curvature[k] : 0))
      for (let at = 0; at < solution.length; at++) {
        solution[at] += step[at % width] * direction[at]
        residual[at] -= step[at % width] * product[at]
      }
      const next = squares(residual, width)
      for (let at = 0; at < direction.length; at++) direction[at] = residual[at] + (next[at % width] / (lengths[at % width] || 1)) * direction[at]
      lengths = next
    }
    for (let term = 0; term < texts.cols; term++) for (let k = 0; k < width; k++) out[term * size + from + k] = solution[term * width + k]
    ctx.progress?.({ stage: 'what words mean', done: (from + width) / size })
  }
  return out
}

/** Σ of a·b (of a² where b is not given) of each column [width]. */
function squares(a: Float64Array, width: number, b: Float64Array = a): Float64Array {
  const sums = new Float64Array(width)
  for (let at = 0; at < a.length; at++) sums[at % width] += a[at] * b[at]
  return sums
}
