import { describe, expect, it } from 'vitest'
import { splitBy } from '../../src/data/split/index.ts'
import { evaluate } from '../../src/measure/index.ts'
import { algorithm } from '../../src/models/index.ts'
import { parseParams } from '../../src/models/params.ts'
import { ofPeople, samplePeople } from '../../src/models/people-sample.ts'
import { dataFolder } from '../data-folder.ts'
import { readBeauty } from './beauty.ts'

const folder = dataFolder()

describe.skipIf(folder === undefined)('families on a slice of Amazon Beauty (skipped where the data sets are absent)', () => {
  it('dnn and text are far above popularity', async () => {
    const all = readBeauty(folder!)
    const { train, test } = splitBy('leave-one-out', ofPeople(all, samplePeople(all.people.length, 0.15, 1)))
    const hits = async (name: string, input: object): Promise<number> => {
      const recipe = algorithm(name)
      const model = await recipe.fit(train, parseParams(recipe.params, input, name), { seed: 1 })
      return (await evaluate(model, test.slice(0, 1000), { k: [10], train, seed: 1 })).metrics['hr@10']!.value
    }
    const popular = await hits('popular', { halfLifeDays: 0 })
    expect(await hits('text', {})).toBeGreaterThan(2 * popular)
    expect(await hits('dnn', { factors: 32, hidden: 16, epochs: 12, batch: 32, samples: 200, learningRate: 0.005, idDropout: 0.3 })).toBeGreaterThan(
      2 * popular,
    )
  })
})
