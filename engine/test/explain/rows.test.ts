import { expect, test } from 'vitest'
import { Rows } from '../../src/explain/rows.ts'
import { Random } from '../../src/math/random.ts'
import { topK } from '../../src/math/topk.ts'

/** Lengths around the sixteen numbers and the block that the kernel works on at a time, and more than one growth of its memory. */
const lengths = [1, 2, 3, 4, 5, 7, 15, 16, 17, 31, 33, 511, 512, 513, 1030]

test.each(lengths)('sums of %i numbers are those of plain arithmetic, to the last bit', (length) => {
  const random = new Random(`rows ${length}`)
  const rows = new Rows(length)
  for (const count of [0, 1, 3, 4, 5, 9]) {
    const taken = Array.from({ length: count }, () => rows.take())
    for (const row of taken) for (let i = 0; i < length; i++) row[i] = random.chance(0.3) ? 0 : random.normal()
    const base = Float32Array.from({ length }, () => random.normal())
    const least = taken.map(() => (random.chance(0.5) ? 0 : random.next()))
    const most = least.map((low) => low + random.next())
    const out = rows.take()
    rows.sum(taken, most, base, out)
    expect([...out]).toEqual([...base].map((first, i) => taken.reduce((sum, row, r) => sum + most[r]! * row[i], first)))
    rows.mostSum(taken, least, most, base, out)
    expect([...out]).toEqual([...base].map((first, i) => taken.reduce((sum, row, r) => sum + row[i] * (row[i] > 0 ? most[r]! : least[r]!), first)))
    rows.round(out)
    expect([...rows.scores]).toEqual([...Float32Array.from(out)])
    for (const row of [...taken, out]) rows.give(row)
  }
})

test.each(lengths)('the best of %i scores are those of topK, ties by index, without what is excluded, NaN and −Infinity', (length) => {
  const random = new Random(`best ${length}`)
  const rows = new Rows(length)
  for (let round = 0; round < 40; round++) {
    // What lies behind the last score is left out, whatever stands there.
    new Float32Array(rows.scores.buffer, rows.scores.byteOffset, 16 * Math.ceil(length / 16)).fill(Number.POSITIVE_INFINITY)
    for (let i = 0; i < length; i++) rows.scores[i] = random.chance(0.1) ? Number.NEGATIVE_INFINITY : random.chance(0.05) ? Number.NaN : random.int(20) - 4
    const excluded = Uint8Array.from({ length }, () => Number(random.chance(0.3)))
    for (const k of [0, 1, 10, 107]) expect([...rows.best(k, excluded)]).toEqual([...topK(rows.scores, k, { exclude: excluded }).items])
  }
})

test('the best of thousands are as many as were asked for', () => {
  const random = new Random('best of thousands')
  const rows = new Rows(5000)
  for (let i = 0; i < 5000; i++) rows.scores[i] = random.int(1000)
  const excluded = Uint8Array.from({ length: 5000 }, () => Number(random.chance(0.02)))
  for (const k of [4095, 4096, 4097, 4800]) expect([...rows.best(k, excluded)]).toEqual([...topK(rows.scores, k, { exclude: excluded }).items])
})

test.each(lengths)('%i scores are near others where none is further off than the share, infinities where they are the same', (length) => {
  const random = new Random(`near ${length}`)
  const rows = new Rows(length)
  const largest = 8
  for (let place = 0; place < length; place += 1 + random.int(length)) {
    const others = Float32Array.from({ length }, () => (random.chance(0.2) ? Number.NEGATIVE_INFINITY : random.normal()))
    others[random.int(length)] = -largest
    const isNear = (value: number, other: number): boolean => {
      others[place] = other
      rows.scores.set(others)
      rows.scores[place] = value
      return rows.isNear(others, 0.25)
    }
    // Of a single score the largest is its own.
    if (length > 1) others[(place + 1) % length] = largest
    expect(isNear(1, 1)).toBe(true)
    expect(isNear(1, length > 1 ? 2.9 : 1.2)).toBe(true)
    expect(isNear(1, length > 1 ? 3.1 : 1.4)).toBe(false)
    expect(isNear(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(true)
    expect(isNear(Number.NEGATIVE_INFINITY, 1)).toBe(false)
    expect(isNear(1, Number.NEGATIVE_INFINITY)).toBe(false)
    expect(isNear(Number.NaN, 1)).toBe(false)
  }
})

test('a weight of 0 lets not even −Infinity in', () => {
  const rows = new Rows(2)
  const row = rows.take()
  row.set([Number.NEGATIVE_INFINITY, 3])
  const out = rows.take()
  rows.mostSum([row], [0], [2], new Float32Array([1, 1]), out)
  expect([...out]).toEqual([1, 7])
})
