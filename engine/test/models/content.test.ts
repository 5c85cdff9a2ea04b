import { describe, expect, it } from 'vitest'
import type { Product } from '../../src/data/catalogue.ts'
import { emptyHistory, historyFromItems, interactionsFromSequences, withoutEntries } from '../../src/data/interactions.ts'
import { content } from '../../src/models/content.ts'
import type { Model } from '../../src/models/model.ts'
import { defaults, parseParams } from '../../src/models/params.ts'
import { describedShop } from './described-shop.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, randomHistories, scoresOf } from './shop.ts'

const shelf: readonly Product[] = [
  { id: 'red', title: 'Nail Lacquer Red Shimmer', brand: 'OPI', category: ['Makeup', 'Nails', 'Nail Polish'], seller: 'Glow' },
  { id: 'blue', title: 'Nail Lacquer Blue', brand: 'OPI', category: ['Makeup', 'Nails', 'Nail Polish'] },
  { id: 'file', title: 'Glass nail file', brand: 'Revlon', category: ['Makeup', 'Nails', 'Tools'], seller: 'glow' },
  { id: 'cream', title: '保湿面霜 50ml', brand: '百雀羚', category: ['护肤', '面霜'], attributes: { scent: 'rose', gender: 'women' } },
  { id: 'wash', title: '氨基酸洗面奶', category: ['护肤', '洁面'], attributes: { scent: 'rose', gender: 'women' } },
  { id: 'mystery' },
]

async function fit(products = shelf, input: object = {}): Promise<Model> {
  return content.fit(interactionsFromSequences([], products), parseParams(content.params, input, 'content'), ctx)
}

function searched(model: Model, query: string): string[] {
  const out = new Float32Array(model.items.length)
  model.search!(query, out)
  return [...out.keys()]
    .filter((item) => out[item] > 0)
    .sort((a, b) => out[b] - out[a])
    .map((item) => model.items.name(item))
}

