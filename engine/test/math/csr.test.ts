import { describe, expect, it } from 'vitest'
import { type Csr, crossGram, fromTriplets, gram, productTop, timesDense, toDense, transpose } from '../../src/math/csr.ts'
import { Random } from '../../src/math/random.ts'

/** Lopsided: low rows and columns are drawn far more often, some never, and cells repeat. */
function lopsided(rows: number, cols: number, count: number, seed: number): Csr {
  const random = new Random(seed)
  const row = Array.from({ length: count }, () => Math.floor(random.next() ** 3 * rows))
  const col = Array.from({ length: count }, () => Math.floor(random.next() ** 2 * cols))
  return fromTriplets(
    rows,
    cols,
    row,
    col,
    Float32Array.from({ length: count }, () => random.int(9) - 3),
  )
}

/** AᵀB by the definition. */
function product(a: Float64Array, aCols: number, b: Float64Array, bCols: number): Float64Array {
  const out = new Float64Array(aCols * bCols)
  for (let r = 0; r * aCols < a.length; r++) {
    for (let i = 0; i < aCols; i++) for (let j = 0; j < bCols; j++) out[i * bCols + j]! += a[r * aCols + i]! * b[r * bCols + j]!
  }
  return out
}

describe('csr', () => {
  it('sums repeated triplets and sorts each row', () => {
    const x = fromTriplets(3, 4, [2, 0, 2, 2, 0], [3, 1, 0, 3, 1], [1, 2, 4, 8, 16])
    expect([...x.ptr]).toEqual([0, 1, 1, 3])
    expect([...x.idx]).toEqual([1, 0, 3])
    expect([...x.val]).toEqual([18, 4, 9])
    expect([...fromTriplets(1, 2, [0, 0], [1, 1]).val]).toEqual([2])
    expect(() => fromTriplets(2, 2, [0, 2], [0, 0])).toThrow(/row 2/)
    expect(() => fromTriplets(2, 2, [0], [-1])).toThrow(/column -1/)
    expect(() => fromTriplets(2, 2, [0], [0, 1])).toThrow(RangeError)
  })

  it('conserves the sum of all triplets, of each row and of each column', () => {
    const random = new Random(5)
    const row = Array.from({ length: 500 }, () => random.int(20))
    const col = Array.from({ length: 500 }, () => random.int(7))
    const value = Array.from({ length: 500 }, () => random.int(100))
    const x = fromTriplets(20, 7, row, col, value)
    const rows = new Float64Array(20)
    const cols = new Float64Array(7)
    for (let t = 0; t < 500; t++) {
      rows[row[t]!]! += value[t]!
      cols[col[t]!]! += value[t]!
    }
    const found = toDense(x)
    for (let r = 0; r < 20; r++) expect(found.subarray(r * 7, r * 7 + 7).reduce((a, b) => a + b)).toBe(rows[r])
    for (let c = 0; c < 7; c++) expect(found.filter((_, i) => i % 7 === c).reduce((a, b) => a + b)).toBe(cols[c])
  })

  it('transposes, twice back to itself', () => {
    const x = lopsided(30, 11, 200, 1)
    const t = transpose(x)
    const dense = toDense(x)
    const turned = toDense(t)
    for (let r = 0; r < 30; r++) for (let c = 0; c < 11; c++) expect(turned[c * 30 + r]).toBe(dense[r * 11 + c])
    expect(transpose(t)).toEqual(x)
  })

  it('multiplies: Gram and cross matrices, sparse × dense', () => {
    const p = lopsided(40, 9, 150, 2)
    const f = lopsided(40, 6, 90, 3)
    expect(gram(p)).toEqual(Float32Array.from(product(toDense(p), 9, toDense(p), 9)))
    expect(crossGram(p, f)).toEqual(Float32Array.from(product(toDense(p), 9, toDense(f), 6)))
    expect(() => crossGram(p, lopsided(39, 6, 10, 1))).toThrow(RangeError)

    const random = new Random(4)
    const dense = Float64Array.from({ length: 9 * 5 }, () => random.int(7) - 3)
    const out = new Float64Array(40 * 5).fill(99)
    timesDense(p, dense, 5, out)
    expect(out).toEqual(product(toDense(transpose(p)), 40, dense, 5))
    expect(() => timesDense(p, dense, 4, out)).toThrow(RangeError)
  })

  it('keeps the largest cells of a sparse product, the lower column first among equals', () => {
    const a = lopsided(12, 25, 120, 6)
    const b = lopsided(25, 30, 160, 7)
    const all = product(toDense(transpose(a)), 12, toDense(b), 30)
    const reached = product(
      toDense(transpose(a)).map((v) => Number(v !== 0)),
      12,
      toDense(b).map((v) => Number(v !== 0)),
      30,
    )
    const top = productTop(a, b, 5, { weigh: (row, col, value) => (row === col ? Number.NEGATIVE_INFINITY : value) })
    let full = 0
    for (let r = 0; r < 12; r++) {
      const expected = Array.from({ length: 30 }, (_, c) => c)
        .filter((c) => c !== r && reached[r * 30 + c]! > 0)
        .sort((i, j) => all[r * 30 + j]! - all[r * 30 + i]! || i - j)
        .slice(0, 5)
        .sort((i, j) => i - j)
      // A stored zero also reaches a cell, so compare where the kept cells are all non-zero.
      const kept = [...top.idx.subarray(top.ptr[r], top.ptr[r + 1])]
      if (kept.every((c) => all[r * 30 + c] !== 0)) {
        expect(kept).toEqual(expected)
        full++
      }
      for (let q = top.ptr[r]!; q < top.ptr[r + 1]!; q++) expect(top.val[q]).toBe(all[r * 30 + top.idx[q]!])
    }
    expect(full).toBeGreaterThan(6)
  })
})
