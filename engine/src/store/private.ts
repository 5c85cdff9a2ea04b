import { chmodSync, closeSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What Candor makes in a data folder, besides the database itself. */
const folders: readonly string[] = ['models', 'reports', 'checkpoints', 'rejects']

/**
 * Makes the database file where it is absent, readable and writable by its owner alone: SQLite gives its companions the same rights. What an earlier run left open to others
 * in this folder is closed too; the folder itself keeps the rights its maker gave it. Windows keeps rights in another way: there the folder's own decide.
 */
export function keepPrivate(folder: string, database: string): void {
  if (process.platform === 'win32') return
  closeSync(openSync(database, 'a', 0o600))
  for (const path of [database, `${database}-wal`, `${database}-shm`, join(folder, 'pseudonym.key')]) takeFromOthers(path, 0o600)
  for (const name of folders) takeFromOthers(join(folder, name), 0o700)
}

function takeFromOthers(path: string, mode: number): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined || (found.mode & 0o077) === 0) return
  try {
    chmodSync(path, mode)
  } catch (error) {
    // Another user's file: whoever shares it with this one decides who reads it.
    if (!['EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
