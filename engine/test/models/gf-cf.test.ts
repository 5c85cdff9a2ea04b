import { describe, expect, it } from 'vitest'
import { historyFromItems, type Interactions } from '../../src/data/interactions.ts'
import { symmetricEigen } from '../../src/math/eigen.ts'
import { gfCf } from '../../src/models/gf-cf.ts'
import { interactionMatrix } from '../../src/models/matrix.ts'
import { parseParams } from '../../src/models/params.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, lopsidedShop, randomHistories, scoresOf } from './shop.ts'

const fit = (data: Interactions, input: object) => gfCf.fit(data, parseParams(gfCf.params, input, 'gf-cf'), ctx)

/** The lopsided shop with unlike weights. */
function weightedShop(): Interactions {
  const data = lopsidedShop(80, 20, 5)
  return { ...data, weights: data.weights.map((_, at) => (at % 3 === 0 ? 0.3 : 1)) }
}

/** R̃ dense [people × items] and the degrees of the items, by the definition. */
function normalised(data: Interactions, person = 0.5, item = 0.5) {
  const x = interactionMatrix(data)
  const cell = new Float64Array(x.rows * x.cols)
  for (let u = 0; u < x.rows; u++) for (let at = x.ptr[u]!; at < x.ptr[u + 1]!; at++) cell[u * x.cols + x.idx[at]!] = x.val[at]!
  const people = Array.from({ length: x.rows }, (_, u) => cell.subarray(u * x.cols, (u + 1) * x.cols).reduce((a, b) => a + b, 0))
  const degrees = Array.from({ length: x.cols }, (_, i) => people.reduce((sum, _total, u) => sum + cell[u * x.cols + i]!, 0))
  const normal = cell.map((value, at) => (value > 0 ? value / (people[Math.floor(at / x.cols)]! ** person * degrees[at % x.cols]! ** item) : 0))
  return { normal, degrees, people: x.rows, items: x.cols }
}

describe('gf-cf', () => {
  keepsItsPromises(gfCf, { factors: 4 })
  describe('with decay', () => keepsItsPromises(gfCf, { factors: 4, decay: 0.6, neighbours: 5 }))

  it.each([
    [0.5, 0.5],
    [0.3, 0.4],
  ])('is r·(R̃ᵀR̃ + lowPass·σ₁²·D^−½·V·Vᵀ·D^½), cell by cell, with powers %f and %f', async (personPower, itemPower) => {
    const data = weightedShop()
    const { normal, degrees, people, items } = normalised(data, personPower, itemPower)
    const gram = new Float64Array(items * items)
    for (let u = 0; u < people; u++)
      for (let i = 0; i < items; i++) for (let j = 0; j < items; j++) gram[i * items + j]! += normal[u * items + i]! * normal[u * items + j]!
    const { values, vectors } = symmetricEigen(gram.slice(), items)
    const top = [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, 3)
    const lowPass = 0.7
    const strength = lowPass * values[top[0]!]!
    const filter = gram.map((value, at) => {
      const [i, j] = [Math.floor(at / items), at % items]
      if (degrees[i] === 0) return value
      return value + strength * Math.sqrt(degrees[j]! / degrees[i]!) * top.reduce((sum, v) => sum + vectors[v * items + i]! * vectors[v * items + j]!, 0)
    })
    const model = await fit(data, { factors: 3, lowPass, personPower, itemPower })
    const histories = randomHistories(items, 30)
    const scores = await scoresOf(model, histories)
    let largest = 0
    histories.forEach((history, row) => {
      for (let j = 0; j < items; j++) {
        const expected = history.items.reduce((sum, i, e) => sum + history.weights[e]! * filter[i * items + j]!, 0)
        expect(Math.abs(scores[row * items + j]! - expected)).toBeLessThan(1e-5)
        largest = Math.max(largest, expected)
      }
    })
    expect(largest).toBeGreaterThan(1)
  })

  it('lets the smoothest signals through unchanged: √degree through the neighbourhood, degree through the low pass', async () => {
    const data = weightedShop()
    const { degrees, items } = normalised(data)
    const history = historyFromItems(Array.from({ length: items }, (_, i) => i))
    const through = async (power: number, lowPass: number): Promise<Float32Array> =>
      scoresOf(await fit(data, { factors: 2, lowPass }), [{ ...history, weights: Float32Array.from(degrees, (degree) => degree ** power) }])
    const neighbourhood = await through(0.5, 0)
    for (const [i, degree] of degrees.entries()) expect(neighbourhood[i]! - Math.sqrt(degree)).toBeCloseTo(0, 4)
    const both = await through(1, 5)
    const one = await through(1, 0)
    for (const [i, degree] of degrees.entries()) expect((both[i]! - one[i]!) / 5 - degree).toBeCloseTo(0, 4)
  })

  it('keeps the strongest neighbours of every recommended item', async () => {
    const data = weightedShop()
    const whole = await fit(data, { lowPass: 0 })
    const pruned = await fit(data, { lowPass: 0, neighbours: 3 })
    for (let j = 0; j < data.items.length; j++) {
      const column = (model: typeof whole) => Array.from({ length: data.items.length }, (_, i) => model.terms!(historyFromItems([i]), j).score)
      const expected = column(whole)
        .sort((a, b) => b - a)
        .slice(0, 3)
      const kept = column(pruned).sort((a, b) => b - a)
      expect(kept.slice(0, 3)).toEqual(expected)
      expect(Math.max(...kept.slice(3))).toBe(0)
    }
  })

  it('refuses a shop without events', async () => {
    const data = { ...lopsidedShop(), ptr: new Int32Array(61), cols: new Int32Array(0), weights: new Float32Array(0), kinds: new Uint8Array(0) }
    await expect(fit(data, {})).rejects.toMatchObject({ code: 'data.empty' })
  })
})
