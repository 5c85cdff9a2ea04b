import type { Floats } from './dot.ts'

/**
 * Copies the transpose of a block: to[toAt + c·toStride + r] = from[fromAt + r·fromStride + c] for r < rows, c < cols. Works in squares of 16 so that both sides stay in the cache.
 */
export function transposeInto(from: Floats, fromAt: number, fromStride: number, rows: number, cols: number, to: Floats, toAt: number, toStride: number): void {
  for (let r0 = 0; r0 < rows; r0 += 16) {
    const r1 = Math.min(rows, r0 + 16)
    for (let c0 = 0; c0 < cols; c0 += 16) {
      const c1 = Math.min(cols, c0 + 16)
      for (let c = c0; c < c1; c++) {
        const out = toAt + c * toStride
        for (let r = r0; r < r1; r++) to[out + r] = from[fromAt + r * fromStride + c]
      }
    }
  }
}
