import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a key may do: send events and items; ask for recommendations and a person's own data; everything else. */
export const scopes = ['ingest', 'serve', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** What is kept of a key: never the key itself. */
export interface KeyRecord {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** SHA-256 of the key, hex. The key is 32 random bytes, so no slow hash is needed. */
  readonly hash: string
  readonly createdAt: number
}

/** A new key and its record; the key can be shown only now. */
export function makeKey(name: string, allowed: readonly Scope[], now: number): { readonly key: string; readonly record: KeyRecord } {
  const key = `candor_${randomBytes(32).toString('base64url')}`
  return { key, record: { id: randomBytes(6).toString('hex'), name, scopes: allowed, hash: hashKey(key), createdAt: now } }
}

/** The record that `key` belongs to, compared in constant time. */
export function findKey(key: string, records: readonly KeyRecord[]): KeyRecord | undefined {
  const hash = Buffer.from(hashKey(key), 'hex')
  return records.find((record) => timingSafeEqual(hash, Buffer.from(record.hash, 'hex')))
}

function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
