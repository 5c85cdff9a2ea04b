import { describe, expect, it } from 'vitest'
import { Alias } from '../../src/math/alias.ts'
import { fromTriplets, gram } from '../../src/math/csr.ts'
import { invertSpd, solveSpd } from '../../src/math/dense.ts'
import { dot } from '../../src/math/dot.ts'
import { openProducts, type Products } from '../../src/math/products.ts'
import { plainProducts } from '../../src/math/products-plain.ts'
import { Random } from '../../src/math/random.ts'
import { factorTiles, invertFactored, solveFactored } from '../../src/math/tiles.ts'

/** Co-occurrence counts of a few popular and many rare items, plus l2 on the diagonal. */
function shopGram(n: number, l2: number): Float32Array {
  const random = new Random(n)
  const popular = new Alias(Float64Array.from({ length: n }, (_, i) => 1 / (i + 2)))
  const count = 20 * n
  const a = gram(
    fromTriplets(
      2 * n,
      n,
      Array.from({ length: count }, () => Math.floor(random.next() ** 2 * 2 * n)),
      Array.from({ length: count }, () => popular.draw(random)),
    ),
  )
  for (let i = 0; i < n; i++) a[i * n + i]! += l2
  return a
}

function residual(a: Float32Array, n: number, inverse: Float32Array): number {
  let worst = 0
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) {
      worst = Math.max(worst, Math.abs(dot(a.subarray(r * n, r * n + n), inverse.subarray(c * n, c * n + n)) - Number(r === c)))
    }
  }
  return worst
}

function randomMatrix(rows: number, cols: number, seed: number): Float32Array {
  const random = new Random(seed)
  return Float32Array.from({ length: rows * cols }, () => random.normal())
}

/** Largest |A·X - B| against the largest |B|. */
function miss(a: Float32Array, n: number, x: Float32Array, b: Float32Array, m: number): number {
  let worst = 0
  let largest = 0
  for (let c = 0; c < m; c++) {
    const column = Float64Array.from({ length: n }, (_, k) => x[k * m + c]!)
    for (let r = 0; r < n; r++) {
      worst = Math.max(worst, Math.abs(dot(a.subarray(r * n, r * n + n), column) - b[r * m + c]!))
      largest = Math.max(largest, Math.abs(b[r * m + c]!))
    }
  }
  return worst / largest
}

