import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { openImport } from '../../src/data/import.ts'
import { knownMappings } from '../../src/data/known-mappings.ts'
import { columnsOf, parseMapping } from '../../src/data/mapping-check.ts'
import { folder, readAll } from './files.ts'

const files = folder()
afterAll(files.end)

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n'
const invoices = `${header}536365,85123A,WHITE HEART HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
536365,85123A,WHITE HEART HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
536366,85123A,WHITE HEART HOLDER,2,2010-12-02 09:00:00,2.95,,France
C536400,85123A,WHITE HEART HOLDER,-8,2010-12-03 09:00:00,2.55,17850.0,United Kingdom
C536401,85123A,WHITE HEART HOLDER,-8,2010-12-04 09:00:00,2.55,17850.0,United Kingdom
C536402,85123A,WHITE HEART HOLDER,-1,2010-11-30 09:00:00,2.55,17850.0,United Kingdom
536403,85123A,damaged,-10,2010-12-04 10:00:00,0.0,,United Kingdom
536404,POST,POSTAGE,1,2010-12-04 10:00:00,18.0,17850.0,United Kingdom
536405,22423,CAKESTAND,1,2090-12-04 10:00:00,12.75,17850.0,United Kingdom
536406,22423,CAKESTAND,0,2010-12-04 10:00:00,12.75,17850.0,United Kingdom
536407,22423,CAKESTAND,1,soon,12.75,17850.0,United Kingdom
536408,22423,CAKESTAND,1,2010-12-04 10:00:00,1e999,17850.0,United Kingdom
536409,,CAKESTAND,1,2010-12-04 10:00:00,12.75,17850.0,United Kingdom
536410,22423,CAKESTAND,1,2010-12-04 10:00:00,12.75,17850.0
536411,__proto__,CAKESTAND,1,2010-12-04 10:00:00,12.75,17850.0,United Kingdom
`

