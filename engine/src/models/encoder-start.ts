import type { Interactions } from '../data/interactions.ts'
import { factorise, type IalsParams } from './ials.ts'
import type { FitContext } from './model.ts'
import type { Field } from './params.ts'
import { within } from './within.ts'

/** The parameter of models that can begin so. */
export const startField: Field & { readonly type: 'choice' } = {
  type: 'choice',
  default: 'random',
  options: ['random', 'factors'],
  doc: 'What training begins with: chance, or a matrix factorisation (ials), which the network then bends.',
}

/** A linear encoder and decoder: a person p = Σ share·source over the entries of a history, shares being their weights scaled to length 1; score = p·vector. */
export interface EncoderStart {
  /** [active × factors] */
  readonly sources: Float32Array
  /** [active × factors] */
  readonly vectors: Float32Array
}

export interface EncoderStartOptions {
  readonly factors: number
  /** What the network scores where ials scores 1, for somebody with as many events as the mean: how sharp its softmax is at first. */
  readonly sharpness: number
}

/** Chosen on Gowalla's validation. Training goes on from the result, so few rounds do. */
const factorisation: Omit<IalsParams, 'factors'> = { iterations: 8, unobserved: 0.05, l2: 2, power: 1, itemPower: 0.3, start: 0.1, cgSteps: 3 }
/** Share of the progress of a fit that the factorisation is. */
const beginning = 0.1

/**
 * An encoder and a decoder that give the scores of implicit matrix factorisation, or nearly so. There a person's vector w solves A·w = Σ c_e·y_e over the entries e of the history, A = unobserved·YᵀY + λ·I + Σ c_e·y_e·y_eᵀ (see `ialsModel`). With the A
 * of somebody with as many events as the mean, drawn as all events are, and of it the diagonal alone (YᵀY is diagonal), w is linear in the history: source_e = c_e·y_e / A, vector = y. Both are scaled to one root mean square over the events.
 * The factorisation has axes in eights: the strongest are kept. Time and memory as of `ials`, 8 rounds.
 */
export async function encoderStart(
  data: Interactions,
  active: Int32Array,
  { factors, sharpness }: EncoderStartOptions,
  ctx: FitContext,
): Promise<EncoderStart> {
  const { form } = await factorise(data, { ...factorisation, factors }, within(ctx, 0, beginning))
  const { factors: d, y, scale, spectrum, unobserved, l2, power } = form
  const axes = [...spectrum.keys()].sort((a, b) => spectrum[b] - spectrum[a] || a - b).slice(0, factors)
  const masses = massesOf(data)
  const people = Math.max(1, peopleWithEvents(data))
  const mean = masses.reduce((sum, mass, item) => sum + mass * scale[item], 0) / people
  const diagonal = axes.map((axis) => {
    let square = 0
    for (const item of active) square += masses[item] * scale[item] * y[item * d + axis] ** 2
    return unobserved * spectrum[axis] + l2 * (unobserved * form.active + mean) ** power + square / people
  })
  const sources = new Float32Array(active.length * factors)
  const vectors = new Float32Array(active.length * factors)
  const squares = { sources: 0, vectors: 0 }
  active.forEach((item, at) => {
    axes.forEach((axis, k) => {
      const value = y[item * d + axis]
      const source = (scale[item] * value) / diagonal[k]!
      sources[at * factors + k] = source
      vectors[at * factors + k] = value
      squares.sources += masses[item] * source ** 2
      squares.vectors += masses[item] * value ** 2
    })
  })
  // Shares of n equal entries are 1/√n each, so that √n of the sum is lost.
  const gain = sharpness * Math.sqrt(mean)
  const balance = squares.sources > 0 ? Math.sqrt(gain * Math.sqrt(squares.vectors / squares.sources)) : 1
  for (let at = 0; at < sources.length; at++) {
    sources[at] *= balance
    vectors[at] *= gain / balance
  }
  return { sources, vectors }
}

/** The context of the training that comes after. */
export function afterStart(ctx: FitContext): FitContext {
  return within(ctx, beginning, 1)
}

/** Weights of the events of each item [items]. */
function massesOf({ items, cols, weights }: Interactions): Float64Array {
  const masses = new Float64Array(items.length)
  cols.forEach((item, entry) => {
    masses[item] += Math.max(0, weights[entry])
  })
  return masses
}

function peopleWithEvents({ ptr, weights }: Interactions): number {
  let count = 0
  for (let person = 0; person + 1 < ptr.length; person++) if (weights.subarray(ptr[person], ptr[person + 1]).some((weight) => weight > 0)) count++
  return count
}
