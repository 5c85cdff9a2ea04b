import { expect, it } from 'vitest'
import { type History, historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { CandorError } from '../../src/errors.ts'
import { packModel } from '../../src/models/buffer.ts'
import { loadModel } from '../../src/models/index.ts'
import type { Algorithm } from '../../src/models/model.ts'
import { parseParams } from '../../src/models/params.ts'
import { ctx, lopsidedShop, randomHistories, scoresOf } from './shop.ts'

/** What every algorithm promises, on a lopsided shop (or another, made of people, items and a seed). */
export function keepsCommonPromises<P extends object>(algorithm: Algorithm<P>, input: object = {}, shop: typeof lopsidedShop = lopsidedShop): void {
  const params = parseParams(algorithm.params, input, algorithm.name)
  const data = shop()
  const histories = historiesOf(data)

  it('scores every history with finite numbers, the empty one and those of unseen items too', async () => {
    const model = await algorithm.fit(data, params, ctx)
    const scores = await scoresOf(model, histories)
    expect(scores.every(Number.isFinite)).toBe(true)
    expect(scores.some((score) => score > 0)).toBe(true)
    const used = new Float32Array(scores.length).fill(9)
    await model.score(histories, used)
    expect(used).toEqual(scores)
  })

  it('makes up every score, of reduced histories too, of the units it tells', async () => {
    const model = await algorithm.fit(data, params, ctx)
    if (model.unit === undefined) return
    const n = model.items.length
    const [empty] = [await scoresOf(model, [historyFromItems([])])]
    const scores = await scoresOf(model, histories)
    histories.forEach((history, row) => {
      const sums = Float64Array.from(empty)
      const weights = model.entryWeights!(history)
      history.items.forEach((entry, e) => {
        const { items, values } = model.unit!(entry, new Float64Array(n).fill(9))
        values.forEach((value, at) => {
          sums[items === undefined ? at : items[at]!] += weights[e] * value
        })
        const scaled = model.unit!(entry, new Float64Array(n).fill(9), 0.3)
        expect(scaled.items).toEqual(items)
        scaled.values.forEach((value, at) => void expect(value).toBeCloseTo(0.3 * values[at]!, 12))
      })
      for (let item = 0; item < n; item++)
        expect(Math.abs(sums[item] - scores[row * n + item])).toBeLessThan(1e-6 * Math.max(1e-3, Math.abs(scores[row * n + item])))
    })
  })

  it('saves and loads to the same scores, terms and links', async () => {
    const model = await algorithm.fit(data, params, ctx)
    const loaded = await loadModel(model.save())
    expect(loaded.name).toBe(algorithm.name)
    expect(loaded.additive).toBe(model.additive)
    expect(loaded.items.names()).toEqual(model.items.names())
    expect(await scoresOf(loaded, histories)).toEqual(await scoresOf(model, histories))
    expect(loaded.terms?.(histories[3]!, 2)).toEqual(model.terms?.(histories[3]!, 2))
    expect(loaded.links?.(0, 1)).toEqual(model.links?.(0, 1))
    expect(loaded.save()).toEqual(model.save())
  })

  it('gives the same bytes for the same seed', async () => {
    const first = (await algorithm.fit(data, params, ctx)).save()
    const second = (await algorithm.fit(shop(), params, { seed: 7 })).save()
    expect(second).toEqual(first)
  })

  it('learns from the data it is given', async () => {
    const other = await algorithm.fit(shop(60, 14, 4), params, ctx)
    expect(await scoresOf(other, histories)).not.toEqual(await scoresOf(await algorithm.fit(data, params, ctx), histories))
  })

  it('fits a shop with one person and one item', async () => {
    const model = await algorithm.fit(interactionsFromSequences([['p', ['a']]]), params, ctx)
    expect((await scoresOf(model, [historyFromItems([0]), historyFromItems([])])).every(Number.isFinite)).toBe(true)
  })

  it('refuses damaged and future buffers by name', async () => {
    const bytes = (await algorithm.fit(data, params, ctx)).save()
    const codeOf = async (broken: Uint8Array): Promise<string> => {
      const error = await algorithm.load(broken).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      return error instanceof CandorError ? `${error.code}${error.message.includes(algorithm.name) ? '' : ' (unnamed)'}` : String(error)
    }
    const flipped = bytes.slice()
    flipped[flipped.length - 9]! ^= 1
    expect(await codeOf(flipped)).toBe('model.corrupt')
    expect(await codeOf(bytes.subarray(0, bytes.length - 8))).toBe('model.corrupt')
    expect(await codeOf(packModel(algorithm.name, 999, {}, {}))).toBe('model.version')
    // A whole file of its own version that holds nothing.
    const told: unknown = await algorithm.load(packModel(algorithm.name, 999, {}, {})).catch((error: Error) => error.message)
    const version = Number(/version (\d+) was expected/.exec(String(told))![1])
    expect(await codeOf(packModel(algorithm.name, version, {}, {}))).toBe('model.corrupt')
    expect(await codeOf(packModel('somebody-else', 1, {}, {}))).toBe('model.corrupt')
  })

  it('stops when it is cancelled', async () => {
    const signal = AbortSignal.abort()
    await expect(algorithm.fit(data, params, { seed: 7, signal })).rejects.toMatchObject({ code: 'cancelled' })
  })
}

/** What every algorithm with exact terms promises: the above, and that its terms are the score. */
export function keepsItsPromises<P extends object>(algorithm: Algorithm<P>, input: object = {}, shop: typeof lopsidedShop = lopsidedShop): void {
  keepsCommonPromises(algorithm, input, shop)
  const params = parseParams(algorithm.params, input, algorithm.name)
  const data = shop()
  const histories = historiesOf(data)

  it('takes every score apart exactly', async () => {
    const model = await algorithm.fit(data, params, ctx)
    const n = model.items.length
    const scores = await scoresOf(model, histories)
    histories.forEach((history, row) => {
      for (let item = 0; item < n; item++) {
        const terms = model.terms!(history, item)
        const sum = terms.base + terms.amounts.reduce((a, b) => a + b, 0) + terms.others.reduce((a, other) => a + other.amount, 0)
        const size = Math.max(1e-6, Math.abs(terms.base), ...terms.amounts.map(Math.abs), ...terms.others.map((other) => Math.abs(other.amount)))
        expect(terms.amounts.length).toBe(history.items.length)
        expect(Math.abs(sum - terms.score) / size).toBeLessThan(1e-9)
        expect(Math.abs(sum - scores[row * n + item]) / size).toBeLessThan(1e-6)
      }
    })
  })

  it('says additive only where taking an entry away changes nothing else', async () => {
    const model = await algorithm.fit(data, params, ctx)
    const n = model.items.length
    const long = historyFromItems([0, 3, 1, 4, 2])
    const short = historyFromItems([0, 3, 1, 4])
    const scores = await scoresOf(model, [long, short])
    let gap = 0
    for (let item = 0; item < n; item++) gap = Math.max(gap, Math.abs(scores[item] - model.terms!(long, item).amounts[4] - scores[n + item]))
    if (model.additive) expect(gap).toBeLessThan(1e-6)
    else expect(gap).toBeGreaterThan(1e-6)
  })
}

/** Histories of all kinds, the empty one and those of unseen items among them. */
function historiesOf(data: Interactions): History[] {
  return [...randomHistories(data.items.length, 40), historyFromItems([]), historyFromItems([14]), historyFromItems([15, 15])]
}
