import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Product } from '../../src/data/catalogue.ts'
import { emptyHistory } from '../../src/data/interactions.ts'
import { openHouse } from '../../src/open.ts'
import type { TrainedModel } from '../../src/service/contract.ts'
import type { House } from '../../src/service/house.ts'
import { deleteItem, putItems } from '../../src/service/items.ts'
import { markCatalogue, type Served, Serving } from '../../src/service/serving.ts'
import { train } from '../../src/service/train.ts'
import { makeShop } from '../../src/shop/index.ts'
import { emptyHouse } from './house.ts'

const now = Date.UTC(2026, 5, 1)
const shop = makeShop({ seed: 5, now, people: 200, products: 150 })

async function shopHouse(models: readonly string[]): Promise<House> {
  const house = await emptyHouse(now)
  onTestFinished(() => house.close())
  await house.store.putItems(shop.products)
  await markCatalogue(house)
  const events = [...shop.events]
  for (let from = 0; from < events.length; from += 2000) await house.store.append(events.slice(from, from + 2000))
  await train(house, { models })
  return house
}

/** All that is known of each item, by its id, however the items are numbered. */
function viewOf({ model, products, available, impersonal }: Served): Map<string, unknown> {
  return new Map([...model.items].map((id, item) => [id, [products[item], available[item], impersonal[item]?.toFixed(5)]]))
}

