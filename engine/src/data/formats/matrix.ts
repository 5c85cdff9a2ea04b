import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CandorError } from '../../errors.ts'
import { Random } from '../../math/random.ts'
import type { Reject } from '../fates.ts'
import { forbiddenNames, type Mapping } from '../mapping.ts'
import { protectedByDefault } from '../people.ts'
import type { Format, Row, RowBatch, Table } from './format.ts'
import type { Source } from './source.ts'
import { decode, headText, type TextNotes } from './text.ts'

const ratings: Mapping = { name: 'matrix-ratings', events: { event: { constant: 'rate' }, user: 'row', item: 'column', rating: { column: 'value' } } }

/** Characters a line may have. */
const maxLine = 16 * 2 ** 20

/**
 * Numbers between spaces, one person a line, one item a column, 0 where there is no rating: rows are counted from 0, columns too. A matrix knows no order, so a person's ratings
 * come in a random one, the same in every run: in that of the columns, the numbers of the items would pass for what was rated last. With a file `NAME_map.txt`
 * beside `NAME.ascii` that names each column `attribute:value`, the lines are items or people and the columns what they have (one-hot), as in the Coat data.
 */
export const matrix: Format = {
  name: 'matrix',
  summary: 'A dense matrix of ratings, or of features beside a _map.txt, as in the Coat data.',
  sniff(source) {
    const lines = headText(source).split(/\r?\n/, 3)
    const tokens = (lines[0] ?? '').trim().split(/\s+/)
    const numbers = tokens.length >= 8 && tokens.every((token) => token !== '' && Number.isFinite(Number(token)))
    const zeros = tokens.filter((token) => Number(token) === 0).length
    return numbers && zeros > tokens.length / 2 ? 0.95 : numbers && source.name.endsWith('.ascii') ? 0.9 : 0
  },
  async open(source) {
    const map = join(dirname(source.path), source.name.replace(/\.[a-z]+$/, '_map.txt'))
    return existsSync(map) ? openFeatures(source, await readFile(map, 'utf8'), map) : openRatings(source)
  },
}

function openRatings(source: Source): Table {
  const cellsOf = (line: number, values: readonly string[]): Row[] =>
    new Random(line).shuffle(values.flatMap((value, column): Row[] => (isZero(value) ? [] : [[line, column, value]])))
  return tableOf(source, ['row', 'column', 'value'], ratings, undefined, cellsOf)
}

function openFeatures(source: Source, map: string, mapPath: string): Table {
  const named = map
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const colon = line.indexOf(':')
      return colon < 0 ? { attribute: line.trim(), value: 'yes' } : { attribute: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() }
    })
  const attributes = [...new Set(named.map(({ attribute }) => attribute))]
  const bad = attributes.find((name) => forbiddenNames.has(name) || name === '' || name === 'row')
  if (bad !== undefined) throw new CandorError('file.mapping', `${mapPath} names an attribute "${bad}", which is not allowed. Rename it.`)
  const cellsOf = (line: number, values: readonly string[]): Row[] => {
    const has = new Map<string, string>()
    for (const [column, value] of values.entries()) {
      const name = named[column]
      if (name !== undefined && !isZero(value)) has.set(name.attribute, name.value)
    }
    return [[line, ...attributes.map((attribute) => has.get(attribute))]]
  }
  const people = /user|person|people|customer/.test(source.name)
  const columns = Object.fromEntries(attributes.map((attribute) => [attribute, attribute]))
  const mapping: Mapping = people
    ? {
        name: 'matrix-people',
        people: { id: 'row', attributes: columns, protected: attributes.filter((name) => protectedByDefault.includes(name) || name === 'location') },
      }
    : { name: 'matrix-items', products: { id: 'row', ...titleOf(attributes), attributes: columns } }
  return tableOf(source, ['row', ...attributes], mapping, named.length, cellsOf)
}

/** Items of a feature matrix have no names: their most telling features make a title. */
function titleOf(attributes: readonly string[]): object {
  const parts = ['color', 'colour', ...attributes.filter((name) => /type|category|kind/.test(name))].filter((name) => attributes.includes(name))
  return parts.length > 0 ? { title: { columns: parts }, category: { columns: parts.slice(-1) } } : {}
}

function tableOf(
  source: Source,
  columns: readonly string[],
  mapping: Mapping,
  width: number | undefined,
  cellsOf: (line: number, values: readonly string[]) => Row[],
): Table {
  const notes: TextNotes = { repaired: 0, encoding: 'utf-8' }
  const first = headText(source).split(/\r?\n/, 1)[0] as string
  const sample = cellsOf(0, first.trim().split(/\s+/)).slice(0, 200)
  return { columns, mapping, notes, sample, rows: (wanted) => read(source, columns, wanted, width, cellsOf, notes) }
}

async function* read(
  source: Source,
  columns: readonly string[],
  wanted: readonly string[],
  width: number | undefined,
  cellsOf: (line: number, values: readonly string[]) => Row[],
  notes: TextNotes,
): AsyncGenerator<RowBatch> {
  const order = wanted.map((name) => columns.indexOf(name))
  let expected = width
  let rest = ''
  let line = 0
  const readLines = (pieces: readonly string[]): RowBatch => {
    const rows: Row[] = []
    const lines: number[] = []
    const rejects: Reject[] = []
    for (const piece of pieces) {
      line++
      const text = piece.trim()
      if (text === '') continue
      const values = text.split(/\s+/)
      expected ??= values.length
      if (values.length !== expected) {
        rejects.push({ line, reason: 'matrix.width', message: `The line has ${values.length} values; ${expected} are expected.` })
        continue
      }
      for (const row of cellsOf(line - 1, values)) {
        rows.push(order.map((column) => row[column]))
        lines.push(line)
      }
    }
    return { rows, lines, rejects }
  }
  for await (const text of decode(source, notes)) {
    const pieces = (rest + text).split('\n')
    rest = pieces.pop() as string
    if (rest.length > maxLine) throw new CandorError('file.unreadable', `${source.path} has a line of over ${maxLine} characters, so it is no matrix.`)
    yield readLines(pieces)
  }
  yield readLines([rest])
}

function isZero(value: string): boolean {
  return value === '0' || Number(value) === 0
}
