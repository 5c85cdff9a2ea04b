import { describe, expect, it } from 'vitest'
import { historyFromItems, interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { cfgan } from '../../src/models/cfgan.ts'
import { loadModel } from '../../src/models/index.ts'
import { parseParams } from '../../src/models/params.ts'
import { keepsCommonPromises } from './promises.ts'
import { ctx, describedShop, scoresOf } from './shop.ts'

const small = { factors: 12, epochs: 15, batch: 16, learningRate: 0.01, judgeSize: 8 }

/** Pairs of items that go along, each pair with a word of its own, in a catalogue that begins with one nobody touched. */
function pairs(): ReturnType<typeof interactionsFromSequences> {
  const random = new Random(9)
  const pair = (at: number): string[] => [`i${2 * at}`, `i${2 * at + 1}`]
  const words = ['anchor', 'bottle', 'candle', 'drum', 'easel', 'flute']
  return interactionsFromSequences(
    Array.from({ length: 240 }, (_, person) => [`p${person}`, [...random.sample(6, 2)].flatMap(pair)]),
    [{ id: 'never' }, ...Array.from({ length: 12 }, (_, item) => ({ id: `i${item}`, title: words[item >> 1]! }))],
  )
}

describe('cfgan', () => {
  keepsCommonPromises(cfgan, small)
  describe('with descriptions', () => keepsCommonPromises(cfgan, small, describedShop))

  for (const [name, adversarial] of Object.entries({ 'the discriminators': 0.1, 'reconstruction alone': 0 })) {
    it(`names the very item that goes along, with ${name}`, async () => {
      const data = pairs()
      const model = await cfgan.fit(data, parseParams(cfgan.params, { ...small, epochs: 80, adversarial }, 'cfgan'), ctx)
      const ask = Array.from({ length: 12 }, (_, item) => data.items.indexOf(`i${item}`))
      const scores = await scoresOf(
        model,
        ask.map((item) => historyFromItems([item])),
      )
      const best = ask.map((item, row) => {
        const own = scores.subarray(row * data.items.length, (row + 1) * data.items.length)
        own[item] = Number.NEGATIVE_INFINITY
        return data.items.name(own.indexOf(Math.max(...own)))
      })
      expect(best).toEqual(Array.from({ length: 12 }, (_, item) => `i${item % 2 === 0 ? item + 1 : item - 1}`))
    })
  }

  it('recommends a new product by its description alone, also after it was saved', async () => {
    const data = pairs()
    const model = await cfgan.fit(data, parseParams(cfgan.params, { ...small, epochs: 80 }, 'cfgan'), ctx)
    const told = model.admit!([
      { id: 'new drum', title: 'Drum' },
      { id: 'new flute', title: 'Flute' },
      { id: 'nothing known', title: 'Zzz' },
    ])
    const opened = await loadModel(told.save())
    for (const each of [told, opened]) {
      const at = (id: string): number => each.items.indexOf(id)
      const [drums, flutes] = [historyFromItems([at('i6')]), historyFromItems([at('i10')])]
      const scores = await scoresOf(each, [drums, flutes])
      const score = (row: number, id: string): number => scores[row * each.items.length + at(id)]!
      expect(score(0, 'new drum')).toBeGreaterThan(score(0, 'new flute'))
      expect(score(1, 'new flute')).toBeGreaterThan(score(1, 'new drum'))
      expect(score(0, 'nothing known')).toBe(-1e4)
    }
    expect(model.items.has('new drum')).toBe(false)
  })

  it('is another model with the discriminators than without', async () => {
    const data = pairs()
    const fit = (adversarial: number) => cfgan.fit(data, parseParams(cfgan.params, { ...small, adversarial }, 'cfgan'), ctx)
    const asked = [historyFromItems([2])]
    expect(await scoresOf(await fit(0.5), asked)).not.toEqual(await scoresOf(await fit(0), asked))
  })
})
