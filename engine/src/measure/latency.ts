import { median } from '../math/stats.ts'
import { topK } from '../math/topk.ts'
import type { Case, Model } from '../models/model.ts'

/** Median milliseconds of a list of ten, one history alone, as a request asks for it: over up to `most` histories, evenly taken. NaN without cases. */
export async function listMilliseconds(model: Model, cases: readonly Case[], most = 100): Promise<number> {
  const scores = new Float32Array(model.items.length)
  const times: number[] = []
  const count = Math.min(most, cases.length)
  for (let at = 0; at < count; at++) {
    const { history } = cases[Math.floor((at * cases.length) / count)]!
    const start = performance.now()
    await model.score([history], scores)
    topK(scores, 10)
    times.push(performance.now() - start)
  }
  return median(times)
}
