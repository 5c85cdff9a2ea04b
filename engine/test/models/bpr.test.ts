import { describe, expect, it } from 'vitest'
import { historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { fromTriplets } from '../../src/math/csr.ts'
import { Random } from '../../src/math/random.ts'
import { bpr, historyMap, rankedFactors } from '../../src/models/bpr.ts'
import { drawFactors, planBpr, sliceOf, trainBpr } from '../../src/models/bpr-train.ts'
import { interactionMatrix } from '../../src/models/matrix.ts'
import { parseParams } from '../../src/models/params.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, lopsidedShop, scoresOf } from './shop.ts'

const settings = { factors: 8, epochs: 1, learningRate: 0.05, l2: 0.2, candidates: 1, popularNegatives: 0, seed: 3, threads: 1 }
const wanted = { factors: 8, epochs: 5, learningRate: 0.1, l2: 0.01, candidates: 2, popularNegatives: 0.3, popularityPower: 0, decay: 1, tail: 0 }
const dotOf = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number, d: number): number => {
  let sum = 0
  for (let k = 0; k < d; k++) sum += a[i * d + k]! * b[j * d + k]!
  return sum
}

/** One person and only one pair to compare: every step is known. */
function onePair(epochs: number) {
  const x = fromTriplets(1, 2, [0], [1], [0.4])
  const plan = planBpr(x, { ...settings, epochs })
  drawFactors(plan)
  const view = (place: number, rows: number): Float32Array => new Float32Array(plan.memory.buffer, place, rows * 8)
  return { plan, x: view(plan.x, 1), y: view(plan.y, 2) }
}

