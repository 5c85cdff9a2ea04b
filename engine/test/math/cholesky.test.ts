import { expect, it } from 'vitest'
import { choleskyFactor, choleskyInverse, choleskySolve } from '../../src/math/cholesky.ts'
import { axpy, dot, dotAt } from '../../src/math/dot.ts'
import { Random } from '../../src/math/random.ts'

/** XᵀX + l2·I with columns of very different sizes. */
function lopsidedGram(n: number, seed: number): Float64Array {
  const random = new Random(seed)
  const a = new Float64Array(n * n)
  for (let row = 0; row < 3 * n; row++) {
    const x = Float64Array.from({ length: n }, (_, i) => random.normal() * 10 ** (-3 * (i / n)))
    for (let i = 0; i < n; i++) axpy(x[i]!, x, a.subarray(i * n, i * n + n))
  }
  for (let i = 0; i < n; i++) a[i * n + i]! += 0.1
  return a
}

it('adds up inner products of every length, whole and in the middle of arrays', () => {
  const random = new Random(1)
  for (let n = 0; n < 20; n++) {
    const a = Float64Array.from({ length: n }, () => random.int(100))
    const b = Float64Array.from({ length: n }, () => random.int(100))
    const expected = [...a].reduce((sum, value, i) => sum + value * b[i]!, 0)
    expect(dot(a, b)).toBe(expected)
    expect(dotAt(Float64Array.of(9, 9, ...a), 2, Float64Array.of(7, ...b, 7), 1, n)).toBe(expected)
    const y = b.slice()
    axpy(3, a, y)
    expect([...y]).toEqual([...b].map((value, i) => value + 3 * a[i]!))
  }
  expect(() => dot(new Float64Array(2), new Float64Array(3))).toThrow(RangeError)
})

it('factors as L·Lᵀ, solves, and inverts', () => {
  for (const n of [1, 2, 5, 33, 70]) {
    const a = lopsidedGram(n, n)
    const l = a.slice()
    choleskyFactor(l, n)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) expect(Math.abs(dotAt(l, i * n, l, j * n, j + 1) / a[i * n + j]! - 1)).toBeLessThan(1e-8)
    }
    const random = new Random(n)
    const b = Float64Array.from({ length: n }, () => random.normal())
    const x = new Float64Array(n)
    choleskySolve(l, n, b, x)
    for (let i = 0; i < n; i++) expect(Math.abs(dot(a.subarray(i * n, i * n + n), x) - b[i]!)).toBeLessThan(1e-9)
    const same = b.slice()
    choleskySolve(l, n, same, same)
    expect(same).toEqual(x)

    const inverse = a.slice()
    choleskyInverse(inverse, n)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        expect(Math.abs(dot(a.subarray(i * n, i * n + n), inverse.subarray(j * n, j * n + n)) - Number(i === j))).toBeLessThan(1e-9)
        expect(inverse[i * n + j]).toBe(inverse[j * n + i])
      }
    }
  }
})

it('says where a matrix is not positive definite', () => {
  expect(() => choleskyFactor(Float64Array.of(1, 0, 0, -1), 2)).toThrow(/not positive definite .pivot -1 at 1 of 2/)
  expect(() => choleskyFactor(Float64Array.of(Number.NaN), 1)).toThrow(RangeError)
})
