import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { openHouse } from '../../src/open.ts'
import type { ModelInfo, RecommendAnswer, TrainingRun } from '../../src/service/contract.ts'
import type { House } from '../../src/service/house.ts'
import { createKey } from '../../src/service/keys.ts'
import { Serving } from '../../src/service/serving.ts'
import { train } from '../../src/service/train.ts'
import { versionsOf } from '../../src/service/versions.ts'

const folder = mkdtempSync(join(tmpdir(), 'candor-trainings-'))
const quiet = { info() {}, warn() {}, error() {} }
let house: House
let app: FastifyInstance

async function call<T>(method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown, to = app): Promise<{ status: number; type: string; body: T }> {
  const response = await to.inject({ method, url, ...(body === undefined ? {} : { payload: body as object }) })
  const type = String(response.headers['content-type'])
  return { status: response.statusCode, type, body: (response.body === '' ? undefined : JSON.parse(response.body)) as T }
}
const start = (model: string, body?: object, to = app) => call<TrainingRun & { code?: string; detail?: string }>('POST', `/v1/models/${model}/train`, body, to)
const look = async (model: string) => (await call<TrainingRun>('GET', `/v1/models/${model}/train`)).body
const list = async () => (await call<RecommendAnswer>('POST', '/v1/recommendations', { history: ['i1', 'i2'], k: 5 })).body
const inService = () => house.store.document<{ at: number }>('models/popular')!.at

/** Waits until the training of the model is as wanted, and gives it. */
async function until(model: string, wanted: (run: TrainingRun) => boolean): Promise<TrainingRun> {
  for (let tries = 0; ; tries++) {
    const run = await look(model)
    if (wanted(run)) return run
    if (tries > 600) throw new Error(`The training never came so far: ${JSON.stringify({ ...run, curves: run.curves.length })}`)
    await wait(50)
  }
}
/** A training long enough to be looked at and stopped, on the fastest machine: minutes. */
const long = { params: { epochs: 1000, factors: 512, candidates: 64 } }

