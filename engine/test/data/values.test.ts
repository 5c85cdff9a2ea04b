import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAmount } from '../../src/data/cells.ts'
import { EventIds } from '../../src/data/event-id.ts'
import { RecentCounts } from '../../src/data/recent.ts'
import { parseTime } from '../../src/data/times.ts'

const noon = Date.UTC(2010, 11, 1, 8, 26)

describe('parseTime', () => {
  it.each([
    ['2010-12-01 08:26:00', noon],
    ['2010-12-01T08:26:00Z', noon],
    ['2010-12-01T08:26', noon],
    ['2010/12/01 8:26', noon],
    ['2010-12-01T10:26:00+02:00', noon],
    ['2010-12-01 02:56:00-0530', noon],
    ['2010-12-01 08:26:00.250', noon + 250],
    ['2010-12-01', Date.UTC(2010, 11, 1)],
    ['20101201', Date.UTC(2010, 11, 1)],
    ['1291191960', noon],
    ['1291191960000', noon],
    ['1291191960000000', noon],
    ['1291191960.25', noon + 250],
  ])('reads %s', (text, at) => expect(parseTime(text)).toBe(at))

  it.each(['2010-02-30', '2010-13-01', '2010-12-01 25:00:00', 'yesterday', '', '12/01/2010', '1e999', 'NaN', 'Infinity'])('refuses %s', (text) =>
    expect(parseTime(text)).toBeNaN(),
  )

  it('puts day or month first as told', () => {
    expect(parseTime('1/12/2010 8:26', 'day-first')).toBe(noon)
    expect(parseTime('12/1/2010 8:26 AM', 'month-first')).toBe(noon)
    expect(parseTime('31/12/2010', 'month-first')).toBeNaN()
  })

  it('reads back every ISO time', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(Date.UTC(1980, 0)), max: new Date(Date.UTC(2100, 0)), noInvalidDate: true }), (date) => {
        expect(parseTime(date.toISOString())).toBe(date.getTime())
      }),
      { seed: 1 },
    )
  })
})

describe('parseAmount', () => {
  it.each([
    ['2.55', '.', 2.55],
    ['-3', '.', -3],
    ['1,234.50', '.', 1234.5],
    ['£2.55', '.', 2.55],
    ['-$1,000', '.', -1000],
    ['(12.5)', '.', -12.5],
    ['12 EUR', '.', 12],
    ['1.234,50', ',', 1234.5],
    ['0,99 €', ',', 0.99],
    ['1e3', '.', 1000],
  ] as const)('reads %s with %s', (text, decimal, value) => expect(parseAmount(text, decimal)).toBe(value))

  it.each(['1e999', '-1e999', 'NaN', 'Infinity', '0x10', '1_000', '12abc', '1,23,4', '', '--5', '1.2.3'])('refuses %s', (text) =>
    expect(parseAmount(text)).toBeNaN(),
  )

  it('reads back every finite number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseAmount(String(value)) === value).toBe(true)
      }),
      { seed: 1 },
    )
  })
})

describe('EventIds', () => {
  const event = { event: 'purchase', user: 'a', item: 'x', at: noon, quantity: 2, price: 1.5, context: { basket: '7' } } as const

  it('gives equal rows ids of their own, the same in every run', () => {
    const [first, second] = [new EventIds(), new EventIds()]
    const ids = [first.next(event), first.next(event), first.next({ ...event, quantity: 3 })]
    expect(new Set(ids.map(({ id }) => id)).size).toBe(3)
    expect(ids.map(({ repeated }) => repeated)).toEqual([0, 1, 0])
    expect([second.next(event), second.next(event), second.next({ ...event, quantity: 3 })]).toEqual(ids)
  })

  it('hears every part of the content', () => {
    const changes = [
      { event: 'refund' },
      { user: 'b' },
      { item: 'y' },
      { at: noon + 1 },
      { quantity: 1 },
      { price: 1 },
      { rating: 3 },
      { query: 'q' },
      { context: { basket: '8' } },
    ]
    const ids = [event, ...changes.map((change) => ({ ...event, ...change }) as typeof event)].map((each) => new EventIds().next(each).id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('RecentCounts', () => {
  it('counts millions of keys in bounded memory', () => {
    const counts = new RecentCounts()
    let before = 0
    for (let key = 0; key < 300_000; key++) before += counts.add(key * 4_294_967_311)
    expect(before).toBe(0)
    for (let key = 0; key < 300_000; key++) before += counts.add(key * 4_294_967_311)
    expect(before).toBe(300_000)
    for (let key = 0; key < 3_000_000; key++) counts.add(9e14 + key)
    expect(counts.get(0)).toBe(0)
    expect(counts.get(9e14 + 2_999_999)).toBe(1)
  })
})
