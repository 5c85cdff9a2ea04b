import { describe, expect, it } from 'vitest'
import type { Product } from '../../src/data/catalogue.ts'
import { eventKind } from '../../src/data/events.ts'
import { emptyHistory, historyFromItems, type Interactions, interactionsFromSequences, withoutEntries } from '../../src/data/interactions.ts'
import { topK } from '../../src/math/topk.ts'
import { defaults, parseParams } from '../../src/models/params.ts'
import { type RulesModel, rules } from '../../src/models/rules.ts'
import { describedShop } from './described-shop.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, randomHistories, scoresOf } from './shop.ts'

const hour = 3_600_000
const start = 1_700_000_000_000

/** Times in hours after `start`. */
function timed(rows: readonly (readonly [person: string, entries: readonly (readonly [item: string, hours: number])[]])[]): Interactions {
  const data = interactionsFromSequences(rows.map(([person, entries]) => [person, entries.map(([item]) => item)]))
  return { ...data, times: Float64Array.from(rows.flatMap(([, entries]) => entries.map(([, hours]) => start + hours * hour))) }
}

// beer + chips in one basket: p, q, r (p twice). s has both, a day apart. beer alone: t, u. bread with beer: p only. v: bread.
const baskets = timed([
  [
    'p',
    [
      ['beer', 0],
      ['chips', 0.5],
      ['bread', 1],
      ['beer', 50],
      ['chips', 50],
    ],
  ],
  [
    'q',
    [
      ['chips', 3],
      ['beer', 3.9],
    ],
  ],
  [
    'r',
    [
      ['beer', 5],
      ['chips', 5],
    ],
  ],
  [
    's',
    [
      ['beer', 7],
      ['chips', 31],
    ],
  ],
  ['t', [['beer', 8]]],
  ['u', [['beer', 9]]],
  ['v', [['bread', 9]]],
  ...['w1', 'w2', 'w3', 'w4', 'w5', 'w6'].map((person) => [person, [['milk', 1]]] as const),
])

async function fit(data: Interactions, input: object = {}): Promise<RulesModel> {
  return (await rules.fit(data, parseParams(rules.params, input, 'rules'), ctx)) as RulesModel
}

async function page(model: RulesModel, history = emptyHistory, k = 10): Promise<string[]> {
  return [...topK(await scoresOf(model, [history]), k).items].map((item) => model.items.name(item))
}

