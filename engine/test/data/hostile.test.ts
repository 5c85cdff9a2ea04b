import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { CandorError } from '../../src/errors.ts'
import { Random } from '../../src/math/random.ts'
import { folder, readAll } from './files.ts'

const files = folder()
afterAll(files.end)

const goodCsv = `event_id,event,user_id,item_id,timestamp,quantity,price,title\n${Array.from({ length: 12 }, (_, i) => `e${i},purchase,u${i % 3},i${i % 5},2024-01-${String(i + 1).padStart(2, '0')} 10:00:00,${i + 1},${i}.5,"Item, ""${i}"""`).join('\n')}\n`
const goodJson = Array.from({ length: 12 }, (_, i) =>
  JSON.stringify({ event: 'view', user: { id: `u${i % 3}` }, item: `i${i}`, timestamp: 1704189600 + i, price: i }),
).join('\n')
const goodGa4 = Array.from({ length: 6 }, (_, i) =>
  JSON.stringify({ event_name: 'view_item', event_timestamp: 1704189600000000 + i, user_pseudo_id: 'p', items: [{ item_id: `i${i}`, price: 3 }] }),
).join('\n')
const goodInter = `user_id:token\titem_id:token\trating:float\ttimestamp:float\n${Array.from({ length: 9 }, (_, i) => `u${i}\ti${i % 4}\t${1 + (i % 5)}\t${1704189600 + i}`).join('\n')}\n`
const goodSequences = Array.from({ length: 9 }, (_, i) => `u${i} ${Array.from({ length: 2 + (i % 4) }, (_, j) => `i${(i * j) % 7}`).join(' ')}`).join('\n')
const goodMatrix = Array.from({ length: 6 }, (_, i) => Array.from({ length: 12 }, (_, j) => ((i * j) % 7 === 3 ? 4 : 0)).join(' ')).join('\n')
const goodParquet = readFileSync(fileURLToPath(new URL('../golden/shop-events.parquet', import.meta.url)))

const seeds: readonly { name: string; content: Buffer; rows?: number }[] = [
  { name: 'a.csv', content: Buffer.from(goodCsv) },
  { name: 'a.jsonl', content: Buffer.from(goodJson) },
  { name: 'array.json', content: Buffer.from(`[${goodJson.replaceAll('\n', ',\n')}]`) },
  { name: 'ga4.json', content: Buffer.from(goodGa4) },
  { name: 'a.inter', content: Buffer.from(goodInter) },
  { name: 's.txt', content: Buffer.from(goodSequences) },
  { name: 'm.ascii', content: Buffer.from(goodMatrix) },
  { name: 'p.parquet', content: goodParquet },
]

const nasty = [
  '1e999',
  '-1e999',
  'NaN',
  'Infinity',
  '-0',
  '0x7f',
  '9'.repeat(400),
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '../../../etc/passwd',
  '..\\..\\boot.ini',
  '%2e%2e%2f',
  '\0',
  '\u0000\u0001',
  '\uFEFF',
  '\u202E',
  '\uD800',
  '"',
  '""',
  '"""',
  "'",
  ',',
  '\n',
  '\r',
  '\r\n',
  '\t',
  '\\',
  '{',
  '}',
  '[',
  ']',
  '[[[[[[[[',
  '{"a":'.repeat(500),
  '=cmd|calc',
  '$(7*7)',
  '{{7*7}}',
  "'; DROP TABLE events;--",
  '<script>alert(1)</script>',
  '2024-02-30',
  '99999-01-01',
  '0000-00-00',
  '-1',
  '0',
  '2147483648',
  '9007199254740993',
  '\u0661\u0662',
  'x'.repeat(70_000),
  'é'.repeat(300),
] as const

