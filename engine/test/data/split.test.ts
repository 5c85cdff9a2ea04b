import { describe, expect, it } from 'vitest'
import { historyOf, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { splitBy, splitNames } from '../../src/data/split/index.ts'
import { Random } from '../../src/math/random.ts'

/** Lopsided people: from one entry to sixty, popular items first; times over a year; some items twice. */
function shop(): Interactions {
  const random = new Random('splits')
  const people = Array.from({ length: 120 }, (_, person): [string, string[]] => [
    `u:${person}`,
    Array.from({ length: 1 + Math.floor(60 * random.next() ** 4) }, () => `i${Math.floor(80 * random.next() ** 2)}`),
  ])
  const data = interactionsFromSequences(people)
  const times = data.times.slice()
  for (let person = 0; person < data.people.length; person++) {
    const own = times.subarray(data.ptr[person], data.ptr[person + 1])
    own.set(Float64Array.from(own, () => Date.UTC(2024, 0, 1) + Math.floor(random.next() * 365) * 86_400_000).sort())
  }
  return { ...data, times, weights: Float32Array.from(data.weights, () => 0.1 + 0.9 * random.next()) }
}

const data = shop()
const pairs = (part: Interactions, person: number): string[] =>
  Array.from(historyOf(part, person).items, (item, at) => `${item}@${historyOf(part, person).times[at]}`)

describe.each(splitNames)('%s', (name) => {
  const { train, validation, test } = splitBy(name, data, { seed: 7 })

  it('keeps people and items index for index', () => {
    expect(train.people).toBe(data.people)
    expect(train.items).toBe(data.items)
    expect(train.ptr).toHaveLength(data.ptr.length)
    expect(train.cols).toHaveLength(train.ptr.at(-1)!)
  })

  it('trains on part of each person’s entries, in their order, with their weights', () => {
    for (let person = 0; person < data.people.length; person++) {
      const [whole, part] = [historyOf(data, person), historyOf(train, person)]
      expect([...whole.items.subarray(0, part.items.length)]).toEqual([...part.items])
      expect([...whole.weights.subarray(0, part.items.length)]).toEqual([...part.weights])
    }
  })

  it('asks for nothing the model was told, and tells a case only what came before', () => {
    expect(validation.length).toBeGreaterThan(5)
    expect(test.length).toBeGreaterThan(5)
    for (const { person, history, targets } of [...validation, ...test]) {
      const whole = historyOf(data, person)
      expect([...whole.items.subarray(0, history.items.length)]).toEqual([...history.items])
      expect(targets.length).toBeGreaterThan(0)
      expect(new Set(targets).size).toBe(targets.length)
      const after = new Set(whole.items.subarray(history.items.length))
      const [seen, trained] = [new Set(history.items), new Set(historyOf(train, person).items)]
      for (const target of targets) {
        expect(after.has(target)).toBe(true)
        expect(seen.has(target)).toBe(false)
        expect(trained.has(target)).toBe(false)
      }
    }
  })

  it('shares no entry between training, validation and test', () => {
    for (const { person, history } of test) {
      const early = validation.find((other) => other.person === person)
      if (early !== undefined) expect(history.items.length).toBeGreaterThan(early.history.items.length)
      expect(pairs(train, person).length).toBeLessThanOrEqual(history.items.length)
    }
  })

  it('is the same for the same seed', () => {
    expect(splitBy(name, data, { seed: 7 })).toEqual({ name, train, validation, test, protocol: splitBy(name, data, { seed: 7 }).protocol })
  })
})

describe('protocols', () => {
  it('leave-one-out: the last, the one before, the rest', () => {
    const sequences = interactionsFromSequences([
      ['a', ['1', '2', '3', '4']],
      ['b', ['2', '3']],
      ['c', ['4', '1', '2']],
      ['d', ['5', '6', '5']],
    ])
    const { train, validation, test } = splitBy('leave-one-out', sequences)
    const names = (items: Iterable<number>): string[] => Array.from(items, (item) => sequences.items.name(item))
    expect([0, 1, 2, 3].map((person) => names(historyOf(train, person).items))).toEqual([['1', '2'], ['2', '3'], ['4'], ['5']])
    expect(validation.map(({ person, history, targets }) => [person, names(history.items), names(targets)])).toEqual([
      [0, ['1', '2'], ['3']],
      [2, ['4'], ['1']],
      [3, ['5'], ['6']],
    ])
    expect(test.map(({ person, history, targets }) => [person, names(history.items), names(targets)])).toEqual([
      [0, ['1', '2', '3'], ['4']],
      [2, ['4', '1'], ['2']],
    ])
  })

  it('time: nothing in training is later than anything asked for', () => {
    const { train, validation, test } = splitBy('time', data)
    const latest = train.times.reduce((most, at) => Math.max(most, at), 0)
    const firstAsked = (cases: typeof test): number => Math.min(...cases.map(({ person, history }) => historyOf(data, person).times[history.items.length]!))
    expect(latest).toBeLessThan(firstAsked(validation))
    const told = Math.max(...test.flatMap(({ history }) => [...history.times]))
    expect(told).toBeLessThan(firstAsked(test))
    expect(train.cols.length / data.cols.length).toBeCloseTo(0.8, 1)
  })

  it('users: held-out people are not in training at all, and every person is held out once', () => {
    const tested = new Set<number>()
    for (let fold = 0; fold < 4; fold++) {
      const { train, validation, test } = splitBy('users', data, { folds: 4, fold })
      for (const { person } of [...validation, ...test]) expect(historyOf(train, person).items).toHaveLength(0)
      expect(test.some(({ person }) => validation.some((other) => other.person === person))).toBe(false)
      for (const { person } of test) {
        expect(tested.has(person)).toBe(false)
        tested.add(person)
      }
    }
  })

  it('ratio: the shares asked for', () => {
    const { train, test } = splitBy('ratio', data, { validation: 0.2, test: 0.3 })
    for (const { person, history } of test) {
      const length = historyOf(data, person).items.length
      expect(length - history.items.length).toBe(Math.max(1, Math.round(0.3 * length)))
      expect(historyOf(train, person).items.length).toBeGreaterThan(0)
    }
  })

  it('refuses what cannot be done', () => {
    const timeless = interactionsFromSequences([['a', ['1', '2', '3']]])
    expect(() => splitBy('time', timeless)).toThrow(expect.objectContaining({ code: 'params.invalid' }))
    expect(() => splitBy('ratio', data, { validation: 0.6, test: 0.5 })).toThrow(expect.objectContaining({ code: 'params.invalid' }))
    expect(() => splitBy('users', data, { folds: 2 })).toThrow(expect.objectContaining({ code: 'params.invalid' }))
    expect(() => splitBy('users', data, { fold: 10 })).toThrow(expect.objectContaining({ code: 'params.invalid' }))
  })
})
