import { describe, expect, it } from 'vitest'
import { historyFromItems, interactionsFromSequences } from '../../src/data/interactions.ts'
import { crossGram, gram } from '../../src/math/csr.ts'
import { linearNext } from '../../src/models/linear-next.ts'
import { parseParams } from '../../src/models/params.ts'
import { cutsOf } from '../../src/models/transitions.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, lopsidedShop, scoresOf, weightsOf } from './shop.ts'

const paramsOf = (input: object) => parseParams(linearNext.params, input, 'linear-next')

describe('linear-next', () => {
  keepsItsPromises(linearNext, { l2: 2 })
  describe('without recency', () => keepsItsPromises(linearNext, { l2: 2, decay: 1, tail: 0 }))

  // 14 items are solved with all right sides at once, 160 lightly connected ones through the inverse.
  for (const [people, items] of [
    [60, 14],
    [40, 160],
  ] as const) {
    it(`solves its normal equations: (PᵀP + λI)W = PᵀF + backward·FᵀP, with ${items} items`, async () => {
      const data = lopsidedShop(people, items)
      const [l2, backward] = [2, 0.3]
      const w = weightsOf(await linearNext.fit(data, paramsOf({ l2, backward, decay: 0.7, futureDecay: 0.4 }), ctx))
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
