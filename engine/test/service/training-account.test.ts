import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { House } from '../../src/service/house.ts'
import { inSight, thin } from '../../src/service/training-account.ts'
import { announceTraining, cancelTraining, type KeptRun, keptRun, noteEnd, trainingOf } from '../../src/service/training-runs.ts'
import { emptyHouse } from './house.ts'

let house: House & { close(): Promise<void> }
const now = Date.UTC(2026, 0, 1)
const here = { model: 'popular' }
beforeEach(async () => {
  house = await emptyHouse(now)
})
afterEach(() => house.close())

/** As another process would have left it. */
async function left(over: Partial<KeptRun>): Promise<void> {
  const run = await announceTraining(house, 'popular', 'command')
  await house.store.putDocument('trainings/popular', { ...run, run: 'theirs', ...over })
}

describe('the record of a training', () => {
  it('of a process that is gone, or has said nothing for long, is one that failed, and stands in nobody’s way', async () => {
    await left({ pid: process.ppid })
    expect(trainingOf(house, 'popular')!.state).toBe('running')
    await expect(announceTraining(house, 'popular', 'server')).rejects.toMatchObject({ code: 'training.running', status: 409 })
    for (const over of [
      { pid: 2 ** 22 + 1 },
      // The number of this process, which knows nothing of it: another had it before a restart.
      { pid: process.pid },
      { pid: process.ppid, at: now - 121_000 },
      { host: 'elsewhere', at: now - 121_000 },
    ]) {
      await house.store.deleteDocument('trainings/popular')
      await left(over)
      expect(trainingOf(house, 'popular'), JSON.stringify(over)).toMatchObject({
        state: 'failed',
        problem: { message: expect.stringContaining('without a word') },
      })
      await expect(cancelTraining(house, 'popular')).rejects.toMatchObject({ code: 'training.missing' })
      expect((await announceTraining(house, 'popular', 'server')).run).not.toBe('theirs')
    }
    await house.store.deleteDocument('trainings/popular')
    await left({ host: 'elsewhere', pid: 2 ** 22 + 1 })
    expect(trainingOf(house, 'popular')!.state).toBe('running')
  })

  it('says nothing of where it runs', async () => {
    await announceTraining(house, 'popular', 'server')
    expect(Object.keys(trainingOf(house, 'popular')!).sort()).toEqual('at by curves done model run stage startedAt state'.split(' '))
  })

  it('tells the work to stop where another process marked it so, and is not written over by what is told afterwards', async () => {
    let begun: () => void = () => undefined
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    const work = inSight(house, here, {}, async ({ signal, progress }) => {
      const told = setInterval(() => {
        progress({ stage: 'work', done: 0.5 })
        begun()
      }, 20)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))).finally(() => clearInterval(told))
      return { at: 1 }
    })
    await hasBegun
    await cancelTraining(house, 'popular')
    await expect(work).rejects.toMatchObject({ code: 'cancelled' })
    expect(trainingOf(house, 'popular')).toMatchObject({ state: 'cancelled', stage: 'work', done: 0.5 })
  })

  it('keeps how it ended: neither a late word nor one about another training changes it', async () => {
    const at = await inSight(house, here, {}, async ({ progress }) => {
      progress({ stage: 'work', done: 0.25, figures: { loss: 2, odd: Number.NaN } })
      return { at: 77 }
    })
    expect(at).toEqual({ at: 77 })
    const done = trainingOf(house, 'popular')!
    expect(done).toMatchObject({ state: 'done', done: 1, version: 77, curves: [{ stage: 'work', figures: { loss: 2 } }] })
    await noteEnd(house, done, { state: 'failed' })
    expect(trainingOf(house, 'popular')).toEqual(done)
    const next = await announceTraining(house, 'popular', 'server')
    await noteEnd(house, done, { state: 'failed' })
    expect(keptRun(house, 'popular')).toEqual(next)
    await expect(inSight(house, { ...here, run: done.run }, {}, async () => ({ at: 1 }))).rejects.toMatchObject({ code: 'cancelled' })
    expect(keptRun(house, 'popular')).toEqual(next)
    await noteEnd(house, next, { state: 'failed', problem: { code: 'internal', message: 'gone' } })
    expect(trainingOf(house, 'popular')).toMatchObject({ run: next.run, state: 'failed', problem: { message: 'gone' } })
  })
})

describe('curves', () => {
  it('keep the points with figures and the ends of stages before those that only count', () => {
    const point = (n: number) => ({ stage: `epoch ${Math.floor(n / 10)}`, done: n / 1000, seconds: n, ...(n % 10 === 8 ? { figures: { loss: n } } : {}) })
    const points = Array.from({ length: 500 }, (_, n) => point(n))
    expect(thin(points, 500)).toBe(points)
    expect(thin(points, 200).map(({ seconds }) => seconds % 10)).toEqual(Array.from({ length: 100 }, (_, n) => (n % 2 ? 9 : 8)))
    expect(thin(points, 50)).toHaveLength(51)
    expect(thin(points, 50).at(-1)).toBe(points.at(-1))
  })
})
