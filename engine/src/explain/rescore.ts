import { type History, withoutEntries } from '../data/interactions.ts'
import { throwIfCancelled } from '../errors.ts'
import type { Model } from '../models/model.ts'

/** Most floats one batch of scores may fill: 4 MB, which stays near the processor. */
const batchFloats = 1 << 20

/** How many re-scored histories an explanation has cost, and how many it may. */
export interface Effort {
  spent: number
  readonly budget: number
  readonly signal: AbortSignal | undefined
}

export function effortOf(ctx: { readonly budget?: number; readonly signal?: AbortSignal }): Effort {
  return { spent: 0, budget: ctx.budget ?? 1000, signal: ctx.signal }
}

/**
 * Scores many histories in batches and hands each row [items] to `visit` in order; a row is only valid during its call. `visit` may
 * answer true to stop. Throws `cancelled` between batches.
 */
export async function scoreEach(
  model: Model,
  count: number,
  historyAt: (index: number) => History,
  visit: (scores: Float32Array, index: number) => boolean | undefined,
  effort: Effort,
): Promise<void> {
  const items = model.items.length
  const size = Math.max(1, Math.min(count, Math.floor(batchFloats / Math.max(1, items))))
  const out = new Float32Array(size * items)
  for (let from = 0; from < count; from += size) {
    throwIfCancelled(effort.signal)
    const histories = Array.from({ length: Math.min(size, count - from) }, (_, i) => historyAt(from + i))
    const rows = out.subarray(0, histories.length * items)
    await model.score(histories, rows)
    effort.spent += histories.length
    for (let i = 0; i < histories.length; i++) if (visit(rows.subarray(i * items, (i + 1) * items), from + i) === true) return
  }
}

/** Re-scores the history without each of the sets of positions. */
export function scoreWithout(
  model: Model,
  history: History,
  sets: readonly (readonly number[])[],
  visit: (scores: Float32Array, index: number) => boolean | undefined,
  effort: Effort,
): Promise<void> {
  return scoreEach(model, sets.length, (index) => withoutEntries(history, sets[index]!), visit, effort)
}

/** Scores of one history [items]. */
export async function scoresOf(model: Model, history: History): Promise<Float32Array> {
  const out = new Float32Array(model.items.length)
  await model.score([history], out)
  return out
}