/** One hostile thing done to a good file. */
const tricks: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => bytes.subarray(0, random.int(bytes.length + 1)),
  (bytes, random) => {
    const copy = Buffer.from(bytes)
    for (let i = 0; i < 1 + random.int(20); i++) copy[random.int(copy.length)] = random.int(256)
    return copy
  },
  (bytes, random) => splice(bytes, random, Buffer.from(random.pick(nasty))),
  (bytes, random) => splice(splice(bytes, random, Buffer.from(random.pick(nasty))), random, Buffer.from(random.pick(nasty))),
  (bytes, random) => replaceValue(bytes, random, random.pick(nasty)),
  (bytes, random) => replaceValue(bytes, random, random.pick(nasty)),
  (bytes, random) => Buffer.concat([bytes.subarray(0, random.int(bytes.length)), bytes.subarray(random.int(bytes.length))]),
  (bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le'),
  (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), bytes]),
  (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  (bytes, random) => Buffer.concat([bytes, Buffer.from(Array.from({ length: random.int(300) }, () => random.int(256)))]),
  (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r'), 'latin1'),
  (bytes, random) =>
    Buffer.from(
      bytes
        .toString('latin1')
        .split('\n')
        .map((line) => (random.chance(0.3) ? line.slice(0, random.int(line.length + 1)) : line))
        .join('\n'),
      'latin1',
    ),
  (bytes, random) => Buffer.concat(Array.from({ length: 1 + random.int(4) }, () => bytes)),
]

function splice(bytes: Buffer, random: Random, piece: Buffer): Buffer {
  const at = random.int(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
}

function replaceValue(bytes: Buffer, random: Random, value: string): Buffer {
  const words = [...bytes.toString('latin1').matchAll(/[\w.:-]+/g)]
  const word = words[random.int(Math.max(1, words.length))]
  return word === undefined ? bytes : Buffer.concat([bytes.subarray(0, word.index), Buffer.from(value), bytes.subarray(word.index + word[0].length)])
}

describe('a thousand hostile files', () => {
  it('end in rows that add up or in a clear refusal, never in a crash', async () => {
    const random = new Random('hostile files')
    let refused = 0
    let read = 0
    for (let n = 0; n < 1000; n++) {
      const seed = seeds[n % seeds.length]!
      let content = random.pick(tricks)(seed.content, random)
      if (random.chance(0.3)) content = random.pick(tricks)(content, random)
      let name = `${n}-${seed.name}`
      const packing = random.int(10)
      if (packing === 0) [content, name] = [gzipSync(content), `${name}.gz`]
      if (packing === 1) [content, name] = [brotliCompressSync(content), `${name}.br`]
      if (random.chance(0.03)) content = content.subarray(0, random.int(content.length + 1))
      const path = files.write(name, content)
      try {
        const { events, products, people, rejects, fates } = await readAll(path)
        expect(fates.accepted + fates.rejected + fates.duplicates, name).toBe(fates.rows)
        expect(rejects.length, name).toBe(fates.rejected)
        for (const { line, reason, message } of rejects) expect(line >= 1 && reason.length > 0 && message.length < 1000, `${name}: ${reason}`).toBe(true)
        for (const { id, at, item, user, session, quantity = 1, price = 0, rating = 1 } of events) {
          const sound =
            Number.isFinite(at) &&
            at <= Date.UTC(2025, 0, 2) &&
            quantity > 0 &&
            Number.isFinite(quantity) &&
            price >= 0 &&
            Number.isFinite(price) &&
            Number.isFinite(rating)
          expect(sound, name).toBe(true)
          for (const text of [id, item, user, session])
            expect(text === undefined || (text.length > 0 && text.length <= 256 && text !== '__proto__'), name).toBe(true)
        }
        for (const each of [...products, ...people]) expect(Object.getPrototypeOf(each.attributes ?? {}), name).toBe(Object.prototype)
        read++
      } catch (error) {
        if (!(error instanceof CandorError) || !error.code.startsWith('file.')) throw new Error(`${name} crashed the import: ${(error as Error).stack}`)
        refused++
      }
    }
    expect(({} as Record<string, unknown>).x).toBeUndefined()
    expect(read + refused).toBe(1000)
    // The tricks must leave something to read and something to refuse, else the test tries nothing.
    expect(read).toBeGreaterThan(400)
    expect(refused).toBeGreaterThan(50)
  })
})
