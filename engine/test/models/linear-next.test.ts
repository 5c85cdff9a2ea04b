import { describe, expect, it } from 'vitest'
import { historyFromItems, interactionsFromSequences } from '../../src/data/interactions.ts'
import { crossGram, gram, toDense } from '../../src/math/csr.ts'
import { alike, likenessOf } from '../../src/models/likeness.ts'
import { linearNext } from '../../src/models/linear-next.ts'
import { parseParams } from '../../src/models/params.ts'
import { cutsOf } from '../../src/models/transitions.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, describedShop, lopsidedShop, scoresOf, weightsOf } from './shop.ts'

const paramsOf = (input: object) => parseParams(linearNext.params, input, 'linear-next')

describe('linear-next', () => {
  keepsItsPromises(linearNext, { l2: 2 })
  describe('without recency', () => keepsItsPromises(linearNext, { l2: 2, decay: 1, tail: 0 }))
  describe('with descriptions', () => keepsItsPromises(linearNext, { l2: 2, content: 2 }, describedShop))

  // 14 items are solved with all right sides at once, 400 lightly connected ones through the inverse.
  for (const [people, items] of [
    [60, 14],
    [40, 400],
  ] as const) {
    it(`solves its normal equations: (PᵀP + λI)W = PᵀF + backward·FᵀP, with ${items} items`, async () => {
      const data = lopsidedShop(people, items)
      const [l2, backward] = [2, 0.3]
      const w = weightsOf(await linearNext.fit(data, paramsOf({ l2, backward, decay: 0.7, futureDecay: 0.4, prune: 0 }), ctx))
      const n = data.items.length
      const { past, future } = cutsOf(data, 0.7, 0.4, 0.02)
      const [pp, pf] = [gram(past), crossGram(past, future)]
      let worst = 0
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let sum = l2 * w[i * n + j]! - pf[i * n + j]! - backward * pf[j * n + i]!
          for (let m = 0; m < n; m++) sum += pp[i * n + m]! * w[m * n + j]!
          worst = Math.max(worst, Math.abs(sum))
        }
      }
      expect(worst).toBeLessThan(1e-4)
    })
  }

  it('leans on descriptions: (PᵀP + λI)W = PᵀF + content·K, for items without events too', async () => {
    const data = describedShop()
    const [l2, content] = [2, 3]
    const model = await linearNext.fit(data, paramsOf({ l2, content, backward: 0, decay: 0.7, futureDecay: 0.4, prune: 0, neighbours: 5 }), ctx)
    const w = weightsOf(model)
    const n = data.items.length
    const { past, future } = cutsOf(data, 0.7, 0.4, 0.02)
    const [pp, pf] = [gram(past), crossGram(past, future)]
    const k = toDense(await alike(likenessOf(data)!, 5, ctx))
    let worst = 0
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = l2 * w[i * n + j]! - pf[i * n + j]! - content * k[i * n + j]!
        for (let m = 0; m < n; m++) sum += pp[i * n + m]! * w[m * n + j]!
        worst = Math.max(worst, Math.abs(sum))
      }
    }
    expect(worst).toBeLessThan(1e-4)
    const [cold, alikeToCold] = [n - 1, n - 3]
    expect(w[alikeToCold * n + cold]).toBeGreaterThan(0)
    expect(w[cold * n + alikeToCold]).toBeGreaterThan(0)
    expect(model.links!(alikeToCold, cold).map((link) => link.kind)).toContain('brand')
  })

  it('learns the direction: b follows a, never the other way round', async () => {
    const data = interactionsFromSequences(Array.from({ length: 9 }, (_, i) => [`p${i}`, ['a', 'b', ...(i % 3 === 0 ? ['c'] : [])]] as const))
    const model = await linearNext.fit(data, paramsOf({ l2: 1, backward: 0 }), ctx)
    expect(model.terms!(historyFromItems([0]), 1).score).toBeGreaterThan(0.5)
    expect(model.terms!(historyFromItems([1]), 0).score).toBeLessThan(0.01)
    expect(model.terms!(historyFromItems([1]), 2).score).toBeGreaterThan(0.1)
  })

  it('keeps the diagonal: what is bought again is recommended again', async () => {
    const data = interactionsFromSequences(Array.from({ length: 5 }, (_, i) => [`p${i}`, ['milk', 'milk', 'milk', 'soap']] as const))
    const [milk, soap] = await scoresOf(await linearNext.fit(data, paramsOf({ l2: 1 }), ctx), [historyFromItems([0])])
    expect(milk).toBeGreaterThan(soap!)
  })

  it('gives way and stops while it multiplies', async () => {
    const controller = new AbortController()
    const stages: string[] = []
    const progress = (step: { stage: string; done: number }): void => {
      stages.push(step.stage)
      if (step.stage === 'multiplying') controller.abort()
    }
    const fit = linearNext.fit(lopsidedShop(40, 400), paramsOf({ backward: 0 }), { seed: 1, signal: controller.signal, progress })
    await expect(fit).rejects.toMatchObject({ code: 'cancelled' })
    expect(stages).toContain('inverting')
  })
})
