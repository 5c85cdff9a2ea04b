import { parentPort, workerData } from 'node:worker_threads'
import { Changes } from './apply.ts'
import type { Change } from './changes.ts'
import { storeFailure } from './failure.ts'
import { type Group, type Outcome, type Outcomes, toFailure } from './group.ts'
import { reading, writing } from './queries.ts'
import { type Connection, closeFolded, connect } from './sqlite.ts'

/** The one writer of this process, in its own thread: takes groups of changes, commits each group once, answers after the commit. */

const { path } = workerData as { readonly path: string }
const port = parentPort!
let opened: { readonly connection: Connection; readonly changes: Changes } | undefined

port.on('message', (message: Group | 'close') => {
  if (message === 'close') return close()
  port.postMessage({ group: message.group, outcomes: commit(message.changes) } satisfies Outcomes)
})

/** Commits the changes together. Where one of them is at fault, nothing stays and each is committed by itself, so that it fails alone. */
function commit(list: readonly Change[]): Outcome[] {
  try {
    opened ??= open()
    const { connection, changes } = opened
    connection.exec('BEGIN IMMEDIATE')
    changes.begin()
    const outcomes = list.map((change) => ({ answer: changes.apply(change) }))
    changes.finish()
    connection.exec('COMMIT')
    wipeSoon(connection)
    return outcomes
  } catch (error) {
    opened?.changes.forgetNames()
    if (opened !== undefined) rollback(opened.connection)
    const failure = toFailure(storeFailure(error, path))
    // A full disk or a lock is nobody's fault: asking again for each would only wait again.
    if (list.length === 1 || failure.code.startsWith('store.')) return list.map(() => ({ failure }))
    return list.flatMap((change) => commit([change]))
  }
}

function open(): { readonly connection: Connection; readonly changes: Changes } {
  const connection = connect(path, 'writer')
  wipeSoon(connection)
  return { connection, changes: new Changes(connection) }
}

function rollback(connection: Connection): void {
  try {
    connection.exec('ROLLBACK')
  } catch {
    // Some failures (a full disk, a lock not gained) have ended the transaction already.
  }
}

/** Files up to this size are wiped before the one who forgets is answered: half a second at most. */
const wipedAtOnce = 64 * 2 ** 20
/** Larger ones wait for a pause this long in the writing, but no longer than `patience`; a wipe that failed is tried again after that too. Milliseconds. */
const pause = 2000
const patience = 60_000
let timer: NodeJS.Timeout | undefined
let waitingSince: number | undefined

/**
 * Wipes what was deleted: at once, or in the next pause where it takes longer, for nobody may write meanwhile. A wipe that came after the answer has a line of its own in the audit trail.
 */
function wipeSoon(connection: Connection): void {
  try {
    clearTimeout(timer)
    if (!isMarked(connection)) return
    if (bytesOf(connection) <= wipedAtOnce) {
      wipe(connection, false)
      return
    }
    waitingSince ??= Date.now()
    timer = setTimeout(() => wipe(connection, true), Math.max(0, Math.min(pause, waitingSince + patience - Date.now())))
  } catch {
    // What was asked is committed, and the mark tells the next change to try again.
  }
}

function isMarked(connection: Connection): boolean {
  return (connection.prepare(reading.totals).get() as { scrub: number }).scrub !== 0
}

/**
 * The rows are gone and overwritten already, but pages that SQLite split or moved before may hold old copies of them: so the file is written anew and the log is cut to nothing. The
 * mark stays until that worked: a process that dies in between, or a long reader in another one, only delays it.
 */
function wipe(connection: Connection, late: boolean): void {
  // Whoever closes does not wait for what was put off: a timer left behind would keep this thread, and the process, from ending.
  clearTimeout(timer)
  waitingSince = undefined
  try {
    const start = Date.now()
    const before = othersCommits(connection)
    connection.exec('VACUUM')
    const { busy } = connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number }
    if (busy !== 0) throw new Error('a reader holds the log')
    connection.exec('BEGIN IMMEDIATE')
    // Somebody forgotten by another process since then is marked again by it.
    if (othersCommits(connection) !== before) throw new Error('another process wrote meanwhile')
    connection.prepare(writing.setScrub).run(0)
    const details = JSON.stringify({ milliseconds: Date.now() - start, bytes: bytesOf(connection) })
    if (late) connection.prepare(writing.addAudit).run(Date.now(), 'wipe', 'store', details)
    connection.exec('COMMIT')
    connection.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // Of this connection, which may be one that is just being opened: what is left open here would stand in the way of the next change.
    rollback(connection)
    timer = setTimeout(() => wipe(connection, true), patience)
  }
}

function bytesOf(connection: Connection): number {
  const { bytes } = connection.prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size').get() as { bytes: number }
  return bytes
}

function othersCommits(connection: Connection): number {
  return (connection.prepare('PRAGMA data_version').get() as { data_version: number }).data_version
}

function close(): void {
  if (opened !== undefined) {
    const { connection } = opened
    if (timer !== undefined && isMarked(connection)) wipe(connection, true)
    closeFolded(connection)
  }
  clearTimeout(timer)
  port.close()
}
