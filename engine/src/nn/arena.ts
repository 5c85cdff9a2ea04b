import { readFileSync } from 'node:fs'
import { CandorError } from '../errors.ts'

/** What kernels/rows.as exports; arguments are byte offsets into the arena, counts or numbers. */
export interface RowsKernel {
  gatherRows(table: number, idx: number, n: number, d: number, out: number): void
  uniqueRows(idx: number, n: number, seen: number, rows: number, slots: number): number
  addRows(gradient: number, slots: number, n: number, d: number, sums: number): void
  squareSum(x: number, n: number): number
  adam(
    p: number,
    m: number,
    v: number,
    g: number,
    rows: number,
    count: number,
    d: number,
    scale: number,
    l2: number,
    keep: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    size: number,
    root: number,
  ): void
  adagrad(p: number, v: number, g: number, rows: number, count: number, d: number, scale: number, l2: number, keep: number, epsilon: number, rate: number): void
  sgd(p: number, m: number, g: number, rows: number, count: number, d: number, scale: number, l2: number, keep: number, momentum: number, rate: number): void
}

/** The part of WebAssembly used here; TypeScript declares it only among the browser's types. */
const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyPart }).WebAssembly
interface WebAssemblyPart {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: { env: { memory: object } }) => { readonly exports: unknown }
}

const page = 65536

/**
 * The memory in which a training keeps everything its kernel works on: parameters, moments, rows, gradients. Its size is fixed when it is made, so that the arrays it hands out stay valid;
 * they are plain views, which the ONNX runtime takes as they are.
 */
export class Arena {
  readonly kernel: RowsKernel
  readonly buffer: ArrayBuffer
  #free = 1024 // the compiler's own data stand in front

  /** @throws CandorError `model.too-large` above the 4 GB that a kernel can address */
  constructor(bytes: number) {
    const pages = Math.ceil((bytes + 1024) / page)
    if (pages > 65536) {
      throw new CandorError(
        'model.too-large',
        `This training needs ${Math.ceil(bytes / 2 ** 20)} MB in one piece; it can have 4096. Choose fewer factors, or fewer items.`,
      )
    }
    const memory = new wasm.Memory({ initial: pages, maximum: pages })
    const module = new wasm.Module(readFileSync(new URL('../../kernels/rows.wasm', import.meta.url)))
    this.kernel = new wasm.Instance(module, { env: { memory } }).exports as RowsKernel
    this.buffer = memory.buffer
  }

  /** The bytes that so many arrays of these lengths take, each of 4-byte numbers. */
  static bytes(lengths: Iterable<number>): number {
    let sum = 0
    for (const length of lengths) sum += padded(length)
    return sum
  }

  /** A new array of zeros. */
  f32(length: number): Float32Array {
    return new Float32Array(this.buffer, this.#claim(length), length)
  }

  /** A new array of zeros. */
  i32(length: number): Int32Array {
    return new Int32Array(this.buffer, this.#claim(length), length)
  }

  /** Whether the kernel can reach this array where it stands. */
  owns(array: Float32Array | Int32Array): boolean {
    return array.buffer === this.buffer
  }

  #claim(length: number): number {
    const at = this.#free
    this.#free += padded(length)
    if (this.#free > this.buffer.byteLength) throw new RangeError(`The arena of ${this.buffer.byteLength} bytes is full; ${this.#free} were asked for.`)
    return at
  }
}

function padded(length: number): number {
  return Math.ceil((length * 4) / 64) * 64
}
