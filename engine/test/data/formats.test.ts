import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { bombStart } from '../../src/data/formats/source.ts'
import { folder, readAll } from './files.ts'

const files = folder()
afterAll(files.end)

const table = 'user_id,item_id,timestamp,price\n1,a,2024-01-02 10:00:00,2.5\n2,b,2024-01-03 10:00:00,3\n'
const expected = [
  { user: '1', item: 'a', at: Date.UTC(2024, 0, 2, 10), price: 2.5 },
  { user: '2', item: 'b', at: Date.UTC(2024, 0, 3, 10), price: 3 },
]

describe('csv', () => {
  it.each([
    ['commas', 'a.csv', Buffer.from(table)],
    ['semicolons', 'b.csv', Buffer.from(table.replaceAll(',', ';'))],
    ['tabs, no useful name', 'c.dat', Buffer.from(table.replaceAll(',', '\t'))],
    ['bars', 'd.txt', Buffer.from(table.replaceAll(',', '|'))],
    ['a byte order mark', 'e.csv', Buffer.from(`\uFEFF${table}`)],
    ['UTF-16 with its mark', 'f.csv', Buffer.from(`\uFEFF${table}`, 'utf16le')],
    ['UTF-16 without', 'g.csv', Buffer.from(table, 'utf16le')],
    ['UTF-16 big-endian', 'h.csv', Buffer.from(`\uFEFF${table}`, 'utf16le').swap16()],
    ['CR LF', 'i.csv', Buffer.from(table.replaceAll('\n', '\r\n'))],
    ['CR alone', 'j.csv', Buffer.from(table.replaceAll('\n', '\r'))],
    ['a line for Excel', 'k.csv', Buffer.from(`sep=;\n${table.replaceAll(',', ';')}`)],
    ['no last line end', 'l.csv', Buffer.from(table.trimEnd())],
    ['gzip', 'm.csv.gz', gzipSync(table)],
    ['gzip in disguise', 'n.csv', gzipSync(table)],
    ['brotli', 'o.csv.br', brotliCompressSync(table)],
  ])('reads %s', async (_, name, content) => {
    const { events, fates, format } = await readAll(files.write(name, content))
    expect(format).toBe('csv')
    expect(events).toMatchObject(expected)
    expect(fates).toMatchObject({ rows: 2, accepted: 2, rejected: 0, duplicates: 0 })
  })

  it('reads Latin-1 from the first odd byte on, and marks broken bytes of UTF-8', async () => {
    const rows = (name: string): string => `user_id,item_id,title\n${Array.from({ length: 9000 }, (_, i) => `${i},x,plain title\n`).join('')}1,y,${name}\n`
    const latin = await readAll(files.write('latin.csv', Buffer.from(rows('Café £5'), 'latin1')))
    expect(latin.products.find(({ id }) => id === 'y')?.title).toBe('Café £5')
    expect(latin.fates.repaired).toBe(2)
    const torn = Buffer.from(rows('Café à la carte, 5 £5').replace('carte, 5', 'carte é è'))
    torn[torn.length - 3] = 0xff
    const broken = await readAll(files.write('torn.csv', torn))
    expect(broken.products.find(({ id }) => id === 'y')?.title).toContain('Café')
    expect(broken.fates.repaired).toBeGreaterThan(0)
  })

  it('numbers the columns of a file without a header, which then needs a mapping', async () => {
    const path = files.write('bare.csv', '1,10,5\n2,11,4\n')
    await expect(readAll(path)).rejects.toMatchObject({ code: 'file.mapping' })
    const mapping = { events: { event: { constant: 'rate' as const }, user: '1', item: '2', rating: { column: '3' } } }
    expect((await readAll(path, { mapping })).events).toMatchObject([
      { user: '1', item: '10', rating: 5 },
      { user: '2', item: '11', rating: 4 },
    ])
  })
})

