import type { Reject } from '../fates.ts'
import type { Row } from './format.ts'

export interface CsvOptions {
  readonly delimiter: string
  /** False for files that use the quote as an ordinary character (RecBole). */
  readonly quotes: boolean
  /** Cells a row must have; 0 takes any number. */
  readonly columns: number
  /** Number of the first line; default 1. */
  readonly line?: number
}

/** Characters a cell may have, and a row. */
export const maxCell: number = 64 * 1024
export const maxRow: number = 1024 * 1024

/**
 * RFC 4180 read from pieces of text: quoted cells with doubled quotes and line ends inside, LF, CRLF or CR. A line whose quotes do not fit the rules is
 * taken literally when that gives the right number of cells, else rejected; reading goes on at the next line, so one lost quote costs one line.
 * Lines without a quote, nearly all, are split by the engine's own `split`: about 3 million cells a second.
 */
export class CsvReader {
  readonly #delimiter: string
  readonly #quotes: boolean
  readonly #columns: number
  #rest = ''
  /** The line on which `#rest` begins. */
  #line: number
  /** Inside a line that was too long and already rejected. */
  #skipping = false
  #rows: Row[] = []
  #lines: number[] = []
  #rejects: Reject[] = []

  constructor(options: CsvOptions) {
    this.#delimiter = options.delimiter
    this.#quotes = options.quotes
    this.#columns = options.columns
    this.#line = options.line ?? 1
  }

  /** Rows, their lines and rejects since the last `take`. */
  take(): { rows: Row[]; lines: number[]; rejects: Reject[] } {
    const taken = { rows: this.#rows, lines: this.#lines, rejects: this.#rejects }
    this.#rows = []
    this.#lines = []
    this.#rejects = []
    return taken
  }

  push(text: string): void {
    this.#read(this.#rest + text, false)
  }

  end(): void {
    this.#read(this.#rest, true)
  }

  #read(text: string, last: boolean): void {
    let at = 0
    let quote = this.#quotes ? text.indexOf('"') : -1
    let carriage = text.indexOf('\r')
    while (at < text.length) {
      let newline = text.indexOf('\n', at)
      let next = newline + 1
      // A lone CR ends a line too (old spreadsheets); CR LF is one end, so a CR as the very last character waits for what follows.
      if (carriage >= 0 && carriage < at) carriage = text.indexOf('\r', at)
      if (carriage >= 0 && (newline < 0 || carriage < newline) && (last || carriage + 1 < text.length)) {
        newline = carriage
        next = text[carriage + 1] === '\n' ? carriage + 2 : carriage + 1
      }
      if (newline < 0) {
        if (!last) break
        newline = next = text.length
      }
      if (this.#skipping) {
        this.#skipping = false
        this.#line++
        at = next
        continue
      }
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at)
      if (quote < 0 || quote >= newline) {
        this.#plain(text.slice(at, newline))
        this.#line++
        at = next
        continue
      }
      const row = readQuoted(text, at, this.#delimiter, last)
      if (row === 'open' && !last && text.length - at <= maxRow) break
      if (typeof row === 'string') {
        this.#literal(text.slice(at, newline), row)
        this.#line++
        at = next
      } else {
        this.#emit(row.cells)
        this.#line += row.lines
        at = row.end
      }
    }
    this.#rest = at === 0 ? text : text.slice(at)
    if (last) this.#rest = ''
    else if (this.#rest.length > maxRow) {
      if (!this.#skipping) this.#reject('row.too-long', `The line has over ${maxRow} characters.`)
      this.#skipping = true
      this.#rest = this.#rest.endsWith('\r') ? '\r' : ''
    }
  }

  #plain(line: string): void {
    if (line.length > maxRow) this.#reject('row.too-long', `The line has over ${maxRow} characters.`)
    else if (line.trim().length > 0 || line.includes(this.#delimiter)) this.#emit(line.split(this.#delimiter))
  }

  #literal(line: string, problem: 'open' | 'torn'): void {
    if (line.length <= maxRow) {
      const cells = line.split(this.#delimiter)
      if (this.#columns > 0 && cells.length === this.#columns) {
        this.#emit(cells)
        return
      }
    }
    this.#reject('csv.quote', problem === 'open' ? 'A quote is opened and never closed.' : 'A closing quote is followed by text instead of the next cell.')
  }

  #emit(cells: string[]): void {
    const wanted = this.#columns
    if (wanted > 0 && cells.length !== wanted) {
      if (cells.length < wanted) {
        this.#reject('csv.cells', `The line has ${cells.length} cells, the header ${wanted}.`)
        return
      }
      for (let i = wanted; i < cells.length; i++) {
        if (cells[i] !== '') {
          this.#reject('csv.cells', `The line has ${cells.length} cells, the header ${wanted}.`)
          return
        }
      }
      cells.length = wanted
    }
    for (const cell of cells) {
      if (cell.length > maxCell) {
        this.#reject('cell.too-long', `A cell has ${cell.length} characters; at most ${maxCell} are allowed.`)
        return
      }
      if (cell.includes('\0')) {
        this.#reject('cell.nul', 'A cell holds a NUL character.')
        return
      }
    }
    this.#rows.push(cells)
    this.#lines.push(this.#line)
  }

  #reject(reason: string, message: string): void {
    this.#rejects.push({ line: this.#line, reason, message })
  }
}

/** One row that holds quotes, from `at`; `open` when the text ends inside quotes, `torn` when text follows a closing quote. */
function readQuoted(text: string, at: number, delimiter: string, last: boolean): { cells: string[]; end: number; lines: number } | 'open' | 'torn' {
  const cells: string[] = []
  let lines = 1
  for (let i = at; ; ) {
    if (text[i] === '"') {
      let cell = ''
      let from = i + 1
      let close = text.indexOf('"', from)
      while (close >= 0 && text[close + 1] === '"') {
        cell += text.slice(from, close + 1)
        from = close + 2
        close = text.indexOf('"', from)
      }
      // A quote at the very end may be the first half of a doubled one: only more text can tell.
      if (close < 0 || (close + 1 === text.length && !last)) return 'open'
      cell = from === i + 1 ? text.slice(from, close) : cell + text.slice(from, close)
      lines += lineEnds(cell)
      cells.push(cell)
      i = close + 1
    } else {
      let to = i
      while (to < text.length && text[to] !== delimiter && text[to] !== '\n' && text[to] !== '\r') to++
      cells.push(text.slice(i, to))
      i = to
    }
    if (i >= text.length) return last ? { cells, end: i, lines } : 'open'
    const after = text[i]
    if (after === delimiter) i++
    else if (after === '\n') return { cells, end: i + 1, lines }
    else if (after === '\r') {
      if (i + 1 === text.length && !last) return 'open'
      return { cells, end: text[i + 1] === '\n' ? i + 2 : i + 1, lines }
    } else return 'torn'
  }
}

function lineEnds(cell: string): number {
  let found = 0
  for (let i = 0; i < cell.length; i++) {
    const code = cell.charCodeAt(i)
    if (code === 10 || (code === 13 && cell.charCodeAt(i + 1) !== 10)) found++
  }
  return found
}
