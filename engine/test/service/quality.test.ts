import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DataQuality } from '../../src/service/contract.ts'
import { ReportDesk } from '../../src/service/errands.ts'
import type { House } from '../../src/service/house.ts'
import { forget } from '../../src/service/person.ts'
import { qualityReport } from '../../src/service/quality.ts'
import { quality } from '../../src/service/reports.ts'
import { Serving } from '../../src/service/serving.ts'
import { emptyHouse } from './house.ts'

const now = Date.UTC(2026, 0, 1)
const name = 'marguerite-yourcenar'
let house: House & { close(): Promise<void> }

/** Somebody whom cleaning would point at: everything she did stands there twice. */
beforeEach(async () => {
  house = await emptyHouse(now)
  const act = (id: string, user: string, n: number) => ({ id, event: 'purchase' as const, user, item: `i${n % 9}`, at: now - 9e8 + n * 1e6 })
  await house.store.append(Array.from({ length: 60 }, (_, n) => act(`e${n}`, `u${n % 6}`, n)))
  await house.store.append(Array.from({ length: 40 }, (_, n) => act(`own${n}`, name, n >> 1)))
})
afterEach(() => house.close())

/** How often the files of the store, and of its log, hold her name. */
function traces(): number {
  const files = readdirSync(house.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.reduce((sum, file) => sum + readFileSync(join(file.parentPath, file.name), 'latin1').split(name).length - 1, 0)
}

it('names nobody, whatever cleaning found', async () => {
  const report = await qualityReport(house)
  const findings = report.steps.flatMap((step) => step.findings ?? [])
  expect(findings).toContainEqual({ reason: 'repeated', events: 20, message: expect.stringContaining('20 events') })
  expect(JSON.stringify([report, house.store.document('quality')])).not.toContain(name)
})

it('of an earlier version, with names, goes with whoever is forgotten, to the last byte', async () => {
  const { steps, ...rest } = await qualityReport(house)
  const named = { ...rest, steps: steps.map((step) => ({ ...step, findings: [{ reason: 'repeated', events: 20, message: '', examples: [name] }] })) }
  await house.store.putDocument('quality', named)
  await forget(new Serving(house), `u:${name}`)
  expect(traces()).toBe(0)
  const desk = new ReportDesk(house)
  const served = await quality(desk)
  expect(served).toMatchObject({ stale: false, before: { events: 60 } })
  expect(JSON.stringify(served)).not.toContain(name)
  expect(traces()).toBe(0)
  await desk.close()
})

it('does not bring back who was forgotten after it read the events', async () => {
  const read = house.store.readEvents.bind(house.store)
  house.store.readEvents = async function* (options) {
    yield* read(options)
    await forget(new Serving(house), `u:${name}`)
  }
  expect((await qualityReport(house)).before.events).toBe(100)
  expect(house.store.document('quality')).toBeDefined()
  expect(traces()).toBe(0)
})

it('is made anew where another plan of cleaning came meanwhile', async () => {
  const read = house.store.readEvents.bind(house.store)
  const plan = { duplicates: false }
  let chosen: DataQuality | undefined
  house.store.readEvents = async function* (options) {
    yield* read(options)
    house.store.readEvents = read
    chosen = await qualityReport(house, plan)
  }
  expect(await qualityReport(house)).toEqual(chosen)
  expect(house.store.document('quality')).toEqual(chosen)
  expect(chosen!.steps.find((step) => step.name === 'duplicates')!.on).toBe(false)
})
