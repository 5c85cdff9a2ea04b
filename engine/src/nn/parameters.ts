import { Random } from '../math/random.ts'
import { input, type Tensor } from './tensor.ts'

/** Fills a parameter with its first values. */
export type Initialiser = (random: Random, out: Float32Array, shape: readonly number[]) => void

export interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
  readonly initialise: Initialiser
  /** Its place in the network: an input of the same name. */
  readonly tensor: Tensor
}

/** The dense parameters a network declares as it is built; each is an input of the program, its values in an array of ours. Embedding tables live outside (see `rows.ts`). */
export class Parameters {
  readonly #declared: Map<string, Parameter>
  readonly #prefix: string

  constructor(declared: Map<string, Parameter> = new Map(), prefix = '') {
    this.#declared = declared
    this.#prefix = prefix
  }

  /** The same registry, every name below a folder: `parameters.under('block0')`. */
  under(folder: string): Parameters {
    return new Parameters(this.#declared, `${this.#prefix}${folder}/`)
  }

  /** The tensor of a parameter, declared on first use; asked for again by a second network (for scoring, say) it is the same one. */
  declare(name: string, shape: readonly number[], initialise: Initialiser): Tensor {
    const whole = this.#prefix + name
    const known = this.#declared.get(whole)
    if (known === undefined) {
      const parameter = { name: whole, shape, initialise, tensor: input(whole, shape) }
      this.#declared.set(whole, parameter)
      return parameter.tensor
    }
    if (known.shape.join() !== shape.join()) throw new RangeError(`Parameter "${whole}" was declared with shape [${known.shape}], now with [${shape}].`)
    return known.tensor
  }

  /** In the order of declaration. */
  list(): readonly Parameter[] {
    return [...this.#declared.values()]
  }

  tensors(): readonly Tensor[] {
    return this.list().map((parameter) => parameter.tensor)
  }

  /** How many numbers they hold together. */
  get size(): number {
    return this.list().reduce((sum, { shape }) => sum + product(shape), 0)
  }

  /** One flat array of `size` zeros (or the one given, as loaded from a file) and a view of each parameter in it, by name. */
  arrays(flat: Float32Array = new Float32Array(this.size)): ParameterArrays {
    if (flat.length !== this.size) throw new RangeError(`The parameters hold ${this.size} numbers together, got ${flat.length}.`)
    const views: Record<string, Float32Array> = {}
    let at = 0
    for (const { name, shape } of this.list()) {
      views[name] = flat.subarray(at, at + product(shape))
      at += product(shape)
    }
    return { flat, views }
  }

  /** First values: each parameter's stream depends on the seed and its own name alone. */
  initialise(seed: number | string): ParameterArrays {
    const arrays = this.arrays()
    const random = new Random(seed)
    for (const { name, shape, initialise } of this.list()) initialise(random.fork(name), arrays.views[name]!, shape)
    return arrays
  }
}

export interface ParameterArrays {
  readonly flat: Float32Array
  readonly views: Readonly<Record<string, Float32Array>>
}

export const zeros: Initialiser = (_, out) => void out.fill(0)
export const ones: Initialiser = (_, out) => void out.fill(1)

export function normal(deviation: number): Initialiser {
  return (random, out) => {
    for (let i = 0; i < out.length; i++) out[i] = deviation * random.normal()
  }
}

export function uniform(bound: number): Initialiser {
  return (random, out) => {
    for (let i = 0; i < out.length; i++) out[i] = bound * (2 * random.next() - 1)
  }
}

/** Uniform within √(6 / (rows + columns)) (Glorot and Bengio 2010). */
export const glorot: Initialiser = (random, out, shape) => uniform(Math.sqrt(6 / (shape[0]! + shape.at(-1)!)))(random, out, shape)

function product(shape: readonly number[]): number {
  return shape.reduce((size, each) => size * each, 1)
}
