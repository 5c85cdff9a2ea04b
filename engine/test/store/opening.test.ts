import { chmodSync, closeSync, cpSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { checkStore, databaseFile, openStore } from '../../src/store/embedded.ts'
import { storeFailure } from '../../src/store/failure.ts'
import { schemaVersion } from '../../src/store/schema.ts'
import { connect } from '../../src/store/sqlite.ts'
import { lopsided } from '../promises/store.ts'
import { freshFolder } from './folders.ts'

describe('a damaged database is refused by name and left as it is', () => {
  const damage: { [name: string]: (path: string, size: number) => void } = {
    'another kind of file': (path) => writeFileSync(path, 'id,name\n1,mug\n'.repeat(900)),
    'a header of noise': (path) => overwrite(path, 0, 100, 7),
    'a schema of noise': (path) => overwrite(path, 100, 2000, 8),
    'pages of noise': (path, size) => overwrite(path, 8192, size - 8192, 9),
    'cut in the middle of a page': (path, size) => truncateSync(path, size / 2 + 1000),
    'cut after the first page': (path) => truncateSync(path, 4096),
    'cut to 50 bytes': (path) => truncateSync(path, 50),
  }
  test.for(Object.keys(damage))('%s', async (name) => {
    const folder = await filledFolder()
    const path = join(folder, databaseFile)
    damage[name]!(path, statSync(path).size)
    const before = contents(folder)
    await expect(openStore(folder)).rejects.toMatchObject({ code: 'store.corrupt', message: expect.stringMatching(/Nothing was changed.*backup/) })
    expect(() => checkStore(folder)).toThrow(/damaged/)
    expect(contents(folder)).toEqual(before)
  })
})

test('random bytes flipped anywhere: refused or served, never a crash, never a change of the file by opening', async () => {
  const source = await filledFolder()
  const size = statSync(join(source, databaseFile)).size
  let refused = 0
  for (let round = 0; round < 40; round++) {
    const folder = freshFolder()
    cpSync(source, folder, { recursive: true })
    const path = join(folder, databaseFile)
    overwrite(path, Math.floor((size * ((round * 61) % 100)) / 100), 48, round + 1)
    const before = readFileSync(path)
    try {
      const store = await openStore(folder)
      store.eventsOf('u:u0')
      for await (const part of store.readEvents()) expect(part.ids.length).toBeGreaterThan(0)
      await store.close()
    } catch (error) {
      refused += 1
      expect(error).toMatchObject({ code: expect.stringMatching(/^store\.(corrupt|version)$/) })
    }
    expect(readFileSync(path).equals(before)).toBe(true)
  }
  expect(refused).toBeGreaterThan(3)
})

test('a newer version and a stranger’s database are refused by name', async () => {
  const folder = await filledFolder()
  const path = join(folder, databaseFile)
  const connection = connect(path, 'writer')
  connection.exec(`PRAGMA user_version = ${schemaVersion + 7}`)
  connection.close()
  const before = contents(folder)
  await expect(openStore(folder)).rejects.toMatchObject({ code: 'store.version', message: expect.stringContaining(`version ${schemaVersion + 7}`) })
  expect(contents(folder)).toEqual(before)

  const other = freshFolder()
  const stranger = connect(join(other, databaseFile), 'writer')
  stranger.exec('CREATE TABLE photos (id INTEGER)')
  stranger.close()
  await expect(openStore(other)).rejects.toMatchObject({ code: 'store.version', message: expect.stringContaining('another program') })
})

test('a store of version 1 is lifted with everything in it, and what is read is the same', async () => {
  const folder = freshFolder()
  // Made by Candor's first version of the store, from the events of `lopsided`, the last one removed.
  writeFileSync(join(folder, databaseFile), gunzipSync(readFileSync(new URL('../golden/store-v1.db.gz', import.meta.url))))
  const store = await openStore(folder)
  const fresh = await openStore(freshFolder())
  await fresh.putItems([{ id: 'mug', title: 'Mug' }])
  await fresh.putPeople([{ id: 'u0', friends: ['u1'] }])
  await fresh.append(lopsided().slice(0, 119))
  expect(store.counts()).toEqual(fresh.counts())
  expect(store.item('mug')).toEqual({ id: 'mug', title: 'Mug' })
  expect(store.person('u0')).toEqual({ id: 'u0', friends: ['u1'] })
  expect(store.document('settings/a')).toEqual([1])
  expect(store.latestEvents(200)).toEqual(fresh.latestEvents(200))
  for (const actor of ['u:u0', 'u:u1', 's:s0', 's:s1', 's:s2', 's:s3'] as const) expect(store.eventsOf(actor)).toEqual(fresh.eventsOf(actor))
  expect(await store.append(lopsided())).toEqual({ accepted: 1, duplicates: 119 })
  expect(store.latestEvents(1)[0]!.id).toBe('e119')
  await store.close()
  await fresh.close()
  expect(() => checkStore(folder)).not.toThrow()
})

test('an empty file is a new store', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, databaseFile), '')
  const store = await openStore(folder)
  expect(store.counts()).toEqual({ events: 0, people: 0, sessions: 0, items: 0 })
  await store.close()
})

