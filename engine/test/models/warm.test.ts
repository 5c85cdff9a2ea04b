import { describe, expect, it } from 'vitest'
import { historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { bpr, goOn } from '../../src/models/bpr.ts'
import { planBpr } from '../../src/models/bpr-train.ts'
import { describedStart } from '../../src/models/described-start.ts'
import { featureRows, withTerms } from '../../src/models/feature-rows.ts'
import { algorithms } from '../../src/models/index.ts'
import { lightgcn, trainedForm } from '../../src/models/lightgcn.ts'
import { type LowRankForm, openLowRank } from '../../src/models/low-rank.ts'
import { interactionMatrix } from '../../src/models/matrix.ts'
import { parseParams } from '../../src/models/params.ts'
import { TowerInputs } from '../../src/models/two-tower-inputs.ts'
import { placesBefore, warmed, warmRounds } from '../../src/models/warm.ts'
import { ctx, scoresOf } from './shop.ts'

const size = 12

/** People walk a ring of twelve items forwards; `order` is the catalogue's. */
function ring(order: readonly number[], people: number): Interactions {
  const catalogue = order.map((item) => ({ id: `i${item}` }))
  return interactionsFromSequences(
    Array.from({ length: people }, (_, person) => [`p${person}`, Array.from({ length: 5 }, (_, step) => `i${(person + step) % size}`)]),
    catalogue,
  )
}

/** In how many of the twelve places the next item of the ring is foretold. */
async function hits(model: Awaited<ReturnType<typeof fit>>, data: Interactions): Promise<number> {
  const at = (item: number): number => data.items.indexOf(`i${item % size}`)
  const n = data.items.length
  const scores = await scoresOf(
    model,
    Array.from({ length: size }, (_, item) => historyFromItems([at(item), at(item + 1)])),
  )
  return Array.from({ length: size }, (_, item) => {
    const own = scores
      .subarray(item * n, (item + 1) * n)
      .map((score, other) => (other === at(item) || other === at(item + 1) ? Number.NEGATIVE_INFINITY : score))
    return own.indexOf(Math.max(...own)) === at(item + 2)
  }).filter(Boolean).length
}

const fit = (name: string, data: Interactions, params: object, more: object = {}) => {
  const { fit, params: schema } = algorithms.get(name)!
  return fit(data, parseParams(schema, params, name), { ...ctx, ...more })
}

/** Small networks that need all their rounds to learn the ring. */
const small: Readonly<Record<string, object>> = {
  sasrec: { factors: 16, heads: 2, layers: 1, length: 8, batch: 4, epochs: 9, dropout: 0.1, learningRate: 0.003, negatives: 0 },
  bert4rec: { factors: 16, heads: 2, layers: 1, length: 8, batch: 4, epochs: 100, dropout: 0.1, learningRate: 0.005, negatives: 0 },
  gru4rec: { factors: 16, batch: 8, samples: 12, epochs: 6, learningRate: 0.015 },
}

/** Networks of which little is asked: at a rate near 0 what they end with is what they began with. */
const still: Readonly<Record<string, object>> = {
  'mult-vae': { factors: 8, hidden: 12, batch: 10, epochs: 10, samples: 0 },
  dnn: { factors: 8, hidden: 8, batch: 8, epochs: 10, samples: 0 },
  'two-tower': { factors: 8, hidden: 8, batch: 16, samples: 8, epochs: 10 },
  sasrec: { factors: 8, heads: 2, layers: 1, length: 8, batch: 4, negatives: 8, decay: 0.5, epochs: 10 },
}
const common = Array.from({ length: 14 }, (_, item) => `i${item}`)

/** A shop of described products; later on in another order, with other words and prices for some, a product that people take now and one that nobody has yet, and other people. */
function described(later: boolean): Interactions {
  const words = (item: number): string => `${['red', 'green', 'blue', 'amber'][item % 4]} ${item % 5 < 2 ? 'cup' : 'bowl'}`
  const product = (id: string, item: number, moved: number) => ({
    id,
    title: words(item + moved),
    brand: `Brand ${'ABC'[(item * item) % 3]}`,
    price: 3 + item + (later ? 0.5 : 0),
  })
  const old = common.map((id, item) => product(id, item, later && item % 4 === 0 ? 1 : 0))
  const catalogue = later ? [product('new', 6, 0), ...old.reverse(), product('taken', 9, 0)] : old
  const sequences = Array.from({ length: later ? 30 : 60 }, (_, person): [string, string[]] => {
    const items = Array.from({ length: 4 }, (_, step) => `i${(person * 5 + step * (1 + (person % 3))) % 14}`)
    return [`p${person}${later ? 'b' : ''}`, later && person % 6 === 0 ? [...items, 'taken'] : items]
  })
  return interactionsFromSequences(sequences, catalogue)
}

/** Scores of the common items and some more for a few histories, those of each history less the mean of the common ones, over the size of them all. */
async function centred(model: Awaited<ReturnType<typeof fit>>, { items }: Pick<Interactions, 'items'>, more: readonly string[] = []): Promise<Float32Array> {
  const histories = [['i1', 'i2'], ['i5'], ['i3', 'i9', 'i10']].map((ids) => historyFromItems(ids.map((id) => items.indexOf(id))))
  const scores = await scoresOf(model, histories)
  const rows = histories.map((_, row) => {
    const of = (id: string): number => scores[row * items.length + items.indexOf(id)]!
    const mean = common.reduce((sum, id) => sum + of(id), 0) / common.length
    const spread = Math.sqrt(common.reduce((sum, id) => sum + (of(id) - mean) ** 2, 0) / common.length)
    return (more.length > 0 ? more : common).map((id) => (of(id) - mean) / spread)
  })
  return Float32Array.from(rows.flat())
}

function distance(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0)
}

