import type { Product } from './catalogue.ts'
import type { ShopEvent } from './events.ts'
import type { Fates, Reject } from './fates.ts'
import type { FormatName } from './formats/format.ts'
import type { Guess } from './guess.ts'
import type { Mapping } from './mapping.ts'
import type { Person } from './people.ts'

export interface ImportOptions {
  readonly format?: FormatName | 'auto'
  /** A mapping, or the name of a known one (see `known-mappings.ts`); guessed where absent. */
  readonly mapping?: Mapping | string
  /** What the file is taken for when the mapping is guessed: `items` with `candor import --items`. Default: whatever the columns say. */
  readonly role?: 'events' | 'items' | 'people'
  /** The present, milliseconds since 1970: later events (with a day's tolerance for clocks) are rejected. Default: the machine's clock. */
  readonly now?: number
  readonly signal?: AbortSignal
  /** Rows a batch; default 5,000. */
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
 * @throws CandorError `file.missing`, `file.unreadable`, `file.format`, `file.mapping`
 */
export type OpenImport = (path: string, options?: ImportOptions) => Promise<Import>
