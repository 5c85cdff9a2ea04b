import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RecommendAnswerSchema } from '../../src/http/schemas.ts'
import { buildServer } from '../../src/http/server.ts'
import { Random } from '../../src/math/random.ts'
import { openHouse } from '../../src/open.ts'
import { keptWishes, type Preferences } from '../../src/privacy/wishes.ts'
import type { ExplanationAnswer, ItemsAnswer, RecommendAnswer } from '../../src/service/contract.ts'
import type { House } from '../../src/service/house.ts'
import { createKey, revokeKey } from '../../src/service/keys.ts'
import { Serving } from '../../src/service/serving.ts'
import { train } from '../../src/service/train.ts'
import { makeShop } from '../../src/shop/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'candor-http-'))
const now = Date.UTC(2026, 5, 1)
const quiet = { info() {}, warn() {}, error() {} }
let house: House
let app: FastifyInstance

async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown, key?: string): Promise<{ status: number; body: T }> {
  const response = await app.inject({
    method,
    url,
    ...(body === undefined ? {} : { payload: body as object }),
    ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
  })
  return { status: response.statusCode, body: (response.body === '' ? undefined : JSON.parse(response.body)) as T }
}
const list = (body: object) => call<RecommendAnswer>('POST', '/v1/recommendations', body)
const items = (answer: RecommendAnswer) => answer.recommendations.map(({ item }) => item)

