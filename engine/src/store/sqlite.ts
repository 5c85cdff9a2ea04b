import { createRequire } from 'node:module'

/** The part of the `node:sqlite` API that Candor uses. Node ≥ 22.13 and `@photostructure/sqlite` both have exactly this. */
export interface Connection {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

export interface Statement {
  run(...values: readonly Value[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint }
  get(...values: readonly Value[]): unknown
  all(...values: readonly Value[]): unknown[]
}

export type Value = string | number | null

type Driver = { readonly DatabaseSync: new (path: string, options?: { readonly readOnly?: boolean }) => Connection }

/**
 * Opens one connection: write-ahead log, a disk sync with every commit, five seconds of patience with other processes, foreign keys on.
 * `reader` refuses to write. Throws what SQLite throws: see `storeFailure`.
 */
export function connect(path: string, use: 'writer' | 'reader'): Connection {
  const connection = new (sqliteDriver().DatabaseSync)(path)
  try {
    connection.exec('PRAGMA busy_timeout = 5000')
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -32768')
    // Deleted content is overwritten with zeros; the log is folded into the database every 64 MB.
    if (use === 'writer') connection.exec('PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 16000')
    else connection.exec('PRAGMA query_only = ON')
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/**
 * Closes a writer, its log folded into the database first so that one file holds everything. Closing alone would do so only after the last
 * statement is garbage. A reader elsewhere may prevent it: then the log stays, and nothing is lost.
 */
export function closeFolded(connection: Connection): void {
  try {
    connection.exec('PRAGMA busy_timeout = 100')
    connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
  } finally {
    connection.close()
  }
}

/** Opens a file that must not change, not even by folding its log in: for looking before trusting. */
export function connectToLook(path: string): Connection {
  const connection = new (sqliteDriver().DatabaseSync)(path, { readOnly: true })
  connection.exec('PRAGMA busy_timeout = 5000')
  return connection
}

let driver: Driver | undefined

/** SQLite that is built into Node from 22.13 on, and the same API with a prebuilt library before. */
function sqliteDriver(): Driver {
  if (driver !== undefined) return driver
  const require = createRequire(import.meta.url)
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  driver = major > 22 || (major === 22 && minor >= 13) ? withoutNotice(() => require('node:sqlite') as Driver) : (require('@photostructure/sqlite') as Driver)
  return driver
}

/** Node announces `node:sqlite` as experimental on standard error; that one notice is kept from people who only ran a command. */
function withoutNotice<T>(load: () => T): T {
  const emit = process.emitWarning
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).startsWith('SQLite is an experimental feature')) emit.call(process, warning, ...rest)
  }) as typeof process.emitWarning
  try {
    return load()
  } finally {
    process.emitWarning = emit
  }
}