beforeAll(async () => {
  process.env.CANDOR_LOG = 'silent'
  writeFileSync(join(folder, 'config.json'), '{"server": {"requestsPerMinute": 0, "logLevel": "silent"}}')
  house = await openHouse(folder, { log: quiet })
  await house.store.append(
    Array.from({ length: 6000 }, (_, n) => ({
      id: `e${n}`,
      event: 'purchase' as const,
      user: `u${n % 613}`,
      item: `i${(n * 31 + (n % 7)) % 97}`,
      at: Date.UTC(2026, 0, 1) + n,
    })),
  )
  await train(house, { models: ['popular'], params: { halfLifeDays: 20 }, seed: 5 })
  app = await buildServer(new Serving(house), { version: 'test' })
})
afterAll(async () => {
  await app.close()
  await house.store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a training beside the requests', () => {
  it('is begun by a request, and the version it makes takes over without a failed answer', async () => {
    const before = inService()
    expect((await list()).model).toBe('popular')
    const begun = await start('popular')
    expect(begun.status).toBe(202)
    expect(begun.body).toMatchObject({ model: 'popular', state: 'running', by: 'server', done: 0, curves: [] })
    expect(begun.body).not.toHaveProperty('pid')
    const asked: number[] = []
    let ended: TrainingRun | undefined
    while (ended === undefined) {
      asked.push((await list()).recommendations.length)
      const run = await look('popular')
      if (run.state !== 'running') ended = run
      await wait(10)
    }
    expect(asked.every((length) => length === 5)).toBe(true)
    expect(ended).toMatchObject({ run: begun.body.run, state: 'done', done: 1 })
    expect(inService()).toBe(ended.version)
    expect(inService()).toBeGreaterThan(before)
    expect(house.store.document('models/popular')).toMatchObject({ seed: 1, params: { halfLifeDays: 7 } })
    const { body: models } = await call<ModelInfo[]>('GET', '/v1/models')
    expect(models.find(({ name }) => name === 'popular')!.trained!.at).toBe(ended.version)
  })

  it('takes the parameters and the seed of the version in service where it is told to, and others over them', async () => {
    await train(house, { models: ['popular'], params: { halfLifeDays: 20 }, seed: 5 })
    await start('popular', { same: true })
    await until('popular', ({ state }) => state === 'done')
    expect(house.store.document('models/popular')).toMatchObject({ seed: 5, params: { halfLifeDays: 20 } })
    await start('popular', { same: true, seed: 9, params: { halfLifeDays: 3 } })
    await until('popular', ({ state }) => state === 'done')
    expect(house.store.document('models/popular')).toMatchObject({ seed: 9, params: { halfLifeDays: 3 } })
  })

  it('says how far it is, draws its curve as it goes, refuses a second, and stops when told to with nothing lost', async () => {
    const before = JSON.stringify(versionsOf(house, 'bpr'))
    expect((await start('bpr', long)).status).toBe(202)
    const some = await until('bpr', ({ done, curves }) => done > 0 && curves.length > 3)
    expect(some.state).toBe('running')
    expect(some.curves.at(-1)!.figures).toHaveProperty('right')
    // The curve grows with the epochs, which a busy machine may let pass between two looks at how far it is.
    const later = await until('bpr', ({ done, secondsLeft, curves }) => done > some.done && secondsLeft !== undefined && curves.length > some.curves.length)
    expect(later.secondsLeft! * 1000).toBeGreaterThan(0)

    const second = await start('bpr')
    expect(second).toMatchObject({ status: 409, type: 'application/problem+json', body: { code: 'training.running' } })
    expect(second.body.detail).toMatch(/^"bpr" is being trained since 2.*DELETE \/v1\/models\/bpr\/train/)
    // Another model may be trained meanwhile.
    expect((await start('popular', { same: true })).status).toBe(202)
    await until('popular', ({ state }) => state === 'done')
    const { body: all } = await call<TrainingRun[]>('GET', '/v1/trainings')
    expect(all.map(({ model, state }) => [model, state])).toEqual([
      ['popular', 'done'],
      ['bpr', 'running'],
    ])
    expect(all[1]).not.toHaveProperty('curves')

    const told = await call<TrainingRun>('DELETE', '/v1/models/bpr/train')
    expect(told).toMatchObject({ status: 202, body: { state: 'running', stopping: true, run: some.run } })
    const ended = await until('bpr', ({ state }) => state !== 'running')
    expect(ended).toMatchObject({ state: 'cancelled', run: some.run, problem: { code: 'cancelled' } })
    expect(ended).not.toHaveProperty('secondsLeft')
    expect(ended).not.toHaveProperty('stopping')
    expect(JSON.stringify(versionsOf(house, 'bpr'))).toBe(before)
    expect(await house.artifacts.list('models/bpr')).toEqual([])
    expect(await call('DELETE', '/v1/models/bpr/train')).toMatchObject({ status: 409, body: { code: 'training.missing' } })
    expect(house.store.auditTrail(3).map(({ action }) => action)).toContain('cancel-training')
  })

  it('says why it failed, also where its process was killed; and the next may begin', async () => {
    await house.store.putDocument('tuned/ials', { params: { factors: -3 } })
    expect((await start('ials')).status).toBe(202)
    expect(await until('ials', ({ state }) => state !== 'running')).toMatchObject({
      state: 'failed',
      problem: { code: 'params.invalid', message: expect.stringContaining('ials.factors is -3') },
    })
    await house.store.deleteDocument('tuned/ials')
    await start('bpr', long)
    await until('bpr', ({ curves }) => curves.length > 0)
    process.kill(house.store.document<{ pid: number }>('trainings/bpr')!.pid, 'SIGKILL')
    expect(await until('bpr', ({ state, problem }) => state === 'failed' && problem!.message.includes('SIGKILL'))).toMatchObject({
      problem: { code: 'internal' },
    })
    expect((await start('bpr', { params: { epochs: 1 } })).status).toBe(202)
    expect(await until('bpr', ({ state }) => state !== 'running')).toMatchObject({ state: 'done' })
  })

  it('is refused before it begins where it could not end well', async () => {
    expect(await start('nobody')).toMatchObject({ status: 404, body: { code: 'algorithm.unknown' } })
    expect(await call('GET', '/v1/models/nobody/train')).toMatchObject({ status: 404, body: { code: 'algorithm.unknown' } })
    expect(await call('DELETE', '/v1/models/nobody/train')).toMatchObject({ status: 404, body: { code: 'algorithm.unknown' } })
    expect((await call('GET', '/v1/models/lightgcn/train')).status).toBe(204)
    expect(await start('lightgcn', { same: true })).toMatchObject({ status: 409, body: { code: 'model.missing' } })
    expect(await start('bpr', { params: { epochs: 0 } })).toMatchObject({ status: 400, body: { code: 'params.invalid' } })
    expect(await start('bpr', { params: { rounds: 3 } })).toMatchObject({ status: 400, body: { code: 'params.unknown' } })
    expect(await start('bpr', { epochs: 3 })).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
    expect((await call('GET', '/v1/models/lightgcn/train')).status).toBe(204)
  })

  it('reads no file that a request names', async () => {
    for (const [model, params] of [
      ['text', { encoder: '/etc' }],
      ['onnx', { network: '/etc/passwd' }],
      ['blend', { settings: { text: { encoder: '/etc' } } }],
    ] as const) {
      const refused = await start(model, { params })
      expect(refused).toMatchObject({ status: 400, body: { code: 'params.invalid' } })
      expect(refused.body.detail).toContain('command line alone')
    }
    expect((await call('GET', '/v1/models/text/train')).status).toBe(204)
  })

  it('is seen and stopped whoever began it, and has one winner of many who begin it at once', async () => {
    const begun = train(house, { models: ['bpr'], params: long.params }).catch((error: unknown) => error)
    const run = await until('bpr', ({ state, curves }) => state === 'running' && curves.length > 0)
    expect(run.by).toBe('command')
    expect((await start('bpr')).status).toBe(409)
    expect((await call('DELETE', '/v1/models/bpr/train')).status).toBe(202)
    expect(await begun).toMatchObject({ code: 'cancelled' })
    expect(await look('bpr')).toMatchObject({ state: 'cancelled', run: run.run })

    const other = await openHouse(folder, { log: quiet })
    const twin = await buildServer(new Serving(other), { version: 'test' })
    onTestFinished(async () => {
      await twin.close()
      await other.store.close()
    })
    const many = await Promise.all(Array.from({ length: 6 }, (_, n) => start('bpr', long, n % 2 ? app : twin)))
    expect(many.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409, 409])
    await expect(train(house, { models: ['bpr'] })).rejects.toMatchObject({ code: 'training.running' })
    await call('DELETE', '/v1/models/bpr/train')
    await until('bpr', ({ state }) => state === 'cancelled')
  })

  it('ends with the server and leaves its checkpoint, which goes when somebody stops it', async () => {
    const other = await openHouse(folder, { log: quiet })
    const twin = await buildServer(new Serving(other), { version: 'test' })
    const gru = { params: { epochs: 500, factors: 16 } }
    expect((await start('gru4rec', gru, twin)).status).toBe(202)
    await until('gru4rec', ({ curves }) => curves.length > 1)
    // As one that was written half a minute into the training.
    await house.artifacts.put('checkpoints/gru4rec.candor', Uint8Array.of(1))
    const asked = performance.now()
    await twin.close()
    await other.store.close()
    expect(performance.now() - asked).toBeLessThan(5000)
    expect(await look('gru4rec')).toMatchObject({ state: 'cancelled', problem: { code: 'cancelled', message: expect.stringContaining('server ended') } })
    expect(await house.artifacts.get('checkpoints/gru4rec.candor')).toEqual(Uint8Array.of(1))
    await start('gru4rec', gru)
    await until('gru4rec', ({ curves }) => curves.length > 1)
    await call('DELETE', '/v1/models/gru4rec/train')
    await until('gru4rec', ({ state }) => state === 'cancelled')
    expect(await house.artifacts.get('checkpoints/gru4rec.candor')).toBeUndefined()
  })
})

describe('trainings and keys', () => {
  it('are for operators: every other scope is refused', async () => {
    const place = mkdtempSync(join(tmpdir(), 'candor-trainings-'))
    const shop = await openHouse(place, { log: quiet })
    const { key } = await createKey(shop, ['serve', 'ingest'], 'shop')
    const door = await buildServer(new Serving(shop), { version: 'test' })
    onTestFinished(async () => {
      await door.close()
      await shop.store.close()
      rmSync(place, { recursive: true, force: true })
    })
    for (const [method, url] of [
      ['POST', '/v1/models/popular/train'],
      ['GET', '/v1/models/popular/train'],
      ['DELETE', '/v1/models/popular/train'],
      ['GET', '/v1/trainings'],
    ] as const) {
      const response = await door.inject({ method, url, headers: { authorization: `Bearer ${key}` } })
      expect([response.statusCode, response.json().code], `${method} ${url}`).toEqual([403, 'auth.scope'])
    }
    const { key: admin } = await createKey(shop, ['admin'], 'operator')
    const empty = await door.inject({ method: 'POST', url: '/v1/models/popular/train', headers: { authorization: `Bearer ${admin}` } })
    expect([empty.statusCode, empty.json().code]).toEqual([409, 'data.empty'])
  })
})
