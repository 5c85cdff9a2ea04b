import { describe, expect, it } from 'vitest'
import { splitBy } from '../../src/data/split/index.ts'
import { evaluate } from '../../src/measure/index.ts'
import { algorithm } from '../../src/models/index.ts'
import { parseParams } from '../../src/models/params.ts'
import { dataFolder } from '../data-folder.ts'
import { readBeauty } from './beauty.ts'

const folder = dataFolder()

/** Floors on Amazon Beauty 5-core, leave-one-out, every item ranked: what descriptions alone reach, and what they add to a model that reads only events. */
describe.skipIf(folder === undefined)('descriptions on Amazon Beauty (skipped where the data sets are absent)', () => {
  const split = folder === undefined ? undefined : splitBy('leave-one-out', readBeauty(folder))
  const floors = [
    { name: 'content', input: {}, ndcg: 0.045 },
    { name: 'rules', input: {}, ndcg: 0.034 },
    { name: 'blend', input: { list: ['ease', 'content', 'popular'] }, ndcg: 0.062 }, // ease alone: .0456
  ]
  for (const { name, input, ndcg } of floors) {
    it(`${name} reaches NDCG@10 ${ndcg}`, async () => {
      const recipe = algorithm(name)
      const model = await recipe.fit(split!.train, parseParams(recipe.params, input, name), { seed: 1, validation: split!.validation })
      const { metrics } = await evaluate(model, split!.test, { k: [10], train: split!.train, seed: 1 })
      expect(metrics['ndcg@10']!.value).toBeGreaterThanOrEqual(ndcg)
    })
  }
})
