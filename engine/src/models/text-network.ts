import { CandorError } from '../errors.ts'
import type { Backend, Port, Program } from '../nn/index.ts'
import { type WordPieceSettings, wordPieces } from './word-piece.ts'

/** What a text encoder's folder holds, read. */
export interface EncoderFiles {
  /** Where the network lies, for messages. */
  readonly path: string
  readonly network: Uint8Array
  /** Absent where there is no vocab.txt beside it. */
  readonly vocabulary?: string
  readonly settings: WordPieceSettings
  /** What stands for a text where the network gives a vector for each piece: their mean, or that of the first. */
  readonly pooling: 'mean' | 'first'
  /** Most pieces of a text that are read. */
  readonly longest: number
}

/** A network of somebody else's that makes a vector of a text. */
export interface TextNetwork {
  /** A vector of length 1 for each text, zeros for an empty one [texts × size]. `report` hears the share that is done, and may throw to stop. */
  encode(texts: readonly string[], report?: (done: number) => void): Promise<{ readonly size: number; readonly vectors: Float32Array }>
  close(): Promise<void>
}

const textsAtOnce = 32
const pieceInputs = ['input_ids', 'attention_mask', 'token_type_ids']
const expected =
  'An encoder has the inputs input_ids [texts, pieces] and, if it likes, attention_mask and token_type_ids, all int64 or int32, or one single input of type string; and the output sentence_embedding [texts, size], or last_hidden_state [texts, pieces, size]'

/**
 * Opens an encoder of texts: of the BERT family, with its vocab.txt, or one that takes the texts themselves.
 * @throws CandorError `file.unreadable` where the bytes are no ONNX network, `params.invalid` where its inputs or outputs are not an encoder's, or the vocabulary is missing or none
 */
export async function openTextNetwork(backend: Backend, files: EncoderFiles): Promise<TextNetwork> {
  const program = await backend.open(files.network).catch((cause: unknown) => {
    throw new CandorError(
      'file.unreadable',
      `The encoder ${files.path} cannot be opened as an ONNX network: ${whyOf(cause)}. Its weights must be inside the file.`,
      {
        cause,
      },
    )
  })
  try {
    const result = resultOf(program, files.path)
    const feed = feederOf(program, files)
    const encode: TextNetwork['encode'] = async (texts, report = () => undefined) => {
      const told = texts.map(feed.read)
      // Texts of like length go together, so that little is filled up.
      const order = [...texts.keys()].filter((at) => texts[at] !== '').sort((a, b) => told[a]!.length - told[b]!.length || a - b)
      let size = 1
      let vectors = new Float32Array(texts.length)
      for (let from = 0; from < order.length; from += feed.rows) {
        report(from / order.length)
        const batch = order.slice(from, from + feed.rows)
        const { feeds, counts } = feed.batch(batch.map((at) => told[at]!))
        const computed = (
          await program.compute(feeds, [result]).catch((cause: unknown) => {
            throw new CandorError(
              'params.invalid',
              `The encoder ${files.path} failed on a text such as "${texts[batch.at(-1)!]!.slice(0, 80)}": ${whyOf(cause)}.`,
              { cause },
            )
          })
        )[result]!
        const width = computed.shape.at(-1)!
        if (from === 0) {
          size = width
          vectors = new Float32Array(texts.length * size)
        }
        batch.forEach(
          (at, row) => void vectors.set(unit(computed.values as Float32Array, computed.shape, row, files.pooling === 'first' ? 1 : counts[row]!), at * size),
        )
        const odd = batch.find((at) => !vectors.subarray(at * size, (at + 1) * size).every(Number.isFinite))
        if (odd !== undefined)
          throw new CandorError('params.invalid', `The encoder ${files.path} makes no numbers of the text "${texts[odd]!.slice(0, 80)}": take another encoder.`)
      }
      return { size, vectors }
    }
    return { encode, close: () => program.close() }
  } catch (error) {
    await program.close()
    throw error
  }
}

interface Feeder {
  /** Texts of a batch. */
  readonly rows: number
  read(text: string): readonly number[] | string
  /** The feeds of a batch, filled up to what the network wants, and how many pieces each text has. */
  batch(told: readonly (readonly number[] | string)[]): { readonly feeds: Parameters<Program['compute']>[0]; readonly counts: readonly number[] }
}

