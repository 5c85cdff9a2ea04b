import { type FileHandle, open } from 'node:fs/promises'
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { CandorError } from '../../errors.ts'
import type { Format, Row, RowBatch, Table } from './format.ts'
import type { Source } from './source.ts'

/** Rows and unpacked bytes a row group may have: one is held in memory at a time. */
const maxGroupRows = 5_000_000
const maxGroupBytes = 2 ** 31

/** Apache Parquet, one row group at a time. Lines are row numbers, from 1. */
export const parquet: Format = {
  name: 'parquet',
  summary: 'Apache Parquet, all its usual compressions.',
  sniff: (source) => (source.packed === undefined && source.head.subarray(0, 4).toString('latin1') === 'PAR1' ? 1 : 0),
  async open(source) {
    if (source.packed !== undefined) {
      throw new CandorError('file.format', `${source.path} is a packed Parquet file. Parquet is compressed already and is read out of order: unpack it first.`)
    }
    const file = await open(source.path, 'r')
    try {
      const metadata = await guarded(source, () => parquetMetadataAsync(bufferOf(file, source.size)))
      const columns = parquetSchema(metadata).children.map((child) => child.element.name)
      const groups = checkedGroups(source, metadata)
      const sample = groups.length === 0 ? [] : await readRows(source, file, metadata, columns, 0, Math.min(200, groups[0] as number))
      return { columns, notes: { repaired: 0, encoding: 'utf-8' }, sample, rows: (wanted) => read(source, metadata, groups, wanted) }
    } finally {
      await file.close()
    }
  },
} satisfies Format & { open(source: Source): Promise<Table> }

async function* read(source: Source, metadata: FileMetaData, groups: readonly number[], wanted: readonly string[]): AsyncGenerator<RowBatch> {
  const file = await open(source.path, 'r')
  try {
    let start = 0
    for (const count of groups) {
      const rows = await readRows(source, file, metadata, wanted, start, start + count)
      for (let from = 0; from < rows.length; from += 5000) {
        const part = rows.slice(from, from + 5000)
        yield { rows: part, lines: part.map((_, index) => start + from + index + 1), rejects: [] }
      }
      start += count
    }
  } finally {
    await file.close()
  }
}

async function readRows(source: Source, file: FileHandle, metadata: FileMetaData, wanted: readonly string[], from: number, to: number): Promise<Row[]> {
  let found: Row[] = []
  const columns = [...new Set(wanted)]
  await guarded(source, () =>
    parquetRead({
      file: bufferOf(file, source.size),
      metadata,
      compressors,
      columns,
      rowStart: from,
      rowEnd: to,
      rowFormat: 'object',
      onComplete: (rows) => {
        found = rows.map((row) => wanted.map((name) => (Object.hasOwn(row, name) ? row[name] : undefined)))
      },
    }),
  )
  return found
}

function checkedGroups(source: Source, metadata: FileMetaData): number[] {
  return metadata.row_groups.map((group, index) => {
    const rows = Number(group.num_rows)
    const bytes = Number(group.total_byte_size)
    if (!(rows >= 0 && rows <= maxGroupRows && bytes <= maxGroupBytes)) {
      throw new CandorError(
        'file.unreadable',
        `${source.path} has a row group (number ${index + 1}) of ${rows} rows and ${bytes} bytes; at most ${maxGroupRows} rows and ${maxGroupBytes} bytes fit in memory. ` +
          'Write it with smaller row groups.',
      )
    }
    return rows
  })
}

function bufferOf(file: FileHandle, size: number): AsyncBuffer {
  return {
    byteLength: size,
    async slice(start: number, end: number = size): Promise<ArrayBuffer> {
      const from = start < 0 ? Math.max(0, size + start) : start
      const length = Math.min(end, size) - from
      if (!(length >= 0)) throw new RangeError(`The file has no bytes from ${from} to ${end}.`)
      const bytes = new Uint8Array(length)
      let read = 0
      while (read < length) {
        const { bytesRead } = await file.read(bytes, read, length - read, from + read)
        if (bytesRead === 0) throw new RangeError(`The file ends at byte ${from + read}.`)
        read += bytesRead
      }
      return bytes.buffer
    },
  }
}

async function guarded<T>(source: Source, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof CandorError) throw cause
    throw new CandorError('file.unreadable', `${source.path} is damaged or no Parquet file: ${(cause as Error).message}`, { cause })
  }
}
