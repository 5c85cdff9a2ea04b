import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { Arena } from '../../src/nn/arena.ts'
import { Optimiser } from '../../src/nn/optimiser.ts'
import { Table } from '../../src/nn/rows.ts'
import { gatherPlain, sumPlain } from './rows-plain.ts'

const random = new Random('rows')
const floats = (n: number): Float32Array => Float32Array.from({ length: n }, () => random.normal())
/** Indices with many repeats and some −1. */
const entries = (n: number, rows: number): Int32Array => Int32Array.from({ length: n }, () => random.int(rows + 1) - 1)

describe.each([1, 3, 4, 7, 64])('a table of width %i', (width) => {
  const shape = { rows: 11, width, most: 40 }
  const open = (): Table => {
    const table = new Table(new Arena(Table.bytes(shape)), shape)
    table.values.set(floats(11 * width))
    return table
  }

  it('gathers rows, and zeros for −1', () => {
    const table = open()
    for (let round = 0; round < 5; round++) {
      const indices = entries(random.int(40), 11)
      const out = new Float32Array(indices.length * width).fill(9)
      table.gather(indices, out)
      expect(out).toEqual(gatherPlain(table.values, width, indices))
    }
  })

  it('sums the gradients of all lookups per touched row, again and again', () => {
    const table = open()
    for (let round = 0; round < 5; round++) {
      const lookups = [entries(17, 11), entries(0, 11), entries(23, 11)].map((indices) => ({ indices, gradient: floats(indices.length * width) }))
      table.collect(lookups)
      const expected = sumPlain(width, lookups)
      expect([...table.touchedRows.subarray(0, table.touched)]).toEqual([...expected.keys()])
      ;[...expected.values()].forEach((sum, slot) => {
        expect(table.sums.subarray(slot * width, (slot + 1) * width)).toEqual(sum)
      })
    }
  })
})

it('refuses rows outside the table and more entries than it was made for', () => {
  const table = new Table(new Arena(10_000), { rows: 5, width: 2, most: 3 })
  expect(() => table.gather(Int32Array.of(5), new Float32Array(2))).toThrow('Row 5 was looked up in a table of 5 rows')
  expect(() => table.gather(Int32Array.of(-2), new Float32Array(2))).toThrow('Row -2')
  expect(() => table.gather(new Int32Array(4), new Float32Array(8))).toThrow('4 rows of a table made for 3')
  expect(() => table.collect([{ indices: Int32Array.of(1), gradient: new Float32Array(3) }])).toThrow('gradient of 3 numbers')
})

it('costs only the touched rows of a table of a million', () => {
  const step = (rows: number): number => {
    const shape = { rows, width: 32, most: 512 }
    const arena = new Arena(Table.bytes(shape) + Optimiser.bytes({ kind: 'adam' }, [], [rows * 32]))
    const table = new Table(arena, shape)
    const optimiser = new Optimiser(arena, { kind: 'adam' }, [], { table })
    const gradient = floats(512 * 32)
    // The same scattered rows again and again: the first touch of a page of memory is the operating system's work.
    const indices = Int32Array.from({ length: 512 }, (_, i) => Math.floor((i * rows) / 512))
    const times = Array.from({ length: 60 }, () => {
      const start = performance.now()
      table.collect([{ indices, gradient }])
      optimiser.step(0.01, {})
      return performance.now() - start
    })
    return times.sort((a, b) => a - b)[20]!
  }
  const small = step(1_000)
  // Walking a million rows once would take some 30 ms.
  expect(step(1_000_000)).toBeLessThan(Math.max(2, 20 * small))
})
