import type { Ids } from '../data/ids.ts'
import { positionsOf } from './matrix.ts'

/** Of the rounds of a whole training, the share that one takes which goes on from an earlier model. */
const share = 0.15
/** Its learning rate begins at this part of a whole training's: what is known already should be bent, not unlearned. */
const slower = 0.5

/** The parameters with which a training goes on from an earlier model of its own, in `part` of a whole training's rounds and at `rate` of its learning rate. */
export function warmed<P extends { readonly epochs: number; readonly learningRate: number }>(params: P, part: number = share, rate: number = slower): P {
  return { ...params, epochs: warmRounds(params.epochs, part), learningRate: rate * params.learningRate }
}

export function warmRounds(rounds: number, part: number = share): number {
  return Math.max(1, Math.round(part * rounds))
}

/** Items with vectors of their own, ascending, numbered among `items`. */
interface Known {
  readonly items: Ids
  readonly active: Int32Array
}

/** For each active item its place among those of an earlier model, −1 for one it had no vector for [active]. */
export function placesBefore({ items, active }: Known, earlier: Known): Int32Array {
  const position = positionsOf(earlier.active, earlier.items.length)
  return active.map((item) => {
    const before = earlier.items.indexOf(items.name(item))
    return before < 0 ? -1 : position[before]
  })
}