describe('content', () => {
  keepsItsPromises(content, {}, describedShop)

  describe('without recency', () => {
    keepsItsPromises(content, { decay: 1 }, describedShop)
  })

  it('loses exactly the amount of an entry that is taken away, when additive', async () => {
    const model = await content.fit(describedShop(), { ...defaults(content.params), decay: 1 }, ctx)
    expect(model.additive).toBe(true)
    for (const history of randomHistories(model.items.length, 20)) {
      if (history.items.length === 0) continue
      const [whole, less] = [await scoresOf(model, [history]), await scoresOf(model, [withoutEntries(history, [0])])]
      for (let item = 0; item < model.items.length; item++) expect(whole[item] - less[item]).toBeCloseTo(model.terms!(history, item).amounts[0]!, 5)
    }
  })

  it('compares by the cosine of saturated, field-weighted frequencies', async () => {
    // a: x x y, b: x, c: y z; no facts; k1 = 1, b = 0: x in a weighs 2·2/(2 + 1) = 4/3, every single word 1.
    const products = ['x1 x1 y1', 'x1', 'y1 z1'].map((title, i) => ({ id: `${i}`, title }))
    const model = await fit(products, { k1: 1, b: 0, rarity: 1, decay: 1 })
    const idf = (df: number): number => Math.log(1 + (3 - df + 0.5) / (df + 0.5))
    const [x, y, z] = [idf(2), idf(2), idf(1)]
    const cosine = (y * y) / (Math.hypot((4 / 3) * x, y) * Math.hypot(y, z))
    const [own, toB, toC] = await scoresOf(model, [historyFromItems([0])])
    expect(own).toBeCloseTo(1, 6)
    expect(toB).toBeCloseTo(((4 / 3) * x) / Math.hypot((4 / 3) * x, y), 6)
    expect(toC).toBeCloseTo(cosine, 6)
  })

  it('lets words of many products say nothing of one, and finds them all the same; facts and small catalogues are spared', async () => {
    const shop = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `${i}`, title: `Care number${i} pair${i >> 1}`, category: ['Skin'] }))
    const told = async (count: number, params: object): Promise<string[]> =>
      (await fit(shop(count), params)).links!(0, 1).map(({ kind, name }) => `${kind} ${name}`)
    expect(await told(400, { common: 1 })).toEqual(['words pair0, Care', 'category Skin'])
    expect(await told(400, { common: 0.3 })).toEqual(['words pair0', 'category Skin'])
    expect(await told(80, { common: 0.3 })).toEqual(['words pair0, Care', 'category Skin'])
    const model = await fit(shop(400), { common: 0.3 })
    const out = new Float32Array(400)
    model.search!('care', out)
    expect(out.every((score) => score > 0)).toBe(true)
    const scores = await scoresOf(model, [historyFromItems([0])])
    expect(scores[1]).toBeCloseTo(model.terms!(historyFromItems([0]), 1).score, 6)
    expect(scores[1]).toBeGreaterThan(scores[2]!)
  })

  it('opens each file for itself where only words, or only how they count, differ', async () => {
    const shop = (name: string) => [
      { id: 'a', title: 'Lipstick', brand: name },
      { id: 'b', title: 'Lipstick pink', brand: name },
      { id: 'c', title: 'Brush' },
    ]
    const opened = async (name: string, params: object = {}): Promise<Model> => content.load((await fit(shop(name), params)).save())
    const [first, again, other, rarer] = [await opened('Opi'), await opened('Opi'), await opened('Mac'), await opened('Opi', { rarity: 2 })]
    const brandOf = (model: Model) => model.links!(0, 1).find(({ kind }) => kind === 'brand')?.name
    expect([brandOf(first), brandOf(again), brandOf(other), brandOf(rarer)]).toEqual(['Opi', 'Opi', 'Mac', 'Opi'])
    const history = historyFromItems([0])
    expect(await scoresOf(again, [history])).toEqual(await scoresOf(first, [history]))
    expect((await scoresOf(rarer, [history]))[1]).not.toBeCloseTo((await scoresOf(first, [history]))[1]!, 3)
    // What one was asked last is no answer to another question.
    expect(first.links!(0, 2)).toEqual([])
    expect(brandOf(again)).toBe('Opi')
  })

  it('discounts long texts by b', async () => {
    const products = [
      { id: 'a', title: 'x1 p q' },
      { id: 'b', title: 'x1' },
      { id: 'c', title: 'x1 k l m n o' },
    ]
    const out = new Float32Array(3)
    const at = async (b: number): Promise<number[]> => {
      ;(await fit(products, { b })).search!('x1', out)
      return [...out]
    }
    const flat = await at(0)
    expect(flat[1]).toBeCloseTo(flat[2]!, 6)
    const steep = await at(1)
    expect(steep[1]).toBeGreaterThan(steep[0]!)
    expect(steep[0]).toBeGreaterThan(steep[2]!)
  })

  it('says what ties two products, and never by what belongs to people', async () => {
    const model = await fit()
    const named = (from: number, to: number): string[] => model.links!(from, to).map((link) => `${link.kind} ${link.name}`)
    expect(named(0, 1)).toEqual(expect.arrayContaining(['brand OPI', 'category Nail Polish', 'words Lacquer']))
    expect(named(0, 1)).toHaveLength(3)
    expect(named(0, 2)).toEqual(expect.arrayContaining(['seller Glow', 'category Nails']))
    expect(named(3, 4)).toEqual(expect.arrayContaining(['attribute scent: rose', 'category 护肤']))
    expect(JSON.stringify(model.links!(3, 4))).not.toMatch(/gender|women/)
    expect(named(0, 5)).toEqual([])
    const amounts = model.links!(0, 1).map((link) => link.amount)
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a))
  })

  it('scores products without text, and histories of them, with 0', async () => {
    const model = await fit()
    expect((await scoresOf(model, [historyFromItems([0, 3])]))[5]).toBe(0)
    expect([...(await scoresOf(model, [historyFromItems([5]), emptyHistory]))].every((score) => score === 0)).toBe(true)
  })

  it('finds typed words in English and Chinese, by their beginnings too', async () => {
    const model = await fit()
    expect(searched(model, '保湿面霜')[0]).toBe('cream')
    expect(searched(model, '面霜')).toEqual(['cream'])
    expect(searched(model, '霜')).toEqual(['cream'])
    expect(searched(model, 'nail LACQUERS').slice(0, 2).sort()).toEqual(['blue', 'red'])
    expect(searched(model, 'lacq').sort()).toEqual(['blue', 'red'])
    expect(searched(model, 'opi shimmer')[0]).toBe('red')
    expect(searched(model, 'rose').sort()).toEqual(['cream', 'wash'])
    expect(searched(model, 'women')).toEqual([])
    expect(searched(model, '')).toEqual([])
    expect(searched(await content.load(model.save()), '洗面奶')).toEqual(['wash'])
  })

  it('scores new products at once and leaves the old model as it was', async () => {
    const model = await fit()
    const before = await scoresOf(model, [historyFromItems([0, 3])])
    const grown = model.admit!([
      { id: 'green', title: 'Nail Lacquer Green', brand: 'OPI', category: ['Makeup', 'Nails', 'Nail Polish'] },
      { id: 'mystery', title: 'Nail Lacquer Gold', brand: 'Zoya' },
      { id: 'gold', title: 'Zoya set', brand: 'Zoya' },
    ])
    expect(grown.items.names()).toEqual([...model.items.names(), 'green', 'gold'])
    const after = await scoresOf(grown, [historyFromItems([0, 3])])
    expect(after.subarray(0, 5)).toEqual(before.subarray(0, 5)) // idf is frozen: nobody else moves
    expect(after[6]).toBeGreaterThan(after[2]!)
    expect(after[5]).toBeGreaterThan(0)
    expect(grown.terms!(historyFromItems([0]), 6).score).toBeCloseTo((await scoresOf(grown, [historyFromItems([0])]))[6]!, 6)
    expect(grown.links!(5, 7).map((link) => link.name)).toContain('Zoya')
    expect(searched(grown, 'zoya').sort()).toEqual(['gold', 'mystery'])
    expect(model.items.length).toBe(6)
    expect(searched(model, 'zoya')).toEqual([])
    expect(await scoresOf(await content.load(grown.save()), [historyFromItems([6])])).toEqual(await scoresOf(grown, [historyFromItems([6])]))
  })

  it('serves a shop without events and one without products', async () => {
    expect((await scoresOf(await fit(), [historyFromItems([1])]))[0]).toBeGreaterThan(0)
    expect((await fit([])).items.length).toBe(0)
  })
})
