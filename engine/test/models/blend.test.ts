import { describe, expect, it } from 'vitest'
import { emptyHistory, type History, historyFromItems, interactionsFromSequences, withoutEntries } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { blend } from '../../src/models/blend.ts'
import type { BlendModel } from '../../src/models/blend-model.ts'
import { packModel } from '../../src/models/buffer.ts'
import { algorithm, loadModel } from '../../src/models/index.ts'
import type { Algorithm, Case, FitContext, Model } from '../../src/models/model.ts'
import { parseParams } from '../../src/models/params.ts'
import { describedShop } from './described-shop.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, randomHistories, scoresOf } from './shop.ts'

const real = blend(algorithm)

async function fit(input: object, data = describedShop(), context: FitContext = ctx): Promise<BlendModel> {
  return (await real.fit(data, parseParams(real.params, input, 'blend'), context)) as BlendModel
}

/** An algorithm whose model says scoreOf(last item of the history, item), in any unit. */
function oracle(name: string, scoreOf: (last: number, item: number) => number): Algorithm {
  return {
    name,
    paper: '',
    summary: 'Says what it is told.',
    params: {},
    fit: async (data): Promise<Model> => ({
      name,
      items: data.items,
      async score(histories, out) {
        histories.forEach((history, h) => {
          for (let i = 0; i < data.items.length; i++) out[h * data.items.length + i] = scoreOf(history.items.at(-1) ?? 0, i)
        })
      },
      save: () => packModel(name, 1, {}, {}),
    }),
    load: () => Promise.reject(new Error('not saved')),
  }
}

