import { createHmac, randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { CandorError } from '../errors.ts'

/** Turns a name into its pseudonym: the same name always gives the same, and without the key nobody can try names out. */
export type Pseudonymise = (name: string) => string

/**
 * HMAC-SHA256 of the name under the key, its first 128 bits as 22 characters of base64url after `p_`. For logs, receipts and exports. A plain hash
 * would not do: customer numbers are few enough to try them all.
 */
export function pseudonymise(key: Uint8Array): Pseudonymise {
  return (name) => `p_${createHmac('sha256', key).update(name).digest().subarray(0, 16).toString('base64url')}`
}

/**
 * The shop's key, 32 random bytes in `pseudonym.key` of the data folder, made at first use with mode 0600. Deleting the file makes every pseudonym
 * given out so far anonymous for good. Throws `store.corrupt` where the file has another length.
 */
export function pseudonymKey(folder: string): Uint8Array {
  const path = join(folder, 'pseudonym.key')
  const found = readKey(path)
  if (found !== undefined) return found
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, `pseudonym.key.${randomBytes(6).toString('hex')}.tmp`)
  const file = openSync(temporary, 'wx', 0o600)
  try {
    writeSync(file, randomBytes(32))
    fsyncSync(file)
    closeSync(file)
    chmodSync(temporary, 0o600)
    // A link fails where the name exists: of two processes that start together, one key wins and both read it.
    linkSync(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(temporary, { force: true })
  }
  return readKey(path)!
}

function readKey(path: string): Uint8Array | undefined {
  let key: Uint8Array
  try {
    key = readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  if (key.length === 32) return key
  throw new CandorError('store.corrupt', `${path} holds ${key.length} bytes where 32 were expected. Put it back from a backup: old receipts depend on it.`)
}