/** Counts readings of the whole catalogue. */
function counting(house: House): { house: House; readings: () => number } {
  let readings = 0
  const store = new Proxy(house.store, {
    get: (target, name) => {
      if (name === 'items') readings++
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { house: { ...house, store }, readings: () => readings }
}

describe('a change of the catalogue', () => {
  it('a product and the mark that tells other servers of it go in one commit; one that is not there leaves no mark', async () => {
    const house = await shopHouse([])
    const serving = new Serving(house)
    const seen: unknown[] = []
    const { increment } = house.store
    const write = vi.spyOn(house.store, 'increment').mockImplementation((name) => {
      seen.push(house.store.item(shop.products[0]!.id)?.id)
      return increment.call(house.store, name)
    })
    await deleteItem(serving, shop.products[0]!.id)
    // Asked for while the product was still there: both were sent together.
    expect(seen).toEqual([shop.products[0]!.id])
    expect(house.store.document('catalogue')).toBe(2)
    await expect(deleteItem(serving, shop.products[0]!.id)).rejects.toMatchObject({ code: 'item.unknown' })
    expect(house.store.document('catalogue')).toBe(2)
    write.mockRestore()
  })

  it('one by one gives what a fresh start gives, without reading the whole catalogue', async () => {
    const { house, readings } = counting(await shopHouse(['rules', 'content', 'popular']))
    const serving = new Serving(house)
    for (const name of ['rules', 'content', 'popular']) await serving.served(name)
    expect(readings()).toBe(1)
    const [a, b, c, d] = shop.products as [Product, Product, Product, Product]
    await putItems(serving, [{ ...a, price: 1, stock: 0 }])
    await putItems(serving, [
      { ...b, title: 'Another name', stock: 4 },
      { ...c, id: 'fresh-1' },
    ])
    await deleteItem(serving, d.id)
    await Promise.all(Array.from({ length: 5 }, (_, n) => putItems(serving, [{ ...c, id: `fresh-${n}`, price: n + 1 }])))
    await deleteItem(serving, 'fresh-3')
    expect(serving.product('fresh-2')?.price).toBe(3)
    expect(serving.product(d.id)).toBeUndefined()
    const changed = await Promise.all(['rules', 'content', 'popular'].map((name) => serving.served(name)))
    expect(readings()).toBe(1)
    const fresh = new Serving(house)
    for (const [index, name] of ['rules', 'content', 'popular'].entries()) {
      const view = viewOf(changed[index]!)
      for (const [id, known] of viewOf(await fresh.served(name))) expect([name, id, view.get(id)]).toEqual([name, id, known])
      // What was there for a while and went is known to the model still, and not sold.
      expect([...view].filter(([id]) => id === 'fresh-3').every(([, known]) => (known as unknown[])[1] === 0)).toBe(true)
    }
  })

  it('by another process is seen too, also where both change it at once', async () => {
    const house = await shopHouse(['popular'])
    const other = await openHouse(house.folder, { log: house.log })
    onTestFinished(() => other.store.close())
    const [here, there] = [new Serving(house), new Serving(other)]
    await Promise.all([here.served('popular'), there.served('popular')])
    const [a] = shop.products as [Product]
    for (let round = 0; round < 10; round++) {
      await Promise.all([
        putItems(here, [{ ...a, id: `here-${round}` }]),
        putItems(there, [{ ...a, id: `there-${round}` }]),
        putItems(here, [{ ...a, id: 'both', price: round }]),
      ])
    }
    await new Promise((resolve) => setTimeout(resolve, 1100))
    for (let round = 0; round < 10; round++)
      for (const serving of [here, there])
        expect([serving.product(`here-${round}`)?.title, serving.product(`there-${round}`)?.title]).toEqual([a.title, a.title])
    expect([...here.catalogue()].sort()).toEqual([...there.catalogue()].sort())
  })

  it('reaches a version that is still loading', async () => {
    const house = await shopHouse(['popular'])
    let slow: string | undefined
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const get: House['artifacts']['get'] = async (file) => {
      if (file === slow) await held
      return house.artifacts.get(file)
    }
    const serving = new Serving({ ...house, artifacts: { ...house.artifacts, get }, now: () => now + 1 })
    const old = await serving.served('popular')
    slow = (await train({ ...house, now: () => now + 1 }, { models: ['popular'] }))[0]!.file
    serving.modelsChanged()
    expect((await serving.served('popular')).model).toBe(old.model)
    const [a] = shop.products as [Product]
    await putItems(serving, [{ ...a, price: 77 }])
    const priceOf = async (): Promise<[boolean, number | undefined]> => {
      const { model, products } = await serving.served('popular')
      return [model === old.model, products[model.items.indexOf(a.id)]?.price]
    }
    expect(await priceOf()).toEqual([true, 77])
    release()
    await expect.poll(priceOf).toEqual([false, 77])
  })
})

describe('a damaged model file', () => {
  const damage = async (house: House, name: string): Promise<string> => {
    const { file } = house.store.document<TrainedModel>(`models/${name}`)!
    const bytes = (await house.artifacts.get(file))!
    bytes[bytes.length >> 1]! ^= 255
    await house.artifacts.put(file, bytes)
    return file
  }

  it('is left out: the others serve, it is named with what to do, and training mends it', async () => {
    const house = await shopHouse(['popular', 'item-knn', 'rules'])
    await house.store.putDocument('serving', { model: 'item-knn' })
    const file = await damage(house, 'item-knn')
    const said: unknown[] = []
    const serving = new Serving({ ...house, log: { ...house.log, error: (facts, message) => said.push([facts, message]) } })
    expect(serving.defaultModel()).toBe('item-knn')
    expect(await serving.ready()).toBe('rules')
    expect(serving.defaultModel()).toBe('rules')
    expect(serving.damaged()).toEqual([{ model: 'item-knn', file, message: expect.stringMatching(/damaged.*candor train --model item-knn/s) }])
    expect(said).toEqual([[expect.objectContaining({ model: 'item-knn', file }), expect.stringContaining('the others serve')]])
    await expect(serving.served('item-knn')).rejects.toMatchObject({ code: 'model.corrupt' })
    await train({ ...house, now: () => now + 5 }, { models: ['item-knn'] })
    serving.modelsChanged()
    expect(await serving.ready()).toBe('item-knn')
    expect(serving.damaged()).toEqual([])
  })

  it('where every one is damaged, the cold-start rules answer from the catalogue alone', async () => {
    const house = await shopHouse(['popular', 'rules'])
    await damage(house, 'rules')
    await damage(house, 'popular')
    const serving = new Serving(house)
    expect(await serving.ready()).toBeUndefined()
    expect(serving.damaged().map(({ model }) => model)).toEqual(['rules', 'popular'])
    const { model } = await serving.coldStart()
    const scores = new Float32Array(model.items.length)
    await model.score([emptyHistory], scores)
    expect(new Set(scores).size).toBeGreaterThan(1)
  })

  it('of a new version leaves the old one answering, and is named', async () => {
    const house = await shopHouse(['popular'])
    const serving = new Serving(house)
    const old = await serving.served('popular')
    await train({ ...house, now: () => now + 5 }, { models: ['popular'] })
    const file = await damage(house, 'popular')
    serving.modelsChanged()
    expect((await serving.served('popular')).model).toBe(old.model)
    await expect.poll(() => serving.damaged().map((damaged) => damaged.file)).toEqual([file])
    expect((await serving.served('popular')).model).toBe(old.model)
    expect(await serving.ready()).toBe('popular')
  })
})

describe('a model file that cannot be read now', () => {
  it('is tried again after a pause, and is not called damaged', async () => {
    let time = performance.now()
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => time)
    onTestFinished(() => clock.mockRestore())
    const house = await shopHouse(['popular', 'item-knn', 'rules'])
    await house.store.putDocument('serving', { model: 'item-knn' })
    let refused = true
    let tries = 0
    const get: House['artifacts']['get'] = async (file) => {
      if (file.includes('item-knn')) {
        tries++
        if (refused) throw new Error('EMFILE: too many open files')
      }
      return house.artifacts.get(file)
    }
    const serving = new Serving({ ...house, artifacts: { ...house.artifacts, get }, now: () => now + 1 })
    expect(await serving.ready()).toBe('rules')
    expect(serving.damaged()).toEqual([])
    await expect(serving.served('item-knn')).rejects.toThrow('EMFILE')
    time += 4900
    expect(await serving.ready()).toBe('rules')
    await expect(serving.served('item-knn')).rejects.toThrow('EMFILE')
    expect(tries).toBe(1)
    time += 200
    expect(await serving.ready()).toBe('rules')
    expect(tries).toBe(2)
    refused = false
    time += 5100
    const all = await Promise.all([serving.ready(), serving.served('item-knn'), serving.served('item-knn')])
    expect([all[0], all[1] === all[2], tries]).toEqual(['item-knn', true, 3])
    expect(serving.defaultModel()).toBe('item-knn')

    // A new version: the old one answers until it can be read.
    refused = true
    await train({ ...house, now: () => now + 5 }, { models: ['item-knn'] })
    serving.modelsChanged()
    const old = all[1].model
    expect((await serving.served('item-knn')).model).toBe(old)
    await vi.waitFor(() => expect(tries).toBe(4))
    refused = false
    time += 5100
    expect((await serving.served('item-knn')).model).toBe(old)
    await vi.waitFor(async () => expect((await serving.served('item-knn')).model).not.toBe(old), { timeout: 5000 })
    expect([tries, serving.damaged()]).toEqual([5, []])
  })
})

it('any trained model serves where none of those in turn is there', async () => {
  const serving = new Serving(await shopHouse(['text']))
  expect(serving.defaultModel()).toBe('text')
  expect(await serving.ready()).toBe('text')
})