describe('blend', () => {
  keepsItsPromises(real, { list: ['ease', 'content', 'popular'] }, describedShop)

  describe('of additive parts', () => {
    keepsItsPromises(real, { list: ['rules', 'content', 'popular'], settings: { content: { decay: 1 } } }, describedShop)
  })

  describe('with planted scores', () => {
    const items = 300
    const random = new Random(5)
    const table = (): Float64Array => Float64Array.from({ length: items * items }, () => random.next())
    const [a, b, noise] = [table(), table(), table()]
    const first = oracle('first', (last, item) => a[last * items + item]!)
    const second = oracle('second', (last, item) => 1000 * b[last * items + item]! - 400) // another unit, another origin
    const third = oracle('third', (last, item) => noise[last * items + item]!)
    const data = interactionsFromSequences([['p', Array.from({ length: items }, (_, i) => `i${i}`)]])
    /** The target is the item that tops share · a + (1 − share) · b. */
    const cases = (share: number): Case[] =>
      Array.from({ length: items }, (_, last) => {
        const mixed = Float64Array.from({ length: items }, (_, item) =>
          item === last ? -1 : share * a[last * items + item]! + (1 - share) * b[last * items + item]!,
        )
        return { person: 0, history: historyFromItems([last]), targets: Int32Array.of(mixed.indexOf(Math.max(...mixed))) }
      })
    const planted = async (list: Algorithm[], share: number, input: object = {}) => {
      const figures: Record<string, number> = {}
      const recipe = blend((name) => list.find((entry) => entry.name === name)!)
      const params = parseParams(recipe.params, { list: list.map((entry) => entry.name), ...input }, 'blend')
      const model = (await recipe.fit(data, params, {
        seed: 1,
        validation: cases(share),
        progress: (step) => Object.assign(figures, step.figures),
      })) as BlendModel
      return { figures, weights: model.parts.map((part) => part.weight), model }
    }

    it('recovers the best mix, whatever the units, and gives noise nothing', async () => {
      const { figures, weights } = await planted([first, second, third], 0.7)
      // Scales are 1 / mean best: about 1 / 1 for a, 1 / 600 for b, so b's share of the scaled scores is 0.3 · 600 / 1000 against 0.7.
      expect(weights[0]! / weights[1]!).toBeGreaterThan(0.7 / 0.18 / 1.25)
      expect(weights[0]! / weights[1]!).toBeLessThan((0.7 / 0.18) * 1.25)
      expect(weights[2]).toBeLessThan(0.02)
      expect(figures['ndcg@10']).toBeGreaterThan(0.95)
      expect(figures['ndcg@10 first alone']).toBeLessThan(0.75)
    })

    it('gives one part everything where it alone is best, and is never worse than any part', async () => {
      const { weights, figures } = await planted([third, second], 0)
      expect(weights).toEqual([0, 1])
      expect(figures['ndcg@10']).toBe(1)
      for (const share of [0.05, 0.5, 0.9]) {
        for (const fusion of ['score', 'rank']) {
          const mixed = (await planted([first, second, third], share, { fusion })).figures
          for (const name of ['first', 'second', 'third']) expect(mixed['ndcg@10']).toBeGreaterThanOrEqual(mixed[`ndcg@10 ${name} alone`]!)
        }
      }
    })

    it('reports the NDCG@10 that a full ranking of its scores gives', async () => {
      const { figures, model } = await planted([first, second], 0.6)
      let sum = 0
      for (const { history, targets } of cases(0.6)) {
        const scores = await scoresOf(model, [history])
        scores[history.items[0]!] = Number.NEGATIVE_INFINITY
        const rank = scores.filter((score) => score >= scores[targets[0]!]!).length
        sum += rank <= 10 ? 1 / Math.log2(1 + rank) : 0
      }
      expect(sum / items).toBeCloseTo(figures['ndcg@10']!, 6)
    })

    it('adds reciprocal ranks, and then claims no exact reasons', async () => {
      const { model, weights } = await planted([first, second], 0.6, { fusion: 'rank' })
      expect(model.terms).toBeUndefined()
      expect(model.additive).toBeUndefined()
      const [x, y] = [
        await scoresOf(await first.fit(data, {}, ctx), [historyFromItems([9])]),
        await scoresOf(await second.fit(data, {}, ctx), [historyFromItems([9])]),
      ]
      const rank = (scores: Float32Array, item: number): number => scores.filter((score) => score > scores[item]!).length + 1
      const fused = await scoresOf(model, [historyFromItems([9])])
      for (const item of [0, 50, 299]) expect(fused[item]).toBeCloseTo(weights[0]! / (60 + rank(x, item)) + weights[1]! / (60 + rank(y, item)), 7)
    })
  })

  it('is the weighted sum of its parts', async () => {
    const model = await fit({ list: ['ease', 'content'] })
    const data = describedShop()
    const history = historyFromItems([0, 3, 3, 1])
    const scores = await scoresOf(model, [history])
    const parts = await Promise.all(
      ['ease', 'content'].map(async (name) => scoresOf(await algorithm(name).fit(data, parseParams(algorithm(name).params, {}, name), ctx), [history])),
    )
    // Two unknown coefficients, fixed by two items, hold for all the others.
    const [i, j] = [2, 4]
    const det = parts[0]![i]! * parts[1]![j]! - parts[1]![i]! * parts[0]![j]!
    const x = (scores[i]! * parts[1]![j]! - parts[1]![i]! * scores[j]!) / det
    const y = (parts[0]![i]! * scores[j]! - scores[i]! * parts[0]![j]!) / det
    for (let item = 0; item < 14; item++) expect(scores[item]).toBeCloseTo(x * parts[0]![item]! + y * parts[1]![item]!, 5)
  })

  it('scores two at the same time as one after the other', async () => {
    const model = await fit({ list: ['ease', 'content', 'popular'] })
    const histories = [historyFromItems([0, 3]), historyFromItems([5]), historyFromItems([2, 4, 1])]
    const alone: Float32Array[] = []
    for (const history of histories) alone.push(await scoresOf(model, [history]))
    expect(await Promise.all(histories.map((history) => scoresOf(model, [history])))).toEqual(alone)
    expect(await Promise.all([1, 1, 0].map((at) => scoresOf(model, [histories[at]!])))).toEqual([alone[1], alone[1], alone[0]])
  })

  it('says how much each entry counts only where its parts agree', async () => {
    const agreeing = await fit({ list: ['linear-next', 'content', 'popular'] })
    const history = historyFromItems([4, 0, 2])
    expect([...agreeing.entryWeights!(history)].map((weight) => Number(weight.toFixed(4)))).toEqual([0.36, 0.6, 1])
    const moved = agreeing.entryWeights!(withoutEntries(history, [2]))
    for (const item of [1, 3, 5]) {
      const before = agreeing.terms!(history, item).amounts
      const after = agreeing.terms!(withoutEntries(history, [2]), item).amounts
      expect(after[1]! / moved[1]!).toBeCloseTo(before[1]! / 0.6, 6)
    }
    const planted = { list: ['ease', 'content'], settings: { ease: {}, content: { decay: 0.9 } } }
    const apart = await fit(planted)
    if (apart.parts.every((part) => part.weight > 0)) expect(apart.entryWeights).toBeUndefined()
  })

  it('reaches a product that came after training, and one nobody ever touched', async () => {
    const model = await fit({ list: ['ease', 'content', 'popular'] })
    const data = describedShop()
    const like = { ...data.products[0]!, id: 'late' }
    const grown = model.admit!([like]) as BlendModel
    const n = model.items.length
    expect(grown.items.names()).toEqual([...model.items.names(), 'late'])
    const [before, after] = [await scoresOf(model, [historyFromItems([0])]), await scoresOf(grown, [historyFromItems([0])])]
    expect(after.subarray(0, n)).toEqual(before)
    expect(after[n]).toBeGreaterThan(0)
    expect(grown.terms!(historyFromItems([0]), n).score).toBeCloseTo(after[n]!, 6)
    expect(grown.links(0, n).length).toBeGreaterThan(0)
    const untouched = data.items.length - 1
    expect((await scoresOf(model, [historyFromItems([untouched])]))[untouched]).toBeGreaterThan(0)
    // A new item in the history: the parts that do not know it hear the others, at their own places.
    for (const history of [historyFromItems([n, 0]), historyFromItems([0, n])]) {
      const scores = await scoresOf(grown, [history])
      for (let item = 0; item <= n; item++) {
        const terms = grown.terms!(history, item)
        expect(terms.amounts.reduce((sum, amount) => sum + amount, terms.base) + terms.others.reduce((sum, other) => sum + other.amount, 0)).toBeCloseTo(
          scores[item]!,
          5,
        )
      }
    }
    const silent = model.admit!([{ id: 'silent' }])
    const heard = await scoresOf(silent, [historyFromItems([n]), emptyHistory])
    expect(heard.subarray(0, n + 1)).toEqual(heard.subarray(n + 1, 2 * (n + 1)))
    const out = new Float32Array(n + 1)
    grown.search!(like.title!, out)
    expect(out[n]).toBeGreaterThan(0)
    expect(await scoresOf(await loadModel(grown.save()), [historyFromItems([n])])).toEqual(await scoresOf(grown, [historyFromItems([n])]))
  })

  it('tells units that make up the scores of what was bought, of what nobody touched and of what came later', async () => {
    const fitted = await fit({ list: ['linear-next', 'content', 'popular'] })
    const model = fitted.admit!([{ ...describedShop().products[0]!, id: 'late' }])
    const n = model.items.length
    const base = await scoresOf(model, [emptyHistory])
    for (const entry of [0, 3, n - 2, n - 1]) {
      const scores = await scoresOf(model, [historyFromItems([entry])])
      const { values } = model.unit!(entry, new Float64Array(n).fill(9), 2)
      for (let item = 0; item < n; item++) expect(base[item]! + values[item]! / 2, `${entry} ${item}`).toBeCloseTo(scores[item]!, 6)
    }
  })

  it('cites what ties items together by its parts of weight', async () => {
    const model = await fit({ list: ['ease', 'content', 'popular'] })
    const kinds = new Set<string>()
    for (let from = 0; from < 14; from++) for (let to = 0; to < 14; to++) for (const link of model.links(from, to)) kinds.add(link.kind)
    expect([...kinds]).toEqual(expect.arrayContaining(['bought-together']))
    const only = await fit({ list: ['popular', 'ease'] })
    expect(only.admit).toBeUndefined()
    expect(only.search).toBeUndefined()
  })

  it('loses exactly the amount of an entry that is taken away, when all parts are additive', async () => {
    const model = await fit({ list: ['rules', 'content', 'popular'], settings: { content: { decay: 1 } } })
    expect(model.additive).toBe(true)
    for (const history of randomHistories(model.items.length, 10)) {
      if (history.items.length === 0) continue
      const less: History = withoutEntries(history, [0])
      const [whole, rest] = [await scoresOf(model, [history]), await scoresOf(model, [less])]
      for (let item = 0; item < model.items.length; item++) expect(whole[item]! - rest[item]!).toBeCloseTo(model.terms!(history, item).amounts[0]!, 5)
    }
  })

  it('fits a shop without any events', async () => {
    const shop = describedShop()
    const empty = {
      ...interactionsFromSequences(
        [],
        shop.products.map((product) => product!),
      ),
    }
    const model = await fit({}, empty)
    expect(model.parts.map((part) => part.name)).toEqual(['content', 'popular'])
    await expect(fit({ list: ['linear-next'] }, empty)).rejects.toMatchObject({ code: 'data.empty' })
    const scores = await scoresOf(model, [historyFromItems([0]), emptyHistory])
    expect(scores.every(Number.isFinite)).toBe(true)
    expect(Math.max(...scores.subarray(1, model.items.length))).toBeGreaterThan(0)
  })

  it('refuses lists and settings that make no sense', async () => {
    await expect(fit({ list: [] })).rejects.toMatchObject({ code: 'params.invalid' })
    await expect(fit({ list: ['blend'] })).rejects.toMatchObject({ code: 'params.invalid' })
    await expect(fit({ list: ['ease', 'ease'] })).rejects.toMatchObject({ code: 'params.invalid' })
    await expect(fit({ list: ['oracle'] })).rejects.toMatchObject({ code: 'algorithm.unknown' })
    await expect(fit({ list: ['ease'], settings: { content: {} } })).rejects.toThrow(/"content"/)
    await expect(fit({ list: ['ease'], settings: { ease: { l3: 1 } } })).rejects.toMatchObject({ code: 'params.unknown' })
    await expect(fit({ settings: [] })).rejects.toMatchObject({ code: 'params.invalid' })
  })
})