describe('dense', () => {
  it.each([1, 2, 63, 65, 270, 301, 517])('inverts to A·X = I at n = %i', async (n) => {
    const a = shopGram(n, 5)
    const inverse = await invertSpd(a.slice(), n)
    expect(inverse.length).toBe(n * n)
    expect(residual(a, n, inverse)).toBeLessThan(2e-6)
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) expect(inverse[i * n + j]).toBe(inverse[j * n + i])
  })

  it.each([
    [1, 1],
    [70, 3],
    [200, 900],
    [400, 37],
    [390, 4500],
  ])('solves A·X = B at n = %i, m = %i', async (n, m) => {
    const a = shopGram(n, 5)
    const b = randomMatrix(n, m, m)
    const x = await solveSpd(a.slice(), n, b.slice(), m)
    expect(miss(a, n, x, b, m)).toBeLessThan(2e-6)
  })

  it('consumes what it is given, and leaves the rest of a larger buffer alone', async () => {
    const n = 300
    const a = shopGram(n, 5)
    const given = a.slice()
    await invertSpd(given, n)
    expect(given.length).toBe(0)
    const large = new Float32Array(n * n + 10).fill(7)
    large.set(a, 10)
    expect(residual(a, n, await invertSpd(large.subarray(10), n))).toBeLessThan(2e-6)
    expect(large.length).toBe(n * n + 10)
    expect(large[9]).toBe(7)
  })

  it('gives the same bytes again', async () => {
    const a = shopGram(450, 5)
    expect(await invertSpd(a.slice(), 450)).toEqual(await invertSpd(a.slice(), 450))
  })

  it('survives being cancelled at any moment, the loading of its native code included', async () => {
    for (let delay = 0; delay < 80; delay += 2) {
      const stop = new AbortController()
      const reason = new Error('enough')
      const timer = setTimeout(() => stop.abort(reason), delay)
      const outcome = await invertSpd(shopGram(500, 5), 500, { signal: stop.signal }).then(
        () => 'done',
        (error: unknown) => error,
      )
      clearTimeout(timer)
      expect(['done', reason]).toContain(outcome)
    }
  })

  it('reports progress upwards to 1', async () => {
    for (const n of [40, 600]) {
      const seen: number[] = []
      await invertSpd(shopGram(n, 5), n, { progress: (done) => seen.push(done) })
      await solveSpd(shopGram(n, 5), n, randomMatrix(n, n, 1), n, { progress: (done) => seen.push(done + 1) })
      expect(seen).toEqual(seen.toSorted((a, b) => a - b))
      expect(seen.at(-1)).toBe(2)
      expect(seen.filter((done) => done === 1)).toHaveLength(1)
      if (n === 600) expect(seen.length).toBeGreaterThan(8)
    }
  })

  it('stops when told to', async () => {
    const stop = new AbortController()
    const reason = new Error('enough')
    const work = invertSpd(shopGram(900, 5), 900, { signal: stop.signal, progress: () => stop.abort(reason) })
    await expect(work).rejects.toBe(reason)
    await expect(invertSpd(shopGram(10, 5), 10, { signal: stop.signal })).rejects.toBe(reason)
  })

  it('refuses a matrix that is not positive definite, saying where, and arrays of a wrong size', async () => {
    for (const n of [20, 400]) {
      const a = shopGram(n, 5)
      a[15 * n + 15] = -3
      await expect(invertSpd(a, n)).rejects.toThrow(RangeError)
      await expect(solveSpd(shopGram(n, 5).fill(Number.NaN), n, randomMatrix(n, 1, 1), 1)).rejects.toThrow(/not positive definite/)
    }
    await expect(invertSpd(new Float32Array(8), 3)).rejects.toThrow(/3 × 3 needs 9/)
    await expect(solveSpd(new Float32Array(9), 3, new Float32Array(4), 2)).rejects.toThrow(/3 × 2 needs 6/)
  })
})

describe('products', () => {
  const shapes: [number, number, number][] = [
    [1, 1, 1],
    [5, 7, 3],
    [64, 513, 66],
    [33, 1100, 31],
  ]
  const both = async (): Promise<Products[]> => [plainProducts, await openProducts()]

  it.each(shapes)('are right at [%i × %i] · [… × %i]', async (m, k, n) => {
    const random = new Random(m)
    const whole = (): number => random.int(21) - 10
    const a = Float64Array.from({ length: m * k }, whole)
    const b = Float64Array.from({ length: k * n }, whole)
    const turned = Float64Array.from({ length: m * k }, (_, t) => a[(t % m) * k + Math.floor(t / m)]!)
    const expected = new Float64Array(m * n)
    for (let r = 0; r < m; r++) for (let c = 0; c < n; c++) for (let t = 0; t < k; t++) expected[r * n + c]! += a[r * k + t]! * b[t * n + c]!
    for (const products of await both()) {
      const y = new Float64Array(m * n).fill(Number.NaN)
      await products.multiply(a, b, y, m, k, n)
      expect(y, products.name).toEqual(expected)
      y.fill(Number.NaN)
      await products.multiplyTransposed(turned, b, y, m, k, n)
      expect(y, products.name).toEqual(expected)
    }
  })

  it('serve tiles of any size with the same inverse and solution', async () => {
    const n = 150
    const m = 20
    const a = shopGram(n, 5)
    const b = randomMatrix(n, m, 2)
    for (const products of await both()) {
      for (const tile of [7, 64, 100, 200]) {
        const inverse = new Float32Array(n * n)
        await invertFactored(products, await factorTiles(products, a, n, tile), inverse)
        expect(residual(a, n, inverse)).toBeLessThan(2e-6)
        const x = b.slice()
        await solveFactored(products, await factorTiles(products, a, n, tile), x, m)
        expect(miss(a, n, x, b, m)).toBeLessThan(2e-6)
      }
    }
  })

  it('on onnxruntime where it is installed', async () => {
    const supported = ['linux x64', 'linux arm64', 'win32 x64', 'win32 arm64', 'darwin arm64'].includes(`${process.platform} ${process.arch}`)
    if (supported) expect((await openProducts()).name).toBe('onnxruntime')
  })
})
