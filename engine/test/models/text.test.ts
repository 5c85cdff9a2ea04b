import { describe, expect, it } from 'vitest'
import { historyFromItems, interactionsFromSequences, withoutEntries } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { content } from '../../src/models/content.ts'
import { loadModel } from '../../src/models/index.ts'
import type { Model } from '../../src/models/model.ts'
import { defaults, parseParams } from '../../src/models/params.ts'
import { text } from '../../src/models/text.ts'
import { sharedWords, sparseProjected } from '../../src/models/text-sums.ts'
import { describedShop } from './described-shop.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, randomHistories, scoresOf } from './shop.ts'

const small = { size: 12, factors: 8, batch: 32, samples: 16, epochs: 4, learningRate: 0.01, dropout: 0.1 }
const fitted = (data: ReturnType<typeof companions>, wanted: object = {}): Promise<Model> =>
  text.fit(data, parseParams(text.params, { ...small, epochs: 40, ...wanted }, 'text'), ctx)

/** Who takes a brush takes paint next, never another brush; who takes a kettle takes tea. No title says so, and the last of each kind nobody has touched. */
function companions(): ReturnType<typeof interactionsFromSequences> {
  const random = new Random(4)
  const kinds = ['brush', 'paint', 'kettle', 'tea']
  const makes = ['Ace', 'Bolt', 'Crow', 'Dune', 'Elm', 'Fox']
  const item = (kind: number, make = random.int(5)): string => `${kinds[kind]}-${make}`
  return interactionsFromSequences(
    Array.from({ length: 300 }, (_, person) => {
      const first = person % 3 === 0 ? 0 : 2
      return [`p${person}`, [item(first), item(first + 1)]]
    }),
    [{ id: 'silent' }, ...kinds.flatMap((kind) => makes.map((make, at) => ({ id: `${kind}-${at}`, title: `${make} ${kind}` })))],
  )
}