describe('rules', () => {
  keepsItsPromises(rules, {}, describedShop)

  it('counts people, not events: support, confidence and lift by hand', async () => {
    const model = await fit(baskets)
    const [beer, chips] = [model.items.indexOf('beer'), model.items.indexOf('chips')]
    // people with beer 6, with chips 4, in all 13; together in a basket 3.
    const [forth] = model.rulesFrom(beer)
    expect(forth).toMatchObject({ item: chips, support: 3 })
    expect(forth!.confidence).toBeCloseTo(3 / 6, 6)
    const [back] = model.rulesFrom(chips)
    expect(back!.confidence).toBeCloseTo(3 / 4, 6)
    expect(forth!.lift).toBeCloseTo((3 * 13) / (6 * 4), 6)
  })

  it('keeps no rule of one person, none under the asked support, none that chance explains', async () => {
    const model = await fit(baskets)
    expect(model.rulesFrom(model.items.indexOf('bread'))).toEqual([])
    const strict = await fit(baskets, { minSupport: 4 })
    expect(strict.rulesFrom(strict.items.indexOf('beer'))).toEqual([])
  })

  it('ends a basket where the asked time passes, and takes all of a session without times', async () => {
    const together = (model: RulesModel): number => model.rulesFrom(model.items.indexOf('chips'))[0]?.support ?? 0
    expect(together(await fit(baskets, { basketMinutes: 25 * 60 }))).toBe(4)
    expect(together(await fit(baskets, { basketMinutes: 40 }))).toBe(2) // q's are 54 minutes apart
    expect(together(await fit({ ...baskets, times: new Float64Array(baskets.times.length) }))).toBe(4)
  })

  it('says "bought" only of purchases', async () => {
    const bought = await fit(baskets)
    const [beer, chips] = [bought.items.indexOf('beer'), bought.items.indexOf('chips')]
    expect(bought.links(beer, chips)[0]).toMatchObject({ kind: 'bought-together', people: 3 })
    const kinds = new Uint8Array(baskets.kinds.length).fill(eventKind.view_item)
    const seen = await fit({ ...baskets, kinds })
    expect(seen.rulesFrom(beer)[0]!.support).toBe(3)
    expect(seen.links(beer, chips)).toEqual([])
    kinds[kinds.length - 1] = eventKind.purchase // one purchase: now only purchases make baskets
    expect((await fit({ ...baskets, kinds })).rulesFrom(beer)).toEqual([])
  })

  it('loses exactly the amount of an entry that is taken away', async () => {
    const model = await fit(describedShop(), { segmentPeople: 3 })
    expect(model.additive).toBe(true)
    for (const history of randomHistories(model.items.length, 20)) {
      if (history.items.length === 0) continue
      const [whole, less] = [await scoresOf(model, [history]), await scoresOf(model, [withoutEntries(history, [0])])]
      for (let item = 0; item < model.items.length; item++) expect(whole[item] - less[item]).toBeCloseTo(model.terms(history, item).amounts[0]!, 5)
    }
  })

  it('adds rule, segment and shelf as the parameters say', async () => {
    const catalogue: Product[] = ['beer', 'cola', 'chips'].map((id) => ({ id, category: [id === 'chips' ? 'Snacks' : 'Drinks'] }))
    const data = interactionsFromSequences(
      [
        ['p', ['beer', 'chips']],
        ['q', ['beer', 'chips']],
        ['r', ['cola']],
        ['s', ['beer']],
      ],
      catalogue,
    )
    const model = await fit(data, { prior: 1, surprise: 1, segment: 0.2, shelf: 0.1, segmentPeople: 1 })
    const amount = (from: string, to: string): number => model.terms(historyFromItems([data.items.indexOf(from)]), data.items.indexOf(to)).amounts[0]!
    // chips → beer: 2 / (2 + 1) · lift (1 / (3/4)); both of chips' people have beer; another shelf.
    expect(amount('chips', 'beer')).toBeCloseTo((2 / 3) * (4 / 3) + 0.2 * 1, 6)
    // cola → beer: no rule; 3 of the 4 people of Drinks have beer; the best of its shelf.
    expect(amount('cola', 'beer')).toBeCloseTo(0.2 * (3 / 4) + 0.1, 6)
    expect(amount('beer', 'cola')).toBeCloseTo(0.2 * (1 / 4) + 0.1 / 3, 6)
  })

  it('shows newcomers recent bestsellers, categories giving way to each other', async () => {
    const catalogue: Product[] = [
      ...['a', 'b', 'c'].map((id) => ({ id, category: ['Cups'] })),
      { id: 'd', category: ['Pots'] },
      { id: 'e', category: ['Pots'] },
    ]
    const rows = Object.entries({ a: 10, b: 9, c: 8, d: 7 }).flatMap(([item, count]) =>
      Array.from({ length: count }, (_, p) => [`${item}${p}`, [item]] as [string, string[]]),
    )
    const plain = interactionsFromSequences(rows, catalogue)
    expect(await page(await fit(plain, { crowding: 0 }))).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(await page(await fit(plain, { crowding: 0.5 }))).toEqual(['a', 'd', 'b', 'c', 'e'])
    const times = Float64Array.from(plain.cols, (item) => start + (item === 3 ? 60 * 24 * hour : 0))
    expect((await page(await fit({ ...plain, times }, { halfLifeDays: 30, crowding: 0 })))[0]).toBe('d')
    expect((await page(await fit({ ...plain, times }, { halfLifeDays: 0, crowding: 0 })))[0]).toBe('a')
  })

  it('serves a shop without events: newest products in stock, categories taking turns', async () => {
    const catalogue: Product[] = [
      { id: 'cup-old', category: ['Cups'], released: start },
      { id: 'cup-new', category: ['Cups'], released: start + 3 * hour },
      { id: 'cup-mid', category: ['Cups'], released: start + 2 * hour },
      { id: 'pot', category: ['Pots'], released: start + hour },
      { id: 'gone', category: ['Pots'], released: start + 9 * hour, stock: 0 },
      { id: 'undated', category: ['Lids'] },
    ]
    const model = await fit(interactionsFromSequences([], catalogue))
    expect(await page(model)).toEqual(['cup-new', 'pot', 'undated', 'cup-mid', 'cup-old', 'gone'])
    expect(model.terms(emptyHistory, 1).others).toContainEqual({ kind: 'rule', name: 'new in the shop', amount: expect.closeTo(1e-5, 8) })
    const grown = model.admit([
      { id: 'lid', category: ['Lids', 'Glass'], released: start + 10 * hour },
      { id: 'mat', category: ['Mats'], released: start },
    ]) as RulesModel
    expect(await page(grown)).toEqual(['lid', 'cup-new', 'pot', 'mat', 'cup-mid', 'undated', 'cup-old', 'gone'])
    expect(await page(model)).toHaveLength(6)
    expect(await page((await rules.load(grown.save())) as RulesModel)).toEqual(await page(grown))
  })

  it('reaches a new product by its shelf and keeps its rules when one is admitted', async () => {
    const model = await fit(describedShop(), { segmentPeople: 3 })
    const grown = model.admit([{ id: 'late', category: ['Beauty', 'Face'] }]) as RulesModel
    expect(grown.rulesFrom(0)).toEqual(model.rulesFrom(0))
    expect((await scoresOf(grown, [historyFromItems([model.items.length])]))[0]).toBeGreaterThan((await scoresOf(grown, [emptyHistory]))[0]!)
    expect(grown.rulesFrom(model.items.length)).toEqual([])
    expect(defaults(rules.params).minSupport).toBeGreaterThanOrEqual(2)
  })
})
