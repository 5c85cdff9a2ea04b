import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { damaged, storeFailure } from './failure.ts'
import { checkVersion } from './schema.ts'
import { connectToLook } from './sqlite.ts'

/** Files up to this size are checked whole before they are opened, which takes less than a second. */
const checkedWhole = 64 * 2 ** 20

/**
 * Looks at a database file before anything may write to it: is it one, is it whole, is it ours, is it of a version we know? Throws
 * `store.corrupt` or `store.version` and leaves every byte as it was. `whole` checks every page of a large file too (seconds a gigabyte).
 */
export function lookAt(path: string, options: { readonly whole?: boolean } = {}): void {
  if (!existsSync(path)) return
  const { size } = statSync(path)
  if (size === 0) return
  try {
    checkHeader(path, size)
    const connection = connectToLook(path)
    try {
      checkVersion(connection, path)
      if (options.whole === true || size <= checkedWhole) {
        const { quick_check: found } = connection.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
        if (found !== 'ok') throw damaged(found)
      }
    } finally {
      connection.close()
    }
  } catch (error) {
    throw storeFailure(error, path)
  }
}

/** SQLite's own header: https://sqlite.org/fileformat2.html#the_database_header */
function checkHeader(path: string, size: number): void {
  const header = Buffer.alloc(100)
  const file = openSync(path, 'r')
  const length = readSync(file, header, 0, 100, 0)
  closeSync(file)
  if (length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw damaged('it does not begin as a database does')
  const stated = header.readUInt16BE(16)
  const pages = header.readUInt32BE(28)
  const logged = existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0
  // With a log beside it, the file may rightly be shorter than its header says.
  if (!logged && size < pages * (stated === 1 ? 65536 : stated)) throw damaged('it is shorter than its header says')
}
