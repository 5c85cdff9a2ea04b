import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { openHouse } from '../../src/open.ts'
import type { PersonAnswer } from '../../src/service/contract.ts'
import { inspectModels } from '../../src/service/doctor.ts'
import { train } from '../../src/service/train.ts'
import { databaseFile, openStore } from '../../src/store/embedded.ts'
import { serveFolder, startServer } from './serve-process.ts'
import { view } from './store.ts'

const quiet = { info() {}, warn() {}, error() {} }

test('kill -9 of a server that takes in batches: what it acknowledged is there, and no half of any', async () => {
  const folder = serveFolder()
  const random = new Random(4)
  const acknowledged = new Map<string, number>()
  for (let round = 0; round < 3; round++) {
    const server = await startServer(folder)
    const client = async (number: number): Promise<void> => {
      for (let batch = 0; ; batch++) {
        const size = 1 + random.int(30)
        const events = Array.from({ length: size }, (_, n) => ({ ...view(`${round}-${number}-${batch}/${n}/${size}`, `u${n % 7}`, `i${n}`, 1e12 + batch) }))
        const answer = await server.post('/v1/events', events).catch(() => undefined)
        if (answer === undefined) return
        expect(answer.body).toMatchObject({ accepted: size })
        acknowledged.set(`${round}-${number}-${batch}`, size)
      }
    }
    const clients = Promise.all(Array.from({ length: 6 }, (_, number) => client(number)))
    const before = acknowledged.size
    while (acknowledged.size < before + 12) await wait(10)
    await wait(random.int(200))
    await server.end('SIGKILL')
    await clients
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(36)
  const store = await openStore(folder)
  const found = new Map<string, { count: number; size: number }>()
  for await (const { ids } of store.readEvents()) {
    for (const id of ids) {
      const [batch, , size] = id.split('/') as [string, string, string]
      found.set(batch, { count: (found.get(batch)?.count ?? 0) + 1, size: Number(size) })
    }
  }
  await store.close()
  expect([...found].filter(([, { count, size }]) => count !== size)).toEqual([])
  expect([...acknowledged].filter(([batch, size]) => found.get(batch)?.count !== size)).toEqual([])
})

describe('one server', () => {
  test('events sent twice and in any order make the same history; a clock a little ahead is believed, one far ahead is not', async () => {
    const server = await startServer(serveFolder())
    const now = Date.now()
    const of = (user: string) => Array.from({ length: 30 }, (_, n) => view(`${user}-${n}`, user, `i${n % 11}`, now - (30 - n) * 60_000 + 4 * 60_000))
    expect((await server.post('/v1/events', of('ordered'))).body).toMatchObject({ accepted: 30, duplicates: 0 })
    const random = new Random(9)
    const shuffled = [...of('mixed'), ...of('mixed')].sort(() => random.next() - 0.5)
    let accepted = 0
    for (let from = 0; from < shuffled.length; from += 7) {
      const answer = await server.post<{ accepted: number; duplicates: number }>('/v1/events', shuffled.slice(from, from + 7))
      accepted += answer.body.accepted
    }
    expect(accepted).toBe(30)
    const history = async (user: string) => (await server.get<PersonAnswer>(`/v1/people/${user}`)).body.events.map(({ item, at }) => ({ item, at }))
    expect(await history('mixed')).toEqual(await history('ordered'))
    const lists = await Promise.all(['mixed', 'ordered'].map((user) => server.post<{ recommendations: unknown }>('/v1/recommendations', { user, k: 5 })))
    expect(lists[0]!.body.recommendations).toEqual(lists[1]!.body.recommendations)
    const { body } = await server.post('/v1/events', [view('soon', 'ann', 'mug', now + 4 * 60_000), view('far', 'ann', 'mug', now + 7 * 60_000)])
    expect(body).toMatchObject({ accepted: 1, rejected: [{ index: 1, message: expect.stringContaining('check the clock') }] })
  })

  test('hostile bodies are refused with a 4xx, and it goes on', async () => {
    const server = await startServer(serveFolder())
    const good = JSON.stringify(view('good', 'ann', 'mug', 1e12))
    const json = { 'content-type': 'application/json' }
    const hostile: [name: string, body: string | Uint8Array, headers: Record<string, string>][] = [
      ['a number beyond any', good.replace('1000000000000', '1e999'), json],
      ['a NUL in a name', good.replace('ann', 'an\\u0000n'), json],
      ['half a surrogate pair and a long id', good.replace('good', `\\ud800${'x'.repeat(3000)}`), json],
      ['a prototype key', '{"__proto__": {"polluted": 1}, "id": "p"}', json],
      ['a constructor key', '{"constructor": {"prototype": {"polluted": 1}}}', json],
      ['an array in an array', `[[${good}]]`, json],
      ['brackets without end', '['.repeat(200_000), json],
      ['nested deep', `${'{"context":'.repeat(5000)}1${'}'.repeat(5000)}`, json],
      ['cut short', good.slice(0, 20), json],
      ['a byte order mark and nothing', '\uFEFF', json],
      ['broken UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), json],
      ['UTF-16', Buffer.from(good, 'utf16le'), json],
      ['more than the limit', `[${`${good},`.repeat(20_000)}${good}]`, json],
      ['more than a thousand events', `[${Array.from({ length: 1001 }, (_, n) => JSON.stringify(view(`${n}`, 'ann', 'mug', 1))).join(',')}]`, json],
      ['packed a thousandfold', gzipSync('['.repeat(50_000_000)), { ...json, 'content-encoding': 'gzip' }],
      ['a form', 'id=1&event=view_item', { 'content-type': 'application/x-www-form-urlencoded' }],
      ['no type at all', good, { 'content-type': 'text/html' }],
    ]
    for (const [name, body, headers] of hostile) {
      const answer = await server.send('POST', '/v1/events', body, headers)
      const refused = (answer.status >= 400 && answer.status < 500) || (answer.body as { rejected?: unknown[] }).rejected?.length === 1
      expect(refused, `${name}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`).toBe(true)
    }
    const paths = [
      '/../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/dashboard/..%2f..%2f..%2fpackage.json',
      '/v1/items/%2e%2e%2f%2e%2e%2fetc',
      '/pictures/..%5c..%5cx',
      '/%00',
      '/%ff',
    ]
    for (const path of paths) {
      const { status, body } = await server.send('GET', path)
      // A page that finds its own way in the browser answers for every path below it.
      const isPage = status === 200 && String(body).startsWith('<!doctype html>')
      expect(isPage || status === 400 || status === 404, `${path}: ${status}`).toBe(true)
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect((await server.get('/healthz')).status).toBe(200)
    expect((await server.post('/v1/events', JSON.parse(good))).body).toMatchObject({ accepted: 1 })
  })

  test('a damaged model file is left out and named, with what to do, while the others serve; trained again, all is well', async () => {
    const folder = serveFolder()
    const house = await openHouse(folder, { log: quiet })
    await house.store.append(Array.from({ length: 60 }, (_, n) => view(`e${n}`, `u${n % 9}`, `i${n % 13}`, 1e12 + n)))
    await train(house, { models: ['popular', 'item-knn'] })
    await house.store.close()
    for (const name of readdirSync(join(folder, 'models'))) {
      if (!name.startsWith('item-knn')) continue
      const path = join(folder, 'models', name)
      const bytes = readFileSync(path)
      bytes[bytes.length >> 1]! ^= 255
      writeFileSync(path, bytes)
    }
    const damagedServer = await startServer(folder)
    const ready = await damagedServer.get<{ model: string }>('/readyz')
    expect(ready).toMatchObject({ status: 200, body: { status: 'ready', model: 'popular', damaged: [{ model: 'item-knn' }] } })
    expect(JSON.stringify(ready.body)).toMatch(/models\/item-knn-\d+\.candor.*candor train --model item-knn/)
    expect(damagedServer.errors()).toMatch(/"model":"item-knn".*the others serve/)
    expect((await damagedServer.get('/v1/health')).body).toMatchObject({ status: 'degraded', damaged: [{ model: 'item-knn' }] })
    expect((await damagedServer.post('/v1/recommendations', { user: 'u1' })).body).toMatchObject({ model: 'popular' })
    expect((await damagedServer.post('/v1/recommendations', { model: 'item-knn', user: 'u1' })).body).toMatchObject({ status: 500, code: 'model.corrupt' })
    await damagedServer.end('SIGTERM')
    const again = await openHouse(folder, { log: quiet })
    expect(again.store.counts().events).toBe(60)
    expect((await inspectModels(again)).find(({ name }) => name === 'item-knn')?.error).toMatch(/models\/item-knn.*candor train --model item-knn/s)
    await train(again, { models: ['item-knn'] })
    await again.store.close()
    const server = await startServer(folder)
    expect((await server.get('/readyz')).body).toEqual({ status: 'ready', model: 'item-knn' })
    expect((await server.post('/v1/recommendations', { user: 'u1' })).body).toMatchObject({ model: 'item-knn' })
  })

  test('a damaged database is refused before anything is served, and left as it is', async () => {
    const folder = serveFolder()
    const store = await openStore(folder)
    await store.append(Array.from({ length: 500 }, (_, n) => view(`e${n}`, `u${n % 9}`, `i${n % 13}`, n)))
    await store.close()
    const path = join(folder, databaseFile)
    const bytes = readFileSync(path).fill(0x5a, 4096)
    writeFileSync(path, bytes)
    await expect(startServer(folder)).rejects.toThrow(/damaged.*Nothing was changed/s)
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })
})
