import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { ialsKernel, sharedMemory } from '../../src/models/ials-kernel.ts'

const [d, n] = [24, 40]
const [y, gram, turn, diagonal, beside, scratch] = [4096, 8192, 16384, 20480, 20608, 24576]
const memory = sharedMemory(65536)
const kernel = ialsKernel(memory)
const cells = (place: number, count: number): Float32Array => new Float32Array(memory.buffer, place, count)

/** Makes the Gram matrix of n rows of so many independent axes, numbers of about that size, tridiagonal; returns it, what is left of it, and what turns it, all in full. */
function turned(axes: number, size = 1): { a: number[][]; t: number[][]; q: number[][] } {
  const random = new Random(3)
  const base = Array.from({ length: axes }, () => Array.from({ length: d }, () => size * random.normal()))
  for (let row = 0; row < n; row++) {
    cells(y + row * d * 4, d).fill(0)
    for (const axis of base) {
      const weight = random.normal()
      axis.forEach((value, k) => {
        cells(y, n * d)[row * d + k]! += weight * value
      })
    }
  }
  kernel.gramColumns(y, n, d, 0, d, 0.5, gram, scratch)
  const lower = new Float64Array(memory.buffer, gram, d * d).slice()
  const square = (cell: (k: number, l: number) => number): number[][] => Array.from({ length: d }, (_, k) => Array.from({ length: d }, (_, l) => cell(k, l)))
  kernel.tridiagonalise(gram, d, diagonal, beside, scratch)
  for (let from = 0; from < d; from += 8) kernel.turnColumns(gram, d, from, from + 8, turn, scratch)
  return {
    a: square((k, l) => lower[Math.max(k, l) * d + Math.min(k, l)]!),
    t: square((k, l) => (k === l ? cells(diagonal, d)[k]! : Math.abs(k - l) === 1 ? cells(beside, d)[Math.max(k, l)]! : 0)),
    q: square((k, l) => cells(turn, d * d)[(l >> 3) * 8 * d + k * 8 + (l & 7)]!),
  }
}

const times = (a: number[][], b: number[][]): number[][] => a.map((row) => row.map((_, c) => row.reduce((sum, value, k) => sum + value * b[k]![c]!, 0)))
const flipped = (a: number[][]): number[][] => a.map((row, k) => row.map((_, l) => a[l]![k]!))

function expectClose(a: number[][], b: number[][], within: number): void {
  a.forEach((row, k) => {
    row.forEach((value, l) => {
      expect(Math.abs(value - b[k]![l]!)).toBeLessThan(within)
    })
  })
}

describe('the ials kernel', () => {
  it.each([d, 5, 1, 0])('turns a Gram matrix of rank %d into a tridiagonal one, by an orthogonal matrix', (axes) => {
    const { a, t, q } = turned(axes)
    const rows = Array.from({ length: n }, (_, row) => cells(y + row * d * 4, d))
    const size = Math.max(1, ...a.flat().map(Math.abs))
    expectClose(
      a,
      a.map((row, k) => row.map((_, l) => 0.5 * rows.reduce((sum, own) => sum + own[k]! * own[l]!, 0))),
      1e-6 * size,
    )
    expectClose(times(times(flipped(q), a), q), t, 2e-6 * size)
    expectClose(
      times(flipped(q), q),
      q.map((row, k) => row.map((_, l) => (k === l ? 1 : 0))),
      2e-6,
    )
    expect([cells(beside, d + 1)[0], cells(beside, d + 1)[d]]).toEqual([0, 0])
    // A matrix that was tridiagonal from the start would prove nothing.
    if (axes > 0) expect(Math.max(...a.flatMap((row, k) => row.filter((_, l) => Math.abs(k - l) > 1)).map(Math.abs))).toBeGreaterThan(0.1 * size)
  })

  it('takes a Gram matrix that is next to nothing for nothing, and turns by an orthogonal matrix all the same', () => {
    const { a, t, q } = turned(d, 1e-13)
    expect(Math.max(...a.flat().map(Math.abs))).toBeGreaterThan(0)
    expect(t.flat().every((value) => value === 0)).toBe(true)
    expectClose(
      times(flipped(q), q),
      q.map((row, k) => row.map((_, l) => (k === l ? 1 : 0))),
      2e-6,
    )
  })

  it('turns rows by the same matrix, the same to the bit whatever rows stand beside, takes what is next to nothing for nothing, and leaves what is no number', () => {
    const { q } = turned(d)
    const before = cells(y, n * d).slice()
    kernel.turnRows(y, n, d, turn, scratch)
    const after = cells(y, n * d).slice()
    for (let row = 0; row < n; row++) {
      const wanted = q[0]!.map((_, c) => q.reduce((sum, from, k) => sum + before[row * d + k]! * from[c]!, 0))
      wanted.forEach((value, c) => {
        expect(Math.abs(after[row * d + c]! - value)).toBeLessThan(1e-4)
      })
    }
    cells(y, n * d).set(before)
    kernel.turnRows(y + 17 * d * 4, 1, d, turn, scratch)
    expect(cells(y + 17 * d * 4, d)).toEqual(after.subarray(17 * d, 18 * d))
    cells(y, d).fill(1e-21)
    kernel.turnRows(y, 1, d, turn, scratch)
    expect(cells(y, d)).toEqual(new Float32Array(d))
    cells(y, d).fill(1e-14)
    kernel.turnRows(y, 1, d, turn, scratch)
    expect(Math.hypot(...cells(y, d))).toBeCloseTo(1e-14 * Math.sqrt(d), 18)
    cells(y, d).fill(Number.NaN)
    kernel.turnRows(y, 1, d, turn, scratch)
    expect(cells(y, d).every(Number.isNaN)).toBe(true)
  })
})
