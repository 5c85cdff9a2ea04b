import { type Backend, input, Parameters, type Program } from '../nn/index.ts'
import { add, logSoftmax, matMul, slice } from '../nn/ops/index.ts'
import { advance, type Gru4recShape, stateWidth } from './gru4rec-network.ts'

/** What a trained network holds: dense parameters by name, vectors [items × factors] and biases [items] of its items. */
export interface Gru4recWeights {
  readonly parameters: Readonly<Record<string, Float32Array>>
  readonly vectors: Float32Array
  readonly biases: Float32Array
}

/** The dense parameters of the network, as a registry: their names, sizes and order. */
export function parametersOf(shape: Gru4recShape): Parameters {
  const parameters = new Parameters()
  advance(input('from', ['rows', shape.factors]), input('state', ['rows', stateWidth(shape)]), shape, parameters)
  return parameters
}

/** Rows computed at once: bounds memory. */
const most = 128

/** The trained network at work on whole histories: to validate, and to serve. A history's scores are the same bits whatever histories it is scored with. */
export class Gru4recRun {
  readonly #shape: Gru4recShape
  readonly #step: Program
  readonly #score: Program

  private constructor(shape: Gru4recShape, step: Program, score: Program) {
    this.#shape = shape
    this.#step = step
    this.#score = score
  }

  static async open(backend: Backend, shape: Gru4recShape): Promise<Gru4recRun> {
    const state = input('state', ['rows', stateWidth(shape)])
    const next = advance(input('from', ['rows', shape.factors]), state, shape, new Parameters())
    const output = shape.cell === 'lstm' ? slice(state, 1, 0, shape.factors) : state
    const scores = logSoftmax(add(matMul(output, input('vectors', ['items', shape.factors]), { transB: true }), input('biases', ['items'])))
    return new Gru4recRun(shape, await backend.compile({ next }), await backend.compile({ scores }))
  }

  /** log P(item is next) of all items for each history of item indices, oldest first; `take` is given the index of a history and its scores [items], valid during the call. */
  async scores(weights: Gru4recWeights, histories: readonly Int32Array[], take: (history: number, scores: Float32Array) => void): Promise<void> {
    // Histories of like length together, so that few rows run on after their end.
    const order = [...histories.keys()].sort((a, b) => histories[a]!.length - histories[b]!.length || a - b)
    for (let from = 0; from < order.length; from += most) await this.#scoreRows(weights, order.slice(from, from + most), histories, take)
  }

  async #scoreRows(
    weights: Gru4recWeights,
    part: readonly number[],
    histories: readonly Int32Array[],
    take: (history: number, scores: Float32Array) => void,
  ): Promise<void> {
    const { factors } = this.#shape
    const width = stateWidth(this.#shape)
    // One row alone would be multiplied by another routine of the runtime, which rounds otherwise.
    const rows = Math.max(2, part.length)
    const x = new Float32Array(rows * factors)
    const state = new Float32Array(rows * width)
    const next = new Float32Array(rows * width)
    const steps = Math.max(...part.map((history) => histories[history]!.length))
    for (let step = 0; step < steps; step++) {
      part.forEach((history, row) => {
        const item = histories[history]![step]
        if (item !== undefined) x.set(weights.vectors.subarray(item * factors, (item + 1) * factors), row * factors)
      })
      await this.#step.run({ ...weights.parameters, from: x, state }, { next })
      part.forEach((history, row) => {
        if (step < histories[history]!.length) state.set(next.subarray(row * width, (row + 1) * width), row * width)
      })
    }
    const items = weights.biases.length
    const scores = new Float32Array(rows * items)
    await this.#score.run({ state, vectors: weights.vectors, biases: weights.biases }, { scores })
    for (const [row, history] of part.entries()) take(history, scores.subarray(row * items, (row + 1) * items))
  }
}