describe('text', () => {
  keepsItsPromises(text, small, describedShop)
  describe('without recency', () => keepsItsPromises(text, { ...small, decay: 1 }, describedShop))

  it('learns which texts go along, for items that nobody has touched too, where shared words point elsewhere', async () => {
    const data = companions()
    const model = await fitted(data)
    const words = await content.fit(data, defaults(content.params), ctx)
    const at = (id: string): number => data.items.indexOf(id)
    for (const each of [model, await loadModel(model.save())]) {
      const scores = await scoresOf(each, [historyFromItems([at('brush-1')]), historyFromItems([at('kettle-2')])])
      const score = (row: number, id: string): number => scores[row * data.items.length + at(id)]!
      for (const id of ['paint-0', 'paint-5']) {
        expect(score(0, id)).toBeGreaterThan(score(0, 'brush-5'))
        expect(score(0, id)).toBeGreaterThan(score(0, 'tea-5'))
      }
      expect(score(1, 'tea-5')).toBeGreaterThan(score(1, 'kettle-5'))
      expect(score(1, 'tea-5')).toBeGreaterThan(score(1, 'paint-5'))
      expect(score(0, 'silent')).toBe(0)
    }
    const plain = await scoresOf(words, [historyFromItems([at('brush-1')])])
    expect(plain[at('brush-5')]).toBeGreaterThan(plain[at('paint-5')]!)
  })

  it('scores new products by their words at once, and people by new products, and leaves the others as they were', async () => {
    const data = companions()
    const model = await fitted(data)
    const told = model.admit!([
      { id: 'new paint', title: 'Gull paint' },
      { id: 'silent', title: 'Gull tea' },
    ])
    expect(model.items.has('new paint')).toBe(false)
    for (const each of [told, await loadModel(told.save())]) {
      const at = (id: string): number => each.items.indexOf(id)
      const asked = [historyFromItems([at('brush-1')]), historyFromItems([at('kettle-1')]), historyFromItems([at('silent')])]
      const scores = await scoresOf(each, asked)
      const score = (row: number, id: string): number => scores[row * each.items.length + at(id)]!
      expect(score(0, 'new paint')).toBeGreaterThan(score(0, 'silent'))
      expect(score(1, 'silent')).toBeGreaterThan(score(1, 'new paint'))
      expect(score(2, 'new paint')).not.toBe(0)
      const before = await scoresOf(model, asked.slice(0, 1))
      expect(score(0, 'paint-2')).toBe(before[data.items.indexOf('paint-2')])
    }
  })

  it('knows a product told anew by the same words as it did before', async () => {
    const data = companions()
    const model = await fitted(data)
    const again = model.admit!([
      { id: 'paint-5', title: 'Fox paint' },
      { id: 'brush-1', title: 'Bolt brush' },
    ])
    const asked = [historyFromItems([data.items.indexOf('brush-1')])]
    const [before, after] = [await scoresOf(model, asked), await scoresOf(again, asked)]
    for (let item = 0; item < before.length; item++) expect(after[item]).toBeCloseTo(before[item]!, 4)
  })

  it('is content where nothing is learned', async () => {
    const data = describedShop()
    const model = await text.fit(data, parseParams(text.params, { epochs: 0 }, 'text'), ctx)
    const plain = await content.fit(data, defaults(content.params), ctx)
    const asked = randomHistories(data.items.length, 10)
    const [a, b] = [await scoresOf(model, asked), await scoresOf(plain, asked)]
    for (let at = 0; at < a.length; at++) expect(a[at]).toBeCloseTo(b[at]!, 5)
  })

  it('loses exactly the amount of an entry that is taken away, when additive', async () => {
    const data = describedShop()
    const model = await text.fit(data, parseParams(text.params, { ...small, decay: 1 }, 'text'), ctx)
    const history = historyFromItems([1, 4, 2, 4])
    const [whole, less] = [await scoresOf(model, [history]), await scoresOf(model, [withoutEntries(history, [1])])]
    for (let item = 0; item < model.items.length; item++) expect(whole[item]! - less[item]!).toBeCloseTo(model.terms!(history, item).amounts[1]!, 5)
  })

  it('sums shared words and rows as written, and leaves no trace', () => {
    const terms = { rows: 3, cols: 2, ptr: Int32Array.of(0, 2, 3, 3), idx: Int32Array.of(0, 1, 1), val: Float32Array.of(0.6, 0.8, 1) }
    const profile = new Float64Array(2)
    const out = new Float32Array(3)
    for (let time = 0; time < 2; time++) {
      sharedWords(Int32Array.of(0, 1), Float64Array.of(1, 0.5), Int32Array.of(1, 2, 0), { terms, profile }, out)
      expect(out[0]).toBeCloseTo(0.8 + 0.5, 6)
      expect(out[1]).toBe(0)
      expect(out[2]).toBeCloseTo(1 + 0.4, 6)
    }
    expect([...sparseProjected(terms, Float32Array.of(10, 1), 2)].map((value) => Number(value.toFixed(4)))).toEqual([6, 0.6, 0, 0, 0, 0])
  })

  it('keeps the epoch that validation likes best', async () => {
    const data = companions()
    const told: number[] = []
    const validation = [0, 1, 2, 3].map((person) => ({
      person,
      history: historyFromItems(data.cols.subarray(data.ptr[person]!, data.ptr[person + 1]! - 1)),
      targets: data.cols.slice(data.ptr[person + 1]! - 1, data.ptr[person + 1]),
    }))
    await text.fit(data, parseParams(text.params, { ...small, epochs: 40, patience: 4 }, 'text'), {
      ...ctx,
      validation,
      progress: ({ figures }) => void (figures?.['ndcg@10'] !== undefined && told.push(figures['ndcg@10'])),
    })
    expect(told.length).toBeGreaterThan(4)
    const best = told.indexOf(Math.max(...told))
    expect(told.length === 40 || told.length - 1 - best === 4).toBe(true)
  })
})
