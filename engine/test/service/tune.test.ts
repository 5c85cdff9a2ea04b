import { describe, expect, it } from 'vitest'
import { defaultConfig } from '../../src/config.ts'
import type { Trial } from '../../src/models/tune.ts'
import type { House } from '../../src/service/house.ts'
import { tune } from '../../src/service/tune.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { Artifacts } from '../../src/store/store.ts'
import { describedShop } from '../models/described-shop.ts'

/** A house in memory with the described shop's purchases, one a day. */
async function house(): Promise<House> {
  const store = memoryStore()
  const shop = describedShop(120)
  await store.putItems(shop.products.map((product) => product!))
  for (let person = 0; person < shop.people.length; person++) {
    for (let entry = shop.ptr[person]!; entry < shop.ptr[person + 1]!; entry++) {
      await store.append([
        {
          id: `e${entry}`,
          event: 'purchase',
          user: shop.people.name(person),
          item: shop.items.name(shop.cols[entry]!),
          at: 1_700_000_000_000 + (entry - shop.ptr[person]!) * 86_400_000,
        },
      ])
    }
  }
  const quiet = { info() {}, warn() {}, error() {} }
  return { folder: '', store, artifacts: {} as Artifacts, config: defaultConfig, log: quiet, now: () => 1_800_000_000_000 }
}

describe('tune', () => {
  it('stores the best parameters with the fingerprint of the data, and what it tried', async () => {
    const place = await house()
    const report = await tune(place, { model: 'content', trials: 9, seed: 3 })
    expect(report.trials).toHaveLength(9)
    const start = report.trials[0]!.rungs.at(-1)!
    expect(start.share).toBe(1)
    expect(report.best.value).toBeGreaterThanOrEqual(start.value)
    expect(place.store.document('tuned/content')).toMatchObject({
      params: report.best.params,
      value: report.best.value,
      fingerprint: report.fingerprint,
      metric: 'ndcg@10',
    })
  })

  it('goes on where it was stopped, to the same result', async () => {
    const whole = await tune(await house(), { model: 'content', trials: 9, seed: 3 })
    const place = await house()
    const stop = new AbortController()
    let steps = 0
    const progress = (): void => {
      if (++steps === 7) stop.abort()
    }
    await expect(tune(place, { model: 'content', trials: 9, seed: 3, signal: stop.signal, progress })).rejects.toMatchObject({ code: 'cancelled' })
    expect(place.store.document('tuned/content')).toBeUndefined()
    const kept = place.store.document<{ trials: Trial[] }>('tuning/content')!.trials
    expect(kept).toHaveLength(6) // the first step only reads the events
    const rest: number[] = []
    const again = await tune(place, { model: 'content', trials: 9, seed: 3, progress: ({ done }) => rest.push(done) })
    expect(again.best).toEqual(whole.best)
    const rungs = (trials: readonly Trial[]): number => trials.reduce((sum, trial) => sum + trial.rungs.length, 0)
    expect(rest.length - 1).toBe(rungs(whole.trials) - rungs(kept))
  })

  it('begins anew when the data have changed, and names an unknown metric', async () => {
    const place = await house()
    await tune(place, { model: 'content', trials: 2, seed: 3 })
    await place.store.append([{ id: 'late', event: 'purchase', user: 'p1', item: 'i3', at: 1_800_000_000_000 }])
    const steps: number[] = []
    await tune(place, { model: 'content', trials: 2, seed: 3, progress: ({ done }) => steps.push(done) })
    expect(steps.length).toBeGreaterThan(3)
    await expect(tune(place, { model: 'content', trials: 1, metric: 'joy@10' })).rejects.toThrow(/"joy@10".*ndcg@10/)
  })
})