describe('a training that goes on from an earlier model', () => {
  const before = ring(
    Array.from({ length: size }, (_, item) => item),
    120,
  )
  // Fewer people, who alone would not teach it so soon; the same items in another order, and two that came since.
  const now = ring([13, ...Array.from({ length: size }, (_, item) => (item * 5) % size), 14], 24)

  for (const [name, params] of Object.entries(small)) {
    it(`knows in a sixth of the rounds what ${name} knew, wherever its items stand`, async () => {
      const rounds = warmRounds((params as { epochs: number }).epochs)
      const earlier = await fit(name, before, params)
      expect(await hits(earlier, before)).toBe(size)
      expect(await hits(await fit(name, now, { ...params, epochs: rounds }), now)).toBeLessThan(size)
      const seen = new Set<string>()
      const gone = await fit(name, now, params, { warm: earlier, progress: ({ stage }: { stage: string }) => seen.add(stage) })
      expect(await hits(gone, now)).toBe(size)
      expect([...seen].filter((stage) => stage.startsWith('epoch'))).toHaveLength(rounds)
    })
  }

  for (const [name, params] of Object.entries(still)) {
    it(`begins ${name} with the scores of the earlier model, wherever its items stand and whatever is said of them now`, async () => {
      const [old, fresh] = [described(false), described(true)]
      const earlier = await fit(name, old, { ...params, learningRate: 0.01 })
      const slow = { ...params, learningRate: 0.00001 }
      const gone = await fit(name, fresh, slow, { warm: earlier })
      const expected = await centred(earlier, old)
      expect(distance(await centred(gone, fresh), expected)).toBeLessThan(0.01)
      expect(distance(await centred(await fit(name, fresh, slow), fresh), expected)).toBeGreaterThan(0.1)
      const scores = await scoresOf(gone, [historyFromItems([fresh.items.indexOf('i3')])])
      expect(scores.every(Number.isFinite)).toBe(true)
    })
  }

  it('begins two-tower with the trends of the earlier model', async () => {
    const day = 86_400_000
    // Half of the items are taken in the first half of the time, the other half in the second.
    const data = (catalogue: readonly string[]): Interactions => {
      const shop = interactionsFromSequences(
        Array.from({ length: 80 }, (_, person) => [
          `p${person}`,
          Array.from({ length: 3 }, (_, step) => `i${2 * ((person + step) % 6) + (person < 40 ? 0 : 1)}`),
        ]),
        catalogue.map((id) => ({ id })),
      )
      shop.times.forEach((_, entry) => {
        shop.times[entry] = 1.6e12 + day * entry
      })
      return shop
    }
    const ids = Array.from({ length: size }, (_, item) => `i${item}`)
    const [old, fresh] = [data(ids), data([...ids].reverse())]
    const earlier = await fit('two-tower', old, { ...still['two-tower'], learningRate: 0.02 })
    const gone = await fit('two-tower', fresh, { ...still['two-tower'], learningRate: 0.00001 }, { warm: earlier })
    const lead = async (model: typeof gone, { items }: Interactions): Promise<number> => {
      const scores = await scoresOf(model, [historyFromItems([])])
      const sum = (odd: number): number => ids.reduce((sum, id, item) => sum + (item % 2 === odd ? scores[items.indexOf(id)]! : 0), 0)
      return (sum(1) - sum(0)) / 6
    }
    const expected = await lead(earlier, old)
    expect(expected).toBeGreaterThan(1)
    expect(await lead(gone, fresh)).toBeCloseTo(expected, 1)
  })

  it('carries over what is known of words and prices, and gives each known item the row it had', () => {
    const [old, fresh] = [described(false), described(true)]
    const [before, about] = [TowerInputs.of(old.products), TowerInputs.of(fresh.products)]
    const random = new Random(4)
    const table = (rows: number): Float32Array => Float32Array.from({ length: rows * 2 }, () => random.normal())
    const earlier = { items: old.items, known: Int32Array.from(common.keys()), rows: table(14), about: before, terms: table(before.size) }
    const active = Int32Array.from(fresh.items.names().keys())
    const read = featureRows(
      fresh.products.map((product) => about.row(product)),
      about.size,
    )
    const { ids, terms } = describedStart(earlier, { items: fresh.items, active, about, ...read }, 2)
    const told = withTerms(ids!.values, terms!.values, 2, read, false)
    const pair = (values: Float32Array, row: number): number[] => [...values.subarray(2 * row, 2 * row + 2)]
    fresh.items.names().forEach((id, item) => {
      const place = old.items.indexOf(id)
      expect(ids!.before[item], id).toBe(place < 0 ? -1 : item)
      if (place >= 0) for (const k of [0, 1]) expect(pair(told, item)[k], id).toBeCloseTo(earlier.rows[2 * place + k]!, 5)
    })
    expect(about.features.keys).not.toEqual(before.features.keys)
    about.features.keys.forEach((key, at) => {
      const place = before.features.keys.indexOf(key)
      expect(pair(terms!.values, at), key).toEqual(place < 0 ? [0, 0] : pair(earlier.terms, place))
    })
    // The dearest stay the dearest, though what they cost has grown.
    expect(pair(terms!.values, about.size - 1)).toEqual(pair(earlier.terms, before.size - 1))
  })

  it('begins bpr with the factors of the earlier model, and people with what it says of their history', async () => {
    const wanted = { ...parseParams(bpr.params, { factors: 8, epochs: 30, popularityPower: 0.3 }, 'bpr'), seed: 3, threads: 1 }
    const [old, fresh] = [described(false), described(true)]
    const earlier = await bpr.fit(old, wanted, ctx)
    const plan = planBpr(interactionMatrix(fresh), wanted)
    goOn(plan, openLowRank(earlier.save(), 'bpr', 1), fresh)
    const reach = new Map(common.map((id) => [id, interactionMatrix(old).idx.filter((item) => item === old.items.indexOf(id)).length]))
    const [x, y] = [new Float32Array(plan.memory.buffer, plan.x, 30 * 8), new Float32Array(plan.memory.buffer, plan.y, 16 * 8)]
    // A person of four common items in other places: scores of the factors are half of those of the history, whose entries are added up.
    for (const person of [1, 2, 3, 4]) {
      const ids = [...fresh.cols.subarray(fresh.ptr[person], fresh.ptr[person + 1])].map((item) => fresh.items.name(item))
      expect(ids).toHaveLength(4)
      const scores = await scoresOf(earlier, [historyFromItems(ids.map((id) => old.items.indexOf(id)))])
      for (const id of common) {
        const item = fresh.items.indexOf(id)
        const product = x.subarray(person * 8, person * 8 + 8).reduce((sum, value, k) => sum + value * y[item * 8 + k]!, 0)
        expect(2 * product * reach.get(id)! ** 0.3, id).toBeCloseTo(scores[old.items.indexOf(id)]!, 4)
      }
    }
    // A new item stands where those who have it do, as far out as the others.
    const row = (table: Float32Array, at: number): number[] => [...table.subarray(8 * at, 8 * at + 8)]
    const taken = fresh.items.indexOf('taken')
    const meant = Array<number>(8).fill(0)
    for (let person = 0; person < 30; person++) {
      const own = [...fresh.cols.subarray(fresh.ptr[person], fresh.ptr[person + 1])]
      if (own.includes(taken) && own.some((item) => common.includes(fresh.items.name(item))))
        for (const [k, value] of row(x, person).entries()) meant[k]! += value
    }
    const far = (values: number[]): number => Math.hypot(...values)
    const lengths = [...reach].flatMap(([id, people]) => (people > 0 ? [far(row(y, fresh.items.indexOf(id)))] : []))
    expect(far(row(y, taken))).toBeCloseTo(lengths.reduce((sum, one) => sum + one, 0) / lengths.length, 4)
    row(y, taken).forEach((value, k) => void expect(value / far(row(y, taken))).toBeCloseTo(meant[k]! / far(meant), 4))
    // Who has nothing that the earlier model knows begins by chance, for zeros would stay zeros.
    const apart = interactionsFromSequences([...Array(8).keys()].map((person) => [`q${person}`, ['taken', 'new']]))
    const strange = planBpr(interactionMatrix(apart), wanted)
    goOn(strange, openLowRank(earlier.save(), 'bpr', 1), apart)
    expect(new Float32Array(strange.memory.buffer, strange.x, 8 * 8).every((value) => value !== 0)).toBe(true)
    await expect(bpr.fit(fresh, { ...wanted, factors: 16 }, { ...ctx, warm: earlier })).rejects.toThrow(/earlier/)
    const rounds = new Set<number>()
    await bpr.fit(fresh, wanted, { ...ctx, warm: earlier, progress: ({ done }) => rounds.add(done) })
    expect(Math.min(...rounds)).toBeCloseTo(1 / Math.round(0.08 * 30), 9)
  })

  it('begins lightgcn with the embeddings of the earlier model, and new items by chance', async () => {
    const wanted = parseParams(lightgcn.params, { factors: 32, epochs: 20, batch: 64, negatives: 16 }, 'lightgcn')
    const [old, fresh] = [described(false), described(true)]
    const earlier = await lightgcn.fit(old, wanted, ctx)
    const [before, after] = [openLowRank(earlier.save(), 'lightgcn', 1), await trainedForm(fresh, { ...wanted, learningRate: 1e-7 }, { ...ctx, warm: earlier })]
    const row = (form: Pick<LowRankForm, 'items' | 'embeddings'>, id: string): Float32Array =>
      form.embeddings!.subarray(form.items.indexOf(id) * 32, (form.items.indexOf(id) + 1) * 32)
    for (const id of common) expect(distance(row(after, id), row(before, id)), id).toBeLessThan(1e-4)
    expect(row(after, 'taken').some((value) => value !== 0)).toBe(true)
    await expect(lightgcn.fit(fresh, { ...wanted, factors: 64 }, { ...ctx, warm: earlier })).rejects.toThrow(/earlier/)
  })

  it('begins people of lightgcn who are their own as what the earlier model makes of their history', async () => {
    const wanted = parseParams(lightgcn.params, { factors: 32, epochs: 20, batch: 64, negatives: 16, people: 'own', ownL2: 0.001 }, 'lightgcn')
    const old = described(false)
    const earlier = await lightgcn.fit(old, wanted, ctx)
    const [before, after] = [openLowRank(earlier.save(), 'lightgcn', 1), await trainedForm(old, { ...wanted, learningRate: 1e-7 }, { ...ctx, warm: earlier })]
    const apart = (one: Float32Array, other: Float32Array): number => Math.hypot(...one.map((value, at) => value - other[at]!)) / Math.hypot(...other)
    const still = await trainedForm(old, { ...wanted, people: 'history', learningRate: 1e-7 }, { ...ctx, warm: earlier })
    expect(apart(after.targets, before.targets)).toBeLessThan(1e-3)
    expect(apart(after.sources, before.sources)).toBeLessThan(0.05)
    expect(apart(still.sources, before.sources)).toBeGreaterThan(0.1)
  })

  it('refuses a model of another shape', async () => {
    const earlier = await fit('sasrec', before, { ...small.sasrec, epochs: 1 })
    await expect(fit('sasrec', now, { ...small.sasrec, factors: 32 }, { warm: earlier })).rejects.toThrow(/earlier/)
  })

  it('takes fewer rounds at a lower rate', () => {
    expect(warmed({ epochs: 60, learningRate: 0.002, batch: 3 })).toEqual({ epochs: 9, learningRate: 0.001, batch: 3 })
    expect(warmed({ epochs: 25, learningRate: 0.1 }, 0.12)).toEqual({ epochs: 3, learningRate: 0.05 })
    expect(warmRounds(1)).toBe(1)
  })

  it('finds items again by their ids', () => {
    const active = Int32Array.from([1, 2, 3])
    expect(placesBefore({ items: now.items, active }, { items: before.items, active: Int32Array.from([0, 5, 7]) })).toEqual(Int32Array.from([0, 1, -1]))
  })
})
