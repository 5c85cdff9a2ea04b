import { expect, it } from 'vitest'
import { symmetricEigen } from '../../src/math/eigen.ts'
import { Random } from '../../src/math/random.ts'

it('finds unit vectors with A·v = value·v, orthogonal to each other, for values from tiny to large', () => {
  const n = 24
  const random = new Random(4)
  const a = new Float64Array(n * n)
  for (let row = 0; row < 40; row++) {
    const x = Float64Array.from({ length: n }, (_, k) => random.normal() * 2 ** -k)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[i * n + j]! += x[i]! * x[j]!
  }
  const { values, vectors } = symmetricEigen(a.slice(), n)
  const largest = Math.max(...values)
  expect(largest).toBeGreaterThan(10)
  for (let v = 0; v < n; v++) {
    for (let i = 0; i < n; i++) {
      let image = 0
      let product = 0
      for (let j = 0; j < n; j++) {
        image += a[i * n + j]! * vectors[v * n + j]!
        product += vectors[i * n + j]! * vectors[v * n + j]!
      }
      expect(Math.abs(image - values[v]! * vectors[v * n + i]!) / largest).toBeLessThan(1e-12)
      expect(Math.abs(product - (i === v ? 1 : 0))).toBeLessThan(1e-12)
    }
  }
})

it('finds the sizes 0, 1 and 2, equal values and a matrix that falls into blocks', () => {
  expect(symmetricEigen(new Float64Array(0), 0)).toEqual({ values: new Float64Array(0), vectors: new Float64Array(0) })
  expect(symmetricEigen(Float64Array.of(-3), 1)).toEqual({ values: Float64Array.of(-3), vectors: Float64Array.of(1) })
  const blocks = Float64Array.of(2, 1, 0, 0, 1, 2, 0, 0, 0, 0, 5, 0, 0, 0, 0, 5)
  const { values, vectors } = symmetricEigen(blocks.slice(), 4)
  expect([...values].sort((a, b) => a - b).map((value) => Number(value.toFixed(12)))).toEqual([1, 3, 5, 5])
  for (let v = 0; v < 4; v++) {
    for (let i = 0; i < 4; i++) {
      let image = 0
      for (let j = 0; j < 4; j++) image += blocks[i * 4 + j]! * vectors[v * 4 + j]!
      expect(image).toBeCloseTo(values[v]! * vectors[v * 4 + i]!, 12)
    }
  }
})
