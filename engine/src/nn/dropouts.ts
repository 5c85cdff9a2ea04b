import type { Random } from '../math/random.ts'
import { input, type Shape, type Tensor } from './tensor.ts'

export interface Dropout {
  readonly name: string
  readonly rate: number
  readonly tensor: Tensor
}

/** The dropout masks a network asks for as it is built: inputs holding 0 where a value is dropped and 1 / (1 − rate) where it is kept, filled by a seeded generator before each step. */
export class Dropouts {
  readonly #masks: Dropout[] = []

  /** An input of the given shape; its name is made of `name` and a running number. */
  mask(name: string, shape: Shape, rate: number): Tensor {
    if (!(rate > 0 && rate < 1)) throw new RangeError(`A dropout rate lies between 0 and 1, got ${rate}.`)
    const mask = { name: `dropout${this.#masks.length}/${name}`, rate, tensor: input(`dropout${this.#masks.length}/${name}`, shape) }
    this.#masks.push(mask)
    return mask.tensor
  }

  list(): readonly Dropout[] {
    return this.#masks
  }
}

/**
 * Fills a mask. Each value is dropped by chance round(256·rate) / 256, drawn from one byte, so four share a draw; what is kept is scaled by the exact inverse of its chance.
 * Cost: a quarter draw a value.
 */
export function fillDropout(random: Random, rate: number, out: Float32Array): void {
  const dropped = Math.min(255, Math.max(1, Math.round(rate * 256)))
  const table = new Float32Array(256).fill(256 / (256 - dropped), dropped)
  let at = 0
  for (; at + 4 <= out.length; at += 4) {
    const bits = random.bits()
    out[at] = table[bits & 255]
    out[at + 1] = table[(bits >>> 8) & 255]
    out[at + 2] = table[(bits >>> 16) & 255]
    out[at + 3] = table[bits >>> 24]
  }
  for (; at < out.length; at++) out[at] = table[random.bits() & 255]
}
