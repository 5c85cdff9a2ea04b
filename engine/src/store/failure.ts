import { CandorError, type ErrorCode } from '../errors.ts'

/**
 * What went wrong at the database, in words that help: SQLite's result codes and the file system's, each as a `store.*` error with what
 * to do next. Anything else comes back as it is.
 */
export function storeFailure(error: unknown, path: string): Error {
  if (error instanceof CandorError) return error
  const code = failureCode(error)
  if (code === undefined) return error instanceof Error ? error : new Error(String(error))
  return new CandorError(code, advice[code](path), { details: { path, reason: (error as Error).message }, cause: error })
}

/** A database found to be damaged by a look of our own, in the form of SQLite's error so that there is one place for the words. */
export function damaged(reason: string): Error {
  return Object.assign(new Error(reason), { errcode: 11 })
}

type StoreCode = Extract<ErrorCode, `store.${string}`>

const advice: { readonly [code in StoreCode]: (path: string) => string } = {
  'store.locked': (path) => `Another process has been writing to ${path} for more than five seconds. Wait for it, or stop it, then try again.`,
  'store.full': (path) => `The disk that holds ${path} is full. Free some space, then try again; nothing that was acknowledged is lost.`,
  'store.read-only': (path) => `${path} cannot be written. Give this user the right to write to its folder, or choose another with --data DIR.`,
  'store.corrupt': (path) =>
    `${path} is damaged. Nothing was changed or deleted. Keep a copy of the file with its -wal and -shm companions, then put back a backup or try "sqlite3 FILE .recover".`,
  'store.version': (path) => `${path} was made by another version of Candor.`,
}

function failureCode(error: unknown): StoreCode | undefined {
  // Every text of JSON in the database was written by this program: one that cannot be read was damaged on the disk.
  if (error instanceof SyntaxError) return 'store.corrupt'
  const { errcode, code, message } = error as { readonly errcode?: number; readonly code?: string; readonly message?: string }
  if (code === 'ERR_SQLITE_ERROR' && (errcode === undefined || errcode === 1)) return texts.find(([text]) => message?.includes(text))?.[1]
  if (typeof errcode === 'number') return extended[errcode] ?? primary[errcode & 0xff]
  return typeof code === 'string' ? files[code] : undefined
}

/** SQLite's own words, for the calls of `@photostructure/sqlite` 1.2.1 that lose the number. */
const texts: readonly (readonly [text: string, code: StoreCode])[] = [
  ['malformed', 'store.corrupt'],
  ['file is not a database', 'store.corrupt'],
  ['database is locked', 'store.locked'],
  ['database or disk is full', 'store.full'],
  ['readonly database', 'store.read-only'],
  ['unable to open database file', 'store.read-only'],
]

/** https://sqlite.org/rescode.html */
const primary: { readonly [code: number]: StoreCode } = {
  3: 'store.read-only',
  5: 'store.locked',
  6: 'store.locked',
  8: 'store.read-only',
  11: 'store.corrupt',
  13: 'store.full',
  14: 'store.read-only',
  26: 'store.corrupt',
}

const extended: { readonly [code: number]: StoreCode } = {
  // A write, an extension of the shared-memory file or a truncation failed: in practice no space or a quota.
  778: 'store.full',
  4874: 'store.full',
  1546: 'store.full',
  // Short read: the file ends before a page does.
  522: 'store.corrupt',
}

const files: { readonly [code: string]: StoreCode } = {
  EACCES: 'store.read-only',
  EPERM: 'store.read-only',
  EROFS: 'store.read-only',
  ENOTDIR: 'store.read-only',
  EEXIST: 'store.read-only',
  EISDIR: 'store.read-only',
  ENOSPC: 'store.full',
  EDQUOT: 'store.full',
  EFBIG: 'store.full',
}
