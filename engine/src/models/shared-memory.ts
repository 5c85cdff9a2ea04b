import { readFileSync } from 'node:fs'
import { CandorError } from '../errors.ts'

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

/** The exports of a compiled kernel of kernels/, on a memory that all threads share. */
export function openKernel<K>(name: string, memory: SharedMemory): K {
  const module = new wasm.Module(readFileSync(new URL(`../../kernels/${name}.wasm`, import.meta.url)))
  return new wasm.Instance(module, { env: { memory } }).exports as K
}

/** Zeroed memory of at least so many bytes. Throws `model.too-large` above the 4 GB that a kernel can address. */
export function memoryFor(bytes: number, owner: string): SharedMemory {
  const pages = Math.ceil(bytes / 65536)
  if (pages > 65536) {
    throw new CandorError('model.too-large', `"${owner}" needs ${Math.ceil(bytes / 2 ** 20)} MB in one piece; it can have 4096. Choose fewer factors.`)
  }
  return new wasm.Memory({ initial: pages, maximum: pages, shared: true })
}

/** Hands out places in a memory yet to be made, 64-byte aligned, behind the compiler's own data (tables of the exponential from 1024 on, written whenever a kernel is opened). */
export class Layout {
  #size = 4096

  get size(): number {
    return this.#size
  }

  claim(bytes: number): number {
    const at = this.#size
    this.#size += Math.ceil(bytes / 64) * 64
    return at
  }
}
