import { topK } from '../math/topk.ts'
import { openKernel, type SharedMemory } from '../models/shared-memory.ts'

/** What kernels/sums.as exports; arguments are byte offsets into the memory, or counts. */
interface SumsKernel {
  sum(list: number, weights: number, count: number, base: number, n: number, out: number): void
  mostSum(list: number, least: number, most: number, count: number, base: number, n: number, out: number): void
  round(row: number, n: number, out: number): void
  top(scores: number, excluded: number, n: number, k: number, best: number, out: number): number
  ahead(scores: number, excluded: number, n: number, bar: number, item: number): number
  near(a: number, b: number, n: number, most: number): number
  largest(row: number, n: number): number
}

/** The part of WebAssembly used here; TypeScript declares it only among the browser's types. */
const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyPart }).WebAssembly
interface WebAssemblyPart {
  readonly Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory & { grow(pages: number): number }
}

const page = 65536
/** Most rows of one sum. */
const mostRows = 8192
/** The compiler's own data stand in front of the places below. */
const front = 4096
/** Rows made at a time. */
const batch = 8
/** Longest list that the kernel has a place for. */
const mostBest = 4096

/**
 * Rows of f64 [length] where a SIMD kernel can sum them, and one place for scores, f32 [length], in which it can tell who is ahead. A row is taken and given back; what is in it when it is taken is
 * not told. The memory grows as far as 4 GB and the arrays handed out stay valid, for which it is a shared one, though one thread uses it.
 */
export class Rows {
  readonly length: number
  readonly #n: number
  readonly #kernel: SumsKernel
  readonly #memory: SharedMemory & { grow(pages: number): number }
  readonly #free: Float64Array[] = []
  readonly #list: Uint32Array
  readonly #weights: Float64Array
  readonly #more: Float64Array
  readonly #base: Float32Array
  /** The scores looked at: what `round` or `scores.set` put there last. */
  readonly scores: Float32Array
  readonly #others: Float32Array
  readonly #excluded: Uint8Array
  readonly #best: Float32Array
  readonly #items: Int32Array
  #end: number
  /** What stands in `#base`: all sums of one model have the same. */
  #held: Float32Array | undefined
  /** What stands in `#excluded`: all lists of one search leave the same out. */
  #masked: Uint8Array | undefined

  constructor(length: number) {
    this.length = length
    this.#n = Math.ceil(length / 16) * 16
    let size = front
    const claim = (bytes: number): number => {
      const at = size
      size += Math.ceil(bytes / 64) * 64
      return at
    }
    const [list, weights, more] = [claim(4 * mostRows), claim(8 * mostRows), claim(8 * mostRows)]
    const [base, scores, others, excluded] = [claim(4 * this.#n), claim(4 * this.#n), claim(4 * this.#n), claim(this.#n)]
    const [best, items] = [claim(4 * mostBest), claim(4 * mostBest)]
    this.#end = size
    this.#memory = new wasm.Memory({ initial: Math.ceil(size / page), maximum: 65536, shared: true })
    this.#kernel = openKernel('sums', this.#memory)
    const { buffer } = this.#memory
    this.#list = new Uint32Array(buffer, list, mostRows)
    this.#weights = new Float64Array(buffer, weights, mostRows)
    this.#more = new Float64Array(buffer, more, mostRows)
    this.#base = new Float32Array(buffer, base, this.#n)
    this.scores = new Float32Array(buffer, scores, length)
    this.#others = new Float32Array(buffer, others, length)
    this.#excluded = new Uint8Array(buffer, excluded, this.#n).fill(1)
    this.#best = new Float32Array(buffer, best, mostBest)
    this.#items = new Int32Array(buffer, items, mostBest)
  }

  /** A row, until it is given back. */
  take(): Float64Array {
    if (this.#free.length === 0) this.#grow()
    return this.#free.pop()!
  }

  give(row: Float64Array): void {
    this.#free.push(row)
  }

  /** out [length] ← base [length] + Σ weights[r] · rows[r], in the order given. All rows and `out` are of these; a base stays what it is. */
  sum(rows: readonly Float64Array[], weights: readonly number[], base: Float32Array, out: Float64Array): void {
    this.#ready(rows, weights, base)
    this.#kernel.sum(this.#list.byteOffset, this.#weights.byteOffset, rows.length, this.#base.byteOffset, this.#n, out.byteOffset)
  }

  /** out [length] ← base [length] + Σ of the most that each row can give, weighing from least[r] to most[r]. */
  mostSum(rows: readonly Float64Array[], least: readonly number[], most: readonly number[], base: Float32Array, out: Float64Array): void {
    this.#ready(rows, least, base)
    this.#more.set(most)
    this.#kernel.mostSum(this.#list.byteOffset, this.#weights.byteOffset, this.#more.byteOffset, rows.length, this.#base.byteOffset, this.#n, out.byteOffset)
  }

  /** The scores become the row, rounded. */
  round(row: Float64Array): void {
    this.#kernel.round(row.byteOffset, this.#n, this.scores.byteOffset)
  }

  /** The k highest of the scores as `topK` gives them. 1 in excluded [length]: left out; such a mask stays what it is. */
  best(k: number, excluded: Uint8Array): Int32Array {
    if (k > mostBest) return topK(this.scores, k, { exclude: excluded }).items
    this.#mask(excluded)
    const { byteOffset } = this.scores
    const held = this.#kernel.top(byteOffset, this.#excluded.byteOffset, this.#n, k, this.#best.byteOffset, this.#items.byteOffset)
    return this.#items.slice(0, held)
  }

  /** How many of the scores, without the excluded, are above the bar, or equal to it and of an item that stands earlier. */
  ahead(bar: number, item: number, excluded: Uint8Array): number {
    this.#mask(excluded)
    return this.#kernel.ahead(this.scores.byteOffset, this.#excluded.byteOffset, this.#n, bar, item)
  }

  /** Whether no score is further from the other [length] than a share of the largest finite one of these. */
  isNear(other: Float32Array, share: number): boolean {
    this.#others.set(other)
    const { byteOffset } = this.#others
    return this.#kernel.near(this.scores.byteOffset, byteOffset, this.length, this.#kernel.largest(byteOffset, this.length) * share) !== 0
  }

  #mask(excluded: Uint8Array): void {
    if (excluded === this.#masked) return
    this.#excluded.set(excluded)
    this.#masked = excluded
  }

  #ready(rows: readonly Float64Array[], weights: readonly number[], base: Float32Array): void {
    if (rows.length > mostRows) throw new RangeError(`A sum has at most ${mostRows} rows, got ${rows.length}.`)
    for (let r = 0; r < rows.length; r++) this.#list[r] = rows[r]!.byteOffset
    this.#weights.set(weights)
    if (base === this.#held) return
    this.#base.set(base)
    this.#held = base
  }

  #grow(): void {
    const width = Math.ceil((8 * this.#n) / 64) * 64
    const count = Math.max(1, Math.min(batch, Math.floor(2 ** 25 / width)))
    const missing = this.#end + count * width - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / page))
    for (let i = 0; i < count; i++, this.#end += width) this.#free.push(new Float64Array(this.#memory.buffer, this.#end, this.length))
  }
}

/** Rows by length. One shop has one length; those of models that are gone must not stay. */
const kept = new Map<number, Rows>()

/** The rows that all explanations over so many items share. */
export function rowsOf(length: number): Rows {
  let rows = kept.get(length)
  if (rows === undefined) {
    if (kept.size > 4) kept.clear()
    rows = new Rows(length)
    kept.set(length, rows)
  }
  return rows
}
