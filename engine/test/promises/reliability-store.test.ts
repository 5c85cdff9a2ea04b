import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { openArtifacts } from '../../src/store/artifacts.ts'
import { databaseFile, openStore } from '../../src/store/embedded.ts'
import { connect } from '../../src/store/sqlite.ts'
import { freshFolder } from '../store/folders.ts'
import { startChild } from './reliability-process.ts'
import { view } from './store.ts'

const posix = process.platform !== 'win32'
const root = process.getuid?.() === 0

test('kill -9 in the middle of ingest, eight times: every acknowledged batch is there, and no half of any', async () => {
  const folder = freshFolder()
  const random = new Random(20)
  const acknowledged = new Map<string, number>()
  for (let round = 0; round < 8; round++) {
    const child = startChild(['ingest', folder, `r${round}`])
    await child.started
    await wait(20 + random.next() * 400)
    child.process.kill('SIGKILL')
    await child.ended
    expect(child.said.length).toBeGreaterThan(0)
    for (const { batch, size } of child.said) acknowledged.set(batch as string, size as number)

    const store = await openStore(folder)
    const found = new Map<string, number>()
    const sizes = new Map<string, number>()
    for await (const { ids } of store.readEvents()) {
      for (const id of ids) {
        const [batch, , size] = id.split('/') as [string, string, string]
        found.set(batch, (found.get(batch) ?? 0) + 1)
        sizes.set(batch, Number(size))
      }
    }
    expect([...found].filter(([batch, n]) => n !== sizes.get(batch))).toEqual([])
    expect([...acknowledged].filter(([batch, size]) => found.get(batch) !== size)).toEqual([])
    expect(store.counts().events).toBe([...found.values()].reduce((sum, n) => sum + n, 0))
    await store.close()
  }
  expect(acknowledged.size).toBeGreaterThan(100)
})

test('three processes on one store, while a fourth forgets: each id once, everyone’s events under their own name', async () => {
  const folder = freshFolder()
  const store = await openStore(folder)
  const revision = store.revision()
  const children = ['a', 'b', 'c'].map((name) => startChild(['share', folder, name]))
  let running = true
  const over = Promise.all(children.map(({ ended }) => ended)).finally(() => {
    running = false
  })
  let forgotten = 0
  while (running) {
    forgotten += (await store.forget('u:forgotten')).events
    await wait(30)
  }
  expect(await over).toEqual([0, 0, 0])
  forgotten += (await store.forget('u:forgotten')).events
  const accepted = children.map(({ said }) => said[0]!.accepted as number).reduce((sum, n) => sum + n)
  expect(forgotten).toBeGreaterThan(0)
  expect(store.counts().events).toBe(accepted - forgotten)
  expect(store.revision()).toBeGreaterThan(revision + 150)
  const seen = new Set<string>()
  for await (const { ids, actors } of store.readEvents()) {
    ids.forEach((id, index) => {
      const [name, , n] = id.split('-')
      expect(seen.has(id)).toBe(false)
      seen.add(id)
      expect(actors[index]).toBe(`u:${name}-${n}`)
    })
  }
  // Of 150 batches: 5 shared ids once and 5 own ids three times, less those of the forgotten: n = 0 (shared) and n = 5 (own).
  expect(seen.size).toBe(150 * (4 + 3 * 4))
  await store.close()
})

test('a store whose traces of somebody could not be wiped, for a reader elsewhere holds the log, closes all the same', async () => {
  const folder = freshFolder()
  const store = await openStore(folder)
  await store.append([view('one', 'ana', 'mug', 1), view('two', 'ben', 'mug', 2)])
  const reader = connect(join(folder, databaseFile), 'reader')
  reader.exec('BEGIN')
  expect(reader.prepare('SELECT count(*) AS n FROM events').get()).toEqual({ n: 2 })
  // Tried when forgetting and when closing, each time in vain, so that twice it is put off.
  expect(await store.forget('u:ana')).toMatchObject({ events: 1 })
  await store.close()
  reader.close()
  const again = await openStore(folder)
  expect(again.counts().events).toBe(1)
  await again.close()
})

