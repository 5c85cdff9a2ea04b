import { describe, expect, it } from 'vitest'
import { historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { dnn } from '../../src/models/dnn.ts'
import { encoderStart } from '../../src/models/encoder-start.ts'
import { factorise, ials } from '../../src/models/ials.ts'
import { activeItems } from '../../src/models/matrix.ts'
import type { Algorithm } from '../../src/models/model.ts'
import { multVae } from '../../src/models/mult-vae.ts'
import { parseParams } from '../../src/models/params.ts'
import { ctx, randomHistories, scoresOf } from './shop.ts'

/** Scores of the encoder and decoder alone [histories × items]. */
async function startScores(data: Interactions, histories: readonly number[][], factors: number, sharpness = 8): Promise<Float32Array> {
  const active = activeItems(data)
  const { sources, vectors } = await encoderStart(data, active, { factors, sharpness }, ctx)
  const at = (item: number, k: number): number => active.indexOf(item) * factors + k
  const out = new Float32Array(histories.length * data.items.length)
  histories.forEach((items, row) => {
    for (let k = 0; k < factors; k++) {
      const person = items.reduce((sum, item) => sum + sources[at(item, k)]!, 0) / Math.sqrt(items.length)
      for (const item of active) out[row * data.items.length + item]! += person * vectors[at(item, k)]!
    }
  })
  return out
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [a, b].map((each) => {
    const values = Array.from(each)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return values.map((value) => value - mean)
  }) as [number[], number[]]
  const product = (p: number[], q: number[]): number => p.reduce((sum, value, at) => sum + value * q[at]!, 0)
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y))
}

/** Seven groups of five items and one without events; people, ever fewer from group to group, take some of one group and now and then one of another. */
function groups(): Interactions {
  const random = new Random(5)
  const own = (group: number): string[] => Array.from(random.sample(5, 1 + random.int(4)), (at) => `i${5 * group + at}`)
  const all = Array.from({ length: 7 }, (_, group) =>
    Array.from({ length: 40 - 4 * group }, () => [...own(group), ...(random.next() < 0.2 ? own(random.int(7)) : [])]),
  )
  return interactionsFromSequences(
    all.flat().map((items, person) => [`p${person}`, [...new Set(items)]]),
    [{ id: 'never' }],
  )
}

const data = groups()
const active = [...activeItems(data)]
const histories = randomHistories(data.items.length, 40)
  .map(({ items }) => [...new Set(items)].filter((item) => active.includes(item)))
  .filter((items) => items.length > 0)
const n = data.items.length
const ask = histories.map((items) => historyFromItems(items))

describe('encoderStart', () => {
  it('orders items nearly as the factorisation does, whose people are solved one by one', async () => {
    const params = parseParams(ials.params, { factors: 8, iterations: 8, unobserved: 0.05, l2: 2, itemPower: 0.3 }, 'ials')
    const exact = await scoresOf(await ials.fit(data, params, ctx), ask)
    const near = await startScores(data, histories, 8)
    const own = (scores: Float32Array, row: number): number[] => active.map((item) => scores[row * n + item]!)
    const alike = histories.map((_, row) => correlation(own(exact, row), own(near, row)))
    expect(Math.min(...alike)).toBeGreaterThan(0.9)
  })

  it('divides each axis by what folding in has on its diagonal, for the mean of all people', async () => {
    const { form } = await factorise(data, parseParams(ials.params, { factors: 8, iterations: 8, unobserved: 0.05, l2: 2, itemPower: 0.3 }, 'ials'), ctx)
    const { sources, vectors } = await encoderStart(data, Int32Array.from(active), { factors: 8, sharpness: 4 }, ctx)
    const axes = [...form.spectrum.keys()].sort((a, b) => form.spectrum[b]! - form.spectrum[a]!)
    const people = data.ptr.length - 1
    const mean = data.cols.reduce((sum, item) => sum + form.scale[item]!, 0) / people
    const ratios = axes.flatMap((axis, k) => {
      const y = (item: number): number => form.y[item * 8 + axis]!
      const own = data.cols.reduce((sum, item) => sum + form.scale[item]! * y(item) ** 2, 0) / people
      const all = active.reduce((sum, item) => sum + y(item) ** 2, 0)
      const diagonal = form.unobserved * all + form.l2 * (form.unobserved * active.length + mean) ** form.power + own
      return active.map((item, at) => (sources[at * 8 + k]! * diagonal) / (form.scale[item]! * vectors[at * 8 + k]!))
    })
    for (const ratio of ratios) expect(ratio / ratios[0]!).toBeCloseTo(1, 4)
  })

  it('is balanced between its two sides, and keeps the strongest axes', async () => {
    const few = await encoderStart(data, Int32Array.from(active), { factors: 3, sharpness: 4 }, ctx)
    const all = await encoderStart(data, Int32Array.from(active), { factors: 8, sharpness: 4 }, ctx)
    const counts = active.map((item) => data.cols.filter((each) => each === item).length)
    const energy = (values: Float32Array, factors: number): number[] =>
      Array.from({ length: factors }, (_, k) => counts.reduce((sum, count, at) => sum + count * values[at * factors + k]! ** 2, 0))
    const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0)
    expect(total(energy(few.sources, 3))).toBeCloseTo(total(energy(few.vectors, 3)), 3)
    const spectrum = Array.from({ length: 8 }, (_, k) => active.reduce((sum, _item, at) => sum + all.vectors[at * 8 + k]! ** 2, 0))
    expect(spectrum).toEqual(spectrum.toSorted((a, b) => b - a))
    const scale = few.vectors[0]! / all.vectors[0]!
    active.forEach((_, at) => {
      for (let k = 0; k < 3; k++) expect(few.vectors[at * 3 + k]).toBeCloseTo(scale * all.vectors[at * 8 + k]!, 4)
    })
  })

  const still = { start: 'factors', factors: 8, epochs: 1, learningRate: 1e-5, batch: 16 }
  const cases: readonly [string, Algorithm<never>, object, number][] = [
    ['mult-vae', multVae as Algorithm<never>, { ...still, hidden: 0 }, 0.001],
    ['mult-vae with a hidden layer', multVae as Algorithm<never>, { ...still, hidden: 24 }, 0.02],
    ['mult-vae with a narrow hidden layer', multVae as Algorithm<never>, { ...still, factors: 12, hidden: 8 }, 0.02],
    ['dnn', dnn as unknown as Algorithm<never>, { ...still, decay: 1, hidden: 16 }, 0.001],
  ]
  for (const [name, algorithm, params, most] of cases) {
    it(`is what ${name} begins with`, async () => {
      const model = await algorithm.fit(data, parseParams(algorithm.params, params, algorithm.name) as never, ctx)
      const begun = await scoresOf(model, ask)
      const expected = await startScores(data, histories, 8, algorithm.name === 'dnn' ? 8 : 4)
      const gaps = histories.flatMap((_, row) => active.map((item) => Math.abs(begun[row * n + item]! - expected[row * n + item]!)))
      expect(Math.max(...gaps)).toBeLessThan(most * Math.max(...expected.map(Math.abs)))
    })
  }
})
