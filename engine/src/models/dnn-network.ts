import { type Backend, input, normal, ones, Parameters, type Program, type Tensor } from '../nn/index.ts'
import { linear } from '../nn/layers/index.ts'
import { add, matMul, mul, relu, reshape, slice } from '../nn/ops/index.ts'

export interface DnnShape {
  /** Size of the vectors of people and items. */
  readonly factors: number
  /** Size of the first layer of the tower, the second is half of it; 0: no tower. */
  readonly hidden: number
}

/** A history's items by their places in the network, and how much each counts. */
export interface Read {
  readonly items: Int32Array
  readonly weights: Float32Array
}

/** What the table holds of an item: its part in a history, its vector, its bias. */
export function tableWidth({ factors }: DnnShape): number {
  return 2 * factors + 1
}

/** Those three of rows of the table [items × tableWidth]. */
export function partsOf(rows: Tensor, { factors }: DnnShape): { sources: Tensor; vectors: Tensor; biases: Tensor } {
  return { sources: slice(rows, 1, 0, factors), vectors: slice(rows, 1, factors, 2 * factors), biases: slice(rows, 1, 2 * factors, 2 * factors + 1) }
}

/** A person's vector [rows × factors], from the weighted sum of what a history's items say [rows × factors]. */
export function personOf(read: Tensor, { factors }: DnnShape, parameters: Parameters): Tensor {
  return add(read, parameters.declare('start', [factors], normal(0.05)))
}

/** Σ_k h_k·p_k·q_k + bias [rows × items], of people [rows × factors] and items' vectors [items × factors] and biases [items × 1]: the wide branch. */
export function products(people: Tensor, vectors: Tensor, biases: Tensor, { factors }: DnnShape, parameters: Parameters): Tensor {
  const weighted = mul(people, parameters.declare('weights', [factors], ones))
  return add(matMul(weighted, vectors, { transB: true }), reshape(biases, [1, biases.shape[0]!]))
}

/** The first layer of the tower takes a person's and an item's vector side by side, so it is the sum of what it makes of each: [rows × hidden] of people, [items × hidden] of items. */
export function firstOf(side: 'person' | 'item', vectors: Tensor, { hidden }: DnnShape, parameters: Parameters): Tensor {
  return linear(vectors, hidden, parameters.under(`tower/${side}`), { bias: side === 'person' })
}

/** The rest of the tower [rows × items], from the first layer of people [rows × hidden] and of items [items × hidden]; time rows · items · hidden²/2 multiply-adds. */
export function towerOf(people: Tensor, items: Tensor, { hidden }: DnnShape, parameters: Parameters): Tensor {
  const [rows, count] = [people.shape[0]!, items.shape[0]!]
  const first = relu(add(reshape(people, [rows, 1, hidden]), reshape(items, [1, count, hidden])))
  const second = relu(linear(first, Math.ceil(hidden / 2), parameters.under('tower/second')))
  return reshape(linear(second, 1, parameters.under('tower/out'), { bias: false }), [rows, count])
}

/** Both branches together [rows × items]. */
export function scoresOf(people: Tensor, vectors: Tensor, biases: Tensor, shape: DnnShape, parameters: Parameters): Tensor {
  const wide = products(people, vectors, biases, shape, parameters)
  if (shape.hidden === 0) return wide
  return add(wide, towerOf(firstOf('person', people, shape, parameters), firstOf('item', vectors, shape, parameters), shape, parameters))
}

/** The dense parameters: names, sizes and order. */
export function parametersOf(shape: DnnShape): Parameters {
  const parameters = new Parameters()
  const people = personOf(input('read', [1, shape.factors]), shape, parameters)
  scoresOf(people, input('vectors', ['items', shape.factors]), input('biases', ['items', 1]), shape, parameters)
  return parameters
}

/** Histories whose products are computed at once, and items that go through the tower at once: what fits the caches. */
const mostRows = 128
const mostItems = 1024

type Arrays = Readonly<Record<string, Float32Array>>

/** What the network holds of all items, ready for scoring. */
export interface DnnItems {
  readonly count: number
  /** [items × factors], [items × factors], [items] */
  readonly sources: Float32Array
  readonly vectors: Float32Array
  readonly biases: Float32Array
  /** Their first layer of the tower [items × hidden]. */
  readonly first: Float32Array
}

/** The trained network at work: to validate, and to serve. */
export class DnnRun {
  readonly #shape: DnnShape
  readonly #people: Program
  readonly #items: Program | undefined
  readonly #tower: Program | undefined

  private constructor(shape: DnnShape, people: Program, items?: Program, tower?: Program) {
    this.#shape = shape
    this.#people = people
    this.#items = items
    this.#tower = tower
  }

