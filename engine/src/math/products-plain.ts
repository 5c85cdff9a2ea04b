import type { Products } from './products.ts'
import { transposeInto } from './transpose.ts'

/** Products in plain TypeScript, 4 × 4 cells at a time over panels of k that fit the cache. */
export const plainProducts: Products = {
  name: 'plain',
  async multiply(a, b, y, m, k, n) {
    const bt = new Float64Array(k * n)
    transposeInto(b, 0, n, k, n, bt, 0, k)
    rowProducts(a, bt, y, m, k, n)
  },
  async multiplyTransposed(a, b, y, m, k, n) {
    const at = new Float64Array(k * m)
    transposeInto(a, 0, m, k, m, at, 0, k)
    await plainProducts.multiply(at, b, y, m, k, n)
  },
}

/** y[r, c] = row r of a [m × k] · row c of b [n × k]. */
function rowProducts(a: Float64Array, b: Float64Array, y: Float64Array, m: number, k: number, n: number): void {
  const panel = 512
  y.fill(0)
  for (let from = 0; from < k; from += panel) {
    const depth = Math.min(panel, k - from)
    let r = 0
    for (; r + 1 < m; r += 2) {
      let c = 0
      for (; c + 3 < n; c += 4) twoByFour(a, r * k + from, b, c * k + from, k, depth, y, r * n + c, n)
      for (; c < n; c++) for (let i = r; i < r + 2; i++) y[i * n + c] += single(a, i * k + from, b, c * k + from, depth)
    }
    for (; r < m; r++) for (let c = 0; c < n; c++) y[r * n + c] += single(a, r * k + from, b, c * k + from, depth)
  }
}

/** Adds the eight inner products of two rows of a and four of b: six loads for eight multiplications. */
function twoByFour(a: Float64Array, ai: number, b: Float64Array, bi: number, k: number, depth: number, y: Float64Array, yi: number, n: number): void {
  let s00 = 0
  let s01 = 0
  let s02 = 0
  let s03 = 0
  let s10 = 0
  let s11 = 0
  let s12 = 0
  let s13 = 0
  for (let i = 0; i < depth; i++) {
    const a0 = a[ai + i]
    const a1 = a[ai + k + i]
    const b0 = b[bi + i]
    const b1 = b[bi + k + i]
    const b2 = b[bi + 2 * k + i]
    const b3 = b[bi + 3 * k + i]
    s00 += a0 * b0
    s01 += a0 * b1
    s02 += a0 * b2
    s03 += a0 * b3
    s10 += a1 * b0
    s11 += a1 * b1
    s12 += a1 * b2
    s13 += a1 * b3
  }
  y[yi] += s00
  y[yi + 1] += s01
  y[yi + 2] += s02
  y[yi + 3] += s03
  y[yi + n] += s10
  y[yi + n + 1] += s11
  y[yi + n + 2] += s12
  y[yi + n + 3] += s13
}

function single(a: Float64Array, ai: number, b: Float64Array, bi: number, depth: number): number {
  let sum = 0
  for (let i = 0; i < depth; i++) sum += a[ai + i] * b[bi + i]
  return sum
}
