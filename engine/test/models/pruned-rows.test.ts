import { describe, expect, it } from 'vitest'
import { toDense } from '../../src/math/csr.ts'
import { rowCollector } from '../../src/models/pruned-rows.ts'

describe('rowCollector', () => {
  it('drops what is small beside the largest of its own row, whatever its sign, and leaves rows not set empty', () => {
    const rows = rowCollector(3, 0.3)
    rows.set(2, Float64Array.from([-10, 3, 2.9]))
    rows.set(0, Float64Array.from([0.1, 0, -0.03]))
    expect([...toDense(rows.build())]).toEqual([0.1, 0, -0.03, 0, 0, 0, -10, 3, 0].map(Math.fround))
  })

  it('keeps all but zeros without pruning', () => {
    const rows = rowCollector(2, 0)
    rows.set(0, Float64Array.from([0, 1e-20]))
    rows.set(1, Float64Array.from([0, 1e-60]))
    expect(rows.build().idx).toEqual(Int32Array.of(1))
  })
})