test('a file where the folder should be, and a folder where the file should be', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'data'), 'not a folder')
  await expect(openStore(join(folder, 'data'))).rejects.toMatchObject({ code: 'store.read-only' })
  await expect(openStore(join(folder, 'data', 'below'))).rejects.toMatchObject({ code: 'store.read-only' })
  mkdirSync(join(folder, 'other', databaseFile), { recursive: true })
  await expect(openStore(join(folder, 'other'))).rejects.toMatchObject({ code: expect.stringMatching(/^store\./) })
})

test('a damaged key is refused: receipts depend on it', async () => {
  const folder = await filledFolder()
  writeFileSync(join(folder, 'pseudonym.key'), 'short')
  await expect(openStore(folder)).rejects.toMatchObject({ code: 'store.corrupt', message: expect.stringContaining('5 bytes') })
})

test('every failure of disk and database has its name', () => {
  const code = (error: object) => (storeFailure(Object.assign(new Error('x'), error), 'p') as { code?: string }).code
  expect([5, 6, 517, 8, 776, 14, 3, 11, 523, 26, 13, 778, 4874, 522].map((errcode) => code({ errcode }))).toEqual([
    ...['store.locked', 'store.locked', 'store.locked', 'store.read-only', 'store.read-only', 'store.read-only', 'store.read-only'],
    ...['store.corrupt', 'store.corrupt', 'store.corrupt', 'store.full', 'store.full', 'store.full', 'store.corrupt'],
  ])
  expect([code({ code: 'ENOSPC' }), code({ code: 'EROFS' })]).toEqual(['store.full', 'store.read-only'])
  expect(code({ code: 'ERR_SQLITE_ERROR', message: 'database disk image is malformed' })).toBe('store.corrupt')
  expect(code({ code: 'ERR_SQLITE_ERROR', errcode: 1, message: 'no such table: t' })).toBe('ERR_SQLITE_ERROR')
  expect(storeFailure(new TypeError('a fault of ours'), 'p')).toBeInstanceOf(TypeError)
})

test('SQLite comes from Node itself where it is built in, and says nothing about being experimental', () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const builtIn = major > 22 || (major === 22 && minor >= 13)
  const name = builtIn ? 'node:sqlite' : '@photostructure/sqlite'
  const driver = createRequire(import.meta.url)(name) as { DatabaseSync: new (path: string) => object }
  const connection = connect(':memory:', 'reader')
  expect(connection).toBeInstanceOf(driver.DatabaseSync)
  expect(() => connection.exec('CREATE TABLE t (x)')).toThrow(/readonly|read-only|attempt to write/i)
  connection.close()
})

async function filledFolder(): Promise<string> {
  const folder = freshFolder()
  const store = await openStore(folder)
  const events = Array.from({ length: 20 }, (_, round) => lopsided().map((event) => ({ ...event, id: `${round}-${event.id}` }))).flat()
  await store.append(events)
  await store.putItems(Array.from({ length: 200 }, (_, n) => ({ id: `i${n}`, title: `Thing number ${n}` })))
  await store.close()
  chmodSync(folder, 0o700)
  return folder
}

function overwrite(path: string, from: number, length: number, seed: number): void {
  const noise = Buffer.alloc(length)
  let state = seed
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    noise[i] = state >>> 24
  }
  const file = openSync(path, 'r+')
  writeSync(file, noise, 0, length, from)
  closeSync(file)
}

/** Every file with its bytes, as text; but for the shared memory of a log, and a log with nothing in it. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'latin1')] as const)
  return Object.fromEntries(files.filter(([file, text]) => !file.endsWith('-shm') && text !== ''))
}