  static async open(backend: Backend, shape: DnnShape): Promise<DnnRun> {
    const { factors, hidden } = shape
    const parameters = new Parameters()
    const people = personOf(input('read', ['rows', factors]), shape, parameters)
    const vectors = input('vectors', ['items', factors])
    const wide = products(people, vectors, input('biases', ['items', 1]), shape, parameters)
    if (hidden === 0) return new DnnRun(shape, await backend.compile({ wide }))
    const first = firstOf('person', people, shape, parameters)
    const made = firstOf('item', input('vectors', ['items', factors]), shape, parameters)
    const deep = towerOf(input('person', [1, hidden]), input('first', ['items', hidden]), shape, parameters)
    return new DnnRun(shape, await backend.compile({ wide, first }), await backend.compile({ made }), await backend.compile({ deep }))
  }

  /** What scoring needs of the table's rows [items × tableWidth]. */
  async items(parameters: Arrays, table: Float32Array): Promise<DnnItems> {
    const { factors, hidden } = this.#shape
    const width = tableWidth(this.#shape)
    const count = table.length / width
    const sources = new Float32Array(count * factors)
    const vectors = new Float32Array(count * factors)
    const biases = new Float32Array(count)
    for (let item = 0; item < count; item++) {
      sources.set(table.subarray(item * width, item * width + factors), item * factors)
      vectors.set(table.subarray(item * width + factors, item * width + 2 * factors), item * factors)
      biases[item] = table[item * width + 2 * factors]
    }
    const first = new Float32Array(count * hidden)
    for (let from = 0; from < count && this.#items !== undefined; from += mostItems) {
      const part = vectors.subarray(from * factors, (from + mostItems) * factors)
      // One row alone would be multiplied by another routine of the runtime, which rounds otherwise.
      const rows = new Float32Array(Math.max(2 * factors, part.length))
      rows.set(part)
      const made = new Float32Array((rows.length / factors) * hidden)
      await this.#items.run({ ...only(this.#items, parameters), vectors: rows }, { made })
      first.set(made.subarray(0, (part.length / factors) * hidden), from * hidden)
    }
    return { count, sources, vectors, biases, first }
  }

  /** Scores of all items for each history; `take` is given the index of a history and the scores, valid during the call. */
  async scores(parameters: Arrays, items: DnnItems, histories: readonly Read[], take: (history: number, scores: Float32Array) => void): Promise<void> {
    const { factors, hidden } = this.#shape
    const { count, vectors, biases } = items
    const own = only(this.#people, parameters)
    for (let from = 0; from < histories.length; from += mostRows) {
      const part = histories.slice(from, from + mostRows)
      const rows = Math.max(2, part.length)
      const read = new Float32Array(rows * factors)
      part.forEach((history, row) => void pool(history, items.sources, read.subarray(row * factors, (row + 1) * factors)))
      const wide = new Float32Array(rows * count)
      const first = new Float32Array(rows * hidden)
      await this.#people.run({ ...own, read, vectors, biases }, hidden === 0 ? { wide } : { wide, first })
      for (let row = 0; row < part.length; row++) {
        const scores = wide.subarray(row * count, (row + 1) * count)
        await this.#addTower(parameters, first.slice(row * hidden, (row + 1) * hidden), items, scores)
        take(from + row, scores)
      }
    }
  }

  /** Adds what the tower says of every item; a block of items at a time, whose layers stay in the cache. */
  async #addTower(parameters: Arrays, person: Float32Array, { count, first }: DnnItems, scores: Float32Array): Promise<void> {
    const { hidden } = this.#shape
    const tower = this.#tower
    if (tower === undefined) return
    const own = only(tower, parameters)
    const size = Math.min(count, mostItems)
    const deep = new Float32Array(size)
    for (let at = 0; at < count; at += size) {
      // The last block reaches back, so that all are of one size.
      const from = Math.min(at, count - size)
      await tower.run({ ...own, person, first: first.subarray(from * hidden, (from + size) * hidden) }, { deep })
      for (let item = at; item < from + size; item++) scores[item] += deep[item - from]
    }
  }
}

/** The weighted sum of what a history's items say, scaled so that who did much is not louder than who did little, into `out` [factors]. */
function pool({ items, weights }: Read, sources: Float32Array, out: Float32Array): void {
  const shares = sharesOf(weights)
  const factors = out.length
  items.forEach((item, entry) => {
    for (let f = 0; f < factors; f++) out[f] += shares[entry] * sources[item * factors + f]
  })
}

/** Weights scaled to length 1. */
export function sharesOf(weights: Float32Array): Float32Array {
  let square = 0
  for (const weight of weights) square += weight * weight
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0
  return weights.map((weight) => weight * scale)
}

function only(program: Program, parameters: Arrays): Arrays {
  return Object.fromEntries(program.inputs.filter(({ name }) => name in parameters).map(({ name }) => [name, parameters[name]!]))
}
