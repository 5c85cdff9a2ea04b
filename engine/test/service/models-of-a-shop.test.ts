import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ShopEvent } from '../../src/data/events.ts'
import { splitBy } from '../../src/data/split/index.ts'
import { Random } from '../../src/math/random.ts'
import { evaluate as measure } from '../../src/measure/index.ts'
import { algorithm } from '../../src/models/index.ts'
import { evaluate, variantOf } from '../../src/service/evaluate.ts'
import type { House } from '../../src/service/house.ts'
import { putItems } from '../../src/service/items.ts'
import { paramsFor } from '../../src/service/params.ts'
import { recommend } from '../../src/service/recommend.ts'
import { Serving } from '../../src/service/serving.ts'
import { train } from '../../src/service/train.ts'
import { trainingData } from '../../src/service/training-data.ts'
import { emptyHouse } from './house.ts'

let house: House & { close(): Promise<void> }
beforeEach(async () => {
  house = await emptyHouse()
})
afterEach(() => house.close())

const day = 86_400_000
const items = 24
const products = Array.from({ length: items }, (_, i) => ({
  id: `i${i}`,
  title: `${['red', 'green', 'blue'][i % 3]} ${['cup', 'bowl', 'pan'][i % 4] ?? 'lid'}`,
  category: [`shelf ${i % 3}`],
}))

/** People who mostly stay on one shelf and move on from item to item. */
function events(): ShopEvent[] {
  const random = new Random(5)
  return Array.from({ length: 80 }, (_, person) => {
    let item = random.int(items)
    return Array.from({ length: 6 + random.int(4) }, (_, step): ShopEvent => {
      item = random.chance(0.8) ? (item + 3) % items : random.int(items)
      return { id: `e${person}-${step}`, event: 'purchase', user: `u${person}`, item: `i${item}`, at: Date.UTC(2025, 0, 1) + (step * 30 + (person % 20)) * day }
    })
  }).flat()
}

async function filled(): Promise<void> {
  await house.store.putItems(products)
  await house.store.append(events())
}

describe('training', () => {
  it('leaves a record that says from what, how and when each model came', async () => {
    await filled()
    const { data } = await trainingData(house)
    const trained = await train(house, { seed: 9 })
    expect(trained.map(({ name }) => name)).toEqual(['rules', 'content', 'blend'])
    for (const { name, ...record } of trained) {
      expect(record).toMatchObject({ seed: 9, at: house.now(), people: 80, items, entries: data.cols.length, until: Math.max(...data.times) })
      expect(house.store.document(`models/${name}`)).toMatchObject({ file: record.file, fingerprint: trained[0]!.fingerprint })
      expect((await house.artifacts.get(record.file))?.length).toBe(record.bytes)
    }
    expect(house.store.auditTrail(10).filter(({ action }) => action === 'train')).toHaveLength(3)
  })

  it('says which models are in service already when it is stopped', async () => {
    await filled()
    const controller = new AbortController()
    const stopped = train(house, { signal: controller.signal, progress: ({ stage }) => stage.startsWith('train blend') && controller.abort() })
    await expect(stopped).rejects.toThrow('Stopped while training blend. In service already: rules, content.')
    expect(new Serving(house).defaultModel()).toBe('rules')
  })

  it('takes tuned parameters, for the parts of a blend too, and given ones before them', async () => {
    await filled()
    const { data } = await trainingData(house)
    await house.store.putDocument('tuned/content', { params: { k1: 0.7 } })
    await house.store.putDocument('tuned/ease', { params: { l2: 9 } })
    expect(paramsFor(house, 'content', data)).toMatchObject({ k1: 0.7 })
    expect(paramsFor(house, 'content', data, { k1: 2 })).toMatchObject({ k1: 2 })
    expect(paramsFor(house, 'blend', data)).toMatchObject({ settings: { content: { k1: 0.7 } } })
    expect((paramsFor(house, 'blend', data) as { settings: object }).settings).not.toHaveProperty('ease')
    expect(paramsFor(house, 'blend', data, { settings: { content: { k1: 2, brand: 3 } } })).toMatchObject({ settings: { content: { k1: 2, brand: 3 } } })
  })
})

