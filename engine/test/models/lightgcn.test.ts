import { describe, expect, it } from 'vitest'
import { historyFromItems, historyOf, interactionsFromSequences } from '../../src/data/interactions.ts'
import { type Csr, transpose } from '../../src/math/csr.ts'
import { Random } from '../../src/math/random.ts'
import { Crew } from '../../src/models/crew.ts'
import { graphKernel } from '../../src/models/graph-kernel.ts'
import { lightgcn, startSpectral, trainedForm } from '../../src/models/lightgcn.ts'
import { drawer } from '../../src/models/lightgcn-draw.ts'
import { type GraphPlan, layerSum, personalShares, planGraph, stepGradient, trainGraph } from '../../src/models/lightgcn-train.ts'
import { interactionMatrix } from '../../src/models/matrix.ts'
import { normalised } from '../../src/models/normalised.ts'
import { parseParams } from '../../src/models/params.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, scoresOf, weightedShop } from './shop.ts'

const small = {
  factors: 32,
  layers: 3,
  epochs: 4,
  batch: 16,
  foretold: 1,
  hide: true,
  eventPower: 0,
  people: 'history',
  ownL2: 0.1,
  negatives: 12,
  negativePower: 0.5,
  temperature: 0.2,
  learningRate: 0.02,
  popularityPower: 0.3,
  oneHot: 0,
  neighbours: 500,
  start: 'spectral',
  decay: 1,
  tail: 0,
}

/** Layers 0 … count of one embedding each on the whole graph, people first [people + items], by the definition: e^(k+1) = Ã·e^(k), people starting from nothing. */
function layersOf(normal: Csr, embedding: Float64Array, count: number): Float64Array[] {
  const size = normal.rows + normal.cols
  const first = new Float64Array(size)
  first.set(embedding, normal.rows)
  const out = [first]
  for (let k = 0; k < count; k++) {
    const last = out[k]!
    const next = new Float64Array(size)
    for (let u = 0; u < normal.rows; u++) {
      for (let at = normal.ptr[u]!; at < normal.ptr[u + 1]!; at++) {
        const i = normal.rows + normal.idx[at]!
        next[u]! += normal.val[at]! * last[i]!
        next[i]! += normal.val[at]! * last[u]!
      }
    }
    out.push(next)
  }
  return out
}

/** Σ over the layers of every person and item [people + items][factors]. */
function sumsOf(normal: Csr, table: Float64Array, d: number, layers: number): Float64Array[] {
  const sums = Array.from({ length: normal.rows + normal.cols }, () => new Float64Array(d))
  for (let k = 0; k < d; k++) {
    const column = Float64Array.from({ length: normal.cols }, (_, i) => table[i * d + k]!)
    for (const layer of layersOf(normal, column, layers)) for (const [at, value] of layer.entries()) sums[at]![k]! += value
  }
  return sums
}

const cosine = (a: Float64Array, b: Float64Array): number => {
  const product = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, k) => sum + value * y[k]!, 0)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}

interface Lists {
  rows: Int32Array
  starts: Int32Array
  hits: Int32Array
  misses: Int32Array
}

/** Mean over the people, each weighing its positives^eventPower, of the mean over their positives of −ln softmax of the positive among itself and the negatives. `own` [people × factors] is added to people. */
function lossOf(normal: Csr, table: Float64Array, own: Float64Array, plan: GraphPlan, lists: Lists): number {
  const d = plan.factors
  const sums = sumsOf(normal, table, d, plan.layers)
  for (let at = 0; at < own.length; at++) sums[Math.floor(at / d)]![at % d]! += own[at]!
  let loss = 0
  let weights = 0
  lists.rows.forEach((person, at) => {
    const score = (item: number): number => Math.exp(cosine(sums[person]!, sums[normal.rows + item]!) / plan.temperature)
    const hits = lists.hits.subarray(lists.starts[at], lists.starts[at + 1])
    const weight = hits.length ** plan.eventPower
    weights += weight
    for (const item of hits) loss -= (weight * Math.log(score(item) / lists.misses.reduce((sum, other) => sum + score(other), score(item)))) / hits.length
  })
  return loss / weights
}