describe('jsonl', () => {
  const rows = [
    { user: { id: 7 }, sku: 'a', type: 'view', ts: 1704189600, extra: { deep: [1] } },
    { user: { id: 8 }, sku: 'b', type: 'purchase', ts: 1704189700.5 },
    { user: { id: 8 }, sku: 'c', type: 'dance', ts: 1704189700 },
  ]
  const mapping = {
    events: { event: { column: 'type', names: { view: 'view_item' as const } }, user: 'user.id', item: 'sku', at: { column: 'ts' } },
  }
  it.each([
    ['lines', rows.map((row) => JSON.stringify(row)).join('\n')],
    ['one array', JSON.stringify(rows)],
    ['a printed array', JSON.stringify(rows, null, 2)],
  ])('reads %s', async (name, text) => {
    const { events, rejects, fates } = await readAll(files.write(`${name}.json`, text), { mapping })
    expect(events).toMatchObject([
      { event: 'view_item', user: '7', item: 'a', at: 1704189600000 },
      { event: 'purchase', user: '8', item: 'b', at: 1704189700500 },
    ])
    expect(rejects).toMatchObject([{ reason: 'event.unknown', message: expect.stringContaining('dance') }])
    expect(fates.rows).toBe(3)
  })

  it('rejects lines that are no object, and forbidden keys', async () => {
    const lines = [
      '{"user":"1","item":"a"}',
      '{"user":"1",',
      '[1]',
      '7',
      '{"__proto__":{"x":1},"user":"1","item":"b"}',
      '{"user":"2","item":"c","constructor":1}',
      '',
    ]
    const { events, rejects } = await readAll(files.write('bad.jsonl', lines.join('\n')))
    expect(events).toHaveLength(1)
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'json.invalid'],
      [3, 'json.no-object'],
      [4, 'json.no-object'],
      [5, 'json.forbidden-key'],
      [6, 'json.forbidden-key'],
    ])
  })

  it('reads on after a stray bracket in an array', async () => {
    const { events, rejects } = await readAll(files.write('stray.json', '[{"user":"1","item":"a"} }, {"user":"2","item":"b"}]'))
    expect(events.map(({ item }) => item)).toEqual(['a', 'b'])
    expect(rejects).toMatchObject([{ reason: 'json.invalid' }])
  })

  it('tells where an array is cut off', async () => {
    const { events, rejects } = await readAll(files.write('cut.json', '[{"user":"1","item":"a"},\n{"user":"2","ite'))
    expect(events).toHaveLength(1)
    expect(rejects).toMatchObject([{ reason: 'json.open' }])
  })
})

it('parquet: row groups, whole numbers beyond 2^53, times, infinite prices', async () => {
  const { events, rejects, fates, format } = await readAll(fileURLToPath(new URL('../golden/shop-events.parquet', import.meta.url)))
  expect(format).toBe('parquet')
  expect(fates).toMatchObject({ rows: 25, accepted: 24, rejected: 1 })
  expect(events[24 - 1]).toMatchObject({ user: 'person 0', item: '9007199254740003', at: Date.UTC(2024, 0, 25, 12), price: 24.25, event: 'purchase' })
  expect(rejects).toMatchObject([{ line: 12, reason: 'price.invalid' }])
})

it('recbole: interactions, items and people by their typed headers', async () => {
  const inter = await readAll(files.write('x.inter', 'user_id:token\titem_id:token\trating:float\ttimestamp:float\n1\t5\t4\t886397596\n2\t6\t2\t886397597\n'))
  expect(inter.events).toMatchObject([
    { event: 'rate', user: '1', item: '5', rating: 4, at: 886397596000 },
    { event: 'rate', user: '2', item: '6', rating: 2 },
  ])
  const items = await readAll(files.write('x.item', 'item_id:token\tmovie_title:token_seq\tclass:token_seq\tyear:float\n5\tToy "Story\tComedy Kids\t1995\n'))
  expect(items.products).toEqual([{ id: '5', title: 'Toy "Story', category: ['Comedy', 'Kids'], attributes: { year: '1995' } }])
  const people = await readAll(files.write('x.user', 'user_id:token\tage:token\tgender:token\tjob:token\n1\t24\tM\tbaker\n'))
  expect(people.people).toEqual([{ id: '1', attributes: { age: '24', gender: 'M', job: 'baker' }, protected: ['age', 'gender'] }])
})

it('sequences: one row an item, order kept, people without items rejected', async () => {
  const { events, rejects, fates, format } = await readAll(files.write('s.txt', '1 10 11 12\n2 10\n\n3\n4 12 10 12 11\n'))
  expect(format).toBe('sequences')
  expect(events.filter(({ user }) => user === '4').map(({ item, at }) => [item, at])).toEqual([
    ['12', 0],
    ['10', 1],
    ['12', 2],
    ['11', 3],
  ])
  expect(rejects).toMatchObject([{ line: 4, reason: 'sequence.empty' }])
  expect(fates).toMatchObject({ rows: 9, accepted: 8, rejected: 1 })
})

it('ga4: one row an item, microseconds, anonymous devices, catalogue on the way', async () => {
  const event = (name: string, rest: object): string =>
    JSON.stringify({
      event_name: name,
      event_timestamp: '1704189600123456',
      user_pseudo_id: '11.22',
      device: { category: 'mobile' },
      geo: { country: 'Sweden' },
      ...rest,
    })
  const lines = [
    event('purchase', {
      user_id: 'u1',
      ecommerce: { transaction_id: 'T1' },
      items: [
        { item_id: 'A', item_name: 'Mug', item_brand: 'Acme', item_category: 'Home', item_category2: 'Kitchen', price: 5, quantity: 2 },
        { item_id: 'B', item_name: '(not set)', price: 7 },
      ],
    }),
    event('view_item', { items: [{ item_id: 'A' }] }),
    event('page_view', {}),
    event('view_search_results', { event_params: [{ key: 'search_term', value: { string_value: 'blue mug', int_value: null } }] }),
  ]
  const { events, products, rejects, format } = await readAll(files.write('ga.json', lines.join('\n')))
  expect(format).toBe('ga4')
  const at = 1704189600123
  expect(events).toMatchObject([
    { event: 'purchase', user: 'u1', item: 'A', at, quantity: 2, price: 5, context: { basket: 'T1', device: 'mobile', region: 'Sweden' } },
    { event: 'purchase', user: 'u1', item: 'B', at, price: 7 },
    { event: 'view_item', session: '11.22', item: 'A', at },
    { event: 'search', session: '11.22', query: 'blue mug', at },
  ])
  expect(products).toEqual([
    { id: 'A', title: 'Mug', brand: 'Acme', category: ['Home', 'Kitchen'], price: 5 },
    { id: 'B', price: 7 },
  ])
  expect(rejects).toMatchObject([{ line: 3, reason: 'event.unknown' }])
})

