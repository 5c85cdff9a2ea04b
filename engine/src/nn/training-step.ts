import { Random } from '../math/random.ts'
import { Arena } from './arena.ts'
import type { Backend, Program, Values } from './backend.ts'
import { fillDropout } from './dropouts.ts'
import { gradientName, inOrder, trainingOutputs } from './grad.ts'
import { Optimiser } from './optimiser.ts'
import { Table } from './rows.ts'
import { rateAt } from './schedule.ts'
import type { Batch, Task, Weights } from './task.ts'
import { inputName, type Tensor } from './tensor.ts'

/** Everything that one step of a task takes: the program of its forward and backward pass, and weights, moments, rows and gradients in one arena. */
export class TrainingStep {
  readonly weights: Weights
  readonly optimiser: Optimiser
  readonly #task: Task
  readonly #seed: number
  readonly #program: Program
  readonly #tables: Readonly<Record<string, Table>>
  readonly #lookups: readonly { readonly input: string; readonly table: string; readonly rows: Float32Array; readonly gradient: Float32Array }[]
  readonly #gradients: Readonly<Record<string, Float32Array>>
  readonly #flatGradient: Float32Array
  readonly #masks: Readonly<Record<string, Float32Array>>
  readonly #loss = new Float32Array(1)

  private constructor(task: Task, seed: number, program: Program) {
    const { parameters, optimiser, tables = {}, lookups = {} } = task
    this.#task = task
    this.#seed = seed
    this.#program = program
    const arena = new Arena(bytesOf(task))
    const own = parameters.arrays(arena.f32(parameters.size))
    const slopes = parameters.arrays(arena.f32(parameters.size))
    own.flat.set(parameters.initialise(seed).flat)
    this.#gradients = slopes.views
    this.#flatGradient = slopes.flat
    this.#tables = Object.fromEntries(Object.entries(tables).map(([name, shape]) => [name, new Table(arena, shape)]))
    for (const [name, { initialise, rows, width }] of Object.entries(tables)) {
      initialise(new Random(seed).fork(`table ${name}`), this.#tables[name]!.values, [rows, width])
    }
    this.#lookups = Object.entries(lookups).map(([input, table]) => {
      const { most, width } = tables[table]!
      return { input, table, rows: arena.f32(most * width), gradient: arena.f32(most * width) }
    })
    const dense = parameters.size === 0 ? [] : [{ name: 'parameters', values: own.flat }]
    this.optimiser = new Optimiser(arena, optimiser, dense, this.#tables)
    this.weights = { parameters: own.views, tables: Object.fromEntries(Object.entries(this.#tables).map(([name, table]) => [name, table.values])) }
    this.#masks = Object.fromEntries((task.dropouts?.list() ?? []).map(({ name, tensor }) => [name, new Float32Array(lengthOf(tensor))]))
  }

  /**
   * Compiles the task and fills its weights from the seed.
   * @throws RangeError when an input of the task's lookups is not in its network, or reads a table that is not there
   */
  static async open(task: Task, backend: Backend, seed: number): Promise<TrainingStep> {
    const inputs = new Map(inOrder([task.loss]).map((tensor) => [inputName(tensor), tensor] as const))
    const looked = Object.entries(task.lookups ?? {}).map(([name, table]) => {
      if (task.tables?.[table] === undefined)
        throw new RangeError(`"${name}" reads the table "${table}"; there are: ${Object.keys(task.tables ?? {}).join(', ') || 'none'}.`)
      const tensor = inputs.get(name)
      if (tensor === undefined) throw new RangeError(`The loss has no input "${name}", which lookups name.`)
      return tensor
    })
    const outputs = { ...trainingOutputs(task.loss, [...task.parameters.tensors(), ...looked]), ...task.outputs }
    return new TrainingStep(task, seed, await backend.compile(outputs))
  }

  /**
   * Forward, backward, update. Returns the loss before the update.
   * @throws RangeError for a loss or gradients that are not finite
   */
  async run({ feeds, rows = {}, results = {}, sizes }: Batch): Promise<number> {
    const fed: Record<string, Values> = { ...feeds, ...this.weights.parameters, ...this.#masks }
    const fetched: Record<string, Values> = { ...results, loss: this.#loss }
    for (const [name, gradient] of Object.entries(this.#gradients)) fetched[gradientName(name)] = gradient
    const used = new Map<string, { indices: Int32Array; gradient: Float32Array }[]>()
    for (const { input, table, rows: gathered, gradient } of this.#lookups) {
      const indices = rows[input]
      if (indices === undefined) throw new RangeError(`The batch names no rows for "${input}".`)
      const { width, most } = this.#tables[table]!
      if (indices.length > most) throw new RangeError(`A step looked up ${indices.length} rows of a table made for ${most} a step.`)
      const size = indices.length * width
      const values = gathered.subarray(0, size)
      this.#tables[table]!.gather(indices, values)
      fed[input] = values
      const slope = gradient.subarray(0, size)
      fetched[gradientName(input)] = slope
      used.set(table, [...(used.get(table) ?? []), { indices, gradient: slope }])
    }
    this.#fillMasks()
    await this.#program.run(fed, fetched, sizes)
    const loss = this.#loss[0]
    const steps = this.optimiser.steps
    if (!Number.isFinite(loss)) throw new RangeError(`The loss is ${loss} at step ${steps + 1}. Choose a lower learning rate, or clip the gradients.`)
    for (const [table, lookups] of used) this.#tables[table]!.collect(lookups)
    this.optimiser.step(rateAt(this.#task.schedule, steps), { parameters: this.#flatGradient })
    return loss
  }

  close(): Promise<void> {
    return this.#program.close()
  }

  /** Fresh masks, given by the seed and the number of the step alone. */
  #fillMasks(): void {
    const random = new Random(this.#seed).fork(`dropout ${this.optimiser.steps}`)
    for (const { name, rate } of this.#task.dropouts?.list() ?? []) fillDropout(random, rate, this.#masks[name]!)
  }
}

function bytesOf({ parameters, tables = {}, lookups = {}, optimiser }: Task): number {
  const shapes = Object.values(tables)
  const looked = Object.values(lookups).map((table) => tables[table]!.most * tables[table]!.width)
  const sizes = shapes.map(({ rows, width }) => rows * width)
  return (
    Arena.bytes([parameters.size, parameters.size, ...looked, ...looked]) +
    shapes.reduce((sum, shape) => sum + Table.bytes(shape), 0) +
    Optimiser.bytes(optimiser, parameters.size === 0 ? [] : [parameters.size], sizes)
  )
}

function lengthOf(tensor: Tensor): number {
  return tensor.shape.reduce<number>((size, each) => {
    if (typeof each !== 'number') throw new RangeError(`A dropout mask needs its sizes known, got [${tensor.shape}].`)
    return size * each
  }, 1)
}
