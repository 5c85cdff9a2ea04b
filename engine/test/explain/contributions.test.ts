import { expect, it } from 'vitest'
import { emptyHistory, historyFromItems, withoutEntries } from '../../src/data/interactions.ts'
import { contrast } from '../../src/explain/contrast.ts'
import type { ExplainContext, Explanation } from '../../src/explain/explainer.ts'
import { explainerFor, explainers } from '../../src/explain/index.ts'
import { explainList } from '../../src/explain/list.ts'
import { without } from '../../src/explain/without.ts'
import { Random } from '../../src/math/random.ts'
import { candidatesFor, lopsidedUnits, randomHistory, type SmallModel, smallModel } from './small-models.ts'

const specs: Partial<SmallModel>[] = [{}, { decay: 0.6 }, { opaque: true }, { bent: true }]

function setUp(seed: number, spec: Partial<SmallModel>) {
  const random = new Random(`contributions/${seed}`)
  const items = 20
  const model = smallModel({ items, units: lopsidedUnits(random, items), base: Float64Array.from({ length: items }, () => random.normal()), ...spec })
  const history = randomHistory(random, items, random.int(10))
  const ctx: ExplainContext = { k: 5, candidates: candidatesFor(random, history, items), seed: 1 }
  return { random, items, model, history, ctx }
}

function sumOf({ base, residual, reasons }: Explanation): number {
  return reasons.reduce((sum, reason) => sum + reason.amount, base + residual)
}

it('base + Σ amounts + residual = score, for every explainer and every model it supports', async () => {
  for (const spec of specs) {
    for (let seed = 0; seed < 60; seed++) {
      const { random, items, model, history, ctx } = setUp(seed, spec)
      const item = random.int(items)
      const out = new Float32Array(items)
      await model.score([history], out)
      for (const explainer of explainers.values()) {
        if (!explainer.supports(model)) continue
        const explanation = await explainer.explain(model, history, item, ctx)
        expect(explanation.method).toBe(explainer.name)
        expect(Math.abs(sumOf(explanation) - explanation.score)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(explanation.score)))
        expect(explanation.score).toBeCloseTo(out[item], 5)
        const amounts = explanation.reasons.map((reason) => reason.amount)
        expect(amounts).toEqual(amounts.toSorted((a, b) => b - a))
        if (model.terms !== undefined && explainer.name === 'terms') expect(Math.abs(explanation.residual)).toBeLessThanOrEqual(1e-9)
      }
    }
  }
})

it('leave-one-out amounts are the measured falls, and equal the terms of an additive model', async () => {
  for (let seed = 0; seed < 40; seed++) {
    const { items, model, history, ctx } = setUp(seed, seed % 2 === 0 ? {} : { bent: true })
    const out = new Float32Array(items)
    const empty = new Float32Array(items)
    await model.score([history], out)
    await model.score([emptyHistory], empty)
    const explanation = await explainerFor(model, 'leave-one-out').explain(model, history, 3, ctx)
    expect(explanation.base).toBe(empty[3])
    const reduced = new Float32Array(items)
    for (let ref = 0; ref < history.items.length; ref++) {
      await model.score([withoutEntries(history, [ref])], reduced)
      const amount = explanation.reasons.find((reason) => reason.ref === ref)?.amount ?? 0
      expect(amount).toBe(out[3] - reduced[3])
      if (model.terms) expect(amount).toBeCloseTo(model.terms(history, 3).amounts[ref], 4)
    }
    if (model.additive) expect(Math.abs(explanation.residual)).toBeLessThan(1e-4)
  }
})