beforeAll(async () => {
  writeFileSync(join(folder, 'config.json'), '{"server": {"requestsPerMinute": 0}}')
  house = await openHouse(folder, { log: quiet, now: () => now })
  const shop = makeShop({ seed: 3, now, people: 500, products: 400 })
  await house.store.putItems(shop.products)
  await house.store.putPeople(shop.people)
  const events = [...shop.events]
  for (let from = 0; from < events.length; from += 2000) await house.store.append(events.slice(from, from + 2000))
  await train(house)
  app = await buildServer(new Serving(house), { version: 'test' })
})
afterAll(async () => {
  await app.close()
  await house.store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('recommendations', () => {
  it('have nothing that their schema does not say, with reasons too', async () => {
    const { body } = await list({ user: 'ada', k: 5, explain: true })
    // What this writes is by the schema alone.
    const strict = Fastify()
    strict.get('/', { schema: { response: { 200: RecommendAnswerSchema } } }, () => body)
    expect((await strict.inject('/')).json()).toEqual(body)
  })

  it('add up, and the named items removed take the product off the list that is then served', async () => {
    const { body } = await list({ user: 'ada', k: 5, explain: true })
    expect(body.recommendations).toHaveLength(5)
    let proofs = 0
    for (const { item, explanation } of body.recommendations) {
      const { score, base, residual, reasons, proof } = explanation as ExplanationAnswer
      const sum = reasons.reduce((total, reason) => total + reason.amount, base + residual)
      expect(Math.abs(sum - score)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(score)))
      if (proof === undefined) continue
      proofs++
      expect(proof.rankBefore).toBeLessThanOrEqual(5)
      expect(proof.rankAfter).toBeGreaterThan(5)
      const { body: checked } = await call<ExplanationAnswer>('POST', '/v1/explanations', { user: 'ada', k: 5, item, without: proof.without })
      expect(checked.instead?.before).toContain(item)
      expect(checked.instead?.after).not.toContain(item)
    }
    expect(proofs).toBeGreaterThan(0)
  })

  it('change with the next event, and deleting it brings the old list back exactly', async () => {
    const before = await list({ user: 'bo', k: 10 })
    const bought = before.body.recommendations[0]!.item
    const sent = await call<{ accepted: number }>('POST', '/v1/events', { id: 'now-1', event: 'purchase', user: 'bo', item: bought, at: now })
    expect(sent.body.accepted).toBe(1)
    const after = await list({ user: 'bo', k: 10 })
    expect(items(after.body)).not.toContain(bought)
    expect((await call('DELETE', '/v1/people/bo/events/now-1')).status).toBe(204)
    const again = await list({ user: 'bo', k: 10 })
    expect(again.body.recommendations).toEqual(before.body.recommendations)
  })

  it('keep the rules: stock, exclusions, filters, price range, nothing bought before', async () => {
    const first = (await list({ user: 'mei', k: 20 })).body
    const out = first.recommendations[0]!
    const price = out.product!.price!
    const filtered = await list({ user: 'mei', k: 50, exclude: [out.item], filters: { category: out.product!.category![0]!, minPrice: 1, maxPrice: price } })
    expect(items(filtered.body)).not.toContain(out.item)
    for (const { product } of filtered.body.recommendations) {
      expect(product!.category).toContain(out.product!.category![0])
      expect(product!.price).toBeLessThanOrEqual(price)
      expect(product!.stock).toBeGreaterThan(0)
    }
    const bought = new Set(
      house.store
        .eventsOf('u:mei')
        .filter((event) => event.event === 'purchase')
        .map((event) => event.item),
    )
    for (const item of items(first)) expect(bought.has(item)).toBe(false)
  })

  it('serve every scene, visitors, and people nobody knows', async () => {
    const item = house.store.items().find((product) => (product.stock ?? 1) > 0)!.id
    for (const body of [
      { scene: 'home', user: 'nobody' },
      { scene: 'product', items: [item] },
      { scene: 'cart', items: [item] },
      { scene: 'new', user: 'ada' },
      { scene: 'email', user: 'ada' },
      { scene: 'search', query: 'coffee' },
      { history: [item] },
      {},
    ]) {
      const { status, body: answer } = await list({ ...body, k: 5 })
      expect(status, JSON.stringify(body)).toBe(200)
      expect(answer.recommendations.length, JSON.stringify(body)).toBeGreaterThan(0)
      if ('items' in body) expect(items(answer)).not.toContain(item)
    }
  })

  it('know nothing of the past when profiling is off', async () => {
    const off = await list({ user: 'ada', k: 10, profiling: false })
    expect(off.body.profiling).toBe(false)
    expect(items(off.body)).toEqual(items((await list({ user: 'somebody-else', k: 10, profiling: false })).body))
  })

  it('reach a product the moment it is in the catalogue', async () => {
    const like = (await list({ user: 'omar', k: 1 })).body.recommendations[0]!.product!
    const { id: _id, ...fields } = like
    expect((await call('PUT', '/v1/items/brand-new', { ...fields, released: now, stock: 3 })).status).toBe(200)
    expect(items((await list({ user: 'omar', k: 200 })).body)).toContain('brand-new')
    expect((await call('DELETE', '/v1/items/brand-new')).status).toBe(204)
    expect(items((await list({ user: 'omar', k: 200 })).body)).not.toContain('brand-new')
  })
})

describe('many products at once', () => {
  it('takes the good ones, rejects the others by index, and the next list sees them', async () => {
    const like = (await list({ user: 'omar', k: 3 })).body.recommendations.map(({ product }) => product!)
    const fresh = like.map((product, n) => ({ ...product, id: `batch-${n}`, stock: 9, released: '2026-05-30T00:00:00Z' }))
    const sent = await call<ItemsAnswer>('POST', '/v1/items', [
      fresh[0],
      { title: 'no id' },
      fresh[1],
      { ...fresh[2], price: -1 },
      7,
      { ...like[0], stock: 0 },
      { id: 'a\0b' },
    ])
    expect(sent).toMatchObject({
      status: 200,
      body: { accepted: 3, rejected: [{ index: 1 }, { index: 3, code: 'request.invalid' }, { index: 4 }, { index: 6 }] },
    })
    expect(sent.body.rejected[1]!.message).toContain('/price')
    const after = items((await list({ user: 'omar', k: 200 })).body)
    expect(after).toEqual(expect.arrayContaining(['batch-0', 'batch-1']))
    expect(after).not.toContain('batch-2')
    expect(after).not.toContain(like[0]!.id)
    expect((await call<{ released: number }>('GET', '/v1/items/batch-0')).body.released).toBe(Date.UTC(2026, 4, 30))
    await call('POST', '/v1/items', [like[0]])
    for (const id of ['batch-0', 'batch-1']) expect((await call('DELETE', `/v1/items/${id}`)).status).toBe(204)
    expect(items((await list({ user: 'omar', k: 3 })).body)).toEqual(like.map(({ id }) => id))
    for (const body of [[], {}, Array.from({ length: 1001 }, (_, n) => ({ id: `i${n}` }))]) expect((await call('POST', '/v1/items', body)).status).toBe(400)
  })
})

describe('feedback and people', () => {
  it('rates with ids of any length, twice differently in one moment, and each event can be removed by its id', async () => {
    const user = 'r'.repeat(256)
    const item = '\u6c49'.repeat(256)
    await call('PUT', `/v1/items/${encodeURIComponent(item)}`, { title: 'A thing with a long name' })
    for (const rating of [4, 5]) expect((await call('POST', '/v1/feedback', { user, kind: 'rate', item, rating })).status).toBe(200)
    const { body } = await call<{ events: { id: string; rating: number }[] }>('GET', `/v1/people/${user}`)
    expect(body.events.map(({ rating }) => rating)).toEqual([4, 5])
    for (const { id } of body.events) {
      expect(id.length).toBeLessThanOrEqual(256)
      expect((await call('DELETE', `/v1/people/${user}/events/${id}`)).status).toBe(204)
    }
    await call('DELETE', `/v1/items/${encodeURIComponent(item)}`)
  })

  it('keeps the newest thousand wishes of a kind', async () => {
    const { id } = house.store.items()[0]!
    const old = Array.from({ length: keptWishes }, (_, n) => `gone-${n}`)
    await house.store.putDocument('preferences/u%3Apicky', { notInterested: old, hiddenReasons: old })
    const { body } = await call<Preferences>('POST', '/v1/feedback', { user: 'picky', kind: 'not_interested', item: id })
    expect(body.notInterested).toEqual([...old.slice(1), id])
    expect(body.hiddenReasons).toEqual(old)
    expect((await call<Preferences>('POST', '/v1/feedback', { user: 'picky', kind: 'hide_reason', item: id })).body.hiddenReasons).toEqual([
      ...old.slice(1),
      id,
    ])
    // Said again it is the newest, and nothing is pushed out.
    expect((await call<Preferences>('POST', '/v1/feedback', { user: 'picky', kind: 'not_interested', item: id })).body.notInterested).toEqual([
      ...old.slice(1),
      id,
    ])
  })

  it('hide a product, hide a reason, and forget with a receipt', async () => {
    const first = items((await list({ user: 'lena', k: 5 })).body)[0]!
    await call('POST', '/v1/feedback', { user: 'lena', kind: 'not_interested', item: first })
    expect(items((await list({ user: 'lena', k: 50 })).body)).not.toContain(first)
    const reason = (await list({ user: 'lena', k: 1, explain: true })).body.recommendations[0]!.explanation!.reasons.find(({ item }) => item !== undefined)!
      .item!
    await call('POST', '/v1/feedback', { user: 'lena', kind: 'hide_reason', item: reason })
    for (const { explanation } of (await list({ user: 'lena', k: 10, explain: true })).body.recommendations)
      expect(explanation!.reasons.map(({ item }) => item)).not.toContain(reason)
    const receipt = await call<{ events: number; receipt: string }>('DELETE', '/v1/people/lena')
    expect(receipt.body.events).toBeGreaterThan(0)
    expect((await call('GET', '/v1/people/lena')).status).toBe(404)
  })

  it('show and forget what a person did before signing in, once an event ties the session to them', async () => {
    const item = items((await list({ k: 1 })).body)[0]!
    await call('POST', '/v1/events', [
      { id: 'before', event: 'view_item', session: 'tab-1', item, at: now - 2000 },
      { id: 'elsewhere', event: 'view_item', session: 'tab-2', item, at: now - 2000 },
      { id: 'signed-in', event: 'add_to_cart', session: 'tab-1', user: 'newcomer', item, at: now - 1000 },
    ])
    const { body } = await call<{ events: { id: string }[] }>('GET', '/v1/people/newcomer')
    expect(body.events.map(({ id }) => id)).toEqual(['before', 'signed-in'])
    expect((await call('DELETE', '/v1/people/newcomer/events/elsewhere')).status).toBe(404)
    expect((await call<{ events: number }>('DELETE', '/v1/people/newcomer')).body.events).toBe(2)
    expect((await call('GET', '/v1/people/session:tab-1')).status).toBe(404)
    expect((await call('GET', '/v1/people/session:tab-2')).status).toBe(200)
  })
})

describe('the door', () => {
  it('rejects one bad event by its index and keeps the good ones', async () => {
    const { body } = await call<{ accepted: number; duplicates: number; rejected: { index: number; code: string }[] }>('POST', '/v1/events', [
      { id: 'g1', event: 'view_item', user: 'ada', item: 'x', at: now },
      { id: 'g2', event: 'dance', user: 'ada', item: 'x', at: now },
      { id: 'g3', event: 'view_item', user: 'ada', item: 'x', at: now + 3_600_000 },
      { id: 'g1', event: 'view_item', user: 'ada', item: 'x', at: now },
    ])
    expect(body).toMatchObject({ accepted: 1, duplicates: 1, rejected: [{ index: 1 }, { index: 2 }] })
  })

  it('answers 10,000 fuzzed requests with 2xx or 4xx, never a crash or a 5xx', { timeout: 300_000 }, async () => {
    const random = new Random(11)
    const values: unknown[] = [
      null,
      true,
      -1,
      1e308,
      '',
      'ada',
      'x'.repeat(5000),
      '\u0000',
      '__proto__',
      '../../etc/passwd',
      [],
      {},
      [null],
      { __proto__: 1 },
      ['a', 'b'],
      'home',
      0.5,
      10,
      '2026-01-01',
      '💣',
      { item: 'x' },
      [{ item: 'x', at: 'never' }],
    ]
    const fields = [
      'user',
      'session',
      'item',
      'items',
      'history',
      'scene',
      'k',
      'explain',
      'filters',
      'exclude',
      'profiling',
      'query',
      'locale',
      'model',
      'kind',
      'rating',
      'id',
      'event',
      'at',
      'versus',
      'without',
      'method',
      'constructor',
    ]
    const routes = [
      ...['/v1/events', '/v1/recommendations', '/v1/explanations', '/v1/feedback', '/v1/reports/heat-map'],
      ...['/v1/items', '/v1/models/blend/rollback', '/v1/models/__proto__/rollback'],
    ] as const
    const paths = ['/v1/items/', '/v1/people/', '/pictures/', '/v1/', '/']
    const bad: string[] = []
    for (let i = 0; i < 10_000; i++) {
      const body = Object.fromEntries(Array.from({ length: 1 + random.int(4) }, () => [random.pick(fields), random.pick(values)]))
      const response =
        random.next() < 0.7
          ? await app.inject({
              method: 'POST',
              url: random.pick([...routes]),
              headers: { 'content-type': 'application/json' },
              payload: random.next() < 0.1 ? JSON.stringify(body).slice(0, random.int(30)) : JSON.stringify(random.next() < 0.1 ? [body] : body),
            })
          : await app.inject({
              method: random.pick(['GET', 'PUT', 'DELETE'] as const),
              url: `${random.pick(paths)}${encodeURIComponent(String(random.pick(values)))}`,
              headers: { 'content-type': 'application/json' },
              ...(random.next() < 0.5 ? { payload: JSON.stringify(body) } : {}),
            })
      if (response.statusCode >= 500)
        bad.push(
          `${response.statusCode} ${response.raw.req.method} ${response.raw.req.url} ${JSON.stringify(body).slice(0, 200)} ${response.body.slice(0, 200)}`,
        )
    }
    expect(bad.slice(0, 5)).toEqual([])
  })

  it('speaks problem+json with a stable code', async () => {
    const response = await app.inject({ method: 'POST', url: '/v1/recommendations', payload: { k: 100_000 } })
    expect(response.headers['content-type']).toContain('application/problem+json')
    expect(response.json()).toMatchObject({ status: 400, code: 'request.invalid' })
    expect((await call<{ code: string }>('GET', '/v1/items/none')).body.code).toBe('item.unknown')
    expect((await call<{ detail: string }>('POST', '/v1/recommendations', { colour: 'red' })).body.detail).toContain('"colour"')
    const text = await app.inject({ method: 'POST', url: '/v1/events', headers: { 'content-type': 'text/plain' }, payload: '{}' })
    expect(text.statusCode).toBe(415)
    expect(text.json()).toMatchObject({ code: 'request.unsupported-type' })
  })

  it('describes every route with its answers, its errors and whether it needs a key', async () => {
    const { openapi, paths } = (await app.inject('/openapi.json')).json() as {
      openapi: string
      paths: Record<string, Record<string, { responses: Record<string, unknown>; security?: unknown[] }>>
    }
    expect(openapi).toBe('3.1.0')
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { responses, security }] of Object.entries(methods)) {
        const name = `${method} ${path}`
        expect(responses.default, name).toBeDefined()
        if (path !== '/metrics')
          expect(
            Object.keys(responses).some((status) => status.startsWith('2')),
            name,
          ).toBe(true)
        expect(security !== undefined, name).toBe(path === '/healthz' || path === '/readyz')
      }
    }
  })

  it('takes times in milliseconds or ISO 8601', async () => {
    const put = (released: string) => call<{ released: number }>('PUT', '/v1/items/timed', { title: 'A timed lamp', released })
    expect((await put('2026-05-01T00:00:00Z')).body.released).toBe(Date.UTC(2026, 4, 1))
    expect((await put('soon')).status).toBe(400)
    await call('DELETE', '/v1/items/timed')
  })

  it('limits requests by address, whatever keys they make up', async () => {
    const limited = await buildServer(new Serving({ ...house, config: { ...house.config, server: { ...house.config.server, requestsPerMinute: 2 } } }), {
      version: 'test',
    })
    const ask = async (key: string) => (await limited.inject({ url: '/v1/models', headers: { authorization: `Bearer ${key}` } })).statusCode
    expect([await ask('made-up-1'), await ask('made-up-2'), await ask('made-up-3')]).toEqual([200, 200, 429])
    await limited.close()
  })

  it('asks for keys once one is made, and minds scopes', async () => {
    const { key, id } = await createKey(house, ['serve'], 'test')
    expect((await list({})).status).toBe(401)
    expect((await call('POST', '/v1/recommendations', {}, 'wrong')).status).toBe(401)
    expect((await call('POST', '/v1/recommendations', {}, key)).status).toBe(200)
    expect((await call('POST', '/v1/events', [], key)).status).toBe(403)
    expect((await call('GET', '/healthz')).status).toBe(200)
    // To revoke must not open what was closed.
    await revokeKey(house, id)
    expect((await list({})).status).toBe(401)
  })
})
