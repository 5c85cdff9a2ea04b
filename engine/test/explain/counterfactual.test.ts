import { describe, expect, it } from 'vitest'
import { type History, historyFromItems, withoutEntries } from '../../src/data/interactions.ts'
import { counterfactual, proofsOf } from '../../src/explain/counterfactual.ts'
import type { ExplainContext, Proof } from '../../src/explain/explainer.ts'
import { subsetsOf } from '../../src/explain/subsets.ts'
import { Random } from '../../src/math/random.ts'
import { topK } from '../../src/math/topk.ts'
import type { Model } from '../../src/models/model.ts'
import { candidatesFor, lopsidedUnits, randomHistory, type SmallModel, smallModel } from './small-models.ts'

async function scoresOf(model: Model, history: History): Promise<Float32Array> {
  const out = new Float32Array(model.items.length)
  await model.score([history], out)
  return out
}

/** Independent of the code under test: count who is better, or as good and earlier in the catalogue. */
function isOff(scores: Float32Array, item: number, ctx: ExplainContext): boolean {
  if (scores[item] === Number.NEGATIVE_INFINITY) return true
  return aheadOf(scores, item, ctx) >= ctx.k
}

function aheadOf(scores: Float32Array, item: number, ctx: ExplainContext): number {
  return [...scores.keys()].filter(
    (other) => ctx.candidates[other] === 1 && other !== item && (scores[other] > scores[item] || (scores[other] === scores[item] && other < item)),
  ).length
}

/** Size of the smallest set by looking at every subset; 0 where none takes the item off. */
async function smallestSize(model: Model, history: History, item: number, ctx: ExplainContext): Promise<number> {
  const positions = [...(ctx.removable ?? history.items.keys())]
  for (let size = 1; size <= positions.length; size++) {
    for (const set of subsetsOf(positions, size)) if (isOff(await scoresOf(model, withoutEntries(history, set)), item, ctx)) return size
  }
  return 0
}

interface Trial {
  model: Model & { scored: number }
  history: History
  ctx: ExplainContext
  items: number[]
}

async function trial(seed: string, spec: Partial<SmallModel>): Promise<Trial> {
  const random = new Random(seed)
  const items = 12 + random.int(30)
  const units = lopsidedUnits(random, items)
  const base = random.chance(0.5)
    ? Float64Array.from({ length: items }, () => (random.chance(0.15) ? Number.NEGATIVE_INFINITY : 0.4 * random.next()))
    : undefined
  const model = smallModel({ items, units, ...(base ? { base } : {}), ...spec })
  const history = randomHistory(random, items, 1 + random.int(8))
  const candidates = candidatesFor(random, history, items)
  const removable = random.chance(0.3) ? [...history.items.keys()].filter(() => random.chance(0.7)) : undefined
  const scores = await scoresOf(model, history)
  const k = 1 + random.int(5)
  const exclude = candidates.map((allowed) => 1 - allowed)
  const ctx: ExplainContext = { k, candidates, scores, seed: 1, budget: 100_000, ...(removable ? { removable } : {}) }
  // One that was bought before may be asked about beside the others; it must not count as one that takes their place.
  const { items: besides } = topK(scores, 1, { exclude: candidates })
  return { model, history, ctx, items: [...topK(scores, k, { exclude }).items, ...besides] }
}

async function checkProof(proof: Proof, item: number, { model, history, ctx }: Trial): Promise<void> {
  const scores = await scoresOf(model, withoutEntries(history, proof.without))
  expect(isOff(scores, item, ctx)).toBe(true)
  expect(proof.rankBefore).toBeLessThanOrEqual(ctx.k)
  expect(proof.rankAfter).toBeGreaterThan(ctx.k)
  expect(proof.without.toSorted((a, b) => a - b)).toEqual(proof.without)
  if (ctx.removable) for (const position of proof.without) expect(ctx.removable).toContain(position)
  if (scores[item] > Number.NEGATIVE_INFINITY) {
    expect(proof.rankAfter).toBe(aheadOf(scores, item, ctx) + 1)
  }
  if (proof.instead >= 0) {
    expect(ctx.candidates[proof.instead]).toBe(1)
    expect(isOff(ctx.scores!, proof.instead, ctx) || ctx.scores![proof.instead] <= ctx.scores![item]).toBe(true)
  }
}

