import { describe, expect, it } from 'vitest'
import { interactionsFromSequences } from '../../src/data/interactions.ts'
import { backgroundOf } from '../../src/measure/background.ts'
import { coverage, diversity, gini, novelty, popularity, timesShown } from '../../src/measure/lists.ts'
import type { Ranked } from '../../src/measure/metric.ts'

const train = interactionsFromSequences(
  [
    ['u1', ['a', 'b']],
    ['u2', ['a']],
    ['u3', ['a', 'c']],
    ['u4', ['a']],
  ],
  [
    { id: 'a', category: ['Home', 'Kitchen', 'Mugs'], brand: 'X' },
    { id: 'b', category: ['Home', 'Kitchen', 'Pans'], brand: 'X' },
    { id: 'c', category: ['Home', 'Garden'], brand: 'Y' },
    { id: 'd' },
  ],
)
const background = backgroundOf(train)
const list = (...items: number[]): Ranked => ({ ranks: Float64Array.of(1), candidates: 4, list: Int32Array.from(items) })

describe('metrics of what is listed, worked out by hand', () => {
  it('novelty is in bits: had by all 0, by one in four 2, by nobody 3 (as by half a person)', () => {
    expect(novelty.value(list(0), 1, background)).toBe(0)
    expect(novelty.value(list(1), 1, background)).toBe(2)
    expect(novelty.value(list(3), 1, background)).toBe(3)
    expect(novelty.value(list(0, 1, 3), 2, background)).toBe(1)
  })

  it('average popularity counts training entries', () => {
    expect(popularity.value(list(0, 1, 3), 3, background)).toBeCloseTo(5 / 3, 12)
    expect(popularity.value(list(), 3, background)).toBeNaN()
  })

  it('diversity: two of three steps and the brand shared; one of three; nothing known', () => {
    expect(diversity.value(list(0, 1), 2, background)).toBeCloseTo(1 - (0.8 * (2 / 3) + 0.2), 12)
    expect(diversity.value(list(0, 2), 2, background)).toBeCloseTo(1 - 0.8 / 3, 12)
    expect(diversity.value(list(0, 3), 2, background)).toBe(1)
    expect(diversity.value(list(0), 2, background)).toBeNaN()
    expect(diversity.value(list(0, 1), 2, backgroundOf(interactionsFromSequences([['u', ['a', 'b']]])))).toBeNaN()
  })

  it('coverage and Gini count lists cut at k', () => {
    const lists = Int32Array.of(0, 1, 0, 2, 0, -1)
    expect([...timesShown(lists, 2, 2, background)]).toEqual([3, 1, 1, 0])
    expect([...timesShown(lists, 2, 1, background)]).toEqual([3, 0, 0, 0])
    expect(coverage.value(timesShown(lists, 2, 2, background), background)).toBe(0.75)
    expect(gini.value(timesShown(lists, 2, 1, background), background)).toBeCloseTo(0.75, 12)
  })
})
