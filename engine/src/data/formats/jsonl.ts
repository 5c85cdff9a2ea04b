import { CandorError } from '../../errors.ts'
import type { Format, Row, RowBatch, Table } from './format.ts'
import { JsonReader } from './json-reader.ts'
import type { Source } from './source.ts'
import { decode, headText, type TextNotes } from './text.ts'

/** JSON objects, one a line or in one array. Columns are the paths to their values: `user.id`. */
export const jsonl: Format = {
  name: 'jsonl',
  summary: 'JSON objects, one a line, or one array of them.',
  sniff: (source) => (/^\s*(\{|\[\s*[{\]])/.test(headText(source)) ? 0.8 : /\.(jsonl|ndjson|json)$/.test(source.name) ? 0.5 : 0),
  async open(source) {
    const sampled = sampleObjects(source)
    const columns = [...new Set(sampled.flatMap((object) => paths(object, '', 0)))]
    if (columns.length === 0) throw new CandorError('file.unreadable', `${source.path} holds no JSON object that can be read.`)
    const notes: TextNotes = { repaired: 0, encoding: 'utf-8' }
    return { columns, notes, sample: sampled.map((object) => columns.map((path) => at(object, path))), rows: (wanted) => read(source, wanted, notes) }
  },
} satisfies Format & { open(source: Source): Promise<Table> }

async function* read(source: Source, wanted: readonly string[], notes: TextNotes): AsyncGenerator<RowBatch> {
  const reader = new JsonReader()
  const batch = (): RowBatch => {
    const { rows, rejects } = reader.take()
    return { rows: rows.map(({ value }): Row => wanted.map((path) => at(value, path))), lines: rows.map(({ line }) => line), rejects }
  }
  for await (const text of decode(source, notes)) {
    reader.push(text)
    yield batch()
  }
  reader.end()
  yield batch()
}

/** The objects of the beginning of the file, at most 200. */
export function sampleObjects(source: Source): Readonly<Record<string, unknown>>[] {
  const reader = new JsonReader()
  const head = headText(source)
  // A cut last line is no object; a final line end tells it is whole, and a short file is whole anyway.
  reader.push(source.head.length < 65_536 && !head.endsWith('\n') ? `${head}\n` : head)
  return reader
    .take()
    .rows.slice(0, 200)
    .map(({ value }) => value)
}

/** The value at a path such as `user.id`; a key that has the dots in its own name comes first. */
export function at(object: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(object, path)) return object[path]
  let value: unknown = object
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

function paths(object: Readonly<Record<string, unknown>>, prefix: string, depth: number): string[] {
  return Object.entries(object).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && depth < 3
      ? paths(value as Record<string, unknown>, `${prefix}${key}.`, depth + 1)
      : [`${prefix}${key}`],
  )
}