const kinds: [name: string, spec: Partial<SmallModel>][] = [
  ['additive', {}],
  ['additive, with dense units', { tells: 'dense' }],
  ['additive, with sparse units', { tells: 'sparse' }],
  ['step decay', { decay: 0.6 }],
  ['step decay with a tail and dense units', { decay: 0.5, tail: 0.1, tells: 'dense' }],
  ['step decay with sparse units', { decay: 0.6, tells: 'sparse' }],
  ['step decay with a tail', { decay: 0.5, tail: 0.1 }],
  ['scores only, additive', { opaque: true }],
  ['scores only, step decay', { opaque: true, decay: 0.7 }],
  ['scores only, bent', { bent: true }],
]

describe.each(kinds)('counterfactuals of a small model: %s', (name, spec) => {
  it('are the true minimum over all subsets, verified, for every item of 120 random lists', async () => {
    let proofs = 0
    const sizes = new Map<number, number>()
    for (let seed = 0; seed < 120; seed++) {
      const test = await trial(`${name}/${seed}`, spec)
      const found = await proofsOf(test.model, test.history, test.items, test.ctx)
      for (let i = 0; i < test.items.length; i++) {
        const onList = !isOff(test.ctx.scores!, test.items[i]!, test.ctx)
        const size = onList ? await smallestSize(test.model, test.history, test.items[i]!, test.ctx) : 0
        const proof = found[i]
        expect(proof?.without.length ?? 0, `${name}/${seed} item ${test.items[i]}`).toBe(size)
        if (proof === undefined) continue
        expect(proof.minimal).toBe(true)
        await checkProof(proof, test.items[i]!, test)
        proofs++
        sizes.set(size, (sizes.get(size) ?? 0) + 1)
      }
    }
    expect(proofs).toBeGreaterThan(60)
    expect([...sizes.keys()].some((size) => size >= 3)).toBe(true)
  })
})

it('claims no minimum where the budget stops the search, and its proofs still hold', async () => {
  let claimed = 0
  let proofs = 0
  for (let seed = 0; seed < 150; seed++) {
    const test = await trial(`budget/${seed}`, { bent: true })
    const ctx = { ...test.ctx, budget: 12 }
    const found = await proofsOf(test.model, test.history, test.items, ctx)
    for (let i = 0; i < test.items.length; i++) {
      const proof = found[i]
      if (proof === undefined) continue
      proofs++
      await checkProof(proof, test.items[i]!, test)
      if (!proof.minimal) continue
      claimed++
      expect(proof.without.length).toBe(await smallestSize(test.model, test.history, test.items[i]!, test.ctx))
    }
  }
  expect(claimed).toBeGreaterThan(20)
  expect(proofs).toBeGreaterThan(claimed)
})

