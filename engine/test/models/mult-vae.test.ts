import { describe, expect, it } from 'vitest'
import { historyFromItems, interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { multVae } from '../../src/models/mult-vae.ts'
import { parseParams } from '../../src/models/params.ts'
import { keepsCommonPromises } from './promises.ts'
import { ctx, scoresOf } from './shop.ts'

const small = { factors: 8, hidden: 16, epochs: 12, batch: 16, learningRate: 0.01 }

describe('mult-vae', () => {
  keepsCommonPromises(multVae, small)
  describe('from a factorisation', () => keepsCommonPromises(multVae, { ...small, start: 'factors' }))

  /** Two groups of unlike size who buy from their own third of the items, and a last third that all buy: only what goes along tells them apart. */
  function twoTastes(): ReturnType<typeof interactionsFromSequences> {
    const random = new Random(4)
    const some = (from: number): string[] => [...random.sample(10, 4)].map((item) => `i${from + item}`)
    return interactionsFromSequences(Array.from({ length: 160 }, (_, person) => [`p${person}`, [...some(person % 5 === 0 ? 0 : 10), ...some(20)]]))
  }

  for (const [name, more] of Object.entries({
    'the plain prior': {},
    'no hidden layer': { hidden: 0 },
    'sampled items': { samples: 3, batch: 4 },
    'the composite prior': { prior: 'composite', beta: 0.01 },
  })) {
    it(`tells tastes apart, also the rarer one, with ${name}`, async () => {
      const data = twoTastes()
      const model = await multVae.fit(data, parseParams(multVae.params, { ...small, epochs: 60, ...more }, 'mult-vae'), ctx)
      const own = (from: number): number[] => Array.from({ length: 10 }, (_, item) => data.items.indexOf(`i${from + item}`))
      const [rare, common] = [own(0), own(10)]
      const scores = await scoresOf(model, [historyFromItems(rare.slice(0, 3)), historyFromItems(common.slice(0, 3))])
      const mean = (row: number, items: number[]): number => items.reduce((sum, item) => sum + scores[row * data.items.length + item]!, 0) / items.length
      expect(mean(0, rare.slice(3))).toBeGreaterThan(mean(0, common.slice(3)))
      expect(mean(1, common.slice(3))).toBeGreaterThan(mean(1, rare.slice(3)))
    })
  }

  it('names the very item that goes along, in a catalogue that begins with one nobody touched', async () => {
    const random = new Random(9)
    const pair = (at: number): string[] => [`i${2 * at}`, `i${2 * at + 1}`]
    const data = interactionsFromSequences(
      Array.from({ length: 200 }, (_, person) => [`p${person}`, [...random.sample(6, 2)].flatMap(pair)]),
      [{ id: 'never' }],
    )
    const model = await multVae.fit(data, parseParams(multVae.params, { ...small, epochs: 80 }, 'mult-vae'), ctx)
    const ask = Array.from({ length: 12 }, (_, item) => data.items.indexOf(`i${item}`))
    const scores = await scoresOf(
      model,
      ask.map((item) => historyFromItems([item])),
    )
    const best = ask.map((item, row) => {
      const own = scores.subarray(row * data.items.length, (row + 1) * data.items.length)
      own[item] = Number.NEGATIVE_INFINITY
      return data.items.name(own.indexOf(Math.max(...own)))
    })
    expect(best).toEqual(Array.from({ length: 12 }, (_, item) => `i${item % 2 === 0 ? item + 1 : item - 1}`))
  })

  it('begins with popularity', async () => {
    // Item i is bought by every (i + 1)th person.
    const own = (person: number): string[] => Array.from({ length: 10 }, (_, i) => i).flatMap((i) => (person % (i + 1) === 0 ? [`i${i}`] : []))
    const data = interactionsFromSequences(Array.from({ length: 120 }, (_, person) => [`p${person}`, own(person)] as const))
    const model = await multVae.fit(data, parseParams(multVae.params, { ...small, epochs: 1, learningRate: 1e-5 }, 'mult-vae'), ctx)
    const item = (i: number): number => data.items.indexOf(`i${i}`)
    for (let i = 0; i < 10; i++) {
      const scores = await scoresOf(model, [historyFromItems([item(i)])])
      for (const rare of [5, 6, 7, 8, 9]) expect(scores[item(0)]!).toBeGreaterThan(scores[item(rare)]!)
    }
  })

  it('keeps the epoch that validation likes best', async () => {
    const data = twoTastes()
    const params = parseParams(multVae.params, { ...small, epochs: 40, patience: 4 }, 'mult-vae')
    const told: number[] = []
    const validation = [0, 1, 2, 3].map((person) => ({
      person,
      history: historyFromItems(data.cols.subarray(data.ptr[person]!, data.ptr[person + 1]! - 1)),
      targets: data.cols.slice(data.ptr[person + 1]! - 1, data.ptr[person + 1]),
    }))
    await multVae.fit(data, params, {
      ...ctx,
      validation,
      progress: ({ figures }) => void (figures?.['ndcg@20'] !== undefined && told.push(figures['ndcg@20'])),
    })
    expect(told.length).toBeGreaterThan(4)
    const best = told.indexOf(Math.max(...told))
    expect(told.length === 40 || told.length - 1 - best === 4).toBe(true)
  })
})
