import type { Case } from '../data/case.ts'
import type { Interactions } from '../data/interactions.ts'
import { type Split, splitBy } from '../data/split/index.ts'
import { CandorError } from '../errors.ts'
import { evaluate as measure } from '../measure/index.ts'
import { algorithm } from '../models/index.ts'
import { parseParams } from '../models/params.ts'
import { ofPeople, samplePeople } from '../models/people-sample.ts'
import { fingerprint, search, type Trial } from '../models/tune.ts'
import type { House, WorkOptions } from './house.ts'
import { sizeParams } from './params.ts'
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

/** A search as it rests in the store, whole or broken off. */
interface KeptSearch {
  readonly fingerprint: string
  readonly seed: number
  readonly metric: string
  readonly trials: readonly Trial[]
}

/**
 * Searches parameters by full ranking on the validation part of leave-one-out; the test part is never looked at. Every finished trial is durable, so a search
 * that was stopped goes on where it was. The best parameters are stored with the fingerprint of the data and used by the next training.
 * Throws `algorithm.unknown`, `usage` for an unknown metric, `data.empty` when nobody's history is long enough to be held out.
 */
export async function tune(house: House, options: TuneOptions): Promise<TuneReport> {
  const recipe = algorithm(options.model)
  const metric = options.metric ?? 'ndcg@10'
  const k = Number(/@(\d+)$/.exec(metric)?.[1] ?? 10)
  const seed = options.seed ?? 1
  options.progress?.({ stage: 'read the events', done: 0 })
  const { data } = await trainingData(house)
  const print = fingerprint(data)
  const parts = splitBy('leave-one-out', data, { seed })
  const kept = house.store.document<KeptSearch>(`tuning/${options.model}`)
  const isSame = kept !== undefined && kept.fingerprint === print && kept.seed === seed && kept.metric === metric
  const trials = new Map<number, Trial>(isSame ? kept.trials.map((trial) => [trial.index, trial]) : [])
  const signal = options.signal === undefined ? {} : { signal: options.signal }
  const found = search({
    schema: recipe.params,
    start: parseParams(recipe.params, sizeParams(options.model, data), options.model),
    trials: options.trials ?? 20,
    seed,
    resume: [...trials.values()],
    ...signal,
    evaluate: async (params, share) => {
      const { train, cases } = sampleOf(parts, share, seed)
      const model = await recipe.fit(train, params, { seed, ...signal })
      const { metrics } = await measure(model, cases, { k: [k], train, seed, ...signal })
      const figure = metrics[metric]
      if (figure === undefined) throw new CandorError('usage', `There is no metric "${metric}". There are: ${Object.keys(metrics).join(', ')}.`)
      return figure.value
    },
    persist: async (trial) => {
      trials.set(trial.index, trial)
      await house.store.putDocument(`tuning/${options.model}`, { fingerprint: print, seed, metric, trials: [...trials.values()] } satisfies KeptSearch)
    },
    progress: (step) => options.progress?.({ ...step, stage: `tune ${options.model}: ${step.stage}` }),
  })
  const { best, trials: all } = await found.catch((error: unknown) => {
    if (!(error instanceof CandorError && error.code === 'cancelled')) throw error
    const evaluations = [...trials.values()].reduce((sum, { rungs }) => sum + rungs.length, 0)
    throw new CandorError('cancelled', `Stopped after ${evaluations} evaluations of ${options.model}, which are kept. The same command goes on from there.`, {
      cause: error,
    })
  })
  await house.store.putDocument(`tuned/${options.model}`, { params: best.params, value: best.value, metric, fingerprint: print, seed, at: house.now() })
  await house.store.audit({ action: 'tune', subject: options.model, details: { metric, value: best.value, trials: all.length, seed } })
  return { model: options.model, metric, best: { params: best.params, value: best.value }, trials: all, fingerprint: print }
}

/** A share of the people with their held-out entries. */
function sampleOf(parts: Split, share: number, seed: number): { train: Interactions; cases: readonly Case[] } {
  if (share === 1) return { train: parts.train, cases: parts.validation }
  const people = samplePeople(parts.train.people.length, share, seed)
  const chosen = new Set(people)
  return { train: ofPeople(parts.train, people), cases: parts.validation.filter(({ person }) => chosen.has(person)) }
}