describe('a full disk', () => {
  const answered = (said: readonly Record<string, unknown>[]) => {
    expect(said[0]).toMatchObject({ code: 'store.full', message: expect.stringMatching(/is full.*Free some space/) })
    expect(said[0]!.acknowledged).toBeGreaterThan(0)
    expect(said[0]!.found).toBe(said[0]!.acknowledged)
    expect(said[1]).toEqual({ code: 'store.full' })
    expect(said[2]).toEqual({ artifacts: [] })
  }

  test.skipIf(!posix)('files may not grow: a clear error, nothing acknowledged is lost', async () => {
    const folder = freshFolder()
    const child = startChild(['fill', folder], {}, 'ulimit -f 4000')
    expect(await child.ended).toBe(0)
    answered(child.said)
    const store = await openStore(folder)
    expect(store.counts().events).toBe(child.said[0]!.acknowledged)
    expect(await store.append([view('after', 'ana', 'mug', 1)])).toEqual({ accepted: 1, duplicates: 0 })
    await store.close()
  })

  test('a real small disk: the same, and once there is room again, writing goes on', async (context) => {
    const disk = smallDisk()
    if (disk === undefined) return context.skip('mounting a small disk needs root on Linux')
    const filler = join(disk, 'filler')
    writeFileSync(filler, Buffer.alloc(2 ** 20))
    const folder = join(disk, 'data')
    const child = startChild(['fill', folder])
    expect(await child.ended).toBe(0)
    answered(child.said)
    rmSync(filler)
    const store = await openStore(folder)
    expect(store.counts().events).toBe(child.said[0]!.acknowledged)
    expect(await store.append([view('after', 'ana', 'mug', 1)])).toEqual({ accepted: 1, duplicates: 0 })
    expect(store.eventsOf('u:ana')).toHaveLength(1)
    await store.close()
  })

  test('a full disk leaves the old version of an artifact', async (context) => {
    const disk = smallDisk()
    if (disk === undefined) return context.skip('mounting a small disk needs root on Linux')
    const artifacts = openArtifacts(join(disk, 'files'))
    const old = new Uint8Array(100_000).fill(3)
    await artifacts.put('model', old)
    await expect(artifacts.put('model', new Uint8Array(50_000_000))).rejects.toMatchObject({ code: 'store.full' })
    expect(await artifacts.get('model')).toEqual(old)
    expect((await artifacts.list('')).map(({ name }) => name)).toEqual(['model'])
  })
})

test.skipIf(!posix)('a folder that cannot be written: a clear error, the database untouched', async () => {
  const outer = freshFolder()
  const folder = join(outer, 'data')
  const store = await openStore(folder)
  await store.append([view('e', 'ana', 'mug', 1)])
  await store.close()
  const before = readFileSync(join(folder, databaseFile))
  chmodSync(outer, 0o755)
  chmodSync(join(folder, databaseFile), 0o444)
  chmodSync(join(folder, 'pseudonym.key'), 0o444)
  chmodSync(folder, 0o555)
  mkdirSync(join(outer, 'empty'), { mode: 0o555 })
  // Root may write anywhere: then the other process is nobody.
  const nobody = root ? { uid: 65534, gid: 65534 } : {}
  for (const place of [folder, join(outer, 'empty'), join(outer, 'empty', 'below')]) {
    const child = startChild(['open', place], nobody)
    await child.ended
    expect(child.said[0], place).toMatchObject({ code: 'store.read-only', message: expect.stringMatching(/cannot be written.*right to write/) })
  }
  expect(readFileSync(join(folder, databaseFile)).equals(before)).toBe(true)
  chmodSync(folder, 0o700)
})

/** A disk of three megabytes in memory, or undefined where none can be mounted. */
function smallDisk(): string | undefined {
  if (!root || process.platform !== 'linux') return undefined
  const folder = freshFolder()
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  onTestFinished(() => {
    if (existsSync(disk)) execFileSync('umount', ['-l', disk])
  })
  return disk
}
