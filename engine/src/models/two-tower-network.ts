import { type Backend, type Dropouts, input, normal, Parameters, type Program, type Tensor, zeros } from '../nn/index.ts'
import { dropout, linear, lstm } from '../nn/layers/index.ts'
import { add, concat, div, matMul, mul, relu, slice, sqrt, square, sum, total } from '../nn/ops/index.ts'

/** Trends of different half-lives that an item's popularity has. */
export const trends = 2

export interface TwoTowerShape {
  readonly factors: number
  /** Size of the inner layer of each tower. */
  readonly hidden: number
  readonly history: 'mean' | 'lstm'
  /** Newest entries of a history that are read. */
  readonly length: number
  /** Share of its weight that an entry keeps for every newer moment, with `mean`. */
  readonly decay: number
  readonly similarity: 'cosine' | 'dot'
  readonly temperature: number
}

/** What the user tower reads: inputs of the item tower by their numbers, oldest first, and how much each counts, recency included. */
export interface Read {
  readonly items: Int32Array
  readonly weights: Float32Array
}

/**
 * What the item tower makes of products' inputs: a vector, how often the item is taken by anybody, and how much that differs lately, by each of the trends [rows × (factors + 1 + trends)]. `fresh` is 1 for a product that nobody had taken yet and 0
 * for others [rows × 1]; `trend` is what items with events have learned of the trends themselves [rows × trends].
 */
export function itemOf(x: Tensor, fresh: Tensor, trend: Tensor, shape: TwoTowerShape, parameters: Parameters): Tensor {
  const own = parameters.under('item')
  const read = add(x, mul(fresh, own.declare('fresh', [1, shape.factors], zeros)))
  const lately = add(trend, mul(fresh, own.declare('freshTrend', [1, trends], zeros)))
  return concat([tower(read, shape, own), mul(linear(read, 1, own.under('bias')), shape.temperature), mul(lately, shape.temperature)], 1)
}

/**
 * What the user tower makes of the mean of a history's inputs, or of the state of an LSTM after it: a vector, 1, which takes the item's bias as it is, and `shares`, what is left of each trend at the moment asked about
 * [rows × (factors + 1 + trends)].
 */
export function personOf(read: Tensor, shares: Tensor, shape: TwoTowerShape, rate: number, parameters: Parameters, dropouts?: Dropouts): Tensor {
  const own = parameters.under('person')
  const vector = tower(add(dropout(read, rate, dropouts), own.declare('start', [shape.factors], normal(0.05))), shape, own)
  return concat([vector, add(mul(slice(vector, 1, 0, 1), 0), 1), shares], 1)
}

/** The state of an LSTM after the place that `last` [rows × length] marks with 1, of inputs [rows × length × factors]; zeros where none is marked. `state` holds zeros [rows × factors]. */
export function lastState(x: Tensor, last: Tensor, state: Tensor, parameters: Parameters): Tensor {
  const states = lstm(x, { hidden: state, cell: state }, parameters.under('lstm'))
  return total(states.map(({ hidden }, at) => mul(hidden, slice(last, 1, at, at + 1))))
}

/** A layer within and the input beside it, scaled to length 1 where vectors are compared by their angle. */
function tower(x: Tensor, { factors, hidden, similarity }: TwoTowerShape, parameters: Parameters): Tensor {
  const inner = relu(linear(x, hidden, parameters.under('in')))
  const out = add(x, linear(inner, factors, parameters.under('out')))
  return similarity === 'dot' ? out : div(out, sqrt(add(sum(square(out), -1, { keep: true }), 1e-6)))
}

/** Both towers of a shape over rows of any number, for scoring. */
function towers(shape: TwoTowerShape, parameters: Parameters): { item: Tensor; person: Tensor } {
  const { factors, length, history } = shape
  const read =
    history === 'mean'
      ? input('read', ['rows', factors])
      : lastState(input('read', ['rows', length, factors]), input('last', ['rows', length]), input('state', ['rows', factors]), parameters)
  const item = itemOf(input('x', ['rows', factors]), input('fresh', ['rows', 1]), input('trend', ['rows', trends]), shape, parameters)
  return { item, person: personOf(read, input('shares', ['rows', trends]), shape, 0, parameters) }
}

/** The dense parameters: names, sizes and order. */
export function parametersOf(shape: TwoTowerShape): Parameters {
  const parameters = new Parameters()
  towers(shape, parameters)
  return parameters
}

