import type { Reject } from '../fates.ts'
import type { Mapping } from '../mapping.ts'
import type { Source } from './source.ts'
import type { TextNotes } from './text.ts'

export const formatNames = ['csv', 'jsonl', 'parquet', 'recbole', 'sequences', 'ga4', 'matrix'] as const
export type FormatName = (typeof formatNames)[number]

/** A way of writing rows into a file. */
export interface Format {
  readonly name: FormatName
  /** One sentence for `candor import --help`. */
  readonly summary: string
  /** How well the beginning of the file fits, 0 (not at all) to 1 (certain). */
  sniff(source: Source): number
  open(source: Source): Promise<Table>
}

/** An opened file as rows of cells. */
export interface Table {
  readonly columns: readonly string[]
  /** Present where the format itself says what its columns mean. */
  readonly mapping?: Mapping
  /** What decoding met; grows while `rows` is read. */
  readonly notes: Readonly<TextNotes>
  /** The first rows, for guessing: at most 200. */
  readonly sample: readonly Row[]
  /** All rows from the first on, `wanted` columns only and in that order; iterate once. */
  rows(wanted: readonly string[]): AsyncIterable<RowBatch>
}

/** Cells as the format has them: text in CSV, JSON values in JSONL. */
export type Row = readonly unknown[]

/** Rows and the lines they stand on, in step; and what could not even be read as a row. */
export interface RowBatch {
  readonly rows: readonly Row[]
  readonly lines: readonly number[]
  readonly rejects: readonly Reject[]
}