it('goes on by taking entries away one after the other where the sets are too many, and a smallest set found on the way is one', async () => {
  const found = { minimal: 0, fixed: 0, greedy: 0 }
  for (let seed = 0; seed < 120; seed++) {
    const random = new Random(`layers/${seed}`)
    const items = 30
    const model = smallModel({ items, units: Float64Array.from(lopsidedUnits(random, items), Math.abs), decay: 0.95, tells: 'dense' })
    const history = historyFromItems(Array.from({ length: 12 }, () => random.int(items)))
    const candidates = candidatesFor(random, history, items)
    const scores = await scoresOf(model, history)
    // Of half of them one entry may not be taken away.
    const fixed = seed % 2 === 0 ? -1 : random.int(12)
    const ctx: ExplainContext = { k: 3, candidates, scores, seed: 1, budget: 40, removable: [...history.items.keys()].filter((position) => position !== fixed) }
    const listed = [...topK(scores, 3, { exclude: candidates.map((allowed) => 1 - allowed) }).items]
    const proofs = await proofsOf(model, history, listed, ctx)
    for (const [i, proof] of proofs.entries()) {
      if (proof === undefined) continue
      await checkProof(proof, listed[i]!, { model, history, ctx, items: listed })
      if (proof.minimal) expect(proof.without.length).toBe(await smallestSize(model, history, listed[i]!, ctx))
      if (proof.minimal && proof.without.length > 2) found[fixed < 0 ? 'minimal' : 'fixed']++
      if (!proof.minimal) found.greedy++
    }
  }
  expect(found.minimal).toBeGreaterThan(4)
  expect(found.fixed).toBeGreaterThan(4)
  expect(found.greedy).toBeGreaterThan(2)
})

it('still tries the greedy search where the sets of a size end with the budget', async () => {
  // 8 + 28 + 56 sets of up to three are looked at, as many as a budget of 37 allows; five of eight entries must go.
  const units = new Float64Array(100)
  for (let entry = 0; entry < 8; entry++) units[entry * 10 + 8] = 1
  const model = smallModel({ items: 10, units, base: Float64Array.from({ length: 10 }, (_, item) => (item === 9 ? 3.5 : 0)), decay: 0.999, tells: 'dense' })
  const candidates = Uint8Array.from({ length: 10 }, (_, item) => Number(item > 7))
  const [proof] = await proofsOf(model, historyFromItems([0, 1, 2, 3, 4, 5, 6, 7]), [8], { k: 1, candidates, seed: 1, budget: 37 })
  expect(proof?.without).toHaveLength(5)
  expect(proof?.minimal).toBe(false)
})

it('proves of two people at once what it proves of one after the other', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const pair = await Promise.all(
      ['one', 'other'].map(async (name) => {
        const random = new Random(`${name}/${seed}`)
        const model = smallModel({ items: 30, units: Float64Array.from(lopsidedUnits(random, 30), Math.abs), decay: 0.95, tells: 'dense' })
        const history = historyFromItems(Array.from({ length: 10 }, () => random.int(30)))
        const candidates = candidatesFor(random, history, 30)
        const scores = await scoresOf(model, history)
        const { items } = topK(scores, 3, { exclude: candidates.map((allowed) => 1 - allowed) })
        return () => proofsOf(model, history, [...items], { k: 3, candidates, scores, seed: 1, budget: 40 })
      }),
    )
    const apart = [await pair[0]!(), await pair[1]!()]
    expect(await Promise.all(pair.map((prove) => prove()))).toEqual(apart)
  }
})

it('finds the true minimum of long additive histories', async () => {
  for (let seed = 0; seed < 10; seed++) {
    const random = new Random(`long/${seed}`)
    const items = 300
    const model = smallModel({ items, units: Float64Array.from(lopsidedUnits(random, items), (unit) => Math.max(unit, 0)) })
    const history = randomHistory(random, items, 60)
    const candidates = candidatesFor(random, history, items)
    const scores = await scoresOf(model, history)
    const ctx: ExplainContext = { k: 20, candidates, scores, seed: 1 }
    const listed = [...topK(scores, 20, { exclude: candidates.map((allowed) => 1 - allowed) }).items]
    const item = listed[10 + random.int(10)]!
    const [proof] = await proofsOf(model, history, [item], ctx)
    if (proof === undefined || proof.without.length > 3) continue
    expect(proof.minimal).toBe(true)
    expect(isOff(await scoresOf(model, withoutEntries(history, proof.without)), item, ctx)).toBe(true)
    const positions = [...history.items.keys()]
    for (let size = 1; size < proof.without.length; size++) {
      for (const set of subsetsOf(positions, size)) expect(isOff(await scoresOf(model, withoutEntries(history, set)), item, ctx)).toBe(false)
    }
  }
})

