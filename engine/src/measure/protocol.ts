import type { Case } from '../data/case.ts'
import type { Interactions } from '../data/interactions.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import { Random } from '../math/random.ts'
import { bootstrapMean } from '../math/stats.ts'
import { topK } from '../math/topk.ts'
import type { Model } from '../models/model.ts'
import { ctr } from './clicks.ts'
import { coverage, diversity, gini, novelty, popularity } from './lists.ts'
import type { ListMetric, PersonMetric, Ranked } from './metric.ts'
import { auc, hr, map, mrr, ndcg, precision, recall } from './ranking.ts'

/** Figures of one person, and of all lists together. To add one: its constant, and its name here. */
export const personMetrics: readonly PersonMetric[] = [hr, recall, ndcg, mrr, map, precision, ctr]
export const listMetrics: readonly ListMetric[] = [coverage, novelty, diversity, gini, popularity]

export interface MeasureOptions {
  /** List lengths. */
  readonly k: readonly number[]
  /** What the model learned from: for popularity, novelty and coverage. */
  readonly train: Interactions
  readonly seed: number
  /** Leave the history's own items out of the ranking; default true. */
  readonly maskSeen?: boolean
  /** Histories scored at once. */
  readonly batch?: number
  /** Group of each person [people], by attribute. */
  readonly groups?: Readonly<Record<string, readonly string[]>>
  /** Refused: rankings against a sample of items are not comparable with anything. */
  readonly sampledNegatives?: number
  readonly signal?: AbortSignal
  readonly progress?: (done: number) => void
}

export interface Figure {
  readonly value: number
  /** 95 % percentile bootstrap interval over people; equal to the value for figures of all lists together. */
  readonly low: number
  readonly high: number
}

export interface Evaluation {
  readonly cases: number
  readonly metrics: Readonly<Record<string, Figure>>
  readonly groups?: Readonly<Record<string, Readonly<Record<string, { readonly people: number; readonly metrics: Readonly<Record<string, Figure>> }>>>>
  /** Each case's figures [cases], by metric name, for paired tests. */
  readonly perCase: Readonly<Record<string, Float64Array>>
}

/**
 * Full ranking: every target against every item, the history's own items masked, ties broken against the target, scores of −Infinity and NaN last. Cost: one pass over the scores of
 * each person and a partial selection. Throws `measure.sampled`, `data.empty`.
 */
export async function evaluate(model: Model, cases: readonly Case[], options: MeasureOptions): Promise<Evaluation> {
  const { k: lengths, train, seed, maskSeen = true, batch = 128 } = options
  if (options.sampledNegatives !== undefined) {
    throw new CandorError(
      'measure.sampled',
      'Figures against sampled negatives are refused: they reorder models and compare with nothing (Krichene and Rendle, KDD 2020). Rank against all items.',
    )
  }
  if (cases.length === 0)
    throw new CandorError(
      'data.empty',
      'There is nobody to measure on: every history is too short for this split. Import more events, or choose another split.',
    )
  const n = model.items.length
  const longest = Math.max(...lengths)
  const perCase: Record<string, Float64Array> = { auc: new Float64Array(cases.length) }
  for (const metric of personMetrics) for (const k of lengths) perCase[`${metric.name}@${k}`] = new Float64Array(cases.length)
  const lists = new Int32Array(cases.length * longest).fill(-1)
  const scores = new Float32Array(batch * n)
  for (let from = 0; from < cases.length; from += batch) {
    throwIfCancelled(options.signal)
    const part = cases.slice(from, from + batch)
    await model.score(
      part.map((entry) => entry.history),
      scores.subarray(0, part.length * n),
    )
    part.forEach((entry, row) => {
      const own = scores.subarray(row * n, (row + 1) * n)
      if (maskSeen) for (const item of entry.history.items) own[item] = Number.NEGATIVE_INFINITY
      const ranked = rank(own, entry.targets, maskSeen ? new Set(entry.history.items).size : 0)
      for (const metric of personMetrics) for (const k of lengths) perCase[`${metric.name}@${k}`]![from + row] = metric.value(ranked, k)
      perCase.auc![from + row] = auc.value(ranked, longest)
      lists.set(topK(own, longest).items, (from + row) * longest)
    })
    options.progress?.(Math.min(1, (from + batch) / cases.length))
  }
  const metrics: Record<string, Figure> = {}
  const random = new Random(seed)
  for (const [name, values] of Object.entries(perCase)) metrics[name] = figure(values, random.fork(name))
  const counts = countsOf(train, n)
  for (const k of lengths) {
    const cut = k === longest ? lists : Int32Array.from({ length: cases.length * k }, (_, i) => lists[Math.floor(i / k) * longest + (i % k)])
    for (const metric of listMetrics) {
      const value = metric.value(cut, k, { train, counts })
      if (!Number.isNaN(value)) metrics[`${metric.name}@${k}`] = { value, low: value, high: value }
    }
  }
  return { cases: cases.length, metrics, perCase, ...(options.groups === undefined ? {} : { groups: byGroup(options.groups, cases, perCase, random) }) }
}

/** Ranks of the targets among all items; other targets of the same person count like any item. */
function rank(scores: Float32Array, targets: Int32Array, masked: number): Ranked {
  const bars = Float64Array.from(targets, (target) => scores[target])
  const ranks = new Float64Array(targets.length).fill(1)
  for (let t = 0; t < bars.length; t++) {
    const bar = bars[t]
    if (!(bar > Number.NEGATIVE_INFINITY)) {
      ranks[t] = Number.POSITIVE_INFINITY
      continue
    }
    let above = 0
    for (let item = 0; item < scores.length; item++) if (scores[item] >= bar) above++
    ranks[t] = above // counts the target itself once
  }
  return { ranks: ranks.sort(), candidates: scores.length - masked }
}

function byGroup(
  groups: NonNullable<MeasureOptions['groups']>,
  cases: readonly Case[],
  perCase: Readonly<Record<string, Float64Array>>,
  random: Random,
): NonNullable<Evaluation['groups']> {
  const result: Record<string, Record<string, { people: number; metrics: Record<string, Figure> }>> = {}
  for (const [attribute, groupOf] of Object.entries(groups)) {
    const places = new Map<string, number[]>()
    cases.forEach((entry, index) => {
      const group = groupOf[entry.person] ?? 'unknown'
      const own = places.get(group)
      if (own === undefined) places.set(group, [index])
      else own.push(index)
    })
    const table: Record<string, { people: number; metrics: Record<string, Figure> }> = {}
    for (const [group, indexes] of places) {
      const metrics: Record<string, Figure> = {}
      for (const [name, values] of Object.entries(perCase))
        metrics[name] = figure(
          Float64Array.from(indexes, (index) => values[index]),
          random.fork(`${attribute}${group}${name}`),
        )
      table[group] = { people: indexes.length, metrics }
    }
    result[attribute] = table
  }
  return result
}

function figure(values: Float64Array, random: Random): Figure {
  const { value, low, high } = bootstrapMean(values, random, { draws: 500 })
  return { value, low, high }
}

function countsOf(train: Interactions, items: number): Float64Array {
  const counts = new Float64Array(items)
  for (const item of train.cols) counts[item]++
  return counts
}