it('an entry without which the item has no score at all gets the whole of it', async () => {
  const model = smallModel({ items: 3, units: new Float64Array(9) })
  const indispensable: typeof model = {
    ...model,
    score: async (histories, out) => {
      histories.forEach((history, row) => {
        out.fill(0, row * 3, row * 3 + 3)
        out[row * 3 + 2] = history.items.includes(0) ? 4 : Number.NEGATIVE_INFINITY
      })
    },
  }
  const ctx: ExplainContext = { k: 1, candidates: new Uint8Array(3).fill(1), seed: 1 }
  const explanation = await explainerFor(indispensable, 'leave-one-out').explain(indispensable, historyFromItems([0, 1]), 2, ctx)
  expect(explanation.reasons).toEqual([{ kind: 'history', ref: 0, amount: 4 }])
  expect(explanation.residual).toBe(0)
})

it('refuses terms that do not add up, unknown explainers, and items that are never recommended', async () => {
  const { model, history, ctx } = setUp(4, {})
  const wrong: typeof model = { ...model, terms: (past, item) => ({ ...model.terms!(past, item), score: model.terms!(past, item).score + 1e-3 }) }
  await expect(explainerFor(wrong).explain(wrong, history, 1, ctx)).rejects.toMatchObject({ code: 'internal' })
  expect(() => explainerFor(model, 'crystal-ball')).toThrow(expect.objectContaining({ code: 'explainer.unsupported' }))
  const opaque = setUp(4, { opaque: true })
  expect(explainerFor(opaque.model).name).toBe('leave-one-out')
  expect(explainerFor(model).name).toBe('terms')
  expect(() => explainerFor(opaque.model, 'terms')).toThrow(expect.objectContaining({ code: 'explainer.unsupported' }))
  for (const hides of [true, false]) {
    const never = smallModel({ items: 2, units: new Float64Array(4), base: Float64Array.from([0, Number.NEGATIVE_INFINITY]), opaque: hides })
    const all: ExplainContext = { k: 1, candidates: new Uint8Array(2).fill(1), seed: 1 }
    await expect(explainerFor(never).explain(never, historyFromItems([0]), 1, all)).rejects.toMatchObject({ code: 'explainer.unsupported' })
  }
})

it('a list is explained as its items are one by one, for less', async () => {
  for (const spec of specs) {
    const { model, history, ctx } = setUp(7, spec)
    const items = [...ctx.candidates.keys()].filter((item) => ctx.candidates[item] === 1).slice(0, 6)
    model.scored = 0
    const together = await explainList(model, history, items, ctx)
    const shared = model.scored
    model.scored = 0
    for (const [i, item] of items.entries()) expect((await explainList(model, history, [item], ctx))[0]).toEqual(together[i])
    expect(shared).toBeLessThan(model.scored)
  }
})

it('a contrast is the difference of two explanations, and its margin that of the scores', async () => {
  for (const spec of specs) {
    const { model, history, ctx } = setUp(9, spec)
    const found = await contrast(model, history, 2, 11, ctx)
    const out = new Float32Array(20)
    await model.score([history], out)
    expect(found.margin).toBeCloseTo(out[2] - out[11], 4)
    expect(found.reasons.reduce((sum, reason) => sum + reason.amount, found.base + found.residual)).toBeCloseTo(found.margin, 10)
    const back = await contrast(model, history, 11, 2, ctx)
    expect(back.margin).toBeCloseTo(-found.margin, 12)
    for (const reason of found.reasons) expect(back.reasons.find(({ ref }) => ref === reason.ref)?.amount).toBeCloseTo(-reason.amount, 12)
  }
})

it('a list without entries is the list of the reduced history over the same candidates', async () => {
  const units = Float64Array.from([0, 9, 2, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0])
  const model = smallModel({ items: 4, units })
  const ctx: ExplainContext = { k: 1, candidates: Uint8Array.from([0, 0, 1, 1]), seed: 1 }
  const found = await without(model, historyFromItems([0, 1]), [0, 0, 7], ctx)
  expect(found.without).toEqual([0])
  expect([...found.before]).toEqual([3])
  expect([...found.after]).toEqual([3])
  const other = await without(model, historyFromItems([0, 1]), [1], ctx)
  expect([...other.after]).toEqual([2])
  expect(other).toMatchObject({ gone: [3], come: [2] })
})
