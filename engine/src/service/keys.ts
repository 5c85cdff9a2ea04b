import { CandorError } from '../errors.ts'
import { findKey, type KeyRecord, makeKey, type Scope, scopes } from '../privacy/keys.ts'
import type { Store } from '../store/store.ts'
import type { House } from './house.ts'

export { type Scope, scopes }

/** The mark that a key was made. */
const keysMade = 'keys-made'

/** A key as it may be listed. */
export type KeyInfo = Omit<KeyRecord, 'hash'>

/** Makes an API key; the answer is the only place where it can be seen. Throws `usage` for an unknown scope. */
export async function createKey(house: House, wanted: readonly string[], name: string): Promise<KeyInfo & { readonly key: string }> {
  const allowed = scopes.filter((scope) => wanted.includes(scope))
  const unknown = wanted.filter((scope) => !(scopes as readonly string[]).includes(scope))
  if (unknown.length > 0 || allowed.length === 0) throw new CandorError('usage', `Scopes are ${scopes.join(', ')}; got "${wanted.join(',')}".`)
  const { key, record } = makeKey(name, allowed, house.now())
  await house.store.putDocument(keysMade, { at: house.now() })
  await house.store.putDocument(`keys/${record.id}`, record)
  await house.store.audit({ action: 'create-key', subject: record.id, details: { scopes: allowed } })
  return { ...info(record), key }
}

export function listKeys(house: House): KeyInfo[] {
  return records(house).map(info)
}

/** Throws `auth.invalid` where there is no such key. */
export async function revokeKey(house: House, id: string): Promise<void> {
  if (records(house).some((record) => record.id === id)) await house.store.putDocument(keysMade, { at: house.now() })
  if (!(await house.store.deleteDocument(`keys/${id}`)))
    throw new CandorError('auth.invalid', `There is no key with the id "${id}". "candor keys list" shows those there are.`)
  await house.store.audit({ action: 'revoke-key', subject: id })
}

/** Whether a key was ever made. It stays true when the last one is revoked: to revoke must never open what was closed. */
export function anyKeys(house: House): boolean {
  return known(house.store).made
}

export function checkKey(house: House, key: string): KeyInfo | undefined {
  const found = findKey(key, records(house))
  return found === undefined ? undefined : info(found)
}

function records({ store }: House): readonly KeyRecord[] {
  return known(store).records
}

interface Keys {
  readonly version: number
  readonly made: boolean
  readonly records: readonly KeyRecord[]
}

const lastKnown = new WeakMap<Store, Keys>()

/** The keys as they are: read again only after somebody's commit, so that a revoked key stops with the next request, whichever process revoked it. */
function known(store: Store): Keys {
  const last = lastKnown.get(store)
  // Asked for before reading: a commit in between has the keys read once more.
  const version = store.version()
  if (last?.version === version) return last
  const records = store.documents('keys/').map(({ value }) => value as KeyRecord)
  const keys = { version, made: records.length > 0 || store.document(keysMade) !== undefined, records }
  lastKnown.set(store, keys)
  return keys
}

function info({ hash: _hash, ...rest }: KeyRecord): KeyInfo {
  return rest
}
