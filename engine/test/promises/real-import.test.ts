import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openImport } from '../../src/data/import.ts'
import { interactionsFromSequences } from '../../src/data/interactions.ts'
import { splitBy } from '../../src/data/split/index.ts'
import { readAll } from '../data/files.ts'
import { dataFolder } from '../data-folder.ts'

const root = dataFolder()
if (root === undefined) console.warn('The public data sets are not there: real imports are not tried.')
const at = (...parts: string[]): string => join(root ?? '', ...parts)
const now = Date.UTC(2025, 0, 1)

describe.skipIf(root === undefined || !existsSync(at('online-retail')))('Online Retail', () => {
  const path = at('online-retail', 'online_retail.csv.br')

  it('accounts for all 541,909 rows, recognised without a word', async () => {
    const run = await openImport(path, { now })
    expect(run.guess?.confidence).toBe(1)
    const ids = new Set<string>()
    let [events, rejects, products, people, largest] = [0, 0, 0, 0, 0]
    for await (const batch of run) {
      for (const { id } of batch.events) ids.add(id)
      events += batch.events.length
      rejects += batch.rejects.length
      products += batch.products.length
      people += batch.people.length
      largest = Math.max(largest, batch.events.length + batch.products.length + batch.people.length + batch.rejects.length)
    }
    const fates = run.fates()
    expect(fates).toMatchObject({
      rows: 541_909,
      accepted: 537_599,
      rejected: 4310,
      duplicates: 0,
      repeated: 5264,
      anonymous: 132_690,
      events: { purchase: 528_895, refund: 8704 },
      returns: { matched: 7461, unmatched: 1243 },
      products: 3924,
      people: 4335,
    })
    expect(fates.accepted + fates.rejected + fates.duplicates).toBe(fates.rows)
    expect([events, rejects, products, people]).toEqual([fates.accepted, fates.rejected, fates.products, fates.people])
    expect(ids.size).toBe(events)
    expect(largest).toBe(5000)
  })

  it('keeps the shop’s own words: titles most rows agree on', async () => {
    const products = new Map<string, string | undefined>()
    for await (const batch of await openImport(path, { now })) for (const product of batch.products) products.set(product.id, product.title)
    expect(products.get('85123A')).toBe('WHITE HANGING HEART T-LIGHT HOLDER')
    expect([...products.values()].filter((title) => title === undefined).length).toBeLessThan(20)
    expect([...products.values()].filter((title) => title === '?' || title === 'damaged')).toEqual([])
  })
})

describe.skipIf(root === undefined || !existsSync(at('amazon-beauty')))('Amazon Beauty', () => {
  it('gives the published sequences: 22,363 people, 12,101 items, 198,502 events, and their leave-one-out', async () => {
    const { events, fates } = await readAll(at('amazon-beauty', 'Beauty.txt.gz'), { now })
    expect(fates).toMatchObject({ format: 'sequences', rows: 198_502, accepted: 198_502, rejected: 0, repeated: 0 })
    const people = new Map<string, string[]>()
    for (const { user, item, at: position } of events) {
      const own = people.get(user as string) ?? []
      expect(position).toBe(own.length)
      own.push(item as string)
      people.set(user as string, own)
    }
    const data = interactionsFromSequences([...people])
    expect([data.people.length, data.items.length]).toEqual([22_363, 12_101])
    const { train, validation, test } = splitBy('leave-one-out', data)
    expect([train.cols.length, validation.length, test.length]).toEqual([198_502 - 2 * 22_363, 22_363, 22_363])
  })

  it('gives every item its name, brand and shelf', async () => {
    const { products, fates } = await readAll(at('amazon-beauty', 'Beauty_items.tsv.gz'), { now, role: 'items' })
    expect(fates).toMatchObject({ rows: 12_101, accepted: 12_101, rejected: 0, products: 12_101 })
    expect(products.filter(({ title }) => title === undefined)).toHaveLength(7)
    const shelves = new Set(products.map(({ category }) => category?.[0]))
    expect([...shelves].sort()).toEqual(['Bath & Body', 'Fragrance', 'Hair Care', 'Makeup', 'Skin Care', 'Tools & Accessories'])
    expect(products[0]).toMatchObject({ id: '1', brand: 'OPI', category: ['Makeup', 'Nails', 'Nail Polish'] })
  })
})

describe.skipIf(root === undefined || !existsSync(at('completejourney')))('Complete Journey', () => {
  it('gives transactions, products and households, protected attributes marked', async () => {
    const transactions = await readAll(at('completejourney', 'transactions_sample.csv.br'), { now })
    expect(transactions.fates).toMatchObject({ mapping: 'completejourney-transactions', rows: 75_000, accepted: 74_584, reasons: { 'quantity.zero': 416 } })
    const two = transactions.events.find(({ quantity }) => quantity === 2)
    expect(two).toMatchObject({ user: '400', item: '13094913', price: 11.87 / 2 })
    const products = await readAll(at('completejourney', 'products.csv.br'), { now, role: 'items' })
    expect(products.fates).toMatchObject({ rows: 92_331, accepted: 92_331 })
    const known = new Set(products.products.map(({ id }) => id))
    expect(transactions.events.filter(({ item }) => !known.has(item as string)).length / transactions.events.length).toBeLessThan(0.01)
    const households = await readAll(at('completejourney', 'demographics.csv.gz'), { now, role: 'people' })
    expect(households.people).toHaveLength(801)
    for (const { attributes, protected: kept } of households.people) expect(Object.keys(attributes ?? {}).filter((name) => !kept?.includes(name))).toEqual([])
  })
})

describe.skipIf(root === undefined || !existsSync(at('coat')))('Coat', () => {
  it('gives ratings, coats and people', async () => {
    const [train, test] = await Promise.all(['train', 'test'].map((name) => readAll(at('coat', 'raw', `${name}.ascii`), { now })))
    expect(train?.fates).toMatchObject({ format: 'matrix', rows: 6960, accepted: 6960 })
    expect(test?.fates).toMatchObject({ rows: 4640, accepted: 4640 })
    expect(new Set(train?.events.map(({ user }) => user)).size).toBe(290)
    for (const { rating } of train?.events ?? []) expect(rating).toBeGreaterThanOrEqual(1)
    const coats = await readAll(at('coat', 'raw', 'user_item_features', 'item_features.ascii'), { now })
    expect(coats.products).toHaveLength(300)
    expect(coats.products[0]).toMatchObject({ attributes: { gender: 'men', jackettype: 'bomber' } })
    const people = await readAll(at('coat', 'raw', 'user_item_features', 'user_features.ascii'), { now })
    expect(people.people).toHaveLength(290)
    expect(people.people[0]).toMatchObject({ attributes: { gender: 'women', fashioninterest: 'very' }, protected: ['gender', 'age', 'location'] })
  })
})

describe.skipIf(root === undefined || !existsSync(at('sessions-yoochoose-100k')))('YooChoose', () => {
  it('gives anonymous sessions of clicks', async () => {
    const { events, fates } = await readAll(at('sessions-yoochoose-100k', 'raw', 'prepared', 'yoochoose-clicks-100k_train_full.txt.gz'), { now })
    expect(fates).toMatchObject({ mapping: 'yoochoose', rows: 70_278, accepted: 70_278, anonymous: 70_278 })
    expect([new Set(events.map(({ session }) => session)).size, new Set(events.map(({ item }) => item)).size]).toEqual([17_794, 2933])
    expect(events[0]).toMatchObject({ event: 'view_item', session: '3', item: '214716935', at: 1_396_437_466_940 })
  })
})
