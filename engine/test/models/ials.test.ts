import { describe, expect, it } from 'vitest'
import { Ids } from '../../src/data/ids.ts'
import { historyFromItems, historyOf, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { choleskyFactor, choleskySolve } from '../../src/math/cholesky.ts'
import { Random } from '../../src/math/random.ts'
import { type Factorisation, factorise, type IalsParams, ials } from '../../src/models/ials.ts'
import { ialsModel } from '../../src/models/ials-model.ts'
import { parseParams } from '../../src/models/params.ts'
import { boughtTogether } from '../../src/models/together.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, lopsidedShop, randomHistories, scoresOf } from './shop.ts'

const small: IalsParams = { factors: 8, iterations: 6, unobserved: 0.2, l2: 1.2, power: 0.8, itemPower: 0.3, start: 0.1, cgSteps: 40 }

/** The lopsided shop with unlike weights. */
function weightedShop(people = 80, items = 20, seed = 5): Interactions {
  const data = lopsidedShop(people, items, seed)
  return { ...data, weights: data.weights.map((_, at) => (at % 3 === 0 ? 0.3 : 1)) }
}

/** What an event of each item counts: people^−0.3, 1 on average over the pairs. */
function scaleOf(data: Interactions): number[] {
  const pairs = new Set<string>()
  for (let person = 0; person < data.people.length; person++) {
    for (let entry = data.ptr[person]!; entry < data.ptr[person + 1]!; entry++) pairs.add(`${person} ${data.cols[entry]}`)
  }
  const items = [...pairs].map((pair) => Number(pair.split(' ')[1]))
  const raw = Array.from({ length: data.items.length }, (_, item) => Math.max(1, items.filter((other) => other === item).length) ** -small.itemPower)
  const mean = items.reduce((sum, item) => sum + raw[item]!, 0) / items.length
  return raw.map((value) => value / mean)
}

/** Confidence of each pair [people × items], from the events alone. */
function confidencesOf(data: Interactions): Float64Array {
  const n = data.items.length
  const scale = scaleOf(data)
  const out = new Float64Array(data.people.length * n)
  for (let person = 0; person < data.people.length; person++) {
    for (let entry = data.ptr[person]!; entry < data.ptr[person + 1]!; entry++)
      out[person * n + data.cols[entry]!]! += data.weights[entry]! * scale[data.cols[entry]!]!
  }
  return out
}

function penaltyOf(confidences: Iterable<number>, others: number, { form }: Factorisation): number {
  let mass = form.unobserved * others
  for (const c of confidences) mass += c
  return form.l2 * mass ** form.power
}

const dotOf = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number, d: number): number => {
  let sum = 0
  for (let k = 0; k < d; k++) sum += a[i * d + k]! * b[j * d + k]!
  return sum
}

/** The sum that is minimised, cell by cell. */
function objectiveOf(data: Interactions, fitted: Factorisation): number {
  const { form, people } = fitted
  const c = confidencesOf(data)
  const n = data.items.length
  const d = form.factors
  let sum = 0
  for (let u = 0; u < data.people.length; u++) {
    for (let i = 0; i < n; i++) {
      const score = dotOf(people, u, form.y, i, d)
      sum += c[u * n + i]! * (1 - score) ** 2 + form.unobserved * score ** 2
    }
    sum += penaltyOf(c.subarray(u * n, (u + 1) * n), form.active, fitted) * dotOf(people, u, people, u, d)
  }
  for (let i = 0; i < n; i++) {
    const own = Array.from({ length: data.people.length }, (_, u) => c[u * n + i]!)
    sum += penaltyOf(own, data.people.length, fitted) * dotOf(form.y, i, form.y, i, d)
  }
  return sum
}

