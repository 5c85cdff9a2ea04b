import { memoryFor, openKernel, type SharedMemory } from './shared-memory.ts'

export type { SharedMemory } from './shared-memory.ts'

/** What kernels/ials.as exports; arguments are byte offsets into the memory, or counts. */
export interface IalsKernel {
  scratchBytes(d: number): number
  gramColumns(y: number, n: number, d: number, from: number, to: number, scale: number, out: number, sums: number): void
  tridiagonalise(a: number, d: number, diagonal: number, beside: number, scratch: number): void
  turnColumns(a: number, d: number, from: number, to: number, out: number, scratch: number): void
  turnRows(x: number, n: number, d: number, turn: number, scratch: number): void
  solveRows(
    ptr: number,
    idx: number,
    val: number,
    reg: number,
    x: number,
    y: number,
    diagonal: number,
    beside: number,
    d: number,
    from: number,
    to: number,
    steps: number,
    scratch: number,
  ): void
  scoreRows(w: number, y: number, n: number, d: number, out: number, stride: number): void
  scoreRow(w: number, y: number, n: number, d: number, out: number): void
  observedLoss(ptr: number, idx: number, val: number, x: number, y: number, d: number, from: number, to: number): number
}

/** The compiled kernel, SIMD, on a memory that all threads share. Its source and its build are in kernels/. */
export function ialsKernel(memory: SharedMemory): IalsKernel {
  return openKernel('ials', memory)
}

/** Zeroed memory of at least so many bytes. Throws `model.too-large` above the 4 GB that a kernel can address. */
export function sharedMemory(bytes: number): SharedMemory {
  return memoryFor(bytes, 'ials')
}
