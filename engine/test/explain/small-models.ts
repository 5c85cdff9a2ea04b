import { Ids } from '../../src/data/ids.ts'
import { type History, historyFromItems } from '../../src/data/interactions.ts'
import type { Random } from '../../src/math/random.ts'
import type { Model } from '../../src/models/model.ts'

export interface SmallModel {
  readonly items: number
  /** [items × items], rows: what was seen. */
  readonly units: Float64Array
  /** [items]; −Infinity: never recommended. */
  readonly base?: Float64Array
  /** Share of its weight an entry keeps for every newer one; 1 makes the model additive. */
  readonly decay?: number
  /** Entries that weigh less than this add nothing. */
  readonly tail?: number
  /** Hides terms, `additive` and `entryWeights`, so that only scores can be asked for. */
  readonly opaque?: boolean
  /** Tells its units too, dense or sparse. */
  readonly tells?: 'dense' | 'sparse'
  /** Makes an item's score the square root of its sum: entries then share what they give. */
  readonly bent?: boolean
}

/** A tiny scorer with everything known about it: score = base + Σ decay^steps · units[entry, item]. */
export function smallModel(spec: SmallModel): Model & { scored: number } {
  const { items, units, base, decay = 1, tail = 0, bent = false } = spec
  const weightsOf = (history: History): Float64Array =>
    Float64Array.from(history.items, (_, entry) => {
      const weight = decay ** (history.items.length - 1 - entry)
      return weight < tail ? 0 : weight
    })
  const scoreOf = (history: History, weights: Float64Array, item: number): number => {
    let sum = 0
    for (let entry = 0; entry < history.items.length; entry++) sum += weights[entry] * units[history.items[entry] * items + item]
    return (base?.[item] ?? 0) + (bent ? Math.sign(sum) * Math.sqrt(Math.abs(sum)) : sum)
  }
  const model: Model & { scored: number } = {
    name: 'small',
    scored: 0,
    items: new Ids(Array.from({ length: items }, (_, i) => `i${i}`)),
    async score(histories, out) {
      model.scored += histories.length
      histories.forEach((history, row) => {
        const weights = weightsOf(history)
        for (let item = 0; item < items; item++) out[row * items + item] = scoreOf(history, weights, item)
      })
    },
    save: () => new Uint8Array(),
  }
  if (spec.opaque || bent) return model
  const row = (item: number): Float64Array => units.subarray(item * items, (item + 1) * items)
  return Object.assign(model, {
    additive: decay === 1,
    entryWeights: weightsOf,
    ...(spec.tells === 'dense'
      ? {
          unit: (item: number, room: Float64Array) => {
            room.set(row(item))
            return { values: room }
          },
        }
      : spec.tells === 'sparse'
        ? {
            unit: (item: number) => {
              const touched = Int32Array.from(row(item).keys()).filter((other) => row(item)[other] !== 0)
              return { items: touched, values: Float64Array.from(touched, (other) => row(item)[other]) }
            },
          }
        : {}),
    terms: (history: History, item: number) => {
      const weights = weightsOf(history)
      return {
        score: scoreOf(history, weights, item),
        base: base?.[item] ?? 0,
        amounts: weights.map((weight, entry) => weight * units[history.items[entry] * items + item]),
        others: [],
      }
    },
  })
}

/** Lopsided weights: few large, many small, some negative, some equal, some zero. */
export function lopsidedUnits(random: Random, items: number): Float64Array {
  return Float64Array.from({ length: items * items }, () => {
    const draw = random.next()
    if (draw < 0.3) return 0
    if (draw < 0.4) return 0.5
    const size = random.exponential() ** 2
    return draw < 0.55 ? -0.3 * size : size
  })
}

export function randomHistory(random: Random, items: number, entries: number): History {
  return historyFromItems(Array.from({ length: entries }, () => random.int(items)))
}

/** 1 where an item is not in the history, and by chance also not where it is. */
export function candidatesFor(random: Random, history: History, items: number): Uint8Array {
  const candidates = Uint8Array.from({ length: items }, () => (random.chance(0.9) ? 1 : 0))
  for (const item of history.items) candidates[item] = 0
  return candidates
}