it('keeps the candidates of the original history: a removed item does not push the explained one off by coming back', async () => {
  // Item 1 was seen; without it, its own score would be the highest of all.
  const units = Float64Array.from([0, 9, 2, 1, 0, 0, 3, 1.5, 0, 0, 0, 0, 0, 0, 0, 0])
  const model = smallModel({ items: 4, units, base: Float64Array.from([0, 0, 0, 0.5]) })
  const history = historyFromItems([0, 1])
  const ctx: ExplainContext = { k: 1, candidates: Uint8Array.from([0, 0, 1, 1]), seed: 1 }
  const [proof] = await proofsOf(model, history, [2], ctx)
  // Without entry 1 item 2 has 2 against 1.5 and stays; only without both is the other ahead.
  expect(proof?.without).toEqual([0, 1])
  expect(proof).toMatchObject({ rankBefore: 1, rankAfter: 2, instead: 3, minimal: true })
})

it('has no proof for an item that is not on the list, and none where nothing removes it', async () => {
  const model = smallModel({ items: 4, units: new Float64Array(16), base: Float64Array.from([0, 0, 3, 1]) })
  const ctx: ExplainContext = { k: 1, candidates: new Uint8Array(4).fill(1), seed: 1 }
  expect(await proofsOf(model, historyFromItems([0, 1]), [2, 3], ctx)).toEqual([undefined, undefined])
})

it('does not believe a model that only says it is additive', async () => {
  for (let seed = 0; seed < 60; seed++) {
    const test = await trial(`liar/${seed}`, { decay: 0.5, ...(seed % 2 === 0 ? { tells: 'dense' as const } : {}) })
    const liar = Object.assign(test.model, { additive: true })
    const found = await proofsOf(liar, test.history, test.items, test.ctx)
    for (let i = 0; i < test.items.length; i++) {
      const proof = found[i]
      if (proof === undefined) continue
      await checkProof(proof, test.items[i]!, test)
      if (proof.minimal) expect(proof.without.length).toBe(await smallestSize(liar, test.history, test.items[i]!, test.ctx))
    }
  }
})

it('explains with the contributions and the proof together, the same bytes every time', async () => {
  const test = await trial('same/1', { decay: 0.6 })
  const once = await counterfactual.explain(test.model, test.history, test.items[0]!, test.ctx)
  const again = await counterfactual.explain(test.model, test.history, test.items[0]!, test.ctx)
  expect(JSON.stringify(again)).toBe(JSON.stringify(once))
  const sum = once.reasons.reduce((total, reason) => total + reason.amount, once.base + once.residual)
  expect(sum).toBeCloseTo(once.score, 12)
})

it('does not believe units that do not make up the scores', async () => {
  for (let seed = 0; seed < 40; seed++) {
    const test = await trial(`units/${seed}`, { decay: 0.6, tells: 'dense' })
    const truth = test.model.unit!
    const liar = Object.assign(test.model, { unit: (item: number, room: Float64Array) => ({ values: truth(item, room).values.map((value) => value * 1.01) }) })
    const found = await proofsOf(liar, test.history, test.items, test.ctx)
    for (let i = 0; i < test.items.length; i++) if (found[i] !== undefined) await checkProof(found[i]!, test.items[i]!, test)
  }
})

it('scores the catalogue once for everybody and once for the list, whatever it proves, where the model tells its units', async () => {
  const test = await trial('cost/1', { decay: 0.6, tells: 'dense' })
  await proofsOf(test.model, test.history, test.items, test.ctx)
  test.model.scored = 0
  expect((await proofsOf(test.model, test.history, test.items, test.ctx)).some((proof) => proof !== undefined)).toBe(true)
  expect(test.model.scored).toBe(0)
})
