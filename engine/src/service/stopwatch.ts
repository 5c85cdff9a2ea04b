import { quantileSorted } from '../math/stats.ts'
import { recommend } from './recommend.ts'
import type { Serving } from './serving.ts'

export interface Timing {
  readonly what: string
  readonly requests: number
  /** Milliseconds. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly perSecond: number
}

/** Times this shop's own lists in this process, without HTTP: for people of the store picked in a fixed order. */
export async function timeLists(serving: Serving, options: { readonly requests?: number; readonly k?: number } = {}): Promise<Timing[]> {
  const requests = options.requests ?? 300
  const users = [...new Set(serving.house.store.latestEvents(20_000).flatMap((event) => (event.user === undefined ? [] : [event.user])))].sort()
  const timings: Timing[] = []
  for (const explain of [false, true]) {
    const times: number[] = []
    for (let i = -20; i < requests; i++) {
      const user = users[(((i + 20) * 7919) % Math.max(1, users.length)) | 0]
      const start = performance.now()
      await recommend(serving, { k: options.k ?? 10, explain, ...(user === undefined ? { history: [] } : { user }) })
      if (i >= 0) times.push(performance.now() - start)
    }
    const sorted = Float64Array.from(times).sort()
    const sum = times.reduce((total, time) => total + time, 0)
    timings.push({
      what: explain ? 'recommend and explain' : 'recommend',
      requests,
      p50: quantileSorted(sorted, 0.5),
      p95: quantileSorted(sorted, 0.95),
      p99: quantileSorted(sorted, 0.99),
      perSecond: (1000 * requests) / sum,
    })
  }
  return timings
}