describe('bpr', () => {
  keepsItsPromises(bpr, { factors: 8, epochs: 5 })
  describe('with decay and candidates', () => keepsItsPromises(bpr, { factors: 16, epochs: 3, candidates: 4, decay: 0.6 }))

  it('takes the step of its gradient, each row by its own gradients so far', () => {
    const { plan, x, y } = onePair(1)
    const [before, items] = [Float64Array.from(x), Float64Array.from(y)]
    let right = -1
    trainBpr(plan, 0, (_, count) => {
      right = count
    })
    const margin = dotOf(before, 0, items, 1, 8) - dotOf(before, 0, items, 0, 8)
    expect(right).toBe(margin > 0 ? 1 : 0)
    const slope = 0.4 / (1 + Math.exp(margin))
    const gap = Float64Array.from({ length: 8 }, (_, k) => items[8 + k]! - items[k]!)
    const step = (gradient: Float64Array): number =>
      settings.learningRate / Math.sqrt(gradient.reduce((sum, value) => sum + (slope * value) ** 2, 0) / 8 + 1e-8)
    for (let k = 0; k < 8; k++) {
      expect(x[k]! - (before[k]! + step(gap) * (slope * gap[k]! - settings.l2 * before[k]!))).toBeCloseTo(0, 6)
      expect(y[8 + k]! - (items[8 + k]! + step(before) * (slope * before[k]! - settings.l2 * items[8 + k]!))).toBeCloseTo(0, 6)
      expect(y[k]! - (items[k]! + step(before) * (-slope * before[k]! - settings.l2 * items[k]!))).toBeCloseTo(0, 6)
    }
  })

  it('rests where the pull of the pair and the penalty are one', () => {
    const { plan, x, y } = onePair(20_000)
    trainBpr(plan, 0, () => {})
    const slope = 0.4 / (1 + Math.exp(dotOf(x, 0, y, 1, 8) - dotOf(x, 0, y, 0, 8)))
    expect(Math.hypot(...x)).toBeLessThan(1)
    for (let k = 0; k < 8; k++) {
      expect(Math.abs(slope * (y[8 + k]! - y[k]!) - settings.l2 * x[k]!)).toBeLessThan(1e-3)
      expect(Math.abs(slope * x[k]! - settings.l2 * y[8 + k]!)).toBeLessThan(1e-3)
    }
  })

  it('takes every event once an epoch, and never for a negative what the person has', () => {
    // Each person has three of six items in a ring: only the other three can fall.
    const n = 6
    const rows: number[] = []
    const cols: number[] = []
    for (let u = 0; u < n; u++) {
      for (let i = 0; i < n; i++) {
        if ((i - u + n) % n >= 3) continue
        rows.push(u)
        cols.push(i)
      }
    }
    const plan = planBpr(fromTriplets(n, n, rows, cols), { ...settings, l2: 0, epochs: 200 })
    drawFactors(plan)
    let last = 0
    trainBpr(plan, 0, (_, right) => {
      last = right
    })
    expect(last).toBe(n * 3)
    const [x, y] = [plan.x, plan.y].map((place) => new Float32Array(plan.memory.buffer, place, n * 8)) as [Float32Array, Float32Array]
    for (let u = 0; u < n; u++) {
      for (let own = 0; own < 3; own++) {
        for (let other = 3; other < n; other++) expect(dotOf(x, u, y, (u + own) % n, 8)).toBeGreaterThan(dotOf(x, u, y, (u + other) % n, 8))
      }
    }
    const order = [...new Int32Array(plan.memory.buffer, plan.samples, rows.length)].sort((a, b) => a - b)
    expect(order).toEqual(rows.map((_, entry) => entry))
  })

  it('chooses the best scored of its candidates', async () => {
    const shares = await Promise.all(
      [1, 8].map(async (candidates) => {
        let share = 0
        const progress = ({ figures }: { figures?: Readonly<Record<string, number>> }): void => {
          share = figures?.right ?? 0
        }
        await rankedFactors(lopsidedShop(200, 60), { ...wanted, candidates, popularNegatives: 0 }, { seed: 7, progress }, 0)
        return share
      }),
    )
    expect(shares[1]!).toBeLessThan(shares[0]! - 0.1)
  })

  it('maps histories to the people of training as well as a linear map can', async () => {
    const data = lopsidedShop(47, 60)
    const x = interactionMatrix(data)
    const { people, form } = await rankedFactors(data, wanted, ctx, 0)
    const map = historyMap(x, people, form.targets, 8)
    const errorOf = (m: Float64Array): number => {
      let error = 0
      let trace = 0
      for (let u = 0; u < x.rows; u++) {
        const h = new Float64Array(8)
        const size = x.ptr[u + 1]! - x.ptr[u]!
        for (let at = x.ptr[u]!; at < x.ptr[u + 1]!; at++)
          for (let k = 0; k < 8; k++) h[k]! += (x.val[at]! * form.targets[x.idx[at]! * 8 + k]!) / Math.sqrt(size)
        for (let l = 0; l < 8; l++) {
          let own = people[u * 8 + l]!
          for (let k = 0; k < 8; k++) own -= h[k]! * m[k * 8 + l]!
          error += own ** 2
          trace += h[l]! ** 2
        }
      }
      return error + ((1e-3 * trace) / 8) * m.reduce((sum, value) => sum + value ** 2, 0)
    }
    const least = errorOf(map)
    const random = new Random(2)
    // Steps both ways: only at the minimum do both rise.
    for (let trial = 0; trial < 20; trial++) {
      const step = map.map(() => 1e-3 * random.normal())
      for (const sign of [1, -1]) expect(errorOf(map.map((value, at) => value + sign * step[at]!))).toBeGreaterThan(least)
    }
    const model = await bpr.fit(data, wanted, ctx)
    const scores = await scoresOf(model, [historyFromItems([3])])
    const person = Float64Array.from({ length: 8 }, (_, l) =>
      Array.from({ length: 8 }, (_, k) => form.targets[24 + k]! * map[k * 8 + l]!).reduce((a, b) => a + b, 0),
    )
    for (let item = 0; item < 60; item++) expect(scores[item]! - dotOf(person, 0, form.targets, item, 8)).toBeCloseTo(0, 5)
  })

  it('lets popular items score more, at serving alone', async () => {
    const data = lopsidedShop(200, 60)
    const reach = new Float64Array(data.items.length)
    for (const item of interactionMatrix(data).idx) reach[item]!++
    const histories = [historyFromItems([3, 9])]
    const plain = await scoresOf(await bpr.fit(data, wanted, ctx), histories)
    const raised = await scoresOf(await bpr.fit(data, { ...wanted, popularityPower: 0.5 }, ctx), histories)
    for (let item = 0; item < 60; item++) expect(raised[item]! - plain[item]! * Math.sqrt(reach[item]!)).toBeCloseTo(0, 4)
  })

  it('learns tastes that share nothing', async () => {
    const random = new Random(4)
    const data = interactionsFromSequences(
      Array.from({ length: 90 }, (_, p) => [`p${p}`, Array.from(random.sample(10, p % 3 === 0 ? 3 : 4), (i) => (p % 3 === 0 ? `a${i}` : `b${i}`))] as const),
    )
    const model = await bpr.fit(data, parseParams(bpr.params, {}, 'bpr'), ctx)
    for (const [own, other] of ['ab', 'ba'].map((pair) => [pair[0]!, pair[1]!] as const)) {
      const scores = await scoresOf(model, [historyFromItems([data.items.indexOf(`${own}0`)])])
      const mean = (letter: string): number => [...scores].filter((_, item) => data.items.name(item)[0] === letter).reduce((a, b) => a + b, 0) / 10
      expect(mean(own)).toBeGreaterThan(mean(other) + 0.2)
    }
  })

  it('is the same here, in one thread and in three', async () => {
    const data: Interactions = lopsidedShop(500, 200, 9)
    const here = await rankedFactors(data, wanted, ctx, 0)
    for (const threads of [1, 3]) {
      const there = await rankedFactors(data, wanted, ctx, threads)
      expect(there.form.targets).toEqual(here.form.targets)
      expect(there.people).toEqual(here.people)
    }
  })

  it('gives blocks that work at one time slices of their own, and each block every slice', () => {
    const all = [...Array(5).keys()]
    for (const fixed of all) {
      expect(new Set(all.map((block) => sliceOf(block, fixed, 5))).size).toBe(5)
      expect(new Set(all.map((round) => sliceOf(fixed, round, 5))).size).toBe(5)
    }
  })

  it('stops its threads when it is cancelled', async () => {
    const controller = new AbortController()
    const stopping = { seed: 7, signal: controller.signal, progress: () => controller.abort() }
    await expect(rankedFactors(lopsidedShop(500, 200), { ...wanted, epochs: 1000 }, stopping, 2)).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('depends on the seed', async () => {
    const [first, other] = await Promise.all([7, 8].map(async (seed) => (await rankedFactors(lopsidedShop(), wanted, { seed })).form.targets))
    expect(other).not.toEqual(first)
  })
})