/** `steps` of conjugate gradient, in double precision, for one row x [factors] against the other side y, of whose rows it has those with c > 0; 0 without any. */
function stepRow(x: Float64Array, y: Float64Array, c: Float64Array, others: number, fitted: Factorisation, steps: number): void {
  const d = x.length
  if (c.every((confidence) => confidence === 0)) {
    x.fill(0)
    return
  }
  const l2 = penaltyOf(c, others, fitted)
  const residual = new Float64Array(d)
  const times = (v: Float64Array): Float64Array => {
    const out = v.map((value) => l2 * value)
    c.forEach((confidence, i) => {
      const weight = (fitted.form.unobserved + confidence) * dotOf(y, i, v, 0, d)
      for (let k = 0; k < d; k++) out[k]! += weight * y[i * d + k]!
    })
    return out
  }
  times(x).forEach((value, k) => {
    residual[k] = c.reduce((sum, confidence, i) => sum + confidence * y[i * d + k]!, -value)
  })
  let p = residual.slice()
  for (let step = 0; step < steps; step++) {
    const image = times(p)
    const before = dotOf(residual, 0, residual, 0, d)
    const length = before / dotOf(p, 0, image, 0, d)
    for (let k = 0; k < d; k++) {
      x[k]! += length * p[k]!
      residual[k]! -= length * image[k]!
    }
    p = residual.map((value, k) => value + (dotOf(residual, 0, residual, 0, d) / before) * p[k]!)
  }
}

