import { describe, expect, it } from 'vitest'
import { toDense } from '../../src/math/csr.ts'
import { pruneRow, stackRows } from '../../src/models/pruned-rows.ts'

describe('pruneRow', () => {
  it('drops what is small beside the largest of the row, whatever its sign', () => {
    expect(pruneRow(Float64Array.from([-10, 3, 2.9]), 0.3)).toEqual({ idx: Int32Array.of(0, 1), val: Float32Array.of(-10, 3) })
  })

  it('keeps all but zeros without pruning', () => {
    expect(pruneRow(Float64Array.from([0, 1e-20, 1e-60]), 0).idx).toEqual(Int32Array.of(1))
    expect(pruneRow(new Float64Array(3), 0.1).idx.length).toBe(0)
  })
})

describe('stackRows', () => {
  it('leaves missing rows empty', () => {
    const rows = [undefined, { idx: Int32Array.of(1), val: Float32Array.of(5) }, undefined]
    const stacked = stackRows(rows, 2)
    expect([...toDense(stacked)]).toEqual([0, 0, 0, 5, 0, 0])
    expect([...stacked.ptr]).toEqual([0, 0, 1, 1])
  })
})
