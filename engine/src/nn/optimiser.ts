import { Arena } from './arena.ts'
import type { Table } from './rows.ts'

export interface OptimiserOptions {
  readonly kind: 'sgd' | 'adam' | 'adagrad'
  /** Of `sgd`: heavy ball. Default 0. */
  readonly momentum?: number
  /** Of `adam`. Default 0.9. */
  readonly beta1?: number
  /** Of `adam`. Default 0.999. */
  readonly beta2?: number
  /** Default 1e-8; of `adagrad` 1e-10. */
  readonly epsilon?: number
  /** Adds l2 · parameter to the gradient. Default 0. */
  readonly l2?: number
  /** Decoupled: shrinks parameters by rate · weightDecay a step, which with `adam` is AdamW. Default 0. */
  readonly weightDecay?: number
  /** The largest norm of all gradients together; a larger one is scaled down to it. 0, the default, never scales. */
  readonly clip?: number
}

/** A dense parameter: trained as a whole in every step. */
export interface Dense {
  readonly name: string
  /** In the arena. */
  readonly values: Float32Array
}

/**
 * One optimiser over dense parameters and embedding tables, in the arithmetic of torch.optim (SGD, Adam, AdamW, Adagrad) with clipping by the global norm (clip_grad_norm_).
 *
 * Tables are *lazy*, as in torch.optim.SparseAdam: a step changes the rows that it looked up and their moments, nothing else. A row that is not looked up neither moves by its old momentum nor
 * forgets it, l2 and weight decay reach it only when it is touched, and Adam's bias correction counts all steps, not those of the row.
 */
export class Optimiser {
  readonly #arena: Arena
  readonly #options: Required<OptimiserOptions>
  readonly #dense: readonly Slot[]
  readonly #tables: readonly (Slot & { readonly table: Table })[]
  readonly #scratch: Float32Array
  /** Steps taken. */
  steps = 0

  /** Its moments take `Optimiser.bytes` of the arena. */
  constructor(arena: Arena, options: OptimiserOptions, dense: readonly Dense[], tables: Readonly<Record<string, Table>> = {}) {
    this.#arena = arena
    this.#options = { momentum: 0, beta1: 0.9, beta2: 0.999, epsilon: options.kind === 'adagrad' ? 1e-10 : 1e-8, l2: 0, weightDecay: 0, clip: 0, ...options }
    const count = momentsOf(options)
    const slot = (name: string, values: Float32Array): Slot => ({ name, values, moments: Array.from({ length: count }, () => arena.f32(values.length)) })
    this.#dense = dense.map(({ name, values }) => slot(name, values))
    this.#tables = Object.entries(tables).map(([name, table]) => ({ ...slot(name, table.values), table }))
    this.#scratch = arena.f32(Math.max(0, ...dense.map(({ values }) => values.length)))
  }

  /** What an optimiser takes of an arena for parameters and tables of these lengths. */
  static bytes(options: OptimiserOptions, dense: readonly number[], tables: readonly number[]): number {
    const lengths = [...dense, ...tables]
    return momentsOf(options) * Arena.bytes(lengths) + Arena.bytes([Math.max(0, ...dense)])
  }

  /**
   * One step at the given rate. `gradients` names that of every dense parameter; of each table what `collect` has summed is used, and then forgotten. Returns the norm of all gradients before
   * clipping.
   * @throws RangeError when a gradient is missing, has another length, or is not finite
   */
  step(rate: number, gradients: Readonly<Record<string, Float32Array>>): number {
    const { kernel } = this.#arena
    let square = 0
    for (const { name, values } of this.#dense) {
      const gradient = gradients[name]
      if (gradient?.length !== values.length) {
        throw new RangeError(
          `The gradient of "${name}" ${gradient === undefined ? 'is missing' : `has ${gradient.length} numbers, the parameter ${values.length}`}.`,
        )
      }
      square += kernel.squareSum(this.#reach(gradient), gradient.length)
    }
    for (const { table } of this.#tables) square += kernel.squareSum(table.sums.byteOffset, table.touched * table.width)
    const norm = Math.sqrt(square)
    if (!Number.isFinite(norm)) throw new RangeError(`The norm of the gradients is ${norm}, at step ${this.steps + 1}. Choose a lower learning rate, or clip.`)
    const { clip } = this.#options
    const scale = clip > 0 ? Math.min(1, clip / (norm + 1e-6)) : 1
    this.steps++
    for (const slot of this.#dense) this.#update(slot, this.#reach(gradients[slot.name] as Float32Array), 0, 1, slot.values.length, rate, scale)
    for (const slot of this.#tables) {
      const { sums, touchedRows, touched, width } = slot.table
      this.#update(slot, sums.byteOffset, touchedRows.byteOffset, touched, width, rate, scale)
      slot.table.touched = 0
    }
    return norm
  }

  /** The moments, by name, as views: writing into them restores a state. */
  moments(): Record<string, Float32Array> {
    const all = [...this.#dense, ...this.#tables]
    return Object.fromEntries(all.flatMap(({ name, moments }) => moments.map((moment, order) => [`${name}.moment${order + 1}`, moment] as const)))
  }

  #update({ values, moments }: Slot, gradient: number, rows: number, count: number, width: number, rate: number, scale: number): void {
    const { kernel } = this.#arena
    const { kind, l2, weightDecay, beta1, beta2, epsilon, momentum } = this.#options
    const p = values.byteOffset
    const keep = 1 - rate * weightDecay
    const first = moments[0]?.byteOffset ?? 0
    if (kind === 'sgd') kernel.sgd(p, first, gradient, rows, count, width, scale, l2, keep, momentum, rate)
    else if (kind === 'adagrad') kernel.adagrad(p, first, gradient, rows, count, width, scale, l2, keep, epsilon, rate)
    else {
      const size = rate / (1 - beta1 ** this.steps)
      const root = Math.sqrt(1 - beta2 ** this.steps)
      kernel.adam(p, first, moments[1]!.byteOffset, gradient, rows, count, width, scale, l2, keep, beta1, beta2, epsilon, size, root)
    }
  }

  /** Where the kernel finds the gradient: where it stands, or a copy. */
  #reach(gradient: Float32Array): number {
    if (this.#arena.owns(gradient)) return gradient.byteOffset
    this.#scratch.set(gradient)
    return this.#scratch.byteOffset
  }
}

interface Slot {
  readonly name: string
  readonly values: Float32Array
  readonly moments: readonly Float32Array[]
}

function momentsOf({ kind, momentum = 0 }: OptimiserOptions): number {
  if (kind === 'sgd') return momentum === 0 ? 0 : 1
  return kind === 'adam' ? 2 : 1
}
