import { describe, expect, it } from 'vitest'
import { type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { popular } from '../../src/models/popular.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, scoresOf } from './shop.ts'

describe('popular', () => {
  keepsItsPromises(popular)

  const day = 86_400_000
  /** a: bought today and 10 days ago by one person; b: by two people 10 days ago; c: viewed yesterday; d: never. */
  function timed(): Interactions {
    const data = interactionsFromSequences(
      [
        ['p', ['a', 'b', 'a']],
        ['q', ['b', 'c']],
      ],
      [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }],
    )
    const now = 1_700_000_000_000
    return {
      ...data,
      times: Float64Array.from([now - 10 * day, now - 10 * day, now, now - 10 * day, now - day]),
      weights: Float32Array.from([1, 1, 1, 1, 0.3]),
    }
  }
  const fitted = async (data: Interactions, halfLifeDays: number, windowDays: number) =>
    scoresOf(await popular.fit(data, { halfLifeDays, windowDays }, ctx), [{ items: data.cols, times: data.times, weights: data.weights, kinds: data.kinds }])

  it('halves an event at each half-life and counts a person once', async () => {
    const [a, b, c, d] = await fitted(timed(), 5, 0)
    expect(a).toBeCloseTo(1, 6) // not 1.25: one person
    expect(b).toBeCloseTo(2 * 0.25, 6)
    expect(c).toBeCloseTo(0.3 * 2 ** -0.2, 6)
    expect(d).toBe(0)
  })

  it('counts only the window, then lets the all-time count order the rest', async () => {
    const [a, b, c, d] = await fitted(timed(), 0, 7)
    expect(a).toBeCloseTo(1 + 0.0005, 6)
    expect(b).toBeCloseTo(0.001, 6)
    expect(c).toBeCloseTo(0.3 + 0.00015, 6)
    expect(d).toBe(0)
  })

  it('counts plainly where no time is known, and takes an unknown time for an old one where some are', async () => {
    const data = timed()
    const none = await fitted({ ...data, times: new Float64Array(5) }, 5, 7)
    expect(none[1]).toBeCloseTo(2.001, 6)
    const some = await fitted({ ...data, times: data.times.map((time, entry) => (entry === 3 ? 0 : time)) }, 5, 0)
    expect(some[1]).toBeCloseTo(0.5, 6)
  })

  it('says that the reason is popularity', async () => {
    const model = await popular.fit(timed(), { halfLifeDays: 0, windowDays: 0 }, ctx)
    expect(model.terms!({ ...timed(), items: new Int32Array(0) }, 1).others).toEqual([{ kind: 'popularity', name: 'all shoppers', amount: 2 }])
  })
})
