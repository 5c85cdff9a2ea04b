import { CandorError, throwIfCancelled } from '../errors.ts'
import type { Product } from './catalogue.ts'
import type { ShopEvent } from './events.ts'
import { FateCount, type Fates, type Reject } from './fates.ts'
import type { FormatName, Row, Table } from './formats/format.ts'
import { formatOf } from './formats/index.ts'
import { openSource, type Source } from './formats/source.ts'
import { type Guess, guessMapping } from './guess.ts'
import { knownMappings, namedMapping } from './known-mappings.ts'
import type { Mapping } from './mapping.ts'
import { columnsOf, requireColumns } from './mapping-check.ts'
import type { Person } from './people.ts'
import { eventTaker, Held, recordTaker } from './row-takers.ts'

export type Role = 'events' | 'items' | 'people'

export interface ImportOptions {
  readonly format?: FormatName | 'auto'
  /** A mapping, or the name of a known one (see `known-mappings.ts`); guessed where absent. */
  readonly mapping?: Mapping | string
  /** What the file is taken for when the mapping is guessed: `items` with `candor import --items`. Default: whatever the columns say. */
  readonly role?: Role
  /** The present, milliseconds since 1970: later events (with a day's tolerance for clocks) are rejected. Default: the machine's clock. */
  readonly now?: number
  readonly signal?: AbortSignal
  /** Events a batch; default 5,000. */
  readonly batch?: number
}

/** One step of reading. Products and people that build up over many rows come with the last batches. */
export interface ImportBatch {
  readonly events: readonly ShopEvent[]
  readonly products: readonly Product[]
  readonly people: readonly Person[]
  readonly rejects: readonly Reject[]
  /** Bytes of the file (as on the disk) read so far, and in all: for progress bars. */
  readonly bytesRead: number
  readonly bytesTotal: number
}

/** An opened file: iterate once to read it. `fates` is complete after the last batch. */
export interface Import extends AsyncIterable<ImportBatch> {
  readonly format: FormatName
  readonly mapping: Mapping
  /** Present where the mapping was guessed: the lines to show for confirmation. */
  readonly guess?: Guess
  fates(): Fates
}

/**
 * Opens a file of events, products or people: recognises format and mapping where they are not given. Memory does not grow with the number of rows, only with
 * the number of different products and people.
 * @throws CandorError `file.missing`, `file.unreadable`, `file.format`, `file.mapping`; while iterating also `cancelled`
 */
export async function openImport(path: string, options: ImportOptions = {}): Promise<Import> {
  const source = await openSource(path)
  const format = formatOf(options.format ?? 'auto', source)
  const table = await format.open(source)
  const { mapping, guess } = chooseMapping(table, source, options)
  requireColumns(mapping, table.columns, path)
  const count = new FateCount()
  let started = false
  return {
    format: format.name,
    mapping,
    ...(guess !== undefined && { guess }),
    fates: () =>
      count.fates({
        file: path,
        format: format.name,
        mapping: mapping.name ?? (guess === undefined ? 'given' : 'guessed'),
        repaired: table.notes.repaired,
        bytes: source.size,
      }),
    [Symbol.asyncIterator]() {
      if (started) throw new CandorError('internal', `${path} was read already: open the import again.`)
      started = true
      return batches(source, table, mapping, count, options)
    },
  }
}

function chooseMapping(table: Table, source: Source, options: ImportOptions): { mapping: Mapping; guess: Guess | undefined } {
  if (typeof options.mapping === 'object') return { mapping: options.mapping, guess: undefined }
  if (options.mapping !== undefined) {
    const mapping = namedMapping(options.mapping)
    if (mapping !== undefined) return { mapping, guess: undefined }
    throw new CandorError('file.mapping', `There is no known mapping "${options.mapping}". There are: ${Object.keys(knownMappings).join(', ')}.`)
  }
  const guess = guessMapping(table, { file: source.name, path: source.path, ...(options.role !== undefined && { role: options.role }) })
  return { mapping: guess.mapping, guess }
}

async function* batches(source: Source, table: Table, mapping: Mapping, count: FateCount, options: ImportOptions): AsyncGenerator<ImportBatch> {
  const size = options.batch ?? 5000
  const wanted = columnsOf(mapping)
  const taker = mapping.events === undefined ? recordTaker(mapping, wanted, count) : eventTaker(mapping, wanted, count, options.now ?? Date.now())
  let held = new Held()
  const send = (): ImportBatch => {
    const { events, products, people, rejects } = held
    count.products += products.length
    count.people += people.length
    held = new Held()
    return { events, products, people, rejects, bytesRead: source.bytesRead(), bytesTotal: source.size }
  }
  for await (const { rows, lines, rejects } of table.rows(wanted)) {
    throwIfCancelled(options.signal)
    count.rows += rows.length + rejects.length
    for (const reject of rejects) {
      count.reject(reject)
      held.rejects.push(reject)
    }
    for (let index = 0; index < rows.length; index++) {
      taker.take(rows[index] as Row, lines[index] as number, held)
      if (held.size >= size) yield send()
    }
  }
  for (const entry of taker.rest()) {
    if ('product' in entry) held.products.push(entry.product)
    else held.people.push(entry.person)
    if (held.size >= size) yield send()
  }
  yield send()
}
