import { CandorError } from '../errors.ts'
import { type Backend, openBackend, type Port, type Program } from '../nn/index.ts'

/** How a ranker of somebody else's is asked. */
export interface RankerForm {
  /** The .onnx file. */
  readonly network: Uint8Array
  /** Names of its input and its output. */
  readonly input: string
  readonly output: string
  readonly wide: boolean
  /** People of a batch, where the network leaves no choice. */
  readonly people?: number
  /** Places of a history; of longer ones the newest count. */
  readonly length: number
  /** Stands in places without an item. */
  readonly pad: number
  /** On which side of the history they are. */
  readonly padding: 'after' | 'before'
  /** The number of the first item in a history, and the column of its score. */
  readonly first: number
  readonly column: number
}

export interface RankerWish extends Pick<RankerForm, 'pad' | 'padding' | 'first'> {
  /** Where the network leaves it open. */
  readonly length: number
}

const together = 64
const expected =
  'A ranker has one input [people, length] of int32 or int64, the numbers of items, and an output [people, items] of float32 or float64, called scores or the only one of such a shape'

/**
 * How to ask a network for the scores of so many items, found by looking at it and asking it once.
 * @throws CandorError `file.unreadable` where the bytes are no ONNX network, `params.invalid` where its input, its output or its number of items is not a ranker's
 */
export async function rankerOf(network: Uint8Array, path: string, items: number, wish: RankerWish): Promise<RankerForm> {
  const program = await (await openBackend()).open(network).catch((cause: unknown) => {
    throw new CandorError('file.unreadable', `The network ${path} cannot be opened as ONNX: ${whyOf(cause)}. Its weights must be inside the file.`, { cause })
  })
  try {
    const [input] = program.inputs
    if (input === undefined || program.inputs.length > 1 || (input.type !== 'int32' && input.type !== 'int64') || input.shape.length !== 2)
      throw unlike(path, 'inputs', program.inputs)
    const able = program.outputs.filter(({ type, shape }) => (type === 'float32' || type === 'float64') && shape.length === 2)
    const output = able.find(({ name }) => name === 'scores') ?? (able.length === 1 ? able[0] : undefined)
    if (output === undefined) throw unlike(path, 'outputs', program.outputs)
    const [people, length] = input.shape.map(fixed)
    const form: RankerForm = {
      network,
      input: input.name,
      output: output.name,
      wide: input.type === 'int64',
      ...(people === undefined ? {} : { people }),
      ...wish,
      length: length ?? wish.length,
      column: 0,
    }
    const tried = await ask(program, form, [Int32Array.of(0)]).catch((cause: unknown) => {
      throw new CandorError(
        'params.invalid',
        `The network ${path} failed on a history of its first item, written as ${form.first}: ${whyOf(cause)}. See the parameters first and pad.`,
        { cause },
      )
    })
    if (tried.width !== items && tried.width !== items + form.first)
      throw new CandorError(
        'params.invalid',
        `The network ${path} gives ${tried.width} scores for ${items} items: its list of items is another one's, or first is not ${Math.max(0, tried.width - items)}.`,
      )
    return { ...form, column: tried.width - items }
  } finally {
    await program.close()
  }
}

/** A ranker at work; the network is opened by the first who asks. */
export class Ranker {
  readonly #form: RankerForm
  #opened: Promise<Program> | undefined

  constructor(form: RankerForm) {
    this.#form = form
  }

  /** Hands over the scores of every item for each history, which is not empty [network's items]; valid until the callback returns. */
  async scores(histories: readonly Int32Array[], take: (index: number, scores: Float32Array | Float64Array) => void): Promise<void> {
    if (histories.length === 0) return
    this.#opened ??= openBackend().then((backend: Backend) => backend.open(this.#form.network))
    const program = await this.#opened
    const { people: rows = together, column } = this.#form
    for (let from = 0; from < histories.length; from += rows) {
      const part = histories.slice(from, from + rows)
      const { values, width } = await ask(program, this.#form, part)
      part.forEach((_, row) => void take(from + row, values.subarray(row * width + column, (row + 1) * width)))
    }
  }
}

async function ask(
  program: Program,
  form: RankerForm,
  histories: readonly Int32Array[],
): Promise<{ readonly values: Float32Array | Float64Array; readonly width: number }> {
  const { input, output, wide, length, pad, padding, first, people = histories.length } = form
  const numbers = new Int32Array(people * length).fill(pad)
  for (let row = 0; row < people; row++) {
    // A batch that must be full is filled up with the first history.
    const newest = (histories[row] ?? histories[0]!).slice(-length)
    const start = row * length + (padding === 'after' ? 0 : length - newest.length)
    newest.forEach((item, place) => {
      numbers[start + place] = item + first
    })
  }
  const values = wide ? BigInt64Array.from(numbers, BigInt) : numbers
  const scores = (await program.compute({ [input]: { shape: [people, length], values } }, [output]))[output]!
  return { values: scores.values as Float32Array, width: scores.shape[1]! }
}

/** A size that the network leaves no choice of. */
function fixed(size: string | number): number | undefined {
  return typeof size === 'number' && size > 0 ? size : undefined
}

/** The runtime ends its sentences itself, sometimes. */
function whyOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/[.\s]+$/, '')
}

function unlike(path: string, what: string, found: readonly Port[]): CandorError {
  const list = found.map(({ name, type, shape }) => `${name} ${type} [${shape.join(', ')}]`).join('; ')
  return new CandorError('params.invalid', `The ${what} of ${path} are not those of a ranker: ${list || 'none'}. ${expected}.`)
}
