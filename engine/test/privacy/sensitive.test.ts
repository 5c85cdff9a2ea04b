import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { isSensitive, sensitivityOf } from '../../src/privacy/sensitive.ts'
import { topics } from '../../src/privacy/sensitive-words.ts'
import { dataFolder } from '../data-folder.ts'

const titled = (title: string) => ({ id: 'x', title })

test.for(Object.entries(topics))('every word of "%s" is found: alone, in a title, in capitals, as a category, a tag and a brand', ([, words]) => {
  for (const word of words) {
    expect(isSensitive(titled(word)), word).toBe(true)
    expect(isSensitive(titled(`The new ${word.toUpperCase()}, pack of 3`)), word).toBe(true)
    expect(isSensitive({ id: 'x', title: 'Pack of 3', category: ['Home', word] }), word).toBe(true)
    expect(isSensitive({ id: 'x', tags: [word] }), word).toBe(true)
    expect(isSensitive({ id: 'x', brand: word }), word).toBe(true)
  }
})

describe('what it takes for the same', () => {
  test.for(['Condoms', 'pregnancy-test kit', 'Hearing  Aids', 'CONDOM®', 'cóndom', 'ｃｏｎｄｏｍ', 'e cigarettes', '进口避孕套装', 'Chewable medicine (kids)'])(
    '%s',
    (title) => {
      expect(isSensitive(titled(title))).toBe(true)
    },
  )
})

describe('what it leaves alone', () => {
  test.for([
    ...[
      'Begun',
      'Middlesex map',
      'Unisex raincoat',
      'Drugget rug',
      'Swine Flu the board game',
      'Hot glue gun 20 W',
      'Set of 6 wine glasses',
      'Burgundy, wine red scarf',
    ],
    ...['Alcohol-free perfume', 'Church candles, ivory', 'Sussex trug', '酒红色围巾', '葡萄酒杯 6只', '电动筋膜枪', 'Stoneware mug', '芍药花茶杯'],
  ])('%s', (title) => {
    expect(isSensitive(titled(title))).toBe(false)
  })
  test('nothing at all', () => {
    expect(isSensitive(undefined)).toBe(false)
    expect(isSensitive({ id: 'gun' })).toBe(false)
  })
})

test('a harmless word does not excuse a sensitive one beside it', () => {
  expect(isSensitive(titled('Wine glasses with a bottle of wine'))).toBe(true)
})

test('a shop adds words of its own, which hold for that shop only', () => {
  const product = titled('Divorce planner (A4)')
  expect(isSensitive(product)).toBe(false)
  expect(isSensitive(product, ['divorce', '离婚'])).toBe(true)
  expect(isSensitive(titled('离婚协议夹'), ['divorce', '离婚'])).toBe(true)
  expect(isSensitive(titled('Divorced'), ['divorce'])).toBe(false)
  expect(isSensitive(titled('a+b'), ['a+b', ''])).toBe(true)
  expect(isSensitive(titled('anything'), [''])).toBe(false)
  expect(isSensitive(product)).toBe(false)
})

const invoices = join(dataFolder() ?? '', 'online-retail', 'online_retail.csv.br')
test.skipIf(!existsSync(invoices))('of a gift shop’s real catalogue it holds back less than one title in fifty', () => {
  const rows = parse(brotliDecompressSync(readFileSync(invoices)), { columns: true, to: 120_000, relax_quotes: true }) as Record<string, string>[]
  const titles = [...new Set(rows.map((row) => row.Description ?? ''))].filter((title) => title !== '')
  const held = titles.filter((title) => isSensitive(titled(title)))
  expect(titles.length).toBeGreaterThan(2000)
  expect(held.length / titles.length).toBeLessThan(0.02)
})

test('a catalogue is looked through by place, with the words of whoever asks', () => {
  const products = [titled('Hearing aid'), undefined, titled('Rope, 5 m'), titled('Lamp')]
  const plain = sensitivityOf(products, [])
  const strict = sensitivityOf(products, ['rope'])
  for (let time = 0; time < 2; time++) {
    expect(products.map((_, item) => strict(item))).toEqual([true, false, true, false])
    expect(products.map((_, item) => plain(item))).toEqual([true, false, false, false])
  }
  expect(plain(4)).toBe(false)
})
