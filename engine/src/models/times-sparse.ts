import { throwIfCancelled } from '../errors.ts'
import type { FitContext } from './model.ts'

/**
 * A ← A·C in place, A [n × n] and C [n × n] both dense in memory but C mostly zeros; cells summed in f64. Gives way to other work every few
 * rows. Time n × non-zeros of C. Throws `cancelled`.
 */
export async function timesSparse(a: Float32Array, c: Float32Array, n: number, ctx: FitContext): Promise<Float32Array> {
  const ptr = new Int32Array(n + 1)
  for (let row = 0; row < n; row++) {
    ptr[row + 1] = ptr[row]
    for (let col = 0; col < n; col++) if (c[row * n + col] !== 0) ptr[row + 1]++
  }
  const idx = new Int32Array(ptr[n])
  const val = new Float64Array(ptr[n])
  for (let row = 0, end = 0; row < n; row++) {
    for (let col = 0; col < n; col++) {
      const value = c[row * n + col]
      if (value === 0) continue
      idx[end] = col
      val[end++] = value
    }
  }
  const sums = new Float64Array(n)
  for (let row = 0; row < n; row++) {
    sums.fill(0)
    for (let k = 0; k < n; k++) addScaled(a[row * n + k], idx, val, ptr[k], ptr[k + 1], sums)
    a.set(sums, row * n)
    if (row % 64 === 63) {
      ctx.progress?.({ stage: 'multiplying', done: row / n })
      await new Promise((resolve) => setImmediate(resolve))
      throwIfCancelled(ctx.signal)
    }
  }
  return a
}

function addScaled(weight: number, idx: Int32Array, val: Float64Array, from: number, to: number, sums: Float64Array): void {
  for (let at = from; at < to; at++) sums[idx[at]] += weight * val[at]
}
