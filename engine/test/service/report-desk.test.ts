import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { openHouse } from '../../src/open.ts'
import type { DataQuality, DriftReport } from '../../src/service/contract.ts'
import { drift } from '../../src/service/drift.ts'
import { ReportDesk } from '../../src/service/errands.ts'
import type { House } from '../../src/service/house.ts'
import { qualityReport } from '../../src/service/quality.ts'
import { quality } from '../../src/service/reports.ts'
import { Serving } from '../../src/service/serving.ts'
import { train } from '../../src/service/train.ts'

const folder = mkdtempSync(join(tmpdir(), 'candor-desk-'))
const now = Date.UTC(2026, 0, 1)
const quiet = { info() {}, warn() {}, error() {} }
let house: House
let inPlace: number

beforeAll(async () => {
  house = await openHouse(folder, { log: quiet, now: () => now })
  const add = async (from: number, to: number): Promise<void> => {
    for (let start = from; start < to; start += 5000) {
      await house.store.append(
        Array.from({ length: 5000 }, (_, index) => {
          const n = start + index
          return { id: `e${n}`, event: 'view_item' as const, user: `u${n % 7919}`, item: `i${(n * 31 + (n % 7)) % 997}`, at: now - 9e8 + n * 5000 }
        }),
      )
    }
  }
  await add(0, 35_000)
  await train(house, { models: ['popular'] })
  await add(35_000, 60_000)
  const start = performance.now()
  await qualityReport(house)
  inPlace = performance.now() - start
  await house.store.deleteDocument('quality')
})
afterAll(async () => {
  await house.store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The house, and a record of the errands that other threads did for it. */
function watched(): { house: House; done: string[]; most: () => number } {
  const done: string[] = []
  let [busy, most] = [0, 0]
  const aside: NonNullable<House['aside']> = async (given, errand, signal) => {
    most = Math.max(most, ++busy)
    try {
      return await house.aside!(given, errand, signal)
    } finally {
      busy--
      done.push(errand)
    }
  }
  return { house: { ...house, aside }, done, most: () => most }
}

describe('reports beside the requests', () => {
  it.each([
    ['GET', '/v1/reports/quality'],
    ['POST', '/v1/reports/drift'],
  ] as const)('lists are answered while %s %s is made', async (method, url) => {
    const app = await buildServer(new Serving(house), { version: 'test' })
    onTestFinished(() => app.close())
    const ask = () => app.inject({ method: 'POST', url: '/v1/recommendations', payload: { user: 'u1', k: 5 } })
    expect((await ask()).statusCode).toBe(200)
    let report: unknown
    const making = app.inject({ method, url }).then((response) => {
      expect(response.statusCode).toBe(200)
      report = response.json()
    })
    let [answered, slowest] = [0, 0]
    const start = performance.now()
    while (report === undefined) {
      const asked = performance.now()
      expect((await ask()).statusCode).toBe(200)
      await wait(5)
      slowest = Math.max(slowest, performance.now() - asked)
      answered++
    }
    await making
    expect(answered).toBeGreaterThan(10)
    expect(slowest).toBeLessThan((performance.now() - start) / 2)
  })

  it('are those that would be made in place', async () => {
    const desk = new ReportDesk(house)
    expect(await desk.make('drift')).toEqual(await drift(new Serving(house)))
    expect(await desk.make('quality')).toEqual(await qualityReport(house))
    await desk.close()
  })

  it('are made one at a time, and once for all who ask meanwhile', async () => {
    const { house: seen, done, most } = watched()
    const desk = new ReportDesk(seen)
    const [first, second] = await Promise.all([desk.make('drift'), desk.make('drift'), desk.make('quality'), desk.make('quality')])
    expect(second).toBe(first as DriftReport)
    expect(done).toEqual(['drift', 'quality'])
    expect(most()).toBe(1)
    await desk.close()
  })

  it('the last quality report is given at once, marked as stale, while a fresh one is made; and not again before it rested', async () => {
    const { house: seen, done } = watched()
    const desk = new ReportDesk(seen)
    await desk.make('quality')
    const fresh = await quality(desk)
    expect(fresh.stale).toBe(false)
    await house.store.append([{ id: 'later', event: 'view_item', user: 'late', item: 'i1', at: now }])
    // The report rests: it was only just made.
    expect(await quality(desk)).toEqual({ ...fresh, stale: true })
    expect(done).toEqual(['quality'])
    const other = new ReportDesk(seen)
    const start = performance.now()
    expect(await quality(other)).toEqual({ ...fresh, stale: true })
    expect(performance.now() - start).toBeLessThan(inPlace / 2)
    let next: DataQuality
    do {
      await wait(20)
      next = await quality(other)
    } while (next.stale)
    expect(next.before.events).toBe(fresh.before.events + 1)
    await Promise.all([desk.close(), other.close()])
    expect(done).toEqual(['quality', 'quality'])
  })

  it('a report marks what came while it read as not in it', async () => {
    const before = house.store.revision()
    const making = qualityReport(house)
    await house.store.append([{ id: 'meanwhile', event: 'view_item', user: 'late', item: 'i1', at: now }])
    expect((await making).revision).toBe(before)
  })

  it('say in the caller’s words what is wrong, and stop when the desk closes', async () => {
    const bare = mkdtempSync(join(tmpdir(), 'candor-desk-'))
    onTestFinished(() => rmSync(bare, { recursive: true, force: true }))
    const empty = await openHouse(bare, { log: quiet })
    const desk = new ReportDesk(empty)
    await expect(desk.make('drift')).rejects.toMatchObject({ code: 'model.missing', message: expect.stringContaining('candor train') })
    await desk.close()
    await empty.store.close()
    const closing = new ReportDesk(house)
    const making = closing.make('drift')
    await Promise.all([expect(making).rejects.toMatchObject({ code: 'cancelled' }), closing.close()])
  })
})