/** The share of each entry in their weighted mean. */
export function sharesOf(weights: Float32Array): Float32Array {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  return whole > 0 ? weights.map((weight) => weight / whole) : weights
}

/** Rows computed at once: bounds memory. */
const most = 128

type Arrays = Readonly<Record<string, Float32Array>>

/** The trained towers at work: to validate, and to serve. */
export class TwoTowerRun {
  readonly #shape: TwoTowerShape
  readonly #items: Program
  readonly #people: Program
  readonly #names: { readonly item: readonly string[]; readonly person: readonly string[] }

  private constructor(shape: TwoTowerShape, items: Program, people: Program) {
    this.#shape = shape
    this.#items = items
    this.#people = people
    const names = parametersOf(shape)
      .list()
      .map(({ name }) => name)
    this.#names = { item: names.filter((name) => name.startsWith('item/')), person: names.filter((name) => !name.startsWith('item/')) }
  }

  static async open(backend: Backend, shape: TwoTowerShape): Promise<TwoTowerRun> {
    const { item, person } = towers(shape, new Parameters())
    const scores = matMul(person, input('vectors', ['items', shape.factors + 1 + trends]), { transB: true, alpha: 1 / shape.temperature })
    return new TwoTowerRun(shape, await backend.compile({ made: item }), await backend.compile({ scores }))
  }

  /** Vectors of products, biases included, by their inputs and by the trends of the first of them; the others are new [products × (factors + 1 + trends)]. */
  async vectors(parameters: Arrays, inputs: Float32Array, trend: Float32Array): Promise<Float32Array> {
    const { factors } = this.#shape
    const width = factors + 1 + trends
    const products = inputs.length / factors
    const out = new Float32Array(products * width)
    const own = only(parameters, this.#names.item)
    for (let from = 0; from < products; from += most) {
      const count = Math.min(most, products - from)
      // One row alone would be multiplied by another routine of the runtime, which rounds otherwise.
      const rows = Math.max(2, count)
      const [x, fresh, known] = [new Float32Array(rows * factors), new Float32Array(rows), new Float32Array(rows * trends)]
      x.set(inputs.subarray(from * factors, (from + count) * factors))
      known.set(trend.subarray(from * trends, (from + count) * trends))
      fresh.fill(1, Math.max(0, trend.length / trends - from))
      const made = new Float32Array(rows * width)
      await this.#items.run({ ...own, x, fresh, trend: known }, { made })
      out.set(made.subarray(0, count * width), from * width)
    }
    return out
  }

  /** Scores of all `vectors` for each history; `take` is given the index of a history and the scores, valid during the call. */
  async scores(
    parameters: Arrays,
    inputs: Float32Array,
    vectors: Float32Array,
    histories: readonly Read[],
    take: (history: number, scores: Float32Array) => void,
  ): Promise<void> {
    const items = vectors.length / (this.#shape.factors + 1 + trends)
    const own = only(parameters, this.#names.person)
    const shares = new Float32Array(Math.max(2, Math.min(most, histories.length)) * trends).fill(1)
    for (let from = 0; from < histories.length; from += most) {
      const part = histories.slice(from, from + most)
      const rows = Math.max(2, part.length)
      const scores = new Float32Array(rows * items)
      await this.#people.run({ ...own, ...this.#feeds(part, inputs, rows), shares: shares.subarray(0, rows * trends), vectors }, { scores })
      for (let row = 0; row < part.length; row++) take(from + row, scores.subarray(row * items, (row + 1) * items))
    }
  }

  #feeds(part: readonly Read[], inputs: Float32Array, rows: number): Arrays {
    const { factors, length, history } = this.#shape
    if (history === 'lstm') {
      const read = new Float32Array(rows * length * factors)
      const last = new Float32Array(rows * length)
      part.forEach(({ items }, row) => {
        items.forEach((item, place) => void read.set(inputs.subarray(item * factors, (item + 1) * factors), (row * length + place) * factors))
        if (items.length > 0) last[row * length + items.length - 1] = 1
      })
      return { read, last, state: new Float32Array(rows * factors) }
    }
    const read = new Float32Array(rows * factors)
    part.forEach(({ items, weights }, row) => {
      const shares = sharesOf(weights)
      items.forEach((item, entry) => {
        for (let f = 0; f < factors; f++) read[row * factors + f] += shares[entry] * inputs[item * factors + f]
      })
    })
    return { read }
  }
}

function only(parameters: Arrays, names: readonly string[]): Arrays {
  return Object.fromEntries(names.map((name) => [name, parameters[name]!]))
}
