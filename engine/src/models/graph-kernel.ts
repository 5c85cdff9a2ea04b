import { openKernel, type SharedMemory } from './shared-memory.ts'

/** What kernels/graph.as exports; arguments are byte offsets into the memory, or counts. */
export interface GraphKernel {
  scoreRows(w: number, count: number, y: number, n: number, d: number, out: number): void
  times(ptr: number, idx: number, val: number, x: number, base: number, d: number, from: number, to: number, y: number): void
  unitRows(x: number, list: number, d: number, from: number, to: number, out: number, norms: number): void
  products(a: number, b: number, d: number, from: number, to: number, cols: number, out: number): void
  softmaxRows(
    cosines: number,
    a: number,
    b: number,
    starts: number,
    d: number,
    from: number,
    to: number,
    cols: number,
    temperature: number,
    scale: number,
    pulls: number,
  ): number
  combine(p: number, rowStride: number, columnStride: number, b: number, d: number, from: number, to: number, count: number, out: number): void
  addBack(
    gradient: number,
    other: number,
    pulls: number,
    starts: number,
    unit: number,
    norms: number,
    list: number,
    d: number,
    from: number,
    to: number,
    sums: number,
  ): void
  pullRows(x: number, pulls: number, starts: number, d: number, from: number, to: number, out: number): void
  adam(w: number, gradient: number, mean: number, square: number, from: number, to: number, rate: number): void
}

/** The compiled kernel, SIMD, on a memory that all threads share. Its source and its build are in kernels/. */
export function graphKernel(memory: SharedMemory): GraphKernel {
  return openKernel('graph', memory)
}
