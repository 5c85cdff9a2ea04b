import { expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { sortFew } from '../../src/math/sort-few.ts'

it('sorts as the runtime does, equals staying in order, lists of any length', () => {
  const random = new Random(3)
  for (let length = 0; length < 40; length++) {
    const list = Array.from({ length }, (_, place) => ({ key: Math.floor(random.next() * 8), place }))
    const byKey = (a: { key: number }, b: { key: number }): number => a.key - b.key
    const copy = [...list]
    expect(sortFew(copy, byKey)).toBe(copy)
    expect(copy).toEqual(list.toSorted(byKey))
  }
})