describe('a shop of invoices', () => {
  it('knows the fate of every row', async () => {
    const { events, rejects, fates, products, people } = await readAll(files.write('retail.csv', invoices))
    expect(fates).toMatchObject({
      mapping: 'online-retail',
      rows: 15,
      accepted: 6,
      rejected: 9,
      duplicates: 0,
      repeated: 1,
      anonymous: 1,
      events: { purchase: 3, refund: 3 },
      returns: { matched: 1, unmatched: 2 },
    })
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [15, 'csv.cells'],
      [8, 'quantity.negative'],
      [9, 'item.no-product'],
      [10, 'time.future'],
      [11, 'quantity.zero'],
      [12, 'time.invalid'],
      [13, 'price.invalid'],
      [14, 'item.missing'],
      [16, 'id.forbidden'],
    ])
    expect(events[2]).toMatchObject({ session: '536366', context: { basket: '536366', region: 'France' } })
    expect(events[3]).toMatchObject({ event: 'refund', quantity: 8, price: 2.55 })
    expect(products).toEqual([{ id: '85123A', title: 'WHITE HEART HOLDER', price: 2.95 }])
    expect(people).toEqual([{ id: '17850.0', attributes: { region: 'United Kingdom' }, protected: ['region'] }])
  })

  it('gives the same ids in every run and in every batch size', async () => {
    const path = files.write('again.csv', invoices)
    const [first, second] = [await readAll(path), await readAll(path, { batch: 2 })]
    expect(second.events).toEqual(first.events)
    expect(new Set(first.events.map(({ id }) => id)).size).toBe(first.events.length)
    expect(second.fates).toEqual(first.fates)
  })

  it('matches returns wherever they stand in the file', async () => {
    const [top, ...rows] = invoices.trimEnd().split('\n')
    const turned = await readAll(files.write('turned.csv', [top, ...rows.reverse()].join('\n')))
    expect(turned.fates.returns).toEqual({ matched: 1, unmatched: 2 })
  })

  it('stops when told', async () => {
    const run = await openImport(files.write('stop.csv', invoices), { signal: AbortSignal.abort() })
    await expect(
      (async () => {
        for await (const _ of run);
      })(),
    ).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('ids of the file', () => {
  it('counts rows with an id that was there before as duplicates', async () => {
    const { events, fates } = await readAll(files.write('ids.csv', 'event_id,user_id,item_id,event_type\nx1,1,a,view\nx2,1,b,view\nx1,1,c,cart\n'))
    expect(events.map(({ id, event }) => [id, event])).toEqual([
      ['x1', 'view_item'],
      ['x2', 'view_item'],
    ])
    expect(fates).toMatchObject({ rows: 3, accepted: 2, duplicates: 1 })
  })
})

describe('guesses', () => {
  it.each([
    [
      'visitorid,itemid,timestamp,event',
      '1,2,1433221332117,view\n1,2,1433221332118,addtocart',
      { session: 'visitorid', item: 'itemid', event: { column: 'event' } },
    ],
    ['user_id,movie_id,rating,timestamp', '1,2,4.5,964982703', { user: 'user_id', item: 'movie_id', event: { constant: 'rate' } }],
    [
      'event_time,event_type,product_id,price,user_id,user_session',
      '2019-10-01 00:00:00 UTC,view,1,5,2,s',
      { user: 'user_id', session: 'user_session', item: 'product_id' },
    ],
    [
      'Order ID;Customer ID;SKU;Order Date;Total',
      '1;2;3;31/12/2019;1.234,50',
      { basket: 'Order ID', at: { column: 'Order Date', format: 'day-first' }, price: { column: 'Total', meaning: 'total', decimal: ',' } },
    ],
  ])('%s', async (top, rows, events) => {
    const run = await openImport(files.write('guess.csv', `${top}\n${rows}\n`))
    expect(run.mapping.events).toMatchObject(events)
    expect(run.guess?.confidence).toBeGreaterThan(0.5)
    expect(run.guess?.lines.join('\n')).toContain('item')
  })

  it('stretches ratings of other scales to 1 … 5', async () => {
    const { events } = await readAll(files.write('ten.csv', 'user,book_id,rating\n1,a,10\n1,b,1\n2,a,5.5\n'))
    expect(events.map(({ rating }) => rating)).toEqual([5, 1, 3])
  })

  it('is unsure where nothing says what happened or when', async () => {
    const run = await openImport(files.write('thin.csv', 'user_id,item_id\n1,2\n'))
    expect(run.guess?.confidence).toBeLessThan(0.6)
    expect(run.guess?.lines.join('\n')).toMatch(/taken for a view/)
  })

  it('takes items and people for what they are told to be', async () => {
    const items = await readAll(files.write('items.csv', 'id,name,price,categories,colour\n1,Mug,"£4,000.50",Home > Kitchen,red\n1,Mug again,1,,\n'), {
      role: 'items',
    })
    expect(items.products).toEqual([{ id: '1', title: 'Mug', price: 4000.5, category: ['Home', 'Kitchen'], attributes: { colour: 'red' } }])
    expect(items.fates).toMatchObject({ rows: 2, accepted: 1, duplicates: 1 })
    const people = await readAll(files.write('people.csv', 'user_id,age,club\n7,33,gold\n'))
    expect(people.people).toEqual([{ id: '7', attributes: { age: '33', club: 'gold' }, protected: ['age'] }])
  })
})

describe('mappings', () => {
  it('accepts every known mapping and finds its columns', () => {
    for (const { about: _about, columns, ...mapping } of Object.values(knownMappings)) {
      expect(parseMapping(JSON.stringify(mapping), 'test')).toEqual(mapping)
      expect(columnsOf(mapping).filter((column) => !columns.includes(column))).toEqual([])
    }
  })

  it.each([
    ['{', 'JSON'],
    ['{}', 'events'],
    ['{"events":{"event":{"constant":"buy"},"user":"u"}}', 'mapping.events.event.constant'],
    ['{"events":{"event":{"constant":"purchase"},"item":"i"}}', 'user'],
    ['{"events":{"event":{"constant":"purchase"},"user":"u","itm":"i"}}', 'itm'],
    ['{"events":{"event":{"constant":"purchase"},"user":"u","at":{"column":"t","format":"dd/mm"}}}', 'format'],
    ['{"products":{"id":"i","attributes":{"__proto__":"x"}}}', '__proto__'],
    ['{"people":{"id":7}}', 'mapping.people.id'],
    ['[]', 'mapping'],
  ])('refuses %s', (text, hint) => {
    expect(() => parseMapping(text, 'm.json')).toThrow(expect.objectContaining({ code: 'file.mapping', message: expect.stringContaining(hint) }))
  })

  it('names the columns a file lacks', async () => {
    const mapping = { events: { event: { constant: 'purchase' as const }, user: 'who', item: 'item_id' } }
    await expect(readAll(files.write('lack.csv', 'user_id,item_id\n1,2\n'), { mapping })).rejects.toMatchObject({
      code: 'file.mapping',
      message: expect.stringMatching(/"who".*"user_id", "item_id"/),
    })
  })

  it('reads joined, split and constant texts', async () => {
    const mapping = {
      products: {
        id: { columns: ['shop', 'n'], join: '-' },
        title: { column: 'path', separator: '|', part: -1 },
        brand: { column: 'path', separator: '|', part: 0, absent: ['Home'] },
        seller: { constant: 'us' },
        category: { column: 'path', separator: '|', from: 1, start: ['Home'] },
      },
    }
    const { products } = await readAll(files.write('path.csv', 'shop,n,path\nA,1,L&#39;Or|Home|Mugs\nA,2,Home|Cups\nA,3,X|Y|Z\n'), { mapping })
    expect(products).toEqual([
      { id: 'A-1', title: 'Mugs', brand: "L'Or", seller: 'us', category: ['Home', 'Mugs'] },
      { id: 'A-2', title: 'Cups', seller: 'us', category: ['Home', 'Cups'] },
      { id: 'A-3', title: 'Z', brand: 'X', seller: 'us', category: ['Y', 'Z'] },
    ])
  })

  it('adds up whatever the cells hold', async () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('', '0', '-1', '1e999', 'NaN', '2024-01-01', '17850.0', '__proto__', 'C1', '=1+1', '9999-12-31', '\u202e', "'; drop table events"),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cell, { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 20 }), async (rows) => {
        const text = header + rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')).join('\n')
        const { events, rejects, fates } = await readAll(files.write('any.csv', text))
        expect(fates.rows).toBe(rows.length)
        expect(events.length + rejects.length + fates.duplicates).toBe(rows.length)
        for (const event of events) {
          expect(Number.isFinite(event.at) && (event.quantity ?? 1) > 0 && Number.isFinite(event.price ?? 0)).toBe(true)
        }
      }),
      { numRuns: 150, seed: 1 },
    )
  })
})
