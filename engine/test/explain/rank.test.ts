import { expect, test } from 'vitest'
import { After } from '../../src/explain/after.ts'
import { maskOf, rankAmong } from '../../src/explain/rank.ts'
import { rowsOf } from '../../src/explain/rows.ts'
import { Random } from '../../src/math/random.ts'

test('ranks are places in the sorted list of candidates, ties by the catalogue, over random scores; without a score the last place of all', () => {
  const random = new Random('rank')
  for (let round = 0; round < 300; round++) {
    const count = 1 + random.int(40)
    const k = 1 + random.int(12)
    const scores = Float32Array.from({ length: count }, () => (random.chance(0.2) ? Number.NEGATIVE_INFINITY : random.int(6) - 2))
    const candidates = Uint8Array.from({ length: count }, () => Number(random.chance(0.8)))
    const items = Array.from({ length: 1 + random.int(6) }, () => random.int(count))
    const listed = [...scores.keys()].filter((item) => candidates[item] === 1 && scores[item] > Number.NEGATIVE_INFINITY)
    const expected = items.map((item) => {
      if (scores[item] === Number.NEGATIVE_INFINITY) return Math.max(listed.length, k) + 1
      const others = [...new Set([...listed, item])].sort((a, b) => scores[b] - scores[a] || a - b)
      return others.indexOf(item) + 1
    })
    expect(items.map((item) => rankAmong(scores, item, candidates, k))).toEqual(expected)
    const rows = rowsOf(count)
    rows.scores.set(scores)
    const after = new After(rows, maskOf(candidates), k)
    expect(items.map((item) => after.rankOf(item))).toEqual(expected)
    expect([...after.best]).toEqual(listed.sort((a, b) => scores[b] - scores[a] || a - b).slice(0, k + 1))
    expect(items.map((item) => after.isOff(item))).toEqual(expected.map((rank) => rank > k))
  }
})
