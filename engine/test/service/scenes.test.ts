import { expect, it } from 'vitest'
import { historyFromItems, withoutEntries } from '../../src/data/interactions.ts'
import { explainList } from '../../src/explain/list.ts'
import { Random } from '../../src/math/random.ts'
import { topK } from '../../src/math/topk.ts'
import type { Model } from '../../src/models/model.ts'
import { searchView } from '../../src/service/scenes.ts'
import { lopsidedUnits, smallModel } from '../explain/small-models.ts'

async function scoresOf(model: Model, items: readonly number[]): Promise<Float32Array> {
  const out = new Float32Array(model.items.length)
  await model.score([historyFromItems(items)], out)
  return out
}

it('a search keeps the form of the model it is a view of: proofs hold when it scores again, and only what matches comes', async () => {
  let proofs = 0
  for (const tells of ['dense', 'sparse'] as const) {
    for (let seed = 0; seed < 30; seed++) {
      const random = new Random(`search/${seed}`)
      const items = 30
      const personal = smallModel({ items, units: lopsidedUnits(random, items), decay: 0.6, tells })
      const relevance = Float32Array.from({ length: items }, () => (random.chance(0.6) ? random.next() : 0))
      const model = searchView(personal, 'lamp', relevance, 0.5)
      const past = [1, 2, 3, 4].map(() => random.int(items))
      const scores = await scoresOf(model, past)
      expect([...scores.keys()].every((item) => scores[item] > Number.NEGATIVE_INFINITY === relevance[item] > 0)).toBe(true)
      const listed = [...topK(scores, 5).items]
      personal.scored = 0
      const explained = await explainList(model, historyFromItems(past), listed, { k: 5, candidates: new Uint8Array(items).fill(1), scores, seed: 1 })
      // The view of somebody without a past is all that has to be scored.
      expect(personal.scored).toBeLessThanOrEqual(1)
      for (const { item, proof, score } of explained) {
        expect(score).toBeCloseTo(scores[item], 5)
        if (proof === undefined) continue
        proofs++
        const after = await scoresOf(model, [...withoutEntries(historyFromItems(past), proof.without).items])
        expect([...topK(after, items).items].indexOf(item) + 1).toBe(proof.rankAfter)
      }
    }
  }
  expect(proofs).toBeGreaterThan(50)
})
