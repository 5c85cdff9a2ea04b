import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyHistory } from '../../src/data/interactions.ts'
import { buildServer } from '../../src/http/server.ts'
import { openHouse } from '../../src/open.ts'
import type { RecommendAnswer, TrainedModel } from '../../src/service/contract.ts'
import type { House } from '../../src/service/house.ts'
import { Serving } from '../../src/service/serving.ts'
import { train } from '../../src/service/train.ts'
import { rollBack, versionsOf } from '../../src/service/versions.ts'

let folder: string
let house: House
let clock = Date.UTC(2026, 0, 1)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'candor-versions-'))
  const quiet = { info() {}, warn() {}, error() {} }
  house = await openHouse(folder, { log: quiet, now: () => clock++ })
})
afterEach(async () => {
  await house.store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** One more shopper buys `item`: it becomes the most popular with enough of them. */
async function bought(item: string, times: number): Promise<void> {
  await house.store.append(
    Array.from({ length: times }, (_, index) => ({ id: `${item}-${clock}-${index}`, event: 'purchase' as const, user: `u${clock}-${index}`, item, at: clock })),
  )
}
const fit = () => train(house, { models: ['popular'], params: { halfLifeDays: 0 } })

describe('versions', () => {
  it('keeps the newest, drops the oldest with its file, and goes back one step or to a named one', async () => {
    const files: string[] = []
    for (const item of ['a', 'b', 'c', 'd']) {
      await bought(item, 10)
      files.push((await fit())[0]!.file)
    }
    expect(versionsOf(house, 'popular').map(({ file }) => file)).toEqual([files[3], files[2], files[1]])
    expect(await house.artifacts.get(files[0]!)).toBeUndefined()
    expect((await rollBack(house, 'popular')).file).toBe(files[2])
    expect((await rollBack(house, 'popular')).file).toBe(files[1])
    await expect(rollBack(house, 'popular')).rejects.toMatchObject({ code: 'model.missing' })
    expect((await rollBack(house, 'popular', versionsOf(house, 'popular')[0]!.at)).file).toBe(files[3])
    await expect(rollBack(house, 'popular', 5)).rejects.toThrow(/no version.*1970.*Kept: 2026/s)
    expect(house.store.auditTrail(10).filter(({ action }) => action === 'roll-back')).toHaveLength(3)
    await bought('e', 10)
    const [newest] = await fit()
    expect(house.store.document('models/popular')).toMatchObject({ file: newest!.file })
  })

  it('never comes back to a version that was rolled back, however often it trains, until it is named', async () => {
    const files: string[] = []
    const next = async (item: string) => {
      await bought(item, 10)
      files.push((await fit())[0]!.file)
    }
    for (const item of ['a', 'b', 'c']) await next(item)
    // c is bad: back to b, then a fourth is trained.
    expect((await rollBack(house, 'popular')).file).toBe(files[1])
    await next('d')
    // Rather than the rejected one, the one that a roll-back comes to is kept.
    expect(versionsOf(house, 'popular').map(({ file }) => file)).toEqual([files[3], files[1], files[0]])
    expect((await rollBack(house, 'popular')).file).toBe(files[1])
    await next('e')
    expect(versionsOf(house, 'popular').map(({ file }) => file)).toEqual([files[4], files[1], files[0]])
    expect((await rollBack(house, 'popular')).file).toBe(files[1])
    expect((await rollBack(house, 'popular', versionsOf(house, 'popular')[0]!.at)).file).toBe(files[4])
    expect((await rollBack(house, 'popular')).file).toBe(files[1])
    expect((await rollBack(house, 'popular')).file).toBe(files[0])
    await expect(rollBack(house, 'popular')).rejects.toMatchObject({ code: 'model.missing' })
    await expect(rollBack(house, 'joy')).rejects.toMatchObject({ code: 'algorithm.unknown' })
    await expect(rollBack(house, 'ease')).rejects.toMatchObject({ code: 'model.missing' })
  })

  it('goes back among versions of before it was noted what followed what', async () => {
    for (const item of ['a', 'b']) {
      await bought(item, 10)
      await fit()
    }
    const without = versionsOf(house, 'popular').map(({ previous: _previous, ...record }) => record)
    await house.store.putDocument('versions/popular', without)
    await house.store.putDocument('models/popular', without[0])
    expect((await rollBack(house, 'popular')).file).toBe(without[1]!.file)
  })

  it('comes back to the version that served before, also where the rejected one is still kept', async () => {
    const roomy = { ...house, config: { ...house.config, models: { keep: 9 } } }
    const files: string[] = []
    const next = async (item: string) => {
      await bought(item, 10)
      files.push((await train(roomy, { models: ['popular'], params: { halfLifeDays: 0 } }))[0]!.file)
    }
    for (const item of ['a', 'b', 'c']) await next(item)
    await rollBack(roomy, 'popular')
    await next('d')
    expect(versionsOf(house, 'popular').map(({ file }) => file)).toEqual([files[3], files[2], files[1], files[0]])
    expect((await rollBack(roomy, 'popular')).file).toBe(files[1])
  })

  it.each([[['b', 'c']], [['c', 'b']]])('the old one answers until the newest has loaded, in whatever order they load: %j', async (order) => {
    await bought('a', 5)
    await fit()
    const held = new Map<string, { readonly loaded: Promise<void>; readonly release: () => void }>()
    const fileOf = new Map<string, string>()
    const asked: string[] = []
    const get: House['artifacts']['get'] = async (file) => {
      asked.push(file)
      await held.get(file)?.loaded
      return house.artifacts.get(file)
    }
    const serving = new Serving({ ...house, artifacts: { ...house.artifacts, get } })
    const best = async (): Promise<string> => {
      const { model } = await serving.served('popular')
      const scores = new Float32Array(model.items.length)
      await model.score([emptyHistory], scores)
      return model.items.name(scores.indexOf(Math.max(...scores)))
    }
    expect(await best()).toBe('a')
    for (const item of ['b', 'c']) {
      await bought(item, item === 'b' ? 20 : 60)
      const { file } = (await fit())[0]!
      let release: () => void = () => undefined
      const loaded = new Promise<void>((resolve) => {
        release = resolve
      })
      held.set(file, { loaded, release })
      fileOf.set(item, file)
      serving.modelsChanged()
      expect(await best()).toBe('a')
      await expect.poll(() => asked).toContain(file)
    }
    for (const item of order) {
      held.get(fileOf.get(item)!)!.release()
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(await Promise.race([best(), new Promise((resolve) => setTimeout(resolve, 5000, 'nobody answered'))])).toBe(
        order.slice(0, order.indexOf(item) + 1).includes('c') ? 'c' : 'a',
      )
    }
  })

  it.each([
    { order: ['a', 'b'], whole: true },
    { order: ['b', 'a'], whole: true },
    { order: ['a', 'b'], whole: false },
    { order: ['b', 'a'], whole: false },
  ])('a first version that is damaged, while the next one loads, leaves the answer to that one: $order, next one whole: $whole', async ({ order, whole }) => {
    const held = new Map<string, { readonly loaded: Promise<void>; readonly release: () => void }>()
    const fileOf = new Map<string, string>()
    const asked: string[] = []
    const get: House['artifacts']['get'] = async (file) => {
      asked.push(file)
      await held.get(file)?.loaded
      const bytes = (await house.artifacts.get(file))!
      if (file === fileOf.get('a') || !whole) bytes[bytes.length >> 1]! ^= 255
      return bytes
    }
    const serving = new Serving({ ...house, artifacts: { ...house.artifacts, get } })
    const askers: Promise<unknown>[] = []
    const ask = (): Promise<unknown> => {
      const answer = serving.served('popular').then(
        ({ model }) => model.items.indexOf('b') >= 0,
        (error: { code?: string }) => error.code ?? error,
      )
      askers.push(answer)
      return answer
    }
    for (const item of ['a', 'b']) {
      await bought(item, 5)
      const { file } = (await fit())[0]!
      let release: () => void = () => undefined
      const loaded = new Promise<void>((resolve) => {
        release = resolve
      })
      held.set(file, { loaded, release })
      fileOf.set(item, file)
      serving.modelsChanged()
      void ask()
      await expect.poll(() => asked).toContain(file)
    }
    const [first, last] = order.map((item) => held.get(fileOf.get(item)!)!)
    first!.release()
    await new Promise((resolve) => setTimeout(resolve, 200))
    // Whoever comes now is answered by what there is, or waits for what is coming.
    const soon = await Promise.race([ask(), new Promise((resolve) => setTimeout(resolve, 50, 'waits'))])
    if (order[0] === 'a') expect(soon).toBe('waits')
    else expect(soon).toBe(whole ? true : 'waits')
    expect(serving.defaultModel()).toBe('popular')
    const ready = serving.ready()
    last!.release()
    expect(await ready).toBe(whole ? 'popular' : undefined)
    expect(await Promise.all(askers)).toEqual(askers.map(() => (whole ? true : 'model.corrupt')))
    expect(serving.damaged().map(({ file }) => file)).toEqual(whole ? [] : [fileOf.get('b')])
    expect(serving.defaultModel()).toBe(whole ? 'popular' : undefined)
  })

  it('refuses to put a version into service whose file is gone', async () => {
    await bought('a', 3)
    const [first] = await fit()
    await bought('b', 9)
    const [second] = await fit()
    await house.artifacts.delete(first!.file)
    await expect(rollBack(house, 'popular')).rejects.toThrow(/gone/)
    expect(house.store.document('models/popular')).toMatchObject({ file: second!.file })
  })

  it('lets a new version take over, and an old one come back, without a dropped request', async () => {
    await bought('a', 5)
    await bought('b', 3)
    await fit()
    const app = await buildServer(new Serving(house), { version: 'test' })
    const first = async (): Promise<string> => {
      const response = await app.inject({ method: 'POST', url: '/v1/recommendations', payload: { model: 'popular', k: 1 } })
      expect(response.statusCode).toBe(200)
      return (JSON.parse(response.body) as RecommendAnswer).recommendations[0]!.item
    }
    const until = async (item: string): Promise<number> => {
      const end = performance.now() + 20_000
      for (let asked = 1; performance.now() < end; asked++) {
        if ((await first()) === item) return asked
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      throw new Error(`${item} never came`)
    }
    expect(await first()).toBe('a')
    await bought('b', 40)
    await fit()
    expect(await until('b')).toBeGreaterThan(0)
    const answer = await app.inject({ method: 'POST', url: '/v1/models/popular/rollback' })
    expect(answer.statusCode).toBe(200)
    expect(await until('a')).toBeGreaterThan(0)
    const listed = JSON.parse((await app.inject('/v1/models')).body) as { name: string; versions?: { inService: boolean }[] }[]
    expect(listed.find(({ name }) => name === 'popular')!.versions!.map(({ inService }) => inService)).toEqual([false, true])
    expect((await app.inject({ method: 'POST', url: '/v1/models/popular/rollback', payload: {} })).statusCode).toBe(409)
    expect((await app.inject({ method: 'POST', url: '/v1/models/joy/rollback', payload: {} })).statusCode).toBe(404)
    const json = { 'content-type': 'application/json' }
    // An empty body of JSON is none; what is there is read with care.
    expect((await app.inject({ method: 'POST', url: '/v1/models/popular/rollback', headers: json })).statusCode).toBe(409)
    for (const payload of ['{', '[]', '{"at": 1}', '{"__proto__": 1}'])
      expect([payload, (await app.inject({ method: 'POST', url: '/v1/models/popular/rollback', headers: json, payload })).statusCode]).toEqual([payload, 400])
    // No calendar reaches there.
    expect((await app.inject({ method: 'POST', url: '/v1/models/popular/rollback', payload: { to: 9e15 } })).statusCode).toBe(400)
    await app.close()
  })
})

describe('training that goes on', () => {
  const small = { factors: 8, heads: 2, layers: 1, length: 4, epochs: 7, batch: 2, negatives: 0 }
  const sequences = () =>
    house.store.append(
      Array.from({ length: 24 }, (_, at) => ({
        id: `walk-${at}`,
        event: 'purchase' as const,
        user: `w${at >> 2}`,
        item: 'abcdef'[((at >> 2) + at) % 6]!,
        at: clock + at,
      })),
    )

  it('begins from the version in service where its parameters are the same, and anew where they are not or its file is damaged', async () => {
    await sequences()
    const fit = async (params: object) => (await train(house, { models: ['sasrec'], params: { ...small, ...params }, warm: true }))[0]!
    const first = await fit({})
    expect(first.warmFrom).toBeUndefined()
    const second = await fit({})
    expect(second.warmFrom).toBe(first.at)
    expect(second.curves.length).toBeLessThan(first.curves.length)
    expect((await fit({ dropout: 0.1 })).warmFrom).toBeUndefined()
    const { file } = await fit({ dropout: 0.1 })
    await house.artifacts.put(file, new Uint8Array(10))
    expect((await fit({ dropout: 0.1 })).warmFrom).toBeUndefined()
    await train(house, { models: ['popular'] })
    expect((await train(house, { models: ['popular'], warm: true }))[0]!.warmFrom).toBeUndefined()
  })

  it('begins anew where somebody was forgotten since the version in service read its events, once', async () => {
    await sequences()
    await house.store.append([{ id: 'own', event: 'purchase', user: 'ann', item: 'a', at: clock }])
    const fit = async () => (await train(house, { models: ['sasrec'], params: small, warm: true }))[0]!
    await fit()
    expect((await fit()).warmFrom).toBeDefined()
    await house.store.forget('u:ann')
    const anew = await fit()
    expect(anew.warmFrom).toBeUndefined()
    expect((await fit()).warmFrom).toBe(anew.at)
    // Forgotten after the events were read, but before the training ended.
    await house.store.append([{ id: 'own', event: 'purchase', user: 'ann', item: 'a', at: clock }])
    const put = house.artifacts.put
    const late = {
      ...house,
      artifacts: {
        ...house.artifacts,
        put: async (...given: Parameters<typeof put>) => {
          await house.store.forget('u:ann')
          return put(...given)
        },
      },
    }
    await train(late, { models: ['sasrec'], params: small })
    expect((await fit()).warmFrom).toBeUndefined()
    expect((await fit()).warmFrom).toBeDefined()
    // Of what an older version wrote nobody can tell.
    const { forgettings: _forgettings, ...old } = house.store.document<TrainedModel>('models/sasrec')!
    await house.store.putDocument('models/sasrec', old)
    expect((await fit()).warmFrom).toBeUndefined()
  })
})
