import { type Backend, input, Parameters, type Program, type Tensor, zeros } from '../nn/index.ts'
import { linear } from '../nn/layers/index.ts'
import { add, matMul, stop, tanh } from '../nn/ops/index.ts'
import { type Basket, sumsOf } from './basket-batches.ts'
import type { FeatureRow } from './product-features.ts'

export interface CfganShape {
  /** Items with events. */
  readonly items: number
  /** Size of what the generator makes of a person, and of items' vectors. */
  readonly factors: number
  /** Features of products; 0: nothing is described, so no vectors are made of descriptions. */
  readonly features: number
}

export interface CfganWeights {
  readonly parameters: Readonly<Record<string, Float32Array>>
  /** Input rows of the items with events [items × factors]. */
  readonly rows: Float32Array
  /** What persons are compared with [items × factors], and a bias each [items]. */
  readonly vectors: Float32Array
  readonly biases: Float32Array
  /** Input rows of the features of products [features × factors]. */
  readonly terms: Float32Array
}

/** What the generator makes of persons [rows × factors], from the sums of their items' rows. */
export function personOf(sums: Tensor, { factors }: CfganShape, parameters: Parameters): Tensor {
  return tanh(add(sums, parameters.declare('input/bias', [factors], zeros)))
}

/** What the item generator makes of products: a vector and, last, a bias each [rows × (factors + 1)], from the sums of their features' rows. */
export function itemOf(sums: Tensor, { factors }: CfganShape, parameters: Parameters): Tensor {
  return linear(tanh(add(sums, parameters.declare('item/bias', [factors], zeros))), factors + 1, parameters.under('item/out'))
}

/** The score of a discriminator [rows × 1]. `frozen`: its own weights learn nothing from it, only what it looks at does. */
export function judge(x: Tensor, parameters: Parameters, size: number, frozen: boolean): Tensor {
  const hold = frozen ? stop : (tensor: Tensor): Tensor => tensor
  const width = x.shape.at(-1) as number
  const declare = (name: string, shape: number[]): Tensor => hold(parameters.declare(name, shape, shape.length === 1 ? zeros : small))
  const h = tanh(add(matMul(x, declare('in', [width, size])), declare('in/bias', [size])))
  return add(matMul(h, declare('out', [size, 1])), declare('out/bias', [1]))
}

function small(random: { normal(): number }, out: Float32Array): void {
  for (let at = 0; at < out.length; at++) out[at] = 0.1 * random.normal()
}

/** The dense parameters that serving needs: names, sizes and order. */
export function servingParameters(shape: CfganShape): Parameters {
  const parameters = new Parameters()
  personOf(input('sums', ['rows', shape.factors]), shape, parameters)
  if (shape.features > 0) itemOf(input('sums', ['rows', shape.factors]), shape, parameters)
  return parameters
}

/** Rows computed at once: bounds memory. */
const most = 128

/** The trained generators at work: to validate, and to serve. */
export class CfganRun {
  readonly #shape: CfganShape
  readonly #people: Program
  readonly #items: Program | undefined

  private constructor(shape: CfganShape, people: Program, items: Program | undefined) {
    this.#shape = shape
    this.#people = people
    this.#items = items
  }

  static async open(backend: Backend, shape: CfganShape): Promise<CfganRun> {
    const sums = input('sums', ['rows', shape.factors])
    const scores = add(
      matMul(personOf(sums, shape, new Parameters()), input('vectors', ['items', shape.factors]), { transB: true }),
      input('biases', ['items']),
    )
    const items = shape.features > 0 ? await backend.compile({ made: itemOf(sums, shape, new Parameters()) }) : undefined
    return new CfganRun(shape, await backend.compile({ scores }), items)
  }

  /** Scores of the items of `against` for each person; `take` is given the index of a person and the scores, valid during the call. */
  async scores(
    { parameters, rows: table }: CfganWeights,
    against: { readonly vectors: Float32Array; readonly biases: Float32Array },
    baskets: readonly Basket[],
    take: (basket: number, scores: Float32Array) => void,
  ): Promise<void> {
    const items = against.biases.length
    const bias = { 'input/bias': parameters['input/bias']! }
    for (let from = 0; from < baskets.length; from += most) {
      const part = baskets.slice(from, from + most)
      const { sums, rows } = sumsOf(table, this.#shape.factors, part)
      const scores = new Float32Array(rows * items)
      await this.#people.run({ ...bias, sums, ...against }, { scores })
      for (let row = 0; row < part.length; row++) take(from + row, scores.subarray(row * items, (row + 1) * items))
    }
  }

  /** Vectors [products × factors] and biases [products] made of descriptions alone. */
  async make({ parameters, terms }: CfganWeights, products: readonly FeatureRow[]): Promise<{ vectors: Float32Array; biases: Float32Array }> {
    const { factors } = this.#shape
    const vectors = new Float32Array(products.length * factors)
    const biases = new Float32Array(products.length)
    const own = Object.fromEntries(Object.entries(parameters).filter(([key]) => key.startsWith('item/')))
    for (let from = 0; from < products.length && this.#items !== undefined; from += most) {
      const part = products.slice(from, from + most).map(({ indices, values }) => ({ items: indices, weights: values }))
      const { sums, rows } = sumsOf(terms, factors, part)
      const made = new Float32Array(rows * (factors + 1))
      await this.#items.run({ ...own, sums }, { made })
      part.forEach((_, row) => {
        vectors.set(made.subarray(row * (factors + 1), row * (factors + 1) + factors), (from + row) * factors)
        biases[from + row] = made[(row + 1) * (factors + 1) - 1]
      })
    }
    return { vectors, biases }
  }
}
