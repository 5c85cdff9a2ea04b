import { graphKernel } from './graph-kernel.ts'
import { Layout, memoryFor } from './shared-memory.ts'

/** Vectors scored in one go. */
export const scoredTogether = 4

/**
 * A function that takes up to 4 vectors [vectors × d], f64, and returns their inner products with every row of y [n × d], f32, summed in f64 [vectors × n]: a view that the
 * next call overwrites. Time vectors · n · d multiply-adds; y is copied.
 */
export function factorScores(y: Float32Array, n: number, d: number, owner: string): (vectors: Float64Array) => Float32Array {
  const even = d + (d % 2)
  const layout = new Layout()
  const places = { y: layout.claim(n * even * 4), vectors: layout.claim(scoredTogether * even * 8), out: layout.claim(scoredTogether * n * 4) }
  const memory = memoryFor(layout.size, owner)
  const kernel = graphKernel(memory)
  const rows = new Float32Array(memory.buffer, places.y, n * even)
  for (let row = 0; row < n; row++) rows.set(y.subarray(row * d, (row + 1) * d), row * even)
  const inputs = new Float64Array(memory.buffer, places.vectors, scoredTogether * even)
  const out = new Float32Array(memory.buffer, places.out, scoredTogether * n)
  return (vectors) => {
    const count = vectors.length / d
    for (let row = 0; row < count; row++) inputs.set(vectors.subarray(row * d, (row + 1) * d), row * even)
    kernel.scoreRows(places.vectors, count, places.y, n, even, places.out)
    return out.subarray(0, count * n)
  }
}
