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
    scrub(connection)
    return outcomes
  } catch (error) {
    rollback()
    const failure = toFailure(storeFailure(error, path))
    // A full disk or a lock is nobody's fault: asking again for each would only wait again.
    if (list.length === 1 || failure.code.startsWith('store.')) return list.map(() => ({ failure }))
    return list.flatMap((change) => commit([change]))
  }
}

function open(): { readonly connection: Connection; readonly changes: Changes } {
  const connection = connect(path, 'writer')
  scrub(connection)
  return { connection, changes: new Changes(connection) }
}

function rollback(): void {
  opened?.changes.forgetNames()
  try {
    opened?.connection.exec('ROLLBACK')
  } catch {
    // Some failures (a full disk, a lock not gained) have ended the transaction already.
  }
}

/**
 * Wipes what was deleted: pages that SQLite split or moved may still hold old copies, so the file is written anew and the log is cut to nothing. The
 * mark stays until it worked: a process that dies in between, or a long reader in another one, only delays it.
 */
function scrub(connection: Connection): void {
  try {
    const { scrub } = connection.prepare(reading.totals).get() as { scrub: number }
    if (scrub === 0) return
    connection.exec('VACUUM')
    const { busy } = connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number }
    if (busy !== 0) return
    connection.prepare(writing.setScrub).run(0)
    connection.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // The deletion itself is committed; wiping is tried again after the next write and when the store is opened next.
  }
}

function close(): void {
  if (opened !== undefined) closeFolded(opened.connection)
  port.close()
}