describe('lightgcn', () => {
  keepsItsPromises(lightgcn, { factors: 32, epochs: 3, negatives: 8 })
  describe('with people of their own', () => keepsItsPromises(lightgcn, { factors: 32, epochs: 3, negatives: 8, people: 'own', hide: false, layers: 1 }))
  describe('with one-hot embeddings', () => keepsItsPromises(lightgcn, { factors: 32, epochs: 3, negatives: 8, people: 'own', oneHot: 2, neighbours: 6 }))
  describe('with two layers and decay', () => keepsItsPromises(lightgcn, { factors: 32, epochs: 3, negatives: 8, layers: 2, decay: 0.6 }))

  it.each([
    [1, 1, 0, false],
    [2, 1, 0, false],
    [3, 1, 0, false],
    [4, 1, 0, false],
    [3, 4, 0, false],
    [2, 4, 1, true],
    [3, 4, 0.5, true],
  ])(
    'has the gradient of its loss through %i layers, with %i events of a person at most, weighed by their power %f, people of their own: %o',
    (layers, foretold, eventPower, own) => {
      const x = interactionMatrix(weightedShop())
      const { normal } = normalised(x)
      const plan = planGraph(normal, x.val, { ...small, layers, foretold, eventPower, own, seed: 3, threads: 1 })
      const d = plan.factors
      const random = new Random(9)
      const view = (place: number, count: number): Int32Array => new Int32Array(plan.memory.buffer, place, count)
      const lists: Lists = {
        rows: view(plan.rows.list, plan.batch),
        starts: view(plan.starts, plan.batch + 1),
        hits: view(plan.hits.list, plan.hits.count),
        misses: view(plan.misses.list, plan.negatives),
      }
      lists.rows.set(random.sample(x.rows, plan.batch))
      lists.rows.forEach((person, at) => {
        const own = x.idx.subarray(x.ptr[person], x.ptr[person + 1]).slice(0, 1 + (at % foretold))
        lists.hits.set(own, lists.starts[at])
        lists.starts[at + 1] = lists.starts[at]! + own.length
      })
      lists.misses.forEach((_, at) => {
        lists.misses[at] = random.int(18)
      })
      const table = Float64Array.from(new Float32Array(plan.memory.buffer, plan.table, x.cols * d))
      const personal = new Float32Array(own ? x.rows * d : 0).map(() => 0.1 * random.normal())
      if (plan.personal) new Float32Array(plan.memory.buffer, plan.personal.table, personal.length).set(personal)
      const people = Float64Array.from(personal)
      const losses = new Float64Array(1)
      const step = (): number => stepGradient(plan, graphKernel(plan.memory), new Crew(plan.memory.buffer, plan.control, 1), losses)
      // Twice: nothing of one step may be left in the next.
      step()
      const place = step()
      const gradient = new Float32Array(plan.memory.buffer, place, x.cols * d)
      expect(losses[0]! / plan.batch / lossOf(normal, table, people, plan, lists)).toBeCloseTo(1, 5)
      const largest = Math.max(...gradient.map(Math.abs))
      for (let trial = 0; trial < 40; trial++) {
        const at = random.int(18 * d)
        const moved = (by: number): number => lossOf(normal, table.with(at, table[at]! + by), people, plan, lists)
        const expected = (moved(1e-4) - moved(-1e-4)) / 2e-4
        expect(Math.abs(gradient[at]! - expected) / largest).toBeLessThan(1e-3)
      }
      if (!plan.personal) return
      const ofPeople = new Float32Array(plan.memory.buffer, plan.personal.gradient, plan.batch * d)
      const steepest = Math.max(...ofPeople.map(Math.abs))
      for (let trial = 0; trial < 20; trial++) {
        const at = random.int(ofPeople.length)
        const place = lists.rows[Math.floor(at / d)]! * d + (at % d)
        const moved = (by: number): number => lossOf(normal, table, people.with(place, people[place]! + by), plan, lists)
        expect(Math.abs(ofPeople[at]! - (moved(1e-4) - moved(-1e-4)) / 2e-4) / steepest).toBeLessThan(1e-3)
      }
    },
  )

  it('leaves the graph alone without hiding, and foretells any event', () => {
    const x = interactionMatrix(weightedShop())
    const { normal } = normalised(x)
    const plan = planGraph(normal, x.val, { ...small, foretold: 64, hide: false, own: false, seed: 3, threads: 1 })
    const values = new Float32Array(plan.memory.buffer, plan.normal.val, normal.idx.length)
    const whole = values.slice()
    const draw = drawer(plan)
    let most = 0
    for (let batch = 0; batch < 8; batch++) {
      draw.next()
      expect(values).toEqual(whole)
      const starts = new Int32Array(plan.memory.buffer, plan.starts, plan.batch + 1)
      new Int32Array(plan.memory.buffer, plan.rows.list, plan.batch).forEach((person, at) => {
        most = Math.max(most, (starts[at + 1]! - starts[at]!) / (normal.ptr[person + 1]! - normal.ptr[person]!))
      })
    }
    expect(most).toBeGreaterThan(0.5)
  })

  it.each([0.1, 2])('foretells what is people’s own from their items, by the least squares with a penalty of %f', (ownL2) => {
    const x = interactionMatrix(weightedShop())
    const { normal } = normalised(x)
    const plan = planGraph(normal, x.val, { ...small, epochs: 0, ownL2, own: true, seed: 3, threads: 1 })
    const d = plan.factors
    const random = new Random(5)
    const own = new Float32Array(plan.memory.buffer, plan.personal!.table, x.rows * d)
    for (let at = 0; at < own.length; at++) own[at] = random.normal()
    trainGraph(plan, 0, () => {})
    const shares = personalShares(plan)
    // At the least, R̃ᵀ(P − R̃M) = ownL2·M.
    const slope = new Float64Array(x.cols * d)
    const whole = new Float64Array(x.cols * d)
    for (let person = 0; person < x.rows; person++) {
      const [first, last] = [normal.ptr[person]!, normal.ptr[person + 1]!]
      for (let k = 0; k < d; k++) {
        let rest = own[person * d + k]!
        for (let at = first; at < last; at++) rest -= normal.val[at]! * shares[normal.idx[at]! * d + k]!
        for (let at = first; at < last; at++) {
          slope[normal.idx[at]! * d + k]! += normal.val[at]! * rest
          whole[normal.idx[at]! * d + k]! += normal.val[at]! * own[person * d + k]!
        }
      }
    }
    const distance = Math.hypot(...slope.map((value, at) => value - ownL2 * shares[at]!))
    expect(distance / Math.hypot(...whole)).toBeLessThan(0.01)
  })

  it.each([1, 2, 3])('serves people by what their items say of them and of what is their own, with %i layers', async (layers) => {
    const data = weightedShop()
    const x = interactionMatrix(data)
    const { normal, degrees } = normalised(x)
    const settings = { ...small, layers, people: 'own' }
    const { sources, targets, gains } = await trainedForm(data, settings, ctx, 0)
    const plan = planGraph(normal, x.val, { ...settings, own: true, seed: ctx.seed, threads: 1 })
    const d = plan.factors
    await startSpectral(plan, normal, ctx)
    trainGraph(plan, 0, () => {})
    const shares = personalShares(plan).slice()
    expect(Math.hypot(...shares)).toBeGreaterThan(0.01)
    const embeddings = Float64Array.from(new Float32Array(plan.memory.buffer, plan.table, x.cols * d))
    const people = sumsOf(normal, embeddings, d, layers)
    for (let person = 0; person < 10; person++) {
      const served = new Float64Array(d)
      const expected = people[person]!.slice()
      for (let at = normal.ptr[person]!; at < normal.ptr[person + 1]!; at++) {
        const item = normal.idx[at]!
        for (let k = 0; k < d; k++) {
          served[k]! += x.val[at]! * gains[item]! * sources[item * d + k]!
          expected[k]! += normal.val[at]! * shares[item * d + k]!
        }
      }
      expect(cosine(served, expected)).toBeCloseTo(1, 5)
    }
    for (let item = 0; item < x.cols; item++) {
      if (degrees[item] === 0) continue
      expect(cosine(Float64Array.from(targets.subarray(item * d, (item + 1) * d)), people[normal.rows + item]!)).toBeCloseTo(1, 5)
    }
  })

  it.each([1, 3])('takes what is to be foretold out of the graph, and puts it back: %i events of a person at most', (foretold) => {
    const x = interactionMatrix(weightedShop())
    const { normal } = normalised(x)
    const plan = planGraph(normal, x.val, { ...small, foretold, own: false, seed: 3, threads: 1 })
    const values = (place: number): Float32Array => new Float32Array(plan.memory.buffer, place, normal.idx.length)
    const list = (place: number, count: number): Int32Array => new Int32Array(plan.memory.buffer, place, count)
    const starts = list(plan.starts, plan.batch + 1)
    let several = 0
    const whole = values(plan.normal.val).slice()
    const draw = drawer(plan)
    for (let batch = 0; batch < 8; batch++) {
      draw.next()
      const expected = whole.slice()
      list(plan.rows.list, plan.batch).forEach((person, at) => {
        const [from, to] = [normal.ptr[person]!, normal.ptr[person + 1]!]
        const hits = list(plan.hits.list, plan.hits.count).subarray(starts[at], starts[at + 1])
        expect(new Set(hits).size).toBe(hits.length)
        expect(hits.length).toBeGreaterThan(0)
        expect(hits.length).toBeLessThanOrEqual(Math.max(1, Math.min(foretold, Math.floor((to - from) / 2))))
        if (hits.length > 1) several++
        if (to - from > 1) for (const item of hits) expected[normal.idx.indexOf(item, from)] = 0
      })
      expect(values(plan.normal.val)).toEqual(expected)
      expect(values(plan.turned.val)).toEqual(Float32Array.from(transpose({ ...normal, val: expected }).val))
    }
    expect(several > 0).toBe(foretold > 1)
    draw.restore()
    expect(values(plan.normal.val)).toEqual(whole)
    expect(values(plan.turned.val)).toEqual(Float32Array.from(transpose({ ...normal, val: whole }).val))
  })

  it.each([1, 2, 3])('scores a training person as its row of the graph, with %i layers', async (layers) => {
    const data = weightedShop()
    const { normal, degrees } = normalised(interactionMatrix(data))
    const table = { ...small, layers }
    const model = await lightgcn.fit(data, table, ctx)
    const plan = planGraph(normal, interactionMatrix(data).val, { ...table, epochs: 1, learningRate: 1e-30, own: false, seed: ctx.seed, threads: 1 })
    await startSpectral(plan, normal, ctx)
    const untrained = await lightgcn.fit(data, { ...table, epochs: 1, learningRate: 1e-30 }, ctx)
    const embeddings = Float64Array.from(new Float32Array(plan.memory.buffer, plan.table, normal.cols * plan.factors))
    const sums = sumsOf(normal, embeddings, plan.factors, layers)
    for (let person = 0; person < 10; person++) {
      // Of several events with one item, training counts the weightiest.
      const own = Array.from(normal.idx.subarray(normal.ptr[person], normal.ptr[person + 1]))
      const weights = Float32Array.from(interactionMatrix(data).val).subarray(normal.ptr[person], normal.ptr[person + 1])
      const scores = await scoresOf(untrained, [{ ...historyFromItems(own), weights }])
      const active = [...scores.keys()].filter((item) => data.cols.includes(item))
      const length = Math.hypot(...sums[person]!)
      const mass = Math.sqrt(weights.reduce((a, b) => a + b, 0))
      for (const item of active) {
        const boost = degrees[item]! ** table.popularityPower
        expect(scores[item]! / (length * mass * boost) - cosine(sums[person]!, sums[normal.rows + item]!)).toBeCloseTo(0, 5)
      }
    }
    expect(await scoresOf(model, [historyOf(data, 0)])).not.toEqual(await scoresOf(untrained, [historyOf(data, 0)]))
  })

  it.each(['history', 'own'])(
    'adds what one-hot embeddings of length ∜degree give by one step to people and one back, in the unit of the learned: people %s',
    async (people) => {
      const data = weightedShop()
      const x = interactionMatrix(data)
      const { normal, degrees } = normalised(x)
      const wanted = { ...small, people }
      const [without, with_] = [await lightgcn.fit(data, wanted, ctx), await lightgcn.fit(data, { ...wanted, oneHot: 1.5 }, ctx)]
      const products = Array.from({ length: normal.rows }, () => new Float64Array(normal.cols))
      for (let item = 0; item < normal.cols; item++) {
        const [, first, second] = layersOf(
          normal,
          Float64Array.from({ length: normal.cols }, (_, other) => (other === item ? degrees[item]! ** 0.25 : 0)),
          2,
        )
        products.forEach((row, person) => {
          for (let other = 0; other < row.length; other++) row[other]! += first![person]! * second![normal.rows + other]!
        })
      }
      // Weighed so that of all items together, each in a history of its own, the two say as much of themselves.
      const own = await Promise.all(
        Array.from({ length: normal.cols }, async (_, item) => Math.abs((await scoresOf(without, [historyFromItems([item])]))[item]!)),
      )
      const unit = own.reduce((a, b) => a + b, 0) / Array.from(normal.val).reduce((sum, value) => sum + value ** 2, 0)
      for (let person = 0; person < 10; person++) {
        const [from, to] = [normal.ptr[person]!, normal.ptr[person + 1]!]
        const weights = Float32Array.from(x.val.subarray(from, to))
        const history = { ...historyFromItems(Array.from(normal.idx.subarray(from, to))), weights }
        const [less, more] = [await scoresOf(without, [history]), await scoresOf(with_, [history])]
        const mass = Math.sqrt(weights.reduce((a, b) => a + b, 0))
        for (let item = 0; item < normal.cols; item++) expect(more[item]! - less[item]!).toBeCloseTo(1.5 * unit * mass * products[person]![item]!, 4)
      }
    },
  )

  it('keeps the strongest one-hot embeddings that reach an item', async () => {
    const data = weightedShop()
    const spread = async (neighbours: number): Promise<Float64Array[]> => {
      const [without, model] = [await lightgcn.fit(data, small, ctx), await lightgcn.fit(data, { ...small, oneHot: 1, neighbours }, ctx)]
      const columns = Array.from({ length: 18 }, () => new Float64Array(18))
      for (let from = 0; from < 18; from++) {
        const [less, more] = [await scoresOf(without, [historyFromItems([from])]), await scoresOf(model, [historyFromItems([from])])]
        for (let to = 0; to < 18; to++) columns[to]![from] = more[to]! - less[to]!
      }
      return columns
    }
    const [all, few] = [await spread(100), await spread(4)]
    all.forEach((column, to) => {
      const least = [...column].sort((a, b) => b - a)[3]!
      const kept = few[to]!
      expect(kept.filter((value) => Math.abs(value) > 1e-6).length).toBeLessThanOrEqual(4)
      // Of equal ones either may be kept.
      column.forEach((value, from) => {
        if (value > least + 1e-5) expect(kept[from]!).toBeCloseTo(value, 5)
        if (value < least - 1e-5) expect(kept[from]!).toBeCloseTo(0, 5)
      })
    })
  })

  it('learns tastes that share nothing', async () => {
    const random = new Random(4)
    const data = interactionsFromSequences(
      Array.from({ length: 90 }, (_, p) => [`p${p}`, Array.from(random.sample(10, p % 3 === 0 ? 3 : 4), (i) => (p % 3 === 0 ? `a${i}` : `b${i}`))] as const),
    )
    const model = await lightgcn.fit(data, parseParams(lightgcn.params, { epochs: 20, negatives: 16 }, 'lightgcn'), ctx)
    for (const [own, other] of ['ab', 'ba'].map((pair) => [pair[0]!, pair[1]!] as const)) {
      const scores = await scoresOf(model, [historyFromItems([data.items.indexOf(`${own}0`)])])
      const of = (letter: string): number[] => [...scores].filter((_, item) => data.items.name(item)[0] === letter)
      expect(of(own).reduce((a, b) => a + b, 0) / 10).toBeGreaterThan(Math.max(...of(other)))
    }
  })

  it.each(['history', 'own'])('is the same here, in one thread and in three: people %s', async (people) => {
    const data = weightedShop(500, 100, 9)
    const wanted = { ...small, people, batch: 200, foretold: 3, negatives: 40 }
    const one = await trainedForm(data, wanted, ctx, 0)
    for (const threads of [1, 3]) {
      const more = await trainedForm(data, wanted, ctx, threads)
      expect(more.targets).toEqual(one.targets)
      expect(more.sources).toEqual(one.sources)
      expect(more.gains).toEqual(one.gains)
    }
  })

  it('stops its threads when it is cancelled', async () => {
    const controller = new AbortController()
    const stopping = { seed: 7, signal: controller.signal, progress: () => controller.abort() }
    await expect(trainedForm(weightedShop(500, 100), { ...small, epochs: 900 }, stopping, 2)).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('starts from random numbers where told to', async () => {
    const still = { ...small, epochs: 1, learningRate: 1e-30 }
    const { normal } = normalised(interactionMatrix(weightedShop()))
    const plan = planGraph(normal, interactionMatrix(weightedShop()).val, { ...still, own: false, seed: ctx.seed, threads: 1 })
    const sums = layerSum(plan, still.layers)
    const d = plan.factors
    for (const [start, near] of [
      ['random', true],
      ['spectral', false],
    ] as const) {
      const { targets } = await trainedForm(weightedShop(), { ...still, start, popularityPower: 0 }, ctx)
      for (let item = 0; item < 18; item++) {
        const [own, other] = [targets, sums].map((rows) => Float64Array.from(rows.subarray(item * d, (item + 1) * d)))
        if (near) expect(cosine(own!, other!)).toBeCloseTo(1, 5)
        else expect(Math.abs(cosine(own!, other!))).toBeLessThan(0.9)
      }
    }
  })

  it('depends on the seed', async () => {
    const [first, other] = await Promise.all([7, 8].map(async (seed) => (await trainedForm(weightedShop(), small, { seed })).targets))
    expect(other).not.toEqual(first)
  })
})
