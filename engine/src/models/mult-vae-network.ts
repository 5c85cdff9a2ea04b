import { type Backend, input, Parameters, type Program, type Tensor, zeros } from '../nn/index.ts'
import { linear } from '../nn/layers/index.ts'
import { add, matMul, slice, tanh } from '../nn/ops/index.ts'
import { type Basket, sumsOf } from './basket-batches.ts'

export interface MultVaeShape {
  /** Items that have a place in the network. */
  readonly items: number
  /** Size of the vector that stands for a person. */
  readonly factors: number
  /** Size of the layers before and after it; 0: none. */
  readonly hidden: number
}

/** Width of the rows of the input table: what a person's items add up to. */
export function inputWidth({ factors, hidden }: MultVaeShape): number {
  return hidden > 0 ? hidden : 2 * factors
}

/** Mean and log variance [rows × factors] of a person's vector, from the sum of the input rows of their items [rows × inputWidth]. */
export function encode(sums: Tensor, shape: MultVaeShape, parameters: Parameters): { mean: Tensor; logVariance: Tensor } {
  const { factors, hidden } = shape
  const biased = add(sums, parameters.declare('input/bias', [inputWidth(shape)], zeros))
  if (hidden === 0) return { mean: halfOf(biased, 0, factors), logVariance: halfOf(biased, 1, factors) }
  const h = tanh(biased)
  return { mean: linear(h, factors, parameters.under('mean')), logVariance: linear(h, factors, parameters.under('variance')) }
}

/** Width of the vectors of items that a decoded person is compared with. */
export function outputWidth({ factors, hidden }: MultVaeShape): number {
  return hidden > 0 ? hidden : factors
}

/** A score of each of some items [rows × items] from persons' vectors, those items' vectors [items × outputWidth] and biases [items]. */
export function decode(z: Tensor, vectors: Tensor, biases: Tensor, { hidden }: MultVaeShape, parameters: Parameters): Tensor {
  const h = hidden === 0 ? z : tanh(linear(z, hidden, parameters.under('hidden')))
  return add(matMul(h, vectors, { transB: true }), biases)
}

/** One half of the columns [rows × factors]. */
function halfOf(x: Tensor, half: number, factors: number): Tensor {
  return slice(x, 1, half * factors, (half + 1) * factors)
}

/** The dense parameters: names, sizes and order. */
export function parametersOf(shape: MultVaeShape): Parameters {
  const parameters = new Parameters()
  whole(shape, parameters)
  return parameters
}

/** The network as it serves: from sums of input rows to scores of all items. */
function whole(shape: MultVaeShape, parameters: Parameters): { mean: Tensor; logVariance: Tensor; scores: Tensor } {
  const posterior = encode(input('sums', ['rows', inputWidth(shape)]), shape, parameters)
  const vectors = input('vectors', [shape.items, outputWidth(shape)])
  return { ...posterior, scores: decode(posterior.mean, vectors, input('biases', [shape.items]), shape, parameters) }
}

export interface MultVaeWeights {
  /** Dense parameters by name. */
  readonly parameters: Readonly<Record<string, Float32Array>>
  /** Input rows of the items [items × inputWidth]. */
  readonly rows: Float32Array
  /** What decoded people are compared with [items × outputWidth], and a bias each [items]. */
  readonly vectors: Float32Array
  readonly biases: Float32Array
}

/** Rows computed at once: bounds memory. */
const most = 128

/** The trained network at work: to validate, and to serve. */
export class MultVaeRun {
  readonly #shape: MultVaeShape
  readonly #scores: Program
  readonly #posterior: Program

  private constructor(shape: MultVaeShape, scores: Program, posterior: Program) {
    this.#shape = shape
    this.#scores = scores
    this.#posterior = posterior
  }

  static async open(backend: Backend, shape: MultVaeShape): Promise<MultVaeRun> {
    const { mean, logVariance, scores } = whole(shape, new Parameters())
    return new MultVaeRun(shape, await backend.compile({ scores }), await backend.compile({ mean, logVariance }))
  }

  /** Scores of all items for each person; `take` is given the index of a person and the scores [items], valid during the call. */
  async scores(weights: MultVaeWeights, baskets: readonly Basket[], take: (basket: number, scores: Float32Array) => void): Promise<void> {
    const { items } = this.#shape
    for (let from = 0; from < baskets.length; from += most) {
      const part = baskets.slice(from, from + most)
      const { sums, rows } = sumsOf(weights.rows, inputWidth(this.#shape), part)
      const scores = new Float32Array(rows * items)
      await this.#scores.run({ ...only(this.#scores, weights), sums, vectors: weights.vectors, biases: weights.biases }, { scores })
      for (let row = 0; row < part.length; row++) take(from + row, scores.subarray(row * items, (row + 1) * items))
    }
  }

  /** Means and log variances of persons' vectors, side by side [baskets × 2·factors]. */
  async posteriors(weights: MultVaeWeights, baskets: readonly Basket[], out: Float32Array): Promise<void> {
    const { factors } = this.#shape
    for (let from = 0; from < baskets.length; from += most) {
      const part = baskets.slice(from, from + most)
      const { sums, rows } = sumsOf(weights.rows, inputWidth(this.#shape), part)
      const mean = new Float32Array(rows * factors)
      const logVariance = new Float32Array(rows * factors)
      await this.#posterior.run({ ...only(this.#posterior, weights), sums }, { mean, logVariance })
      part.forEach((_, row) => {
        out.set(mean.subarray(row * factors, (row + 1) * factors), (from + row) * 2 * factors)
        out.set(logVariance.subarray(row * factors, (row + 1) * factors), (from + row) * 2 * factors + factors)
      })
    }
  }
}

function only(program: Program, { parameters }: MultVaeWeights): Record<string, Float32Array> {
  return Object.fromEntries(program.inputs.filter(({ name }) => name in parameters).map(({ name }) => [name, parameters[name]!]))
}
