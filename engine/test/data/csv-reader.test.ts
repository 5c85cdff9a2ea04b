import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reject } from '../../src/data/fates.ts'
import { CsvReader, maxCell, maxRow } from '../../src/data/formats/csv-reader.ts'

interface Reading {
  rows: (readonly unknown[])[]
  lines: number[]
  rejects: Reject[]
}

function read(text: string, options: { delimiter?: string; quotes?: boolean; columns?: number; cuts?: readonly number[] } = {}): Reading {
  const { delimiter = ',', quotes = true, columns = 0, cuts = [] } = options
  const reader = new CsvReader({ delimiter, quotes, columns })
  let from = 0
  for (const cut of [...cuts].filter((at) => at < text.length).sort((a, b) => a - b)) {
    reader.push(text.slice(from, cut))
    from = cut
  }
  reader.push(text.slice(from))
  reader.end()
  return reader.take()
}

const quote = (cell: string, always: boolean): string => (always || /[",;\t\r\n]/.test(cell) || cell.trim() === '' ? `"${cell.replaceAll('"', '""')}"` : cell)

describe('CsvReader', () => {
  it('reads back what RFC 4180 wrote, cut into any pieces', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', '\r\n', ';', ' ', 'é', '名', '7'), maxLength: 8 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }).chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 })),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.boolean(),
        fc.array(fc.nat(200), { maxLength: 6 }),
        (table, end, always, closed, cuts) => {
          const text = table.map((row) => row.map((each) => quote(each, always)).join(',')).join(end) + (closed ? end : '')
          const { rows, rejects } = read(text, { cuts, columns: table[0]!.length })
          expect(rejects).toEqual([])
          expect(rows).toEqual(table)
        },
      ),
      { numRuns: 500, seed: 1 },
    )
  })

  it('gives every row or reject the line it begins on', () => {
    const { lines, rejects } = read('a,b\n"x\ny\nz",1\n\nc,d\ne\nf,g\n', { columns: 2 })
    expect(lines).toEqual([1, 2, 6, 8])
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([[7, 'csv.cells']])
  })

  it('takes lone CR as a line end', () => {
    expect(read('a,b\rc,d\r').rows).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  it('loses one line to a lost quote, not the file', () => {
    const good = Array.from({ length: 40_000 }, (_, i) => `${i},x`)
    const { rows, rejects } = read(['1,2', '"lost,3', ...good].join('\n'), { columns: 2 })
    // The opened quote cannot be closed; the line has two cells all the same and is taken as it stands.
    expect(rows.length + rejects.length).toBe(40_002)
    expect(rows.at(-1)).toEqual(['39999', 'x'])
    const torn = read('1,2\n"a"b,c,d\n3,4', { columns: 2 })
    expect(torn.rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
    expect(torn.rejects).toMatchObject([{ line: 2, reason: 'csv.quote' }])
  })

  it('takes inch marks literally where the cells fit', () => {
    expect(read('pipe 5" x 3,2\n"5" pipe",3\n', { columns: 2 }).rows).toEqual([
      ['pipe 5" x 3', '2'],
      ['"5" pipe"', '3'],
    ])
  })

  it('drops empty cells beyond the header, rejects others', () => {
    const { rows, rejects } = read('a,b,,\na,b,c\na\n', { columns: 2 })
    expect(rows).toEqual([['a', 'b']])
    expect(rejects.map(({ line }) => line)).toEqual([2, 3])
  })

  it('rejects what is too long, and NUL, and reads on', () => {
    const { rows, rejects } = read(`ok,1\n${'x'.repeat(maxCell + 1)},2\n${'y'.repeat(maxRow + 1)},3\na\0b,4\nok,5\n`, {
      columns: 2,
      cuts: [300_000, 600_000, 900_000],
    })
    expect(rows).toEqual([
      ['ok', '1'],
      ['ok', '5'],
    ])
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'cell.too-long'],
      [3, 'row.too-long'],
      [4, 'cell.nul'],
    ])
  })

  it('rejects an endless line once, in memory that does not grow', () => {
    const reader = new CsvReader({ delimiter: ',', quotes: true, columns: 2 })
    for (let i = 0; i < 40; i++) reader.push('z'.repeat(100_000))
    reader.push('\na,b\n')
    reader.end()
    const { rows, rejects, lines } = reader.take()
    expect(rows).toEqual([['a', 'b']])
    expect(lines).toEqual([2])
    expect(rejects).toHaveLength(1)
  })
})