it('matrix: ratings, and features beside their map', async () => {
  const ratings = '0 0 3 0 0 0 0 0 0 5\n0 1 0 0 0 0 0 0 0 0\n0 0 0\n'
  const read = await readAll(files.write('train.ascii', ratings))
  expect(read.events.map(({ user, item, rating }) => [user, item, rating]).sort()).toEqual([
    ['0', '2', 3],
    ['0', '9', 5],
    ['1', '1', 1],
  ])
  expect(read.rejects).toMatchObject([{ line: 3, reason: 'matrix.width' }])
  // The numbers of the columns must not pass for an order in time, and a second reading must give the same events.
  const full = files.write('full.ascii', `${'4 '.repeat(40)}${'0 '.repeat(41)}\n`)
  const [first, again] = [await readAll(full, { format: 'matrix' }), await readAll(full, { format: 'matrix' })]
  const order = first.events.map(({ item }) => Number(item))
  expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, column) => column))
  expect(order.filter((item, at) => at > 0 && item > order[at - 1]!).length).toBeLessThan(30)
  expect(again.events.map(({ id }) => id)).toEqual(first.events.map(({ id }) => id))
  files.write('user_features_map.txt', 'gender:men\ngender:women\nage:20-30\nage:over 30\ntaste:low\ntaste:high\nx:1\nx:2\n')
  const people = await readAll(files.write('user_features.ascii', '0 1 1 0 0 1 1 0\n1 0 0 1 1 0 0 1\n'))
  expect(people.people).toEqual([
    { id: '0', attributes: { gender: 'women', age: '20-30', taste: 'high', x: '1' }, protected: ['gender', 'age'] },
    { id: '1', attributes: { gender: 'men', age: 'over 30', taste: 'low', x: '2' }, protected: ['gender', 'age'] },
  ])
})

describe('refusals', () => {
  it.each([
    ['a zip', 'x.zip', Buffer.from('PK\x03\x04rest of a zip archive'), 'file.format', 'Unzip'],
    ['a zip in gzip', 'x.zip.gz', gzipSync(Buffer.from('PK\x03\x04rest of a zip archive')), 'file.format', 'Unzip'],
    ['gzip twice', 'x.csv.gz', gzipSync(gzipSync(table)), 'file.format', 'packed twice'],
    ['zstd', 'x.csv.zst', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3]), 'file.format', 'zstd'],
    ['noise', 'x.bin', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 32)), 'file.format', 'not recognised'],
    ['an empty file', 'x.csv', Buffer.alloc(0), 'file.unreadable', 'empty'],
    ['a cut gzip', 'cut.csv.gz', gzipSync(table.repeat(1000)).subarray(0, 60), 'file.unreadable', 'damaged'],
    ['no brotli at all', 'no.csv.br', Buffer.from('not brotli at all, sorry'), 'file.unreadable', 'damaged'],
    ['a cut Parquet file', 'cut.parquet', Buffer.from('PAR1\x00\x00\x00\x00\x00\x00PAR1'), 'file.unreadable', 'Parquet'],
    ['a packed Parquet file', 'x.parquet.gz', gzipSync('PAR1 and more bytes of it'), 'file.format', ''],
  ])('%s', async (_, name, content, code, hint) => {
    await expect(readAll(files.write(name, content))).rejects.toMatchObject({ code, message: expect.stringContaining(hint) })
  })

  it('a folder, a missing file, an unknown format and an unknown mapping', async () => {
    await expect(readAll(files.path)).rejects.toMatchObject({ code: 'file.unreadable' })
    await expect(readAll(`${files.path}/none.csv`)).rejects.toMatchObject({ code: 'file.missing' })
    const path = files.write('fine.csv', table)
    await expect(readAll(path, { format: 'xml' as 'csv' })).rejects.toMatchObject({ code: 'file.format' })
    await expect(readAll(path, { mapping: 'nobodys' })).rejects.toMatchObject({ code: 'file.mapping' })
  })

  it('a decompression bomb, before it has unpacked far', async () => {
    const bomb = gzipSync(`user_id,item_id,note\n${`1,a,${'x'.repeat(1000)}\n`.repeat(bombStart / 500)}`, { level: 9 })
    await expect(readAll(files.write('bomb.csv.gz', bomb))).rejects.toMatchObject({
      code: 'file.unreadable',
      message: expect.stringContaining('decompression bomb'),
    })
  })
})
