import type { Row } from './formats/format.ts'
import type { Amount, Text, TextList, TimeFormat } from './mapping.ts'
import { parseTime } from './times.ts'

/** Readers of one value out of a row, made once a file. */
export interface CellReaders {
  /** '' where there is nothing. */
  text(source: Text | undefined): (row: Row) => string
  list(source: TextList | undefined): (row: Row) => string[]
  /** undefined where there is nothing, NaN where there is no number. */
  amount(source: Amount | undefined): (row: Row) => number | undefined
  /** undefined where there is nothing, NaN where there is no time. */
  time(source: { readonly column: string; readonly format?: TimeFormat; readonly offsetMinutes?: number } | undefined): (row: Row) => number | undefined
  /** Text, number or truth value as the file has it; undefined where there is nothing. */
  attribute(source: Text): (row: Row) => string | number | boolean | undefined
}

/** Readers for rows whose cells stand in the order of `columns`; texts in `absent` count as nothing. */
export function cellReaders(columns: readonly string[], absent: readonly string[] = []): CellReaders {
  const nothing = new Set(absent)
  const clean =
    nothing.size === 0
      ? textOf
      : (cell: unknown): string => {
          const found = textOf(cell)
          return nothing.has(found) ? '' : found
        }
  const index = (column: string): number => columns.indexOf(column)

  const text = (source: Text | undefined): ((row: Row) => string) => {
    if (source === undefined) return () => ''
    if (typeof source === 'string') {
      const at = index(source)
      return (row) => clean(row[at])
    }
    if ('constant' in source) return () => source.constant
    if ('columns' in source) {
      const at = source.columns.map(index)
      const join = source.join ?? ' '
      return (row) =>
        at
          .map((column) => clean(row[column]))
          .filter((part) => part !== '')
          .join(join)
    }
    const at = index(source.column)
    const none = new Set(source.absent)
    return (row) => {
      const part = clean(textOf(row[at]).split(source.separator).at(source.part))
      return none.has(part) ? '' : part
    }
  }

  return {
    text,
    list(source) {
      if (source === undefined) return () => []
      const from = 'columns' in source ? 0 : (source.from ?? 0)
      const parts = (row: Row): unknown[] => {
        if ('columns' in source) return source.columns.flatMap((column) => row[index(column)])
        const cell = row[index(source.column)]
        if (Array.isArray(cell)) return cell
        return source.separator === undefined ? [cell] : textOf(cell).split(source.separator)
      }
      const starts = 'columns' in source || source.start === undefined ? undefined : new Set(source.start)
      return (row) => {
        const found = parts(row).map(clean)
        const begin = starts === undefined ? -1 : found.findIndex((part) => starts.has(part))
        return found.slice(begin >= 0 ? begin : from).filter((part) => part !== '')
      }
    },
    amount(source) {
      if (source === undefined) return () => undefined
      const at = index(source.column)
      const decimal = source.decimal ?? '.'
      return (row) => {
        const cell = row[at]
        if (typeof cell === 'number') return cell
        const found = clean(cell)
        return found === '' ? undefined : parseAmount(found, decimal)
      }
    },
    time(source) {
      if (source === undefined) return () => undefined
      const at = index(source.column)
      const format = source.format ?? 'auto'
      const shift = (source.offsetMinutes ?? 0) * 60_000
      // Neighbouring rows often share their time: an invoice, a session.
      let lastCell: unknown
      let lastTime: number | undefined
      return (row) => {
        const cell = row[at]
        if (cell === lastCell && lastTime !== undefined) return lastTime
        if (cell === undefined || cell === null || cell === '' || (typeof cell === 'string' && clean(cell) === '')) return undefined
        lastTime = format === 'order' ? Number(cell) : parseTime(cell, format) - shift
        lastCell = cell
        return lastTime
      }
    },
    attribute(source) {
      const read = text(source)
      if (typeof source !== 'string') return (row) => read(row) || undefined
      const at = index(source)
      return (row) => {
        const cell = row[at]
        if (typeof cell === 'boolean' || (typeof cell === 'number' && Number.isFinite(cell))) return cell
        return read(row) || undefined
      }
    },
  }
}

/** A cell as trimmed text; whole numbers of any width without an exponent, dates as ISO 8601, lists with spaces between. */
export function textOf(cell: unknown): string {
  switch (typeof cell) {
    case 'string':
      return cell.trim()
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(cell)
    case 'object':
      if (cell === null) return ''
      if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString()
      return Array.isArray(cell) ? cell.slice(0, 1000).map(textOf).join(' ') : ''
    default:
      return ''
  }
}

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i
const currency = /^[\p{Sc}\s]+|[\p{Sc}\s]+$|^(?:EUR|USD|GBP|CNY|RMB|JPY)\s*|\s*(?:EUR|USD|GBP|CNY|RMB|JPY)$/giu

/** The number in a text such as `2.55`, `1,234.50`, `£2.55` or, with decimal ',', `1.234,50`; NaN where there is none or it is not finite. */
export function parseAmount(text: string, decimal: '.' | ',' = '.'): number {
  if (decimal === '.' && plainNumber.test(text)) return finite(Number(text))
  const negative = /^\(.*\)$/.test(text)
  let bare = (negative ? text.slice(1, -1) : text)
    .replace(/^-\s*(?=\p{Sc})/u, '-')
    .replace(/^(-?)\p{Sc}\s*/u, '$1')
    .replace(currency, '')
  const thousands = decimal === '.' ? ',' : '.'
  const grouped = new RegExp(`^[+-]?\\d{1,3}(?:[${thousands}'\u00a0\u202f ]\\d{3})+(?:\\${decimal}\\d*)?$`)
  if (grouped.test(bare)) bare = bare.replace(new RegExp(`[${thousands}'\u00a0\u202f ]`, 'g'), '')
  if (decimal === ',') {
    if (bare.includes('.')) return Number.NaN
    bare = bare.replace(',', '.')
  }
  if (!plainNumber.test(bare)) return Number.NaN
  return finite(negative ? -Number(bare) : Number(bare))
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN
}
