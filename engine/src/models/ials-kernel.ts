import { readFileSync } from 'node:fs'
import { CandorError } from '../errors.ts'

/** What kernels/ials.as exports; arguments are byte offsets into the memory, or counts. */
export interface IalsKernel {
  scratchBytes(d: number): number
  gramPanels(y: number, n: number, d: number, from: number, to: number, scale: number, out: number, sums: number): void
  mirrorPanels(out: number, d: number, from: number, to: number): void
  turnRows(x: number, n: number, d: number, turn: number, scratch: number): void
  solveRows(
    ptr: number,
    idx: number,
    val: number,
    reg: number,
    x: number,
    y: number,
    gram: number,
    d: number,
    from: number,
    to: number,
    steps: number,
    scratch: number,
  ): void
  scoreRows(w: number, y: number, n: number, d: number, out: number): void
  observedLoss(ptr: number, idx: number, val: number, x: number, y: number, d: number, from: number, to: number): number
}

/** Memory that kernel and threads share; it can be handed to a worker. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer
}

/** The part of WebAssembly used here; TypeScript declares it only among the browser's types. */
const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyPart }).WebAssembly
interface WebAssemblyPart {
  readonly Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: { env: { memory: SharedMemory } }) => { readonly exports: unknown }
}

/** The compiled kernel, SIMD, on a memory that all threads share. Its source and its build are in kernels/. */
export function ialsKernel(memory: SharedMemory): IalsKernel {
  const module = new wasm.Module(readFileSync(new URL('../../kernels/ials.wasm', import.meta.url)))
  return new wasm.Instance(module, { env: { memory } }).exports as IalsKernel
}

/** Zeroed memory of at least so many bytes. Throws `model.too-large` above the 4 GB that a kernel can address. */
export function sharedMemory(bytes: number): SharedMemory {
  const pages = Math.ceil(bytes / 65536)
  if (pages > 65536) {
    throw new CandorError('model.too-large', `"ials" needs ${Math.ceil(bytes / 2 ** 20)} MB in one piece; it can have 4096. Choose fewer factors.`)
  }
  return new wasm.Memory({ initial: pages, maximum: pages, shared: true })
}
