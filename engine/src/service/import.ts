import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { WriteStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import type { ImportOptions } from '../data/import.ts'
import { openImport } from '../data/import.ts'
import { CandorError } from '../errors.ts'
import type { ImportReport } from './contract.ts'
import type { House, WorkOptions } from './house.ts'
import { markCatalogue } from './serving.ts'

/**
 * Reads a file of events, products or people into the store, batch by batch: memory does not grow with the file, and a stop keeps whole batches.
 * Throws `cancelled`, saying what is kept.
 */
export async function importFile(house: House, path: string, options: ImportOptions & WorkOptions = {}): Promise<ImportReport> {
  const start = performance.now()
  const opened = await openImport(path, { now: house.now(), ...options })
  const rejects = new RejectFile(join(house.folder, 'rejects', `${basename(path)}-${placeOf(path)}.jsonl`))
  let stored = 0
  let alreadyThere = 0
  let described = 0
  let hasProducts = false
  let writing: Promise<void> = Promise.resolve()
  try {
    for await (const batch of opened) {
      // One batch is written while the next is read; never more, so memory stays flat.
      await writing
      writing = (async () => {
        if (batch.events.length > 0) {
          const { accepted, duplicates } = await house.store.append(batch.events)
          stored += accepted
          alreadyThere += duplicates
        }
        if (batch.products.length > 0) {
          await house.store.putItems(batch.products)
          hasProducts = true
        }
        if (batch.people.length > 0) await house.store.putPeople(batch.people)
      })()
      writing.catch(() => undefined) // reported by the await above or below
      for (const reject of batch.rejects) await rejects.write(reject)
      described += batch.products.length + batch.people.length
      options.progress?.({
        stage: `import ${basename(path)}`,
        done: batch.bytesTotal > 0 ? batch.bytesRead / batch.bytesTotal : 1,
        note: stored + alreadyThere > 0 ? `${stored} events stored` : described > 0 ? `${described} described` : '',
      })
    }
    await writing
  } catch (error) {
    if (!(error instanceof CandorError && error.code === 'cancelled')) throw error
    await writing
    throw new CandorError(
      'cancelled',
      `Stopped: ${stored} events of ${basename(path)} are stored and stay. The same command goes on, and stores none of them twice.`,
      {
        cause: error,
      },
    )
  } finally {
    // Also of an import that was stopped or failed: what is stored, the batch under way included, is in the catalogue.
    await writing.catch(() => undefined)
    try {
      if (hasProducts) await markCatalogue(house)
    } finally {
      await rejects.close()
    }
  }
  const fates = opened.fates()
  const report: ImportReport = {
    ...fates,
    stored,
    alreadyThere,
    ...(rejects.used ? { rejectFile: rejects.path } : {}),
    seconds: (performance.now() - start) / 1000,
    at: house.now(),
  }
  await house.store.putDocument(`imports/${String(report.at).padStart(14, '0')}-${basename(path)}`, report)
  await house.store.audit({ action: 'import', subject: basename(path), details: { rows: fates.rows, stored, rejected: fates.rejected } })
  return report
}

/** Made only when the first row is rejected, for the owner's eyes alone: it holds rows of people. */
class RejectFile {
  readonly path: string
  #stream: WriteStream | undefined
  #failure: NodeJS.ErrnoException | undefined

  constructor(path: string) {
    this.path = path
  }

  get used(): boolean {
    return this.#stream !== undefined
  }

  async write(reject: object): Promise<void> {
    if (this.#stream === undefined) {
      this.#stream = await this.#open()
      // Heard from the start: a stream that fails between two writes would end the process.
      this.#stream.on('error', (error) => {
        this.#failure = error
      })
    }
    if (!this.#stream.write(`${JSON.stringify(reject)}\n`)) await once(this.#stream, 'drain').catch(() => this.#check())
  }

  async #open(): Promise<WriteStream> {
    try {
      await mkdir(join(this.path, '..'), { recursive: true, mode: 0o700 })
      const file = await open(this.path, 'w', 0o600)
      // A file of an earlier run keeps its rights unless told.
      await file.chmod(0o600)
      return file.createWriteStream()
    } catch (error) {
      this.#failure = error as NodeJS.ErrnoException
      this.#check()
      throw error
    }
  }

  async close(): Promise<void> {
    if (this.#stream === undefined) return
    this.#stream.end()
    await finished(this.#stream).catch(() => undefined)
    this.#check()
  }

  #check(): void {
    if (this.#failure === undefined) return
    const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(this.#failure.code ?? '')
    throw new CandorError(
      isFull ? 'store.full' : 'store.read-only',
      `The rejected rows cannot be written to ${this.path}: ${this.#failure.message}. ${isFull ? 'Free some space' : 'Make that place writable'} and run the same command again; events that are stored stay.`,
      { cause: this.#failure },
    )
  }
}

/** Short and the same for one file wherever it is named from, so that files of one name in two folders keep their rejects apart. */
function placeOf(path: string): string {
  return createHash('sha256').update(resolve(path)).digest('hex').slice(0, 8)
}
