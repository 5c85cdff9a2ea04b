import type { Reject } from '../fates.ts'
import type { Mapping } from '../mapping.ts'
import type { Format, Row, RowBatch } from './format.ts'
import type { Source } from './source.ts'
import { decode, headText, type TextNotes } from './text.ts'

const mapping: Mapping = {
  name: 'sequences',
  events: { event: { constant: 'purchase' }, user: 'user', item: 'item', at: { column: 'position', format: 'order' } },
}

/** Characters a line may have: a person with a million items. */
const maxLine = 16 * 2 ** 20

/** One person a line, `user item item …`, oldest first, between spaces or tabs. Each item is a row of its own: user, item, position from 0. */
export const sequences: Format = {
  name: 'sequences',
  summary: 'One person a line: the id, then the items, oldest first.',
  sniff(source) {
    const lines = headText(source)
      .split(/\r?\n/)
      .slice(0, -1)
      .slice(0, 50)
      .filter((line) => line.trim() !== '')
    const tokens = lines.map((line) => line.trim().split(/[ \t]+/))
    if (lines.length === 0 || lines.some((line) => /[,;|{"]/.test(line))) return 0
    // Rows of a table are all of one length, in words or in cells between tabs; people's histories are not.
    const lengths = new Set(tokens.map((list) => list.length))
    const tabs = new Set(lines.map((line) => line.split('\t').length))
    const table = lengths.size === 1 || (tabs.size === 1 && !tabs.has(1))
    return !table && tokens.filter((list) => list.length >= 2).length >= 0.7 * tokens.length ? 0.85 : 0.1
  },
  async open(source) {
    const sample: Row[] = []
    const rejects: Reject[] = []
    for (const [index, line] of headText(source).split(/\r?\n/, 50).entries()) readLine(line, index + 1, sample, [], rejects)
    const notes: TextNotes = { repaired: 0, encoding: 'utf-8' }
    return { columns: ['user', 'item', 'position'], mapping, notes, sample: sample.slice(0, 200), rows: (wanted) => read(source, wanted, notes) }
  },
}

async function* read(source: Source, wanted: readonly string[], notes: TextNotes): AsyncGenerator<RowBatch> {
  const order = wanted.map((name) => ['user', 'item', 'position'].indexOf(name))
  let rest = ''
  let line = 0
  let skipping = false
  let rows: Row[] = []
  let lines: number[] = []
  let rejects: Reject[] = []
  const take = (): RowBatch => {
    const batch = { rows: rows.map((row) => order.map((column) => row[column])), lines, rejects }
    rows = []
    lines = []
    rejects = []
    return batch
  }
  for await (const text of decode(source, notes)) {
    const pieces = (rest + text).split('\n')
    rest = pieces.pop() as string
    for (const piece of pieces) {
      line++
      if (skipping) skipping = false
      else readLine(piece, line, rows, lines, rejects)
    }
    if (rest.length > maxLine) {
      if (!skipping) rejects.push({ line: line + 1, reason: 'row.too-long', message: `The line has over ${maxLine} characters.` })
      skipping = true
      rest = ''
    }
    yield take()
  }
  if (!skipping) readLine(rest, line + 1, rows, lines, rejects)
  yield take()
}

function readLine(text: string, line: number, rows: Row[], lines: number[], rejects: Reject[]): void {
  const tokens = text.trim().split(/[ \t]+/)
  const user = tokens[0] as string
  if (user === '') return
  if (tokens.length === 1) {
    rejects.push({ line, reason: 'sequence.empty', message: `The person ${user.slice(0, 80)} has no item.` })
    return
  }
  for (let position = 1; position < tokens.length; position++) {
    rows.push([user, tokens[position], position - 1])
    lines.push(line)
  }
}