describe('evaluation', () => {
  it('measures on the test part what was fitted on training and validation alone', async () => {
    await filled()
    const { data } = await trainingData(house)
    const parts = splitBy('leave-one-out', data, { seed: 1 })
    const model = await algorithm('blend').fit(parts.train, paramsFor(house, 'blend', data), { seed: 1, validation: parts.validation })
    const figures = async (cases: typeof parts.test) => (await measure(model, cases, { k: [5], train: parts.train, seed: 1 })).metrics
    const report = await evaluate(house, { models: ['blend'], k: [5] })
    expect(report.models[0]!.metrics).toEqual(await figures(parts.test))
    expect(report.cases).toBe(parts.test.length)
    const chosen = await evaluate(house, { models: ['blend'], k: [5], validation: true })
    expect(chosen.models[0]!.metrics).toEqual(await figures(parts.validation))
    expect(house.store.document('evaluations/leave-one-out')).toMatchObject({ models: [{ name: 'blend' }] })
  })

  it('has popularity of the last days and ease in the usual table, and variants beside each other', async () => {
    await filled()
    const usual = await evaluate(house, { split: 'time', k: [5] })
    expect(usual.models.map(({ name }) => name)).toEqual(['popular', 'popular:windowDays=7:halfLifeDays=0', 'ease', 'item-knn', 'linear-next', 'blend'])
    expect(usual.models[1]!.params).toEqual({ windowDays: 7, halfLifeDays: 0 })
    const [one, other] = (await evaluate(house, { models: ['ease:l2=1', 'ease:l2=5000'], k: [5] })).models
    expect([one, other].map((model) => (model!.params as { l2: number }).l2)).toEqual([1, 5000])
    expect(one!.metrics).not.toEqual(other!.metrics)
  })

  it('counts each group of people by itself, and refuses an attribute that nobody has', async () => {
    await filled()
    await house.store.putPeople(Array.from({ length: 60 }, (_, person) => ({ id: `u${person}`, attributes: { club: person % 3 === 0 ? 'gold' : 'none' } })))
    const report = await evaluate(house, { models: ['ease'], k: [5], groupBy: 'club' })
    const groups = report.models[0]!.groups!.club!
    expect(Object.fromEntries(Object.entries(groups).map(([name, { people }]) => [name, people]))).toEqual({ gold: 20, none: 40, unknown: 20 })
    const whole = report.models[0]!.metrics['hr@5']!.value
    const mean = Object.values(groups).reduce((sum, { people, metrics }) => sum + people * metrics['hr@5']!.value, 0) / 80
    expect(mean).toBeCloseTo(whole, 9)
    await expect(evaluate(house, { models: ['ease'], groupBy: 'clubs' })).rejects.toThrow('Nobody has the attribute "clubs". There are: club.')
  })

  it('reads settings as JSON or as text, and refuses what sets nothing', () => {
    expect(variantOf('item-knn:similarity=bm25:neighbours=50')).toEqual({ name: 'item-knn', params: { similarity: 'bm25', neighbours: 50 } })
    expect(() => variantOf('ease:l2')).toThrow('"l2" in "ease:l2" sets nothing; write ease:parameter=value.')
    expect(() => variantOf('eases:l2=5')).toThrow('eases')
  })
})

describe('a shop that is not whole', () => {
  const listOf = async (request: object) => (await recommend(new Serving(house), { k: 8, explain: true, ...request })).recommendations

  it('without a single event shows its catalogue, trained or not', async () => {
    await house.store.putItems(products)
    const before = await listOf({ user: 'nobody' })
    expect(new Set(before.map(({ item }) => item)).size).toBe(8)
    await train(house)
    const after = await listOf({ user: 'nobody' })
    expect(after).toHaveLength(8)
    for (const { explanation } of after) expect(explanation!.text.en).not.toMatch(/you (bought|viewed)|Because you/)
    const alike = await listOf({ history: ['i0'] })
    expect(alike[0]!.product?.title).toMatch(/red|cup/)
  })

  it('without a catalogue recommends what was bought', async () => {
    await house.store.append(events())
    await train(house)
    const list = await listOf({ user: 'u1' })
    expect(list).toHaveLength(8)
    expect(list[0]!.explanation?.proof).toBeDefined()
    expect(await listOf({ user: 'somebody new' })).toHaveLength(8)
  })

  it('reaches a new product the moment it is in the catalogue', async () => {
    await filled()
    await train(house)
    const serving = new Serving(house)
    const list = async () => (await recommend(serving, { history: ['i0', 'i3'], k: 200 })).recommendations.map(({ item }) => item)
    expect(await list()).not.toContain('new')
    await putItems(serving, [{ ...products[0]!, id: 'new', released: house.now() }])
    expect(await list()).toContain('new')
    expect((await recommend(serving, { scene: 'search', query: 'red cup' })).recommendations.map(({ item }) => item)).toContain('new')
    expect((await recommend(serving, { scene: 'new', session: 's' })).recommendations.map(({ item }) => item)).toContain('new')
  })
})
