import { Random } from '../math/random.ts'
import { topK } from '../math/topk.ts'
import type { Case } from './model.ts'

/** What each part says of the few items that can decide a case. */
export interface Pools {
  /** Row borders [cases + 1]. The first row of a case is its target. */
  readonly ptr: Int32Array
  /** What each part says, in its own unit [rows × parts]. */
  readonly values: Float32Array
  /** 1 for an item that only describing parts can know [rows]. */
  readonly cold: Uint8Array
  readonly parts: number
}

export interface Mix {
  /** Share of each part, of what is scaled; sums to 1 [parts]. */
  readonly weights: readonly number[]
  /** What a cold item's score by the describing parts counts, beside 1 for a whole score of the others. */
  readonly newcomers: number
}

/** Candidates of each part that stand in a pool. */
const poolDepth = 200
const listLength = 10
const steps = [0.5, 0.25, 0.12, 0.06, 0.03]
const newcomerSteps = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2]

/**
 * For each case the union of every part's best items and the target, without items of the history. An item that no part has among its best stays out, which can matter only to
 * a target that none of them ranks high; where one part has all the weight the figure is exact.
 * @param valuesOf what each part says of every item, in its own unit: [parts] arrays of [cases × items] for a batch of cases
 */
export async function poolsOf(
  cases: readonly Case[],
  items: number,
  parts: number,
  cold: Uint8Array,
  valuesOf: (batch: readonly Case[]) => Promise<readonly Float32Array[]>,
): Promise<Pools> {
  const rows: Float32Array[] = []
  const isCold: number[] = []
  const ptr = [0]
  const batchSize = 32
  for (let from = 0; from < cases.length; from += batchSize) {
    const batch = cases.slice(from, from + batchSize)
    const said = await valuesOf(batch)
    batch.forEach(({ history, targets }, row) => {
      const target = targets[0]
      const pool = new Set<number>([target])
      for (const values of said)
        for (const item of topK(values.subarray(row * items, (row + 1) * items), poolDepth, { exclude: history.items }).items) pool.add(item)
      rows.push(Float32Array.from([...pool].flatMap((item) => said.map((values) => values[row * items + item]))))
      for (const item of pool) isCold.push(cold[item])
      ptr.push(isCold.length)
    })
  }
  const values = new Float32Array(isCold.length * parts)
  rows.forEach((row, c) => {
    values.set(row, ptr[c]! * parts)
  })
  return { ptr: Int32Array.from(ptr), values, cold: Uint8Array.from(isCold), parts }
}

/** A seeded draw of at most `most` cases whose first target is a known item that is not in the history already: what a list without seen items can be right about. */
export function fairCases(cases: readonly Case[], items: number, most: number, seed: number): Case[] {
  const fair = cases.filter(({ history, targets }) => targets.length > 0 && targets[0] < items && !history.items.includes(targets[0]))
  if (fair.length <= most) return fair
  return [...new Random(seed).fork('cases').sample(fair.length, most).sort()].map((index) => fair[index]!)
}

/** One over the mean of a part's best score over the cases, so that weights of parts with unlike units compare; 1 where that mean is not positive [parts]. */
export function scalesOf(pools: Pools): number[] {
  const sums = new Float64Array(pools.parts)
  const cases = pools.ptr.length - 1
  for (let c = 0; c < cases; c++) {
    for (let part = 0; part < pools.parts; part++) {
      let best = Number.NEGATIVE_INFINITY
      for (let row = pools.ptr[c]; row < pools.ptr[c + 1]; row++) best = Math.max(best, pools.values[row * pools.parts + part])
      if (Number.isFinite(best)) sums[part] += best / cases
    }
  }
  return Array.from(sums, (sum) => (sum > 0 ? 1 / sum : 1))
}

/**
 * The mix of the greatest NDCG@10: from every corner (one part alone) and the middle, then coordinate steps of shrinking size, each kept only where it gains. A corner wins ties,
 * so no part is there without use. Time a few hundred passes over the pools.
 * @param describing which parts can score cold items [parts]
 * @param floor least `newcomers`
 */
export function bestMix(
  pools: Pools,
  scales: readonly number[],
  describing: readonly boolean[],
  floor: number,
): Mix & { readonly ndcg: number; readonly alone: readonly number[] } {
  const { parts } = pools
  const at = (weights: readonly number[], newcomers: number): Scored => ({
    weights,
    newcomers,
    ndcg: ndcgOf(pools, coefficients({ weights, newcomers }, scales, describing)),
  })
  const corners = Array.from({ length: parts }, (_, corner) => at(unit(parts, corner), floor))
  const starts = [...corners, at(new Array(parts).fill(1 / parts), floor)]
  let best = starts.reduce((a, b) => (b.ndcg > a.ndcg ? b : a))
  const keep = (candidate: Scored): boolean => {
    if (!(candidate.ndcg > best.ndcg + 1e-9)) return false
    best = candidate
    return true
  }
  for (const step of steps) {
    for (let gained = true; gained; ) {
      gained = false
      for (let part = 0; part < parts; part++) {
        for (const move of [step, -step]) {
          const moved = best.weights.map((weight, p) => (p === part ? Math.max(0, weight + move) : weight))
          const sum = moved.reduce((a, b) => a + b, 0)
          if (
            sum > 0 &&
            keep(
              at(
                moved.map((weight) => weight / sum),
                best.newcomers,
              ),
            )
          )
            gained = true
        }
      }
      if (pools.cold.includes(1)) for (const share of newcomerSteps) if (share >= floor && keep(at(best.weights, share))) gained = true
    }
  }
  return { ...best, alone: corners.map((corner) => corner.ndcg) }
}

/** What each part's own unit counts for items that all parts can know, and for cold ones [parts]. */
export function coefficients(mix: Mix, scales: readonly number[], describing: readonly boolean[]): { warm: number[]; cold: number[] } {
  const able = mix.weights.reduce((sum, weight, part) => sum + (describing[part] ? weight : 0), 0)
  const count = describing.filter(Boolean).length
  return {
    warm: mix.weights.map((weight, part) => weight * scales[part]!),
    cold: mix.weights.map((weight, part) => (describing[part] ? mix.newcomers * scales[part]! * (able > 0 ? weight / able : 1 / count) : 0)),
  }
}

interface Scored extends Mix {
  readonly ndcg: number
}

/** Mean of 1 / log2(1 + rank of the target), 0 from rank 11 on; ties count against the target. */
function ndcgOf(pools: Pools, { warm, cold }: { warm: readonly number[]; cold: readonly number[] }): number {
  const { ptr, values, parts } = pools
  const scoreOf = (row: number): number => {
    const counts = pools.cold[row] === 1 ? cold : warm
    let sum = 0
    for (let part = 0; part < parts; part++) if (counts[part] !== 0) sum += counts[part]! * values[row * parts + part]
    return sum
  }
  let total = 0
  for (let c = 0; c + 1 < ptr.length; c++) {
    const bar = scoreOf(ptr[c])
    let rank = bar > Number.NEGATIVE_INFINITY ? 1 : Number.POSITIVE_INFINITY
    for (let row = ptr[c] + 1; row < ptr[c + 1] && rank <= listLength; row++) if (scoreOf(row) >= bar) rank++
    if (rank <= listLength) total += 1 / Math.log2(1 + rank)
  }
  return ptr.length > 1 ? total / (ptr.length - 1) : 0
}

function unit(parts: number, corner: number): number[] {
  return Array.from({ length: parts }, (_, part) => (part === corner ? 1 : 0))
}
