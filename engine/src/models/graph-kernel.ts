import { openKernel, type SharedMemory } from './shared-memory.ts'

/** What kernels/graph.as exports; arguments are byte offsets into the memory, or counts. */
export interface GraphKernel {
  scoreRows(w: number, count: number, y: number, n: number, d: number, out: number): void
}

/** The compiled kernel, SIMD, on a memory that all threads share. Its source and its build are in kernels/. */
export function graphKernel(memory: SharedMemory): GraphKernel {
  return openKernel('graph', memory)
}
