import { CandorError, throwIfCancelled } from '../errors.ts'
import type { Product } from './catalogue.ts'
import { cellReaders } from './cells.ts'
import { PersonDrafts, ProductDrafts, personReader, productReader } from './drafts.ts'
import { EventIds } from './event-id.ts'
import type { EventName, ShopEvent } from './events.ts'
import type { Fates, Reject } from './fates.ts'
import type { FormatName, Row, Table } from './formats/format.ts'
import { formatOf } from './formats/index.ts'
import { openSource, type Source } from './formats/source.ts'
import { type Guess, guessMapping } from './guess.ts'
import { knownMappings, namedMapping } from './known-mappings.ts'
import type { Mapping } from './mapping.ts'
import { columnsOf, requireColumns } from './mapping-check.ts'
import type { Person } from './people.ts'
import { Interned, RecentTexts } from './recent.ts'
import { ReturnMatcher } from './returns.ts'
import { badId, eventReader, isRefused, ruleReader } from './row-readers.ts'

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
  const run = new Run(source, table, format.name, mapping, guess, options)
  return {
    format: format.name,
    mapping,
    ...(guess !== undefined && { guess }),
    fates: () => run.fates(),
    [Symbol.asyncIterator]: () => run.batches(),
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

/** One reading of one file. */
class Run {
  readonly #source: Source
  readonly #table: Table
  readonly #format: FormatName
  readonly #mapping: Mapping
  readonly #guessed: boolean
  readonly #options: ImportOptions
  readonly #returns = new ReturnMatcher()
  #started = false
  #rows = 0
  #accepted = 0
  #duplicates = 0
  #repeated = 0
  #anonymous = 0
  #products = 0
  #people = 0
  readonly #reasons = new Map<string, number>()
  readonly #events = new Map<EventName, number>()

  constructor(source: Source, table: Table, format: FormatName, mapping: Mapping, guess: Guess | undefined, options: ImportOptions) {
    this.#source = source
    this.#table = table
    this.#format = format
    this.#mapping = mapping
    this.#guessed = guess !== undefined
    this.#options = options
  }

  fates(): Fates {
    return {
      file: this.#source.path,
      format: this.#format,
      mapping: this.#mapping.name ?? (this.#guessed ? 'guessed' : 'given'),
      rows: this.#rows,
      accepted: this.#accepted,
      rejected: [...this.#reasons.values()].reduce((sum, count) => sum + count, 0),
      reasons: Object.fromEntries([...this.#reasons].sort(([, a], [, b]) => b - a)),
      duplicates: this.#duplicates,
      repeated: this.#repeated,
      anonymous: this.#anonymous,
      events: Object.fromEntries(this.#events),
      returns: { matched: this.#returns.matched, unmatched: this.#returns.unmatched },
      products: this.#products,
      people: this.#people,
      repaired: this.#table.notes.repaired,
      bytes: this.#source.size,
    }
  }

  async *batches(): AsyncGenerator<ImportBatch> {
    if (this.#started) throw new CandorError('internal', `${this.#source.path} was read already: open the import again.`)
    this.#started = true
    const size = this.#options.batch ?? 5000
    const wanted = columnsOf(this.#mapping)
    const { take, rest } = this.#readers(wanted)
    let held = new Held()
    const send = (): ImportBatch => {
      const { events, products, people, rejects } = held
      this.#products += products.length
      this.#people += people.length
      held = new Held()
      return { events, products, people, rejects, bytesRead: this.#source.bytesRead(), bytesTotal: this.#source.size }
    }
    for await (const { rows, lines, rejects } of this.#table.rows(wanted)) {
      throwIfCancelled(this.#options.signal)
      for (const reject of rejects) this.#reject(held, reject)
      for (let index = 0; index < rows.length; index++) {
        take(rows[index] as Row, lines[index] as number, held)
        if (held.size >= size) yield send()
      }
    }
    this.#returns.settle()
    for (const entry of rest()) {
      if ('product' in entry) held.products.push(entry.product)
      else held.people.push(entry.person)
      if (held.size >= size) yield send()
    }
    yield send()
  }

  #reject(held: Held, reject: Reject): void {
    this.#rows++
    this.#reasons.set(reject.reason, (this.#reasons.get(reject.reason) ?? 0) + 1)
    held.rejects.push(reject)
  }

  /** `take` decides a row's fate; `rest` yields what was built up over all rows. */
  #readers(columns: readonly string[]): {
    take: (row: Row, line: number, held: Held) => void
    rest: () => Generator<{ product: Product } | { person: Person }>
  } {
    const { events, products, people } = this.#mapping
    const interned = new Interned()
    const rule = ruleReader(this.#mapping, columns)
    const readProduct = products && productReader(this.#mapping, columns, interned)
    const readPerson = people && personReader(this.#mapping, columns, interned)
    const seen = new RecentTexts()

    if (events === undefined) {
      const take = (row: Row, line: number, held: Held): void => {
        const outcomes = [rule?.(row) ?? readProduct?.(row), rule?.(row) ?? readPerson?.(row)].filter((outcome) => outcome !== undefined)
        const refused = outcomes.find(isRefused)
        if (refused !== undefined) {
          this.#reject(held, { line, ...refused })
          return
        }
        const fresh = outcomes.map((outcome, index) => seen.add(`${index}${(outcome as Product | Person).id}`))
        this.#rows++
        if (!fresh.includes(true)) this.#duplicates++
        else {
          this.#accepted++
          if (readProduct !== undefined && fresh[0]) held.products.push(outcomes[0] as Product)
          if (readPerson !== undefined && fresh.at(-1)) held.people.push(outcomes.at(-1) as Person)
        }
      }
      return { take, rest: function* () {} }
    }

    const readEvent = eventReader(this.#mapping, columns, { now: this.#options.now ?? Date.now(), interned })
    const givenId = events.id === undefined ? undefined : cellReaders(columns, this.#mapping.absent).text(events.id)
    const ids = new EventIds()
    const productDrafts = new ProductDrafts()
    const personDrafts = new PersonDrafts()
    const take = (row: Row, line: number, held: Held): void => {
      const found = rule?.(row) ?? readEvent(row)
      if (isRefused(found)) {
        this.#reject(held, { line, ...found })
        return
      }
      let id = givenId?.(row) ?? ''
      if (givenId !== undefined && id !== '') {
        const bad = badId(id)
        if (bad !== undefined) {
          this.#reject(held, { line, ...bad })
          return
        }
        if (!seen.add(id)) {
          this.#rows++
          this.#duplicates++
          return
        }
      } else {
        const made = ids.next(found)
        id = made.id
        if (made.repeated > 0) this.#repeated++
      }
      this.#rows++
      this.#accepted++
      if (found.user === undefined) this.#anonymous++
      this.#events.set(found.event, (this.#events.get(found.event) ?? 0) + 1)
      const event: ShopEvent = { id, ...found }
      this.#returns.see(event)
      held.events.push(event)
      if (found.event === 'refund') return
      if (readProduct !== undefined && found.item !== undefined) {
        const product = readProduct(row)
        if (!isRefused(product)) productDrafts.see(product, found.at)
      }
      if (readPerson !== undefined && found.user !== undefined) {
        const person = readPerson(row)
        if (!isRefused(person)) personDrafts.see(person, found.at)
      }
    }
    return {
      take,
      *rest() {
        for (const product of productDrafts.products()) yield { product }
        for (const person of personDrafts.people()) yield { person }
      },
    }
  }
}

class Held {
  readonly events: ShopEvent[] = []
  readonly products: Product[] = []
  readonly people: Person[] = []
  readonly rejects: Reject[] = []

  get size(): number {
    return this.events.length + this.products.length + this.people.length + this.rejects.length
  }
}
