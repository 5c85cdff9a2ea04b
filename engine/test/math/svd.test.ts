import { describe, expect, it } from 'vitest'
import { type Csr, fromTriplets, toDense } from '../../src/math/csr.ts'
import { symmetricEigen } from '../../src/math/eigen.ts'
import { Random } from '../../src/math/random.ts'
import { topSingular } from '../../src/math/svd.ts'

/** Lopsided: low rows and columns hold most of the cells, of unlike size. */
function lopsided(rows: number, cols: number, count: number): Csr {
  const random = new Random(6)
  const row = Array.from({ length: count }, () => Math.floor(random.next() ** 2 * rows))
  const col = Array.from({ length: count }, () => Math.floor(random.next() ** 2 * cols))
  return fromTriplets(
    rows,
    cols,
    row,
    col,
    Array.from({ length: count }, () => 0.2 + random.next()),
  )
}

/** The largest entry of XᵀX·v − σ²·v over all vectors, over the largest σ². */
function residual(x: Csr, values: Float64Array, right: Float64Array): number {
  const count = values.length
  let worst = 0
  for (let v = 0; v < count; v++) {
    const image = new Float64Array(x.cols)
    for (let r = 0; r < x.rows; r++) {
      let sum = 0
      for (let p = x.ptr[r]!; p < x.ptr[r + 1]!; p++) sum += x.val[p]! * right[x.idx[p]! * count + v]!
      for (let p = x.ptr[r]!; p < x.ptr[r + 1]!; p++) image[x.idx[p]!]! += x.val[p]! * sum
    }
    for (let i = 0; i < x.cols; i++) worst = Math.max(worst, Math.abs(image[i]! - values[v]! ** 2 * right[i * count + v]!))
  }
  return worst / values[0]! ** 2
}

/** The largest entry of VᵀV − I. */
function skew(right: Float64Array, count: number): number {
  let worst = 0
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      let sum = 0
      for (let i = 0; i < right.length; i += count) sum += right[i + a]! * right[i + b]!
      worst = Math.max(worst, Math.abs(sum - (a === b ? 1 : 0)))
    }
  }
  return worst
}

describe('topSingular', () => {
  it('finds the largest singular values and vectors, all of them in one round where there are few columns', async () => {
    const x = lopsided(90, 40, 600)
    const dense = toDense(x)
    const gram = new Float64Array(1600)
    for (let r = 0; r < 90; r++) for (let i = 0; i < 40; i++) for (let j = 0; j < 40; j++) gram[i * 40 + j]! += dense[r * 40 + i]! * dense[r * 40 + j]!
    const expected = [...symmetricEigen(gram, 40).values].sort((a, b) => b - a).slice(0, 12)
    const { values, right } = await topSingular(x, { count: 12, seed: 1, rounds: 1 })
    expect(values.length).toBe(12)
    for (const [at, value] of expected.entries()) expect(values[at]! ** 2 / value).toBeCloseTo(1, 10)
    expect(residual(x, values, right)).toBeLessThan(1e-12)
    expect(skew(right, 12)).toBeLessThan(1e-12)
  })

  it('converges to them where there are many columns, in its own thread', async () => {
    const x = lopsided(900, 700, 9000)
    const steps: number[] = []
    const { values, right } = await topSingular(x, { count: 20, seed: 1, rounds: 60, progress: (done) => steps.push(done) })
    expect(residual(x, values, right)).toBeLessThan(1e-6)
    expect(skew(right, 20)).toBeLessThan(1e-12)
    expect(steps.at(-1)).toBe(1)
    const rough = await topSingular(x, { count: 20, seed: 1, rounds: 2 })
    for (let at = 0; at < 20; at++) expect(rough.values[at]!).toBeLessThanOrEqual(values[at]! * (1 + 1e-9))
    expect(residual(x, rough.values, rough.right)).toBeLessThan(0.05)
  })

  it('gives back no more vectors than the rank', async () => {
    const twice = fromTriplets(4, 5, [0, 1, 2, 2, 3, 3], [0, 0, 1, 2, 1, 2], [1, 2, 1, 3, 2, 6])
    const { values, right } = await topSingular(twice, { count: 5, seed: 1, rounds: 3 })
    expect(values.length).toBe(2)
    expect(values[0]!).toBeCloseTo(Math.sqrt(50), 10)
    expect(values[1]!).toBeCloseTo(Math.sqrt(5), 10)
    expect(skew(right, 2)).toBeLessThan(1e-12)
  })

  it('stops when it is cancelled, at once or while it runs', async () => {
    const x = lopsided(900, 700, 9000)
    await expect(topSingular(x, { count: 20, seed: 1, rounds: 9, signal: AbortSignal.abort() })).rejects.toThrow(/abort/)
    const controller = new AbortController()
    await expect(topSingular(x, { count: 20, seed: 1, rounds: 5000, signal: controller.signal, progress: () => controller.abort() })).rejects.toThrow(/abort/)
  })
})