describe('ials', () => {
  keepsItsPromises(ials, { factors: 8, iterations: 5, unobserved: 0.2, l2: 1.2 })

  it('solves the normal equations of every item: (α·XᵀX + Σ c·x·xᵀ + λ) y = Σ c·x', async () => {
    const data = weightedShop()
    const fitted = await factorise(data, small, ctx)
    const { form, people } = fitted
    const d = form.factors
    const n = data.items.length
    const c = confidencesOf(data)
    let largest = 0
    for (let i = 0; i < n; i++) {
      const own = Array.from({ length: data.people.length }, (_, u) => c[u * n + i]!)
      const l2 = penaltyOf(own, data.people.length, fitted)
      const left = Float64Array.from({ length: d }, (_, k) => l2 * form.y[i * d + k]!)
      const right = new Float64Array(d)
      own.forEach((confidence, u) => {
        const score = dotOf(people, u, form.y, i, d)
        for (let k = 0; k < d; k++) {
          left[k]! += (form.unobserved + confidence) * score * people[u * d + k]!
          right[k]! += confidence * people[u * d + k]!
        }
      })
      const size = Math.max(1, Math.hypot(...right))
      for (let k = 0; k < d; k++) expect(Math.abs(left[k]! - right[k]!) / size).toBeLessThan(2e-5)
      largest = Math.max(largest, Math.hypot(...right))
    }
    expect(largest).toBeGreaterThan(1)
  })

  it('takes the steps of conjugate gradient on the plain normal equations, people first, from where each row stood', async () => {
    const data = weightedShop()
    for (const cgSteps of [1, 3]) {
      const fitted = await factorise(data, { ...small, start: 1, iterations: 2, cgSteps }, ctx)
      const { form, people } = fitted
      const d = form.factors
      const n = data.items.length
      const m = data.people.length
      const c = confidencesOf(data)
      const ct = Float64Array.from(c, (_, at) => c[(at % m) * n + Math.floor(at / m)]!)
      const random = new Random(ctx.seed).fork('ials')
      const x = new Float64Array(m * d)
      const y = Float64Array.from({ length: n * d }, () => random.normal() / Math.sqrt(d))
      for (let round = 0; round < 2; round++) {
        for (let u = 0; u < m; u++) stepRow(x.subarray(u * d, (u + 1) * d), y, c.subarray(u * n, (u + 1) * n), form.active, fitted, cgSteps)
        for (let i = 0; i < n; i++) stepRow(y.subarray(i * d, (i + 1) * d), x, ct.subarray(i * m, (i + 1) * m), m, fitted, cgSteps)
      }
      for (let u = 0; u < m; u++) for (let i = 0; i < n; i++) expect(Math.abs(dotOf(people, u, form.y, i, d) - dotOf(x, u, y, i, d))).toBeLessThan(1e-5)
    }
  })

  it('keeps no number so small that it would slow training, with more factors than people or items', async () => {
    const { form, people } = await factorise(weightedShop(12, 20), { ...small, factors: 64, iterations: 30, cgSteps: 3 }, ctx)
    for (const value of [...form.y, ...people]) expect(value === 0 || Math.abs(value) > 1e-19).toBe(true)
    expect(form.y.filter((value) => value !== 0).length).toBeGreaterThan(20)
  })

  it('keeps what little is known of every item where next to nothing is', async () => {
    const random = new Random(3)
    const pairs = Array.from({ length: 300 }, (_, person): [string, string[]] => [String(person), [String(random.int(200)), String(random.int(200))]])
    const { form } = await factorise(interactionsFromSequences(pairs), parseParams(ials.params, { l2: 8 }, 'ials'), ctx)
    for (let item = 0; item < form.items.length; item++) {
      expect(form.y.subarray(item * form.factors, (item + 1) * form.factors).some((value) => value !== 0)).toBe(true)
    }
  })

  it('lowers the objective in every round, whatever the number of steps, and reports it rightly', async () => {
    const data = weightedShop()
    for (const cgSteps of [1, 3, 40]) {
      const fitted = await factorise(data, { ...small, cgSteps, iterations: 12 }, ctx)
      for (let at = 1; at < 12; at++) expect(fitted.objective[at]).toBeLessThanOrEqual(fitted.objective[at - 1]! * (1 + 1e-6))
      expect(fitted.objective[11]).toBeLessThan(fitted.objective[0]! * 0.995)
      expect(fitted.objective[11]! / objectiveOf(data, fitted)).toBeCloseTo(1, 5)
    }
  })

  it('penalises people and items by l2 on average, whatever the power, the silence and the size of the catalogue', async () => {
    for (const [people, items] of [
      [80, 20],
      [40, 60],
    ] as const) {
      const data = weightedShop(people, items)
      const c = confidencesOf(data)
      const n = data.items.length
      const columns = Array.from({ length: n }, (_, i) => Array.from({ length: people }, (_, u) => c[u * n + i]!)).filter((own) =>
        own.some((value) => value > 0),
      )
      for (const change of [{}, { power: 1 }, { power: 0 }, { unobserved: 0.01 }]) {
        const fitted = await factorise(data, { ...small, ...change, iterations: 1 }, ctx)
        const penalties = columns.map((own) => penaltyOf(own, people, fitted))
        for (let u = 0; u < people; u++) penalties.push(penaltyOf(c.subarray(u * n, (u + 1) * n), fitted.form.active, fitted))
        expect(penalties.reduce((a, b) => a + b, 0) / penalties.length).toBeCloseTo(small.l2, 4)
      }
    }
  })

  it('turns the axes so that YᵀY is the diagonal it keeps', async () => {
    const { form } = await factorise(weightedShop(), small, ctx)
    const d = form.factors
    const largest = Math.max(...form.spectrum)
    for (let k = 0; k < d; k++) {
      for (let l = 0; l < d; l++) {
        let sum = 0
        for (let i = 0; i < form.items.length; i++) sum += form.y[i * d + k]! * form.y[i * d + l]!
        expect(Math.abs(sum - (k === l ? form.spectrum[k]! : 0)) / largest).toBeLessThan(1e-6)
      }
    }
  })

  it('folds a training person in to the vector of training, once converged', async () => {
    const data = weightedShop()
    const { form, people } = await factorise(data, { ...small, iterations: 200 }, ctx)
    const model = ialsModel({ ...form, together: await boughtTogether(data, ctx) })
    const everyone = Array.from({ length: data.people.length }, (_, person) => historyOf(data, person))
    const scores = await scoresOf(model, everyone)
    let largest = 0
    scores.forEach((score, at) => {
      const trained = dotOf(people, Math.floor(at / data.items.length), form.y, at % data.items.length, form.factors)
      largest = Math.max(largest, score)
      expect(Math.abs(score - trained)).toBeLessThan(1e-3)
    })
    expect(largest).toBeGreaterThan(0.3)
  })

  it('folds histories in exactly, those longer than the factors too', async () => {
    const data = weightedShop()
    const fitted = await factorise(data, small, ctx)
    const { form } = fitted
    const d = form.factors
    const model = ialsModel({ ...form, together: await boughtTogether(data, ctx) })
    const histories = [...randomHistories(20, 20), historyFromItems([3]), historyFromItems(Array.from({ length: 30 }, (_, e) => (e * 7) % 20))]
    const scores = await scoresOf(model, histories)
    const scale = scaleOf(data)
    histories.forEach((history, row) => {
      const counts = Array.from(history.items, (item, e) => history.weights[e]! * scale[item]!)
      const a = new Float64Array(d * d)
      const b = new Float64Array(d)
      for (let k = 0; k < d; k++) a[k * d + k] = penaltyOf(counts, form.active, fitted)
      for (let i = 0; i < data.items.length; i++) {
        for (let k = 0; k < d; k++) for (let l = 0; l < d; l++) a[k * d + l]! += form.unobserved * form.y[i * d + k]! * form.y[i * d + l]!
      }
      history.items.forEach((item, e) => {
        for (let k = 0; k < d; k++) {
          b[k]! += counts[e]! * form.y[item * d + k]!
          for (let l = 0; l < d; l++) a[k * d + l]! += counts[e]! * form.y[item * d + k]! * form.y[item * d + l]!
        }
      })
      choleskyFactor(a, d)
      choleskySolve(a, d, b, b)
      for (let i = 0; i < data.items.length; i++) expect(Math.abs(scores[row * data.items.length + i]! - dotOf(b, 0, form.y, i, d))).toBeLessThan(2e-6)
    })
  })

  it('scores a history alone as among others, to the bit, however many items there are', async () => {
    const random = new Random(6)
    const { form } = await factorise(weightedShop(), small, ctx)
    for (const n of [1, 4, 5, 6, 7, 17_003]) {
      const ids = new Ids(Array.from({ length: n }, (_, item) => `i${item}`))
      const y = Float32Array.from({ length: n * form.factors }, () => random.normal())
      const together = { rows: n, cols: n, ptr: new Int32Array(n + 1), idx: new Int32Array(0), val: new Float32Array(0) }
      const model = ialsModel({ ...form, items: ids, y, scale: new Float64Array(n).fill(1), together })
      const histories = Array.from({ length: 38 }, () => historyFromItems([random.int(n), random.int(n)]))
      const many = await scoresOf(model, histories)
      expect(many.every((score) => score !== 0)).toBe(true)
      for (const row of [0, 1, 31, 32, 37]) expect(await scoresOf(model, [histories[row]!])).toEqual(many.slice(row * n, (row + 1) * n))
    }
  })

  it('is the same with this thread, one, two and three', async () => {
    const data = weightedShop(500, 100, 9)
    const one = await factorise(data, { ...small, factors: 24, iterations: 3 }, ctx, 0)
    for (const threads of [1, 2, 3]) {
      const more = await factorise(data, { ...small, factors: 24, iterations: 3 }, ctx, threads)
      expect(more.form.y).toEqual(one.form.y)
      expect(more.people).toEqual(one.people)
      expect(more.objective).toEqual(one.objective)
    }
  })

  it('stops its threads when it is cancelled', async () => {
    const controller = new AbortController()
    const stopping = { seed: 7, signal: controller.signal, progress: () => controller.abort() }
    await expect(factorise(weightedShop(500, 100), { ...small, iterations: 200 }, stopping, 2)).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('depends on the seed, and on it alone', async () => {
    const data = weightedShop()
    const params = parseParams(ials.params, { factors: 8, iterations: 3 }, 'ials')
    const [first, again, other] = await Promise.all([7, 7, 8].map(async (seed) => (await ials.fit(data, params, { seed })).save()))
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })

  it('refuses a shop without events', async () => {
    const data = { ...lopsidedShop(), ptr: new Int32Array(61), cols: new Int32Array(0), weights: new Float32Array(0), kinds: new Uint8Array(0) }
    await expect(ials.fit(data, parseParams(ials.params, {}, 'ials'), ctx)).rejects.toMatchObject({ code: 'data.empty' })
  })
})
