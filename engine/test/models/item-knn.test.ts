import { describe, expect, it } from 'vitest'
import { eventKind } from '../../src/data/events.ts'
import { historyFromItems, interactionsFromSequences } from '../../src/data/interactions.ts'
import { itemKnn } from '../../src/models/item-knn.ts'
import { parseParams } from '../../src/models/params.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, lopsidedShop, weightsOf } from './shop.ts'

/** a with 4 people, b with 3 (2 shared with a), c with 2 (1 shared with a). */
const data = interactionsFromSequences([
  ['p', ['a', 'b']],
  ['q', ['a', 'b', 'a']],
  ['r', ['a', 'c']],
  ['s', ['a']],
  ['t', ['b', 'c', 'c']],
])
const similarity = async (input: object): Promise<number[]> => {
  const w = weightsOf(await itemKnn.fit(data, parseParams(itemKnn.params, { similarity: 'cosine', shrinkage: 0, personPower: 0, ...input }, 'item-knn'), ctx))
  return [w[1], w[3], w[2]] as number[] // a → b, b → a, a → c
}

describe('item-knn', () => {
  for (const name of ['cosine', 'jaccard', 'bm25', 'asymmetric']) describe(name, () => keepsItsPromises(itemKnn, { similarity: name, asymmetry: 0.3 }))
  describe('with recency', () => keepsItsPromises(itemKnn, { decay: 0.7 }))

  it('is the cosine of the columns', async () => {
    const [ab, ba, ac] = await similarity({})
    expect(ab).toBeCloseTo(2 / Math.sqrt(4 * 3), 6)
    expect(ba).toBeCloseTo(2 / Math.sqrt(4 * 3), 6)
    expect(ac).toBeCloseTo(1 / Math.sqrt(4 * 2), 6)
  })

  it('is Jaccard: shared people over all people', async () => {
    expect(await similarity({ similarity: 'jaccard' })).toEqual([2 / 5, 2 / 5, 1 / 5].map(Math.fround))
  })

  it('is asymmetric towards the item of the history', async () => {
    const [ab, ba] = await similarity({ similarity: 'asymmetric', asymmetry: 1 })
    expect(ab).toBeCloseTo(2 / 4, 6)
    expect(ba).toBeCloseTo(2 / 3, 6)
  })

  it('shrinks by the support', async () => {
    expect((await similarity({ shrinkage: 10 }))[0]).toBeCloseTo(2 / (Math.sqrt(12) + 10), 6)
  })

  it('counts people by the number of their items, in the counts, the norms and the shrinkage alike', async () => {
    // a: p, q, r with 2 items each and s with 1; b: p, q, t.
    const [two, one] = [2 ** -0.5, 1]
    expect((await similarity({ personPower: 0.5 }))[0]).toBeCloseTo((2 * two) / Math.sqrt((3 * two + one) * 3 * two), 6)
    const mean = (8 * two + one) / 9
    expect((await similarity({ personPower: 0.5, shrinkage: 10 }))[0]).toBeCloseTo((2 * two) / (Math.sqrt((3 * two + one) * 3 * two) + 10 * mean), 6)
  })

  it('gives a rare shared person more under BM25 than a person who buys everything', async () => {
    const busy = interactionsFromSequences([
      ['everything', ['a', 'b', 'd', 'e', 'f', 'g']],
      ['rare', ['a', 'c']],
      ['x', ['b', 'd']],
      ['y', ['c', 'e']],
      ['z', ['f']],
    ])
    const w = weightsOf(await itemKnn.fit(busy, parseParams(itemKnn.params, { similarity: 'bm25', shrinkage: 0 }, 'item-knn'), ctx))
    const at = (id: string): number => busy.items.indexOf(id)
    expect(w[at('a') * busy.items.length + at('c')]).toBeGreaterThan(w[at('a') * busy.items.length + at('b')]!)
  })

  it('keeps the best neighbours only', async () => {
    expect(await similarity({ neighbours: 1 })).toEqual([Math.fround(2 / Math.sqrt(12)), Math.fround(2 / Math.sqrt(12)), 0])
  })

  it('cites how many people bought both, from two people on, and only purchases', async () => {
    const params = parseParams(itemKnn.params, {}, 'item-knn')
    const model = await itemKnn.fit(data, params, ctx)
    expect(model.links!(0, 1)).toEqual([{ kind: 'bought-together', name: 'bought together', amount: 2, people: 2 }])
    expect(model.links!(1, 0)).toHaveLength(1)
    expect(model.links!(0, 2)).toEqual([])
    const viewed = await itemKnn.fit({ ...data, kinds: data.kinds.map(() => eventKind.view_item) }, params, ctx)
    expect(viewed.links!(0, 1)).toEqual([])
  })

  it('gives way to other work, reports how far it is, and stops in the middle when it is cancelled', async () => {
    const shop = lopsidedShop(300, 200, 5)
    const params = parseParams(itemKnn.params, {}, 'item-knn')
    const done: number[] = []
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    await itemKnn.fit(shop, params, { seed: 7, progress: (step) => done.push(step.done) })
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(done.at(-1)).toBe(1)
    const controller = new AbortController()
    let reports = 0
    const progress = (): void => {
      reports++
      controller.abort()
    }
    await expect(itemKnn.fit(shop, params, { seed: 7, signal: controller.signal, progress })).rejects.toMatchObject({ code: 'cancelled' })
    expect(reports).toBe(1)
  })

  it('recommends nothing from an item that nobody touched', async () => {
    const shop = lopsidedShop()
    const model = await itemKnn.fit(shop, parseParams(itemKnn.params, {}, 'item-knn'), ctx)
    expect(model.terms!(historyFromItems([15]), 0).score).toBe(0)
  })
})
