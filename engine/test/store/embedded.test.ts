import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import type { ShopEvent } from '../../src/data/events.ts'
import { actorDocument } from '../../src/privacy/forget.ts'
import type { Preferences } from '../../src/privacy/wishes.ts'
import { openStore } from '../../src/store/embedded.ts'
import { lopsided, storePromises, view } from '../promises/store.ts'
import { freshFolder } from './folders.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

storePromises('embedded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'candor-store-'))
  folders.push(folder)
  return openStore(folder)
})

test('everything is there after closing and opening again', async () => {
  const folder = freshFolder()
  const store = await openStore(folder)
  const events = lopsided()
  const pending = store.append(events)
  await store.putItems([{ id: 'mug', title: 'Mug' }])
  await store.close()
  expect(await pending).toEqual({ accepted: events.length, duplicates: 0 })
  const again = await openStore(folder)
  expect(again.counts()).toMatchObject({ events: events.length })
  expect(again.item('mug')).toEqual({ id: 'mug', title: 'Mug' })
  expect(await again.append(events)).toEqual({ accepted: 0, duplicates: events.length })
  const { subject } = await again.forget('u:u0').then(() => again.auditTrail(1)[0]!)
  await again.close()
  const third = await openStore(folder)
  await third.forget('u:u0')
  expect(third.auditTrail(1)[0]!.subject).toBe(subject)
  await third.close()
})

test('closing waits for what was asked before, and a closed store says so', async () => {
  const store = await openStore(freshFolder())
  const pending = Array.from({ length: 200 }, (_, n) => store.append([view(`e${n}`, 'ana', 'mug', n)]))
  await store.close()
  await store.close()
  expect((await Promise.all(pending)).reduce((sum, { accepted }) => sum + accepted, 0)).toBe(200)
  await expect(store.append([view('x', 'ana', 'mug', 1)])).rejects.toMatchObject({ code: 'store.locked' })
  expect(() => store.counts()).toThrow(/closed/)
})

test.skipIf(process.platform === 'win32')('only the owner can look into the data folder', async () => {
  const folder = join(freshFolder(), 'deep', 'data')
  const store = await openStore(folder)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, 'pseudonym.key')).mode & 0o777).toBe(0o600)
  await store.close()
})

test('after forgetting, no byte of the name is left in any file', async () => {
  const folder = freshFolder()
  const store = await openStore(folder)
  const secret = 'marguerite-yourcenar'
  // Between many others, ids in scattered order and records of many lengths, so that pages split and move while the name is on them.
  const scattered = (n: number) => Math.imul(n + 1, 2654435761) >>> 0
  for (let round = 0; round < 100; round++) {
    const others = Array.from({ length: 60 }, (_, n): ShopEvent => {
      const number = round * 60 + n
      return {
        ...view(`${scattered(number)}${'x'.repeat(scattered(number) % 200)}`, `other${number % 977}`, `i${n}`, 1e6 - n),
        query: 'x'.repeat(scattered(number) % 700),
      }
    })
    const own = Array.from({ length: 20 }, (_, n): ShopEvent => {
      const number = scattered(1e6 + round * 20 + n)
      return {
        ...view(`${number}-${secret.repeat(1 + (number % 9))}`, secret, `i${round}`, round),
        query: `${secret} `.repeat(number % 31),
        context: { basket: `${secret}/${round}` },
      }
    })
    const feedback = { note: `${secret} `.repeat(1 + ((round * 31) % 47)) }
    await Promise.all([
      store.append([...others, ...own]),
      store.putDocument(actorDocument('feedback', `u:${secret}`), feedback),
      store.putDocument(actorDocument('feedback', `u:other${(round * 17) % 23}`), { note: 'x'.repeat((round * 131) % 1500) }),
    ])
  }
  await store.putPeople([{ id: secret }, ...Array.from({ length: 500 }, (_, n) => ({ id: `p${n}`, friends: n % 9 === 0 ? [`p${n + 1}`, secret] : [] }))])
  expect(traces(folder, secret)).toBeGreaterThan(0)
  const before = store.counts().events
  expect(await store.forget(`u:${secret}`)).toMatchObject({ events: 2000 })
  expect(traces(folder, secret)).toBe(0)
  expect(store.counts().events).toBe(before - 2000)
  await store.close()
  expect(traces(folder, secret)).toBe(0)
})

test('of wishes that two processes write at the same time none is lost', async () => {
  const folder = freshFolder()
  const stores = [await openStore(folder), await openStore(folder)]
  await Promise.all(stores.flatMap((store, s) => Array.from({ length: 30 }, (_, n) => store.wish('u:ana', { kind: 'not_interested', item: `${s}-${n}` }))))
  await Promise.all([stores[0]!.wish('u:ana', { kind: 'profiling', on: false }), stores[1]!.wish('u:ana', { kind: 'hide_reason', item: 'mug' })])
  const kept = stores[0]!.document<Preferences>(actorDocument('preferences', 'u:ana'))!
  expect(kept).toMatchObject({ profiling: false, hiddenReasons: ['mug'] })
  expect(new Set(kept.notInterested).size).toBe(60)
  for (const store of stores) await store.close()
})

test('a large store answers the one who forgets first and wipes in a pause, at the latest when it is closed; the audit trail says when', async () => {
  const folder = freshFolder()
  const store = await openStore(folder)
  const secret = 'marguerite-yourcenar'
  for (let batch = 0; batch < 16; batch++) {
    const large = (n: number): ShopEvent => ({
      ...view(`${batch}-${n}`, n % 10 === 0 ? secret : 'other', 'mug', n),
      query: `${n % 10 === 0 ? secret : ''}${'x'.repeat(50_000)}`,
    })
    await store.append(Array.from({ length: 100 }, (_, n) => large(n)))
  }
  expect(await store.forget(`u:${secret}`)).toMatchObject({ events: 160 })
  expect(store.eventsOf(`u:${secret}`)).toEqual([])
  expect(store.auditTrail(2).map(({ action }) => action)).toEqual(['forget'])
  expect(await store.append([view('next', 'other', 'mug', 1)])).toEqual({ accepted: 1, duplicates: 0 })
  await store.close()
  expect(traces(folder, secret)).toBe(0)
  const again = await openStore(folder)
  expect(again.auditTrail(2)).toMatchObject([{ action: 'wipe', details: { milliseconds: expect.any(Number) } }, { action: 'forget' }])
  expect(again.counts().events).toBe(16 * 90 + 1)
  // Forgotten anew, it is wiped without a further word once nobody has written for two seconds.
  await again.append([{ ...view('back', secret, 'mug', 1), query: secret }])
  await again.forget(`u:${secret}`)
  await vi.waitFor(() => expect(again.auditTrail(1)[0]!.action).toBe('wipe'), { timeout: 20_000, interval: 100 })
  expect(traces(folder, secret)).toBe(0)
  await again.close()
})

function traces(folder: string, secret: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + readFileSync(join(folder, file), 'latin1').split(secret).length - 1, 0)
}