function feederOf({ inputs }: Program, files: EncoderFiles): Feeder {
  const [only] = inputs
  const fixedRows = fixed(only?.shape[0])
  const rows = fixedRows ?? textsAtOnce
  if (only !== undefined && inputs.length === 1 && only.type === 'string' && only.shape.length <= 2) {
    const { name, shape } = only
    return {
      rows,
      read: (text) => text,
      batch(told) {
        const values = Array.from({ length: fixedRows ?? told.length }, (_, row) => (told[row] as string | undefined) ?? '')
        return { feeds: { [name]: { shape: shape.length === 2 ? [values.length, 1] : [values.length], values } }, counts: told.map(() => 1) }
      },
    }
  }
  const isPieces = ({ name, type, shape }: Port): boolean => pieceInputs.includes(name) && (type === 'int64' || type === 'int32') && shape.length === 2
  if (!inputs.some(({ name }) => name === 'input_ids') || !inputs.every(isPieces)) throw unlike(files.path, 'inputs', inputs)
  const { vocabulary, settings } = files
  if (vocabulary === undefined) {
    throw new CandorError(
      'params.invalid',
      `The encoder ${files.path} reads word pieces, but there is no vocab.txt beside it. Put the encoder's own there; a tokenizer.json alone is not read.`,
    )
  }
  const pieces = readPieces(vocabulary, settings, files.path)
  const most = fixed(only?.shape[1])
  return {
    rows,
    read: (text) => pieces.encode(text, most ?? files.longest),
    batch(told) {
      const count = fixedRows ?? told.length
      const width = most ?? Math.max(...told.map((each) => each.length))
      const values: Record<string, number[]> = {
        input_ids: new Array<number>(count * width).fill(pieces.pad),
        attention_mask: new Array<number>(count * width).fill(0),
        token_type_ids: new Array<number>(count * width).fill(0),
      }
      told.forEach((each, row) => {
        ;(each as readonly number[]).forEach((piece, at) => {
          values.input_ids![row * width + at] = piece
          values.attention_mask![row * width + at] = 1
        })
      })
      const typed = ({ name, type }: Port) => (type === 'int64' ? BigInt64Array.from(values[name]!, BigInt) : Int32Array.from(values[name]!))
      return {
        feeds: Object.fromEntries(inputs.map((port) => [port.name, { shape: [count, width], values: typed(port) }])),
        counts: told.map((each) => each.length),
      }
    },
  }
}

/** The runtime ends its sentences itself, sometimes. */
function whyOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/[.\s]+$/, '')
}

/** A size that the network leaves no choice of. */
function fixed(size: string | number | undefined): number | undefined {
  return typeof size === 'number' && size > 0 ? size : undefined
}

function readPieces(vocabulary: string, settings: WordPieceSettings, path: string): ReturnType<typeof wordPieces> {
  try {
    return wordPieces(vocabulary, settings)
  } catch (cause) {
    throw new CandorError(
      'params.invalid',
      `The vocab.txt beside ${path} ${(cause as Error).message}: it is not that of a WordPiece encoder. Take the encoder's own.`,
      { cause },
    )
  }
}

/** The output that is taken: the one named as usual, else the only one that could be. */
function resultOf({ outputs }: Program, path: string): string {
  const able = outputs.filter(({ type, shape }) => (type === 'float32' || type === 'float64') && (shape.length === 2 || shape.length === 3))
  const named = able.find(({ name }) => name === 'sentence_embedding') ?? able.find(({ name }) => name === 'last_hidden_state' || name === 'token_embeddings')
  const chosen = named ?? (able.length === 1 ? able[0] : undefined)
  if (chosen === undefined) throw unlike(path, 'outputs', outputs)
  return chosen.name
}

function unlike(path: string, what: string, found: readonly Port[]): CandorError {
  const list = found.map(({ name, type, shape }) => `${name} ${type} [${shape.join(', ')}]`).join('; ')
  return new CandorError('params.invalid', `The ${what} of ${path} are not those of a text encoder: ${list || 'none'}. ${expected}.`)
}

/** The row's vector, of length 1: the mean over the first `count` pieces where there is one for each piece. */
function unit(values: Float32Array | Float64Array, shape: readonly number[], row: number, count: number): Float64Array {
  const width = shape.at(-1)!
  const steps = shape.length === 3 ? shape[1]! : 1
  const sums = new Float64Array(width)
  for (let step = 0; step < Math.min(count, steps); step++) for (let k = 0; k < width; k++) sums[k] += values[(row * steps + step) * width + k]
  const length = Math.sqrt(sums.reduce((sum, value) => sum + value * value, 0))
  return length === 0 ? sums : sums.map((value) => value / length)
}
