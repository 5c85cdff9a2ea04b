import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ShopEvent } from '../../src/data/events.ts'
import { Random } from '../../src/math/random.ts'
import { openHouse } from '../../src/open.ts'
import { drift } from '../../src/service/drift.ts'
import type { House } from '../../src/service/house.ts'
import { Serving } from '../../src/service/serving.ts'
import { train } from '../../src/service/train.ts'
import { makeShop } from '../../src/shop/index.ts'

const now = Date.UTC(2026, 5, 1)
const shop = makeShop({ seed: 5, now, people: 900, products: 300 })
const events = [...shop.events].filter(({ event }) => event === 'purchase' || event === 'view_item').sort((a, b) => a.at - b.at)
const turn = events[Math.floor(events.length * 0.8)]!.at
const folders: string[] = []

/** A shop that learned from the first four fifths, and then saw `later`. */
async function after(later: readonly ShopEvent[]): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-drift-'))
  folders.push(folder)
  const house = await openHouse(folder, { log: { info() {}, warn() {}, error() {} }, now: () => now })
  await house.store.putItems(shop.products)
  const add = async (list: readonly ShopEvent[]): Promise<void> => {
    for (let from = 0; from < list.length; from += 2000) await house.store.append(list.slice(from, from + 2000))
  }
  await add(events.filter(({ at }) => at <= turn))
  await train(house, { models: ['item-knn'] })
  await add(later)
  return house
}

let houses: { same: House; other: House; few: House }
const rest = events.filter(({ at }) => at > turn)

beforeAll(async () => {
  // After the turn the other shop sells from a single shelf, whatever people like.
  const shelf = shop.products.filter((product) => product.category?.[0] === shop.products[0]!.category?.[0]).map(({ id }) => id)
  const other = rest.map((event, index) => ({ ...event, item: shelf[index % shelf.length]! }))
  houses = { same: await after(rest), other: await after(other), few: await after(rest.slice(0, 50)) }
})
afterAll(async () => {
  for (const house of Object.values(houses)) await house.store.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('drift', () => {
  it('tells a shop that goes on as before from one that sells something else', async () => {
    const [same, other] = [await drift(new Serving(houses.same)), await drift(new Serving(houses.other))]
    const category = (report: typeof same): number => report.inputs.find(({ name }) => name === 'category')!.index
    expect(category(same)).toBeLessThan(0.25)
    expect(category(other)).toBeGreaterThan(1)
    expect(other.state).toBe('drifted')
    expect(same.events.recent).toBe(other.events.recent)
    expect(same.until).toBe(turn)
  })

  it('sees no shift of popularity where the same few buyers’ long tail goes on, and counts no entry towards itself', async () => {
    // Two thirds of the entries are of items that come once or twice: an entry that counted itself would never be of a new item before, and often be of one since.
    const random = new Random(3)
    const drawn = Array.from(
      { length: 6000 },
      (_, n): ShopEvent => ({
        id: `tail-${n}`,
        event: 'purchase',
        user: `u${n % 1500}`,
        item: random.next() < 0.35 ? `head-${random.int(20)}` : `tail-${random.int(9000)}`,
        at: now - 1e9 + n * 1000,
      }),
    )
    const folder = mkdtempSync(join(tmpdir(), 'candor-drift-'))
    folders.push(folder)
    const house = await openHouse(folder, { log: { info() {}, warn() {}, error() {} }, now: () => now })
    await house.store.append(drawn.slice(0, 3000))
    await train(house, { models: ['popular'] })
    await house.store.append(drawn.slice(3000))
    const { inputs } = await drift(new Serving(house))
    await house.store.close()
    for (const name of ['popularity', 'known item']) expect([name, inputs.find((input) => input.name === name)!.state]).toEqual([name, 'stable'])
    const known = inputs.find(({ name }) => name === 'known item')!
    const seen = new Map<string, number>()
    for (const { item } of drawn.slice(0, 3000)) seen.set(item!, (seen.get(item!) ?? 0) + 1)
    const twice = drawn.slice(0, 3000).filter(({ item }) => seen.get(item!)! > 1).length / 3000
    const again = drawn.slice(3000).filter(({ item }) => seen.has(item!)).length / 3000
    expect(known.reference[known.names!.indexOf('known')]).toBeCloseTo(twice, 9)
    expect(known.recent[known.names!.indexOf('known')]).toBeCloseTo(again, 9)
  })

  it('counts shares that sum to one, and slices that follow each other in time', async () => {
    const report = await drift(new Serving(houses.same))
    for (const { reference, recent } of [...report.inputs, report.scores!]) {
      expect(reference.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
      expect(recent.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
    }
    expect(report.metrics.length).toBeGreaterThan(0)
    for (const [index, slice] of report.metrics.entries()) {
      expect(slice.from).toBeGreaterThan(report.until)
      expect(slice.low).toBeLessThanOrEqual(slice.value)
      if (index > 0) expect(slice.from).toBeGreaterThanOrEqual(report.metrics[index - 1]!.to)
    }
  })

  it('foresees less where tastes no longer matter', async () => {
    const [same, other] = [await drift(new Serving(houses.same)), await drift(new Serving(houses.other))]
    const mean = (report: typeof same): number => report.metrics.reduce((sum, { value }) => sum + value, 0) / report.metrics.length
    expect(mean(same)).toBeGreaterThan(mean(other))
  })

  it('is of the model that serves where the file of the one before it is damaged', async () => {
    await train(houses.few, { models: ['popular'] })
    const get: House['artifacts']['get'] = async (file) => {
      const bytes = await houses.few.artifacts.get(file)
      if (file.includes('item-knn')) bytes![bytes!.length >> 1]! ^= 255
      return bytes
    }
    const report = await drift(new Serving({ ...houses.few, artifacts: { ...houses.few.artifacts, get } }))
    expect(report.model).toBe('popular')
  })

  it('says so when too little has happened since, and when nothing is trained', async () => {
    expect(await drift(new Serving(houses.few))).toMatchObject({ state: 'too-few', inputs: [], metrics: [] })
    const folder = mkdtempSync(join(tmpdir(), 'candor-drift-'))
    folders.push(folder)
    const bare = await openHouse(folder, { log: { info() {}, warn() {}, error() {} } })
    await expect(drift(new Serving(bare))).rejects.toMatchObject({ code: 'model.missing' })
    await bare.store.close()
  })
})
