import { type Backend, input, Parameters, type Program } from '../nn/index.ts'
import { gather, logSoftmax, matMul, reshape } from '../nn/ops/index.ts'
import { encode, type SasrecShape } from './sasrec-network.ts'

export interface SasrecWeights {
  /** Dense parameters by name. */
  readonly parameters: Readonly<Record<string, Float32Array>>
  /** Of the items, and of the mask after them in a cloze network [active (+ 1) × factors]. */
  readonly vectors: Float32Array
}

/** Sequences of at most these many items share a program; longer ones have the next, up to the length of the network. */
const buckets = [4, 8, 16, 32, 64, 128, 256, 512]
/** Sequences run at once at most. */
const together = 64

/** The dense parameters of a network of this shape, declared. */
export function parametersOf(shape: SasrecShape): Parameters {
  const parameters = new Parameters()
  const place = (name: string) => input(name, [1, 1], 'int32')
  encode({ items: input('items', [1, 1, shape.factors]), segments: place('segments'), positions: place('positions') }, shape, parameters)
  return parameters
}

/** How many vectors a network of this shape has. */
export function vectorsOf(active: number, { cloze }: Pick<SasrecShape, 'cloze'>): number {
  return cloze ? active + 1 : active
}

/** Runs a trained network over histories: one program a bucket of lengths, made when it is first needed. */
export class SasrecScorer {
  readonly #backend: Backend
  readonly #shape: SasrecShape
  readonly #items: number
  readonly #programs: Map<number, Promise<Program>> = new Map()

  /** @param items how many active items there are */
  constructor(backend: Backend, shape: SasrecShape, items: number) {
    this.#backend = backend
    this.#shape = shape
    this.#items = items
  }

  /** Hands over, for each history of at least one active item (the newest `length` count, a mask among them), log P(next item) of every active item [active]; valid until the callback returns. Not in order. */
  async scores(weights: SasrecWeights, asked: readonly Int32Array[], take: (index: number, scores: Float32Array) => void): Promise<void> {
    const { factors, length, cloze } = this.#shape
    const n = this.#items
    const vectors = weights.vectors.subarray(0, n * factors)
    const histories = cloze ? asked.map((history) => Int32Array.of(...history.slice(1 - length), n)) : asked
    const byBucket = new Map<number, number[]>()
    histories.forEach((history, index) => {
      const bucket = Math.min(length, buckets.find((size) => size >= history.length) ?? length)
      byBucket.set(bucket, [...(byBucket.get(bucket) ?? []), index])
    })
    for (const [bucket, indices] of byBucket) {
      const program = await this.#program(bucket)
      for (let from = 0; from < indices.length; from += together) {
        const part = indices.slice(from, from + together)
        const items = new Float32Array(part.length * bucket * factors)
        const segments = new Int32Array(part.length * bucket)
        const positions = new Int32Array(part.length * bucket)
        const last = new Int32Array(part.length)
        part.forEach((index, row) => {
          const history = histories[index]!.slice(-length)
          history.forEach((item, place) => {
            const at = row * bucket + place
            items.set(weights.vectors.subarray(item * factors, (item + 1) * factors), at * factors)
            segments[at] = 1
            positions[at] = place
          })
          last[row] = row * bucket + history.length - 1
        })
        const scores = new Float32Array(part.length * n)
        await program.run({ items, segments, positions, last, vectors, ...weights.parameters }, { scores })
        part.forEach((index, row) => void take(index, scores.subarray(row * n, (row + 1) * n)))
      }
    }
  }

  #program(bucket: number): Promise<Program> {
    const known = this.#programs.get(bucket)
    if (known !== undefined) return known
    const { factors } = this.#shape
    const place = (name: string) => input(name, ['people', bucket], 'int32')
    const batch = { items: input('items', ['people', bucket, factors]), segments: place('segments'), positions: place('positions') }
    const places = reshape(encode(batch, this.#shape, new Parameters()), [`${bucket}*people`, factors])
    const people = gather(places, input('last', ['people'], 'int32'))
    const scores = logSoftmax(matMul(people, input('vectors', [this.#items, factors]), { transB: true }))
    const made = this.#backend.compile({ scores })
    this.#programs.set(bucket, made)
    return made
  }
}
