import { describe, expect, it } from 'vitest'
import { historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import type { Model } from '../../src/models/model.ts'
import { parseParams } from '../../src/models/params.ts'
import { twoTower } from '../../src/models/two-tower.ts'
import { TowerInputs } from '../../src/models/two-tower-inputs.ts'
import { day, lessonsOf, trendShares } from '../../src/models/two-tower-lessons.ts'
import { Newness } from '../../src/models/two-tower-newness.ts'
import { describedShop as attributedShop } from './described-shop.ts'
import { keepsCommonPromises } from './promises.ts'
import { ctx, describedShop, scoresOf } from './shop.ts'
import { knowsNewcomers, wordGroups, words } from './word-groups.ts'

const small = { factors: 12, hidden: 16, epochs: 3, batch: 32, samples: 8, length: 6, learningRate: 0.01 }

const fitted = (data: Interactions, wanted: object = {}): Promise<Model> =>
  twoTower.fit(data, parseParams(twoTower.params, { ...small, epochs: 20, ...wanted }, 'two-tower'), ctx)

describe('two-tower', () => {
  keepsCommonPromises(twoTower, small)
  describe('with descriptions', () => keepsCommonPromises(twoTower, small, describedShop))
  describe('with an LSTM', () => keepsCommonPromises(twoTower, { ...small, epochs: 1, history: 'lstm', similarity: 'dot', temperature: 1 }, attributedShop))

  for (const history of ['mean', 'lstm']) {
    for (const described of [true, false]) {
      it(`puts what goes along first, by ${history}, ${described ? 'with' : 'without'} descriptions`, async () => {
        const data = wordGroups()
        const model = await fitted(described ? data : { ...data, products: data.products.map(() => undefined) }, { history, epochs: 25 })
        const ask = Array.from({ length: 24 }, (_, item) => historyFromItems([data.items.indexOf(`i${item}`)]))
        const scores = await scoresOf(model, ask)
        const right = ask.filter((_, item) => {
          const own = [...scores.subarray(item * data.items.length, (item + 1) * data.items.length)]
          const best = [...own.keys()].filter((at) => /^i\d/.test(data.items.name(at)) && data.items.name(at) !== `i${item}`).sort((a, b) => own[b]! - own[a]!)
          return best.slice(0, 3).every((at) => Number(data.items.name(at).slice(1)) >> 2 === item >> 2)
        })
        expect(right.length).toBeGreaterThan(21)
      })
    }
  }

  it('recommends new products by their descriptions to the right people, also after it was saved, and learns from them of a person', async () => {
    await knowsNewcomers(await fitted(wordGroups()))
  })

  it('goes by descriptions alone where ids are always left out', async () => {
    const data = wordGroups()
    const model = await fitted(data, { idDropout: 1, epochs: 3 })
    const blind = await fitted(data, { idDropout: 0, epochs: 3 })
    const spread = async (each: Model): Promise<number> => {
      const scores = await scoresOf(each, [historyFromItems([data.items.indexOf('i12')])])
      const of = (id: string): number => scores[data.items.indexOf(id)]!
      return Math.abs(of('i13') - of('cold drum'))
    }
    expect(await spread(model)).toBeLessThan(1e-6)
    expect(await spread(blind)).toBeGreaterThan(0.01)
  })

  it('places new products the nearer to their like, the more often ids were left out', async () => {
    const data = wordGroups()
    const gap = async (idDropout: number): Promise<number> => {
      const scores = await scoresOf(await fitted(data, { idDropout, epochs: 6 }), [historyFromItems([data.items.indexOf('i12')])])
      const of = (id: string): number => scores[data.items.indexOf(id)]!
      return Math.abs((of('i13') + of('i14') + of('i15')) / 3 - of('cold drum'))
    }
    expect(await gap(0.8)).toBeLessThan(await gap(0))
  })

  it('reads only the newest entries, and the newer the more', async () => {
    const data = wordGroups()
    const at = (...items: number[]): ReturnType<typeof historyFromItems> => historyFromItems(items.map((item) => data.items.indexOf(`i${item}`)))
    const model = await fitted(data, { length: 2, decay: 0.3 })
    const [whole, newest, other] = [at(0, 4, 12), at(4, 12), at(12, 4)]
    expect(await scoresOf(model, [whole])).toEqual(await scoresOf(model, [newest]))
    const [a, b] = [await scoresOf(model, [newest]), await scoresOf(model, [other])]
    const drum = data.items.indexOf('cold drum')
    expect(a[drum]).toBeGreaterThan(b[drum]!)
  })

  it('foretells the next moment, not the rest of the same invoice', async () => {
    const random = new Random(5)
    const moments = ['a', 'b', 'c', 'd']
    const sequences = Array.from({ length: 300 }, (_, person): [string, string[]] => {
      const group = random.int(3)
      return [`p${person}`, moments.flatMap((moment) => (random.chance(0.5) ? [1, 2] : [2, 1]).map((at) => `${moment}${group}${at}`))]
    })
    const data = interactionsFromSequences(sequences)
    data.times.forEach((_, entry) => {
      data.times[entry] = 1000 * (1 + ((entry % 8) >> 1))
    })
    const model = await fitted(data, { decay: 0.3, length: 4 })
    for (const group of [0, 1, 2]) {
      const scores = await scoresOf(model, [historyFromItems([data.items.indexOf(`b${group}1`)])])
      const score = (name: string): number => scores[data.items.indexOf(name)]!
      expect(Math.min(score(`c${group}1`), score(`c${group}2`))).toBeGreaterThan(score(`b${group}2`))
    }
  })

  it('counts entries of one time alike, whatever their order', async () => {
    const data = wordGroups()
    const model = await fitted(data, { decay: 0.3, epochs: 3 })
    const [a, b] = ['i4', 'i12'].map((id) => data.items.indexOf(id)) as [number, number]
    const at = (items: number[], time: number): ReturnType<typeof historyFromItems> => {
      const history = historyFromItems(items)
      history.times.fill(time)
      return history
    }
    const scores = async (items: number[], time: number): Promise<Float32Array> => scoresOf(model, [at(items, time)])
    expect(await scores([a, b], 1000)).toEqual(await scores([b, a], 1000))
    expect(await scores([a, b], 0)).not.toEqual(await scores([b, a], 0))
  })

  it('does not mistake what is popular for what goes along: candidates are corrected by their chance', async () => {
    // Half of all events are of one item, whoever the person; true log-chances put it first for everyone who has nothing else to go by.
    const random = new Random(3)
    const data = interactionsFromSequences(
      Array.from({ length: 300 }, (_, person) => [`p${person}`, Array.from({ length: 6 }, () => (random.chance(0.5) ? 'hit' : `i${random.int(20)}`))]),
    )
    // At temperature 1 the angle of two vectors alone could not say so much.
    for (const temperature of [0.1, 1]) {
      const model = await fitted(data, { samples: 0, epochs: 25, temperature })
      const scores = await scoresOf(model, [historyFromItems([])])
      const hit = data.items.indexOf('hit')
      const rest = [...scores].filter((_, item) => item !== hit)
      const shares = Math.exp(scores[hit]!) / [...scores].reduce((sum, score) => sum + Math.exp(score), 0)
      expect(Math.max(...rest)).toBeLessThan(scores[hit]!)
      expect(shares).toBeGreaterThan(0.35)
      expect(shares).toBeLessThan(0.65)
    }
  })

  it('asks for what somebody had not yet, newer events counting more', () => {
    const times = Float64Array.of(1, 1, 11, 21, 0, 21).map((days) => (days === 0 ? 0 : 1.6e12 + days * day))
    const of = (wanted: object): ReturnType<typeof lessonsOf> =>
      lessonsOf({
        ptr: Int32Array.of(0, 4, 6),
        items: Int32Array.of(0, 1, 0, 2, 0, 0),
        times,
        repeats: false,
        halfLifeDays: 10,
        trendDays: 0,
        newDays: 0,
        ...wanted,
      })
    expect([...of({}).entries]).toEqual([0, 1, 3, 4])
    expect([...of({ repeats: true }).entries]).toEqual([0, 1, 2, 3, 4, 5])
    expect([...of({}).importance]).toEqual([0.25, 0.25, 0.5, 1, 1, 1])
    expect(new Set(of({ halfLifeDays: 0 }).importance)).toEqual(new Set([1]))
    // Where the order alone is known, times are places, however far apart.
    expect(new Set(of({ times: Float64Array.of(1, 2e8, 4e8, 6e8, 8e8, 9e8) }).importance)).toEqual(new Set([1]))
  })

  it('recommends what is taken now before what was taken more often, long ago', async () => {
    const data = interactionsFromSequences(Array.from({ length: 300 }, (_, person) => [`p${person}`, [`i${person % 10}`, person < 200 ? 'old' : 'recent']]))
    data.times.forEach((_, entry) => {
      data.times[entry] = 1.6e12 + day * (entry >> 1)
    })
    const gap = async (wanted: object): Promise<number> => {
      const model = await fitted(data, wanted)
      const scores = await scoresOf(model, [historyFromItems([data.items.indexOf('i3')])])
      return scores[data.items.indexOf('recent')]! - scores[data.items.indexOf('old')]!
    }
    expect(await gap({ halfLifeDays: 0, trendDays: 0 })).toBeLessThan(0)
    expect(await gap({ halfLifeDays: 20, trendDays: 0 })).toBeGreaterThan(0)
    expect(await gap({ halfLifeDays: 0, trendDays: 20 })).toBeGreaterThan(0)
  })

  it('keeps what is left of the trends at a time: nothing where it is unknown', () => {
    const newest = 1.6e12
    const shares = trendShares(Float64Array.of(newest, newest - 10 * day, newest - 40 * day, 7, Number.NaN), newest, 10)
    expect([...shares].map((share) => Number(share.toFixed(4)))).toEqual([1, 1, 0.5, 0.8409, 0.0625, 0.5, 0, 0, 0, 0])
    expect(new Set(trendShares(Float64Array.of(newest), newest, 0))).toEqual(new Set([0]))
  })

  it('tells what was new when a list was made from what was known, and from what is not in the shop yet', () => {
    const start = 1.6e12
    const entries = [
      ['was there', 0],
      ['came', 30],
      ['not described', 30],
      ['came', 32],
      ['came', 41],
      ['timeless', 50],
      ['timeless', -1],
    ] as const
    const names = ['was there', 'came', 'not described', 'timeless']
    const input = {
      ...{ ptr: Int32Array.of(0, entries.length), repeats: true, halfLifeDays: 0, trendDays: 0, newDays: 10 },
      items: Int32Array.from(entries, ([name]) => names.indexOf(name)),
      times: Float64Array.from(entries, ([, days]) => (days < 0 ? 0 : start + days * day)),
    }
    const newness = new Newness(input, (item) => item !== 2, 4)
    expect([0, 1, 2, 3].map((item) => newness.wasNew(item))).toEqual([false, true, false, false])
    const at = (days: number): number => start + days * day
    // As known, as new.
    const fits = (item: number, days: number): boolean[] => [item, 4 + item].map((form) => newness.fits(form, at(days)))
    expect(fits(1, 19)).toEqual([false, false])
    expect(fits(1, 20)).toEqual([false, true])
    expect(fits(1, 29)).toEqual([false, true])
    expect(fits(1, 30)).toEqual([true, false])
    for (const item of [0, 2, 3]) expect(fits(item, 5)).toEqual([true, false])
    expect(newness.fits(1, Number.NaN)).toBe(true)
    expect([newness.formOf(1, at(29)), newness.formOf(1, at(30)), newness.formOf(2, at(29))]).toEqual([5, 1, 2])
    // The first event of all is foretold as of something new by every list made before, one two days later by four fifths of them.
    const counts = newness.counts(Int32Array.from(entries.keys()), input)
    expect([...counts].map((count) => Number(count.toFixed(6)))).toEqual([1, 1.2, 1, 2, 0, 1.8, 0, 0])
    expect(new Newness({ ...input, newDays: 0 }, () => true, 4).wasNew(1)).toBe(false)
  })

  for (const history of ['mean', 'lstm']) {
    it(`learns how much products sell that nobody had taken yet, by ${history}`, async () => {
      // Half of what is taken is what came last, whoever takes it; the other half is of ten items that were always there, with words of their own. Every twenty days something comes.
      const random = new Random(11)
      const always = Array.from({ length: 10 }, (_, item) => ({ id: `i${item}`, title: `Cup ${words[item % 6]}` }))
      const came = Array.from({ length: 21 }, (_, item) => ({ id: `new${item}`, title: `Cup ${words[item % 6]}` }))
      const data = interactionsFromSequences(
        Array.from({ length: 400 }, (_, person) => [
          `p${person}`,
          [`i${random.int(10)}`, random.chance(0.5) ? `new${Math.floor(person / 20)}` : `i${random.int(10)}`],
        ]),
        [...always, ...came],
      )
      data.times.forEach((_, entry) => {
        data.times[entry] = 1.6e12 + day * ((entry >> 1) + (entry % 2) / 2)
      })
      const above = async (newDays: number, more: object = {}): Promise<number> => {
        const scores = await scoresOf(await fitted(data, { newDays, history, halfLifeDays: 0, trendDays: 0, ...more }), [
          historyFromItems([data.items.indexOf('i3')]),
        ])
        const own = scores[data.items.indexOf('new20')]!
        return always.filter(({ id }) => scores[data.items.indexOf(id)]! >= own).length
      }
      expect(await above(10)).toBe(0)
      expect(await above(0)).toBeGreaterThan(5)
      // Where descriptions alone are known, and are the same, it must be newness itself that tells them apart.
      expect(await above(10, { idDropout: 1 })).toBe(0)
    })
  }

  it('does not learn to keep away from what somebody had, unless lists may hold it again', async () => {
    const data = interactionsFromSequences(Array.from({ length: 300 }, (_, person) => [`p${person}`, [`first${person % 2}`, `i${(person >> 1) % 10}`]]))
    const own = async (repeats: boolean): Promise<number> => {
      const had = data.items.indexOf('first0')
      const scores = await scoresOf(await fitted(data, { repeats }), [historyFromItems([had])])
      return scores[had]! - scores[data.items.indexOf('i3')]!
    }
    expect(await own(false)).toBeGreaterThan((await own(true)) + 4)
  })

  it('reads prices between knots, those of the common currency alone', () => {
    const about = TowerInputs.of([
      ...Array.from({ length: 9 }, (_, at) => ({ id: `a${at}`, title: 'cup', price: 2 ** at, currency: 'EUR' })),
      { id: 'b', title: 'cup', price: 1e6, currency: 'JPY' },
      { id: 'c', title: 'cup' },
    ])
    const of = (price: number, currency = 'EUR'): [number, number][] => {
      const { indices, values } = about.row({ id: 'x', title: 'cup', price, currency })
      return Array.from(indices, (index, at): [number, number] => [index - about.features.keys.length, values[at]!]).filter(([index]) => index >= 0)
    }
    expect(about.knots.length).toBe(9)
    expect(of(2 ** 2.25).map(([knot]) => knot)).toEqual([2, 3])
    expect(of(2 ** 2.25)[0]![1]).toBeCloseTo(0.75, 5)
    expect(of(1e9)).toEqual([
      [7, 0],
      [8, 1],
    ])
    expect(of(0.001)).toEqual([
      [0, 1],
      [1, 0],
    ])
    expect(of(4, 'JPY')).toEqual([])
    expect(about.row({ id: 'y', price: 4, currency: 'EUR' }).indices.length).toBe(0)
  })

  it('learns from prices', async () => {
    const cheap = await fitted(wordGroups(true), { epochs: 2 })
    const plain = await fitted(wordGroups(), { epochs: 2 })
    expect(await scoresOf(cheap, [historyFromItems([5])])).not.toEqual(await scoresOf(plain, [historyFromItems([5])]))
  })
})
