import { describe, expect, it } from 'vitest'
import { historyOf } from '../../src/data/interactions.ts'
import { ofPeople, samplePeople, withoutLast } from '../../src/models/people-sample.ts'
import { lopsidedShop } from './shop.ts'

describe('samples of people', () => {
  it('nest: a larger share holds the smaller ones, ascending, of the right size', () => {
    const third = samplePeople(90, 1 / 3, 2)
    const ninth = samplePeople(90, 1 / 9, 2)
    expect([ninth.length, third.length, samplePeople(90, 1, 2).length, samplePeople(3, 0.01, 2).length, samplePeople(0, 0.5, 2).length]).toEqual([
      10, 30, 90, 1, 0,
    ])
    expect([...ninth].every((person) => third.includes(person))).toBe(true)
    expect([...third]).toEqual([...new Set(third)].sort((a, b) => a - b))
    expect(samplePeople(90, 1 / 3, 3)).not.toEqual(third)
  })

  it('keep whole people and every item', () => {
    const data = lopsidedShop()
    const part = ofPeople(data, Int32Array.of(7, 2))
    expect(part.people.names()).toEqual(['p7', 'p2'])
    expect(part.items).toBe(data.items)
    expect(historyOf(part, 0)).toEqual(historyOf(data, 7))
    expect(historyOf(part, 1)).toEqual(historyOf(data, 2))
    expect(part.cols.length).toBe(part.ptr[2])
  })

  it('without the last entry of those who have two', () => {
    const data = lopsidedShop()
    const less = withoutLast(data)
    for (let person = 0; person < data.people.length; person++) {
      const whole = [...historyOf(data, person).items]
      expect([...historyOf(less, person).items]).toEqual(whole.length > 1 ? whole.slice(0, -1) : whole)
    }
    expect(less.people.names()).toEqual(data.people.names())
  })
})
