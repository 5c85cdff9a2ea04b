import { describe, expect, it } from 'vitest'
import { type History, historyFromItems } from '../../src/data/interactions.ts'
import { type Attribution, attributionOf, margin, random } from '../../src/explain/attributions.ts'
import { type FaithfulnessCard, faithfulness } from '../../src/explain/faithfulness.ts'
import { leaveOneOut } from '../../src/explain/leave-one-out.ts'
import { perturb } from '../../src/explain/perturb.ts'
import { terms } from '../../src/explain/terms.ts'
import { Random } from '../../src/math/random.ts'
import { lopsidedUnits, randomHistory, type SmallModel, smallModel } from './small-models.ts'

const items = 60

function shopOf(spec: Partial<SmallModel>): { units: Float64Array; model: ReturnType<typeof smallModel>; histories: History[] } {
  const draw = new Random('faithfulness')
  const units = Float64Array.from(lopsidedUnits(draw, items), (unit) => Math.max(0, unit))
  return { units, model: smallModel({ items, units, ...spec }), histories: Array.from({ length: 60 }, () => randomHistory(draw, items, 3 + draw.int(6))) }
}

describe('perturb', () => {
  // Three entries that give item 3 the amounts 4, 2 and 1; all candidates stand at 10 already, the rivals 3.5 and 0.5 above it.
  const units = new Float64Array(36)
  units.set([0, 0, 0, 4, 0, 0], 0)
  units.set([0, 0, 0, 2, 0, 0], 6)
  units.set([0, 0, 0, 1, 0, 0], 12)
  const model = smallModel({ items: 6, units, base: Float64Array.from([0, 0, 0, 10, 13.5, 10.5]) })
  const history = historyFromItems([0, 1, 2])
  const ctx = { k: 1, candidates: Uint8Array.from([0, 0, 0, 1, 1, 1]), seed: 1 }

  it('measures what a hand can count', async () => {
    const figures = await perturb(model, history, 3, Float64Array.from([4, 2, 1]), ctx)
    expect(figures.get('del@1')).toBeCloseTo(3 / 7, 6)
    expect(figures.get('ins@1')).toBeCloseTo(4 / 7, 6)
    expect(figures.get('del@3')).toBeCloseTo(0, 6)
    expect(figures.get('pos@1,1')).toBe(0) // 13 < 13.5
    expect(figures.get('pos@5,1')).toBe(1)
    expect(figures.get('cdcg@1')).toBeCloseTo(1 / Math.log2(3), 6)
    expect(figures.get('cdcg@3')).toBeCloseTo(1 / Math.log2(4), 6)
    expect(figures.get('cf@5')).toBe(1)
    // 0, 10 … 100 % of three reasons: 0 0 1 1 1 2 2 2 2 3 3 of them.
    expect(figures.get('del-p')).toBeCloseTo((2 * 7 + 3 * 3 + 4 * 1 + 0) / 7 / 11, 6)
    expect(figures.get('ins-p')).toBeCloseTo((2 * 0 + 3 * 4 + 4 * 6 + 2 * 7) / 7 / 11, 6)
  })

  it('never removes what has no positive amount', async () => {
    const figures = await perturb(model, history, 3, Float64Array.from([-1, 0, -2]), ctx)
    expect(figures.get('del-p')).toBe(1)
    expect(figures.get('cf@5')).toBe(0)
  })
})

describe('the faithfulness card', () => {
  const inverse: Attribution = {
    ...random,
    name: 'inverse',
    amounts: async (...of) => (await attributionOf(terms).amounts(...of)).map((amount) => -amount + 100),
  }

  it.each([
    ['additive', {}],
    ['step decay', { decay: 0.6 }],
    ['bent', { bent: true }],
  ] as const)('of a model that is %s: proofs valid, minima true, order better than chance', async (_, spec) => {
    const { model, histories } = shopOf(spec)
    const honest = 'bent' in spec ? attributionOf(leaveOneOut) : attributionOf(terms)
    const card = await faithfulness(model, histories, { k: 5, methods: [honest, margin, random] })
    expect(card.counterfactual.validity).toBe(1)
    expect(card.counterfactual.gap).toBe(0)
    expect(card.counterfactual.gapChecked).toBeGreaterThan(100)
    expect(card.counterfactual.minimal).toBe(1)
    const of = (name: string) => card.methods.find((method) => method.name === name)!.metrics
    const [first] = card.methods
    // At k = 5 a list of 60 items, so the rates at 20 say little: compare what removal does to the score.
    expect(first!.metrics['del-p']!.value).toBeLessThan(of('random')['del-p']!.value)
    expect(first!.metrics['ins-p']!.value).toBeGreaterThan(of('random')['ins-p']!.value)
    expect(of('margin')['cf@5']!.value).toBeLessThanOrEqual(card.counterfactual['cf@5'].value)
    expect(first!.metrics.stability!.value).toBe(1)
    expect(of('random').stability!.value).toBeLessThan(1)
    if (!('bent' in spec)) {
      expect(card.completeness).toBeGreaterThan(0)
      expect(card.completeness).toBeLessThanOrEqual(1e-6)
    }
    for (const { low, value, high } of Object.values(first!.metrics)) expect(low <= value && value <= high).toBe(true)
  })

  it('tells an order that lies from one that does not, with an interval that leaves out 0', async () => {
    const { model, histories } = shopOf({})
    const card = await faithfulness(model, histories, { k: 5, methods: [attributionOf(terms), inverse] })
    const { difference } = card.methods[1]!
    expect(difference['del-p']!.low).toBeGreaterThan(0)
    expect(difference['ins-p']!.high).toBeLessThan(0)
  })

  it('sees whether the amounts come from the weights', async () => {
    const { units, model, histories } = shopOf({})
    const shuffled = smallModel({ items, units: new Random('shuffle').shuffle(units.slice()) })
    const blind: Attribution = { ...random, name: 'blind', amounts: async (_, history) => Float64Array.from(history.items, (item) => item) }
    const card = await faithfulness(model, histories, { k: 5, methods: [attributionOf(terms), blind], shuffled })
    expect(card.methods[0]!.metrics.sanity!.value).toBeLessThan(0.6)
    expect(card.methods[1]!.metrics.sanity!.value).toBe(1)
  })

  it('is the same for the same seed, but for the milliseconds', async () => {
    const { model, histories } = shopOf({ decay: 0.6 })
    const timeless = ({ methods, counterfactual, ...rest }: FaithfulnessCard) =>
      JSON.stringify([rest, methods.map(({ cost: _, ...method }) => method), { ...counterfactual, cost: undefined }])
    const once = await faithfulness(model, histories.slice(0, 10), { k: 5, seed: 3 })
    const again = await faithfulness(model, histories.slice(0, 10), { k: 5, seed: 3 })
    expect(timeless(again)).toBe(timeless(once))
  })
})
