import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { openHouse } from '../../src/open.ts'
import type { RecommendAnswer } from '../../src/service/contract.ts'
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
    const answer = await app.inject({ method: 'POST', url: '/v1/models/popular/rollback', payload: {} })
    expect(answer.statusCode).toBe(200)
    expect(await until('a')).toBeGreaterThan(0)
    const listed = JSON.parse((await app.inject('/v1/models')).body) as { name: string; versions?: { inService: boolean }[] }[]
    expect(listed.find(({ name }) => name === 'popular')!.versions!.map(({ inService }) => inService)).toEqual([false, true])
    expect((await app.inject({ method: 'POST', url: '/v1/models/popular/rollback', payload: {} })).statusCode).toBe(409)
    expect((await app.inject({ method: 'POST', url: '/v1/models/joy/rollback', payload: {} })).statusCode).toBe(409)
    // No calendar reaches there.
    expect((await app.inject({ method: 'POST', url: '/v1/models/popular/rollback', payload: { to: 9e15 } })).statusCode).toBe(400)
    await app.close()
  })
})

describe('training that goes on', () => {
  it('begins from the version in service where its parameters are the same, and anew where they are not or its file is damaged', async () => {
    for (const item of ['a', 'b', 'c']) await bought(item, 4)
    const fit = async (params: object) => (await train(house, { models: ['ials'], params: { factors: 8, ...params }, warm: true }))[0]!
    const first = await fit({})
    expect(first.warmFrom).toBeUndefined()
    const second = await fit({})
    expect(second.warmFrom).toBe(first.at)
    expect(second.curves.length).toBeLessThan(first.curves.length)
    expect((await fit({ l2: 5 })).warmFrom).toBeUndefined()
    const { file } = await fit({ l2: 5 })
    await house.artifacts.put(file, new Uint8Array(10))
    expect((await fit({ l2: 5 })).warmFrom).toBeUndefined()
    await train(house, { models: ['popular'] })
    expect((await train(house, { models: ['popular'], warm: true }))[0]!.warmFrom).toBeUndefined()
  })
})
