import { CandorError } from '../../errors.ts'
import { CsvReader } from './csv-reader.ts'
import type { Format, Row, RowBatch, Table } from './format.ts'
import type { Source } from './source.ts'
import { decode, headText, type TextNotes } from './text.ts'

/** Comma, semicolon, tab or bar separated text with a header line; a file without one has the columns '1', '2', … */
export const csv: Format = {
  name: 'csv',
  summary: 'Text with one row a line: commas, semicolons, tabs or bars between the cells, a header on top.',
  sniff(source) {
    const named = /\.(csv|tsv|tab)$/.test(source.name)
    const { columns, agreement } = layoutOf(headText(source))
    if (columns < 2) return named ? 0.5 : 0.05
    return named ? 0.9 : 0.6 * agreement
  },
  open: (source) => openDelimited(source, layoutOf(headText(source))),
}

/** How a delimited text is laid out. */
export interface Layout {
  readonly delimiter: string
  readonly quotes: boolean
  /** Cells of the first row. */
  readonly columns: number
  /** Share of the sampled rows with as many. */
  readonly agreement: number
  /** Names to use instead of the header's; the header line is skipped all the same. */
  readonly names?: readonly string[]
}

/** Tries each delimiter on the first rows: the one that cuts most of them into the same, larger number of cells. */
export function layoutOf(whole: string): Layout {
  const told = preambleOf(whole)
  const head = whole.slice(told.length)
  let best: Layout = { delimiter: ',', quotes: true, columns: 1, agreement: 1 }
  let bestScore = 0
  for (const delimiter of told.length > 4 ? [told.charAt(4)] : ['\t', ',', ';', '|']) {
    const quoted = sampleRows(head, delimiter, true)
    // A tab file in which quotes are inch marks is torn by quoting rules and whole without them.
    const plain = quoted.torn > 0 ? sampleRows(head, delimiter, false) : quoted
    const quotes = quoted.agreement >= plain.agreement
    const { columns, agreement } = quotes ? quoted : plain
    const score = columns > 1 ? agreement * Math.min(1, agreement) * (1 + Math.log2(columns) / 10) : 0
    if (score > bestScore) {
      bestScore = score
      best = { delimiter, quotes, columns, agreement }
    }
  }
  return best
}

/** @throws CandorError `file.unreadable` when there is no row at all */
export async function openDelimited(source: Source, layout: Layout): Promise<Table> {
  const { delimiter, quotes } = layout
  const preamble = preambleOf(headText(source))
  const rows = firstRows(headText(source).slice(preamble.length), delimiter, quotes)
  const first = rows[0]
  if (first === undefined) throw new CandorError('file.unreadable', `${source.path} holds no row that can be read as CSV.`)
  const top = first.map((cell) => String(cell).trim())
  const headed = looksLikeHeader(top)
  const columns = layout.names ?? (headed ? unique(top) : top.map((_, index) => String(index + 1)))
  const skip = headed ? 1 : 0
  const notes: TextNotes = { repaired: 0, encoding: 'utf-8' }
  return {
    columns,
    notes,
    sample: rows.slice(skip, skip + 200).filter((row) => row.length === columns.length),
    rows: (wanted) => read(source, { delimiter, quotes, columns: top.length }, preamble, headed, columns, wanted, notes),
  }
}

async function* read(
  source: Source,
  options: { delimiter: string; quotes: boolean; columns: number },
  preamble: string,
  headed: boolean,
  columns: readonly string[],
  wanted: readonly string[],
  notes: TextNotes,
): AsyncGenerator<RowBatch> {
  const order = wanted.map((name) => columns.indexOf(name))
  const straight = order.length === columns.length && order.every((column, index) => column === index)
  const reader = new CsvReader({ ...options, line: preamble.length > 0 ? 2 : 1 })
  let skip = headed ? 1 : 0
  let dropping = preamble.length
  const batch = (): RowBatch => {
    const { rows, lines, rejects } = reader.take()
    if (skip > 0 && rows.length > 0) {
      rows.splice(0, skip)
      lines.splice(0, skip)
      skip = 0
    }
    return { rows: straight ? rows : rows.map((row) => order.map((column) => row[column])), lines, rejects }
  }
  for await (const text of decode(source, notes)) {
    reader.push(text.slice(dropping))
    dropping = Math.max(0, dropping - text.length)
    yield batch()
  }
  reader.end()
  yield batch()
}

/** The line that tells spreadsheets the delimiter, `sep=;`, with its end; '' where there is none. */
function preambleOf(head: string): string {
  return /^sep=.\r?\n/i.exec(head)?.[0] ?? ''
}

/** No cell of a header is empty or a number, and no name stands twice. */
function looksLikeHeader(cells: readonly string[]): boolean {
  return (
    cells.some((cell) => cell.length > 0) &&
    cells.every((cell) => cell.length <= 200 && !(cell.length > 0 && Number.isFinite(Number(cell)))) &&
    cells.filter((cell) => cell.length === 0).length <= cells.length / 3
  )
}

/** Names for columns, none empty and none twice. */
function unique(names: readonly string[]): string[] {
  const seen = new Set<string>()
  return names.map((name, index) => {
    const stem = name || `column ${index + 1}`
    let free = stem
    for (let n = 2; seen.has(free); n++) free = `${stem} ${n}`
    seen.add(free)
    return free
  })
}

function firstRows(head: string, delimiter: string, quotes: boolean): Row[] {
  const reader = new CsvReader({ delimiter, quotes, columns: 0 })
  reader.push(head)
  // The head may end in the middle of a row; that one is left out unless it is the only one.
  const { rows } = reader.take()
  if (rows.length > 0 && head.length > 4096) return rows
  reader.end()
  return [...rows, ...reader.take().rows]
}

function sampleRows(head: string, delimiter: string, quotes: boolean): { columns: number; agreement: number; torn: number } {
  const reader = new CsvReader({ delimiter, quotes, columns: 0 })
  reader.push(head.slice(0, 32_768))
  let { rows, rejects } = reader.take()
  if (rows.length < 2) {
    reader.end()
    const rest = reader.take()
    rows = [...rows, ...rest.rows]
    rejects = [...rejects, ...rest.rejects]
  }
  const columns = rows[0]?.length ?? 0
  const same = rows.filter((row) => row.length === columns).length
  return { columns, agreement: rows.length === 0 ? 0 : same / (rows.length + rejects.length), torn: rejects.length }
}
