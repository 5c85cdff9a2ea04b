import { type SplitName, splitBy } from '../data/split/index.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import { compareEvaluations, type Evaluation, listMilliseconds, evaluate as measure } from '../measure/index.ts'
import { algorithm, algorithms } from '../models/index.ts'
import type { EvaluatedModel, EvaluationReport } from './contract.ts'
import { keepEvaluation } from './evaluations.ts'
import type { House, WorkOptions } from './house.ts'
import { needsSparse, paramsFor } from './params.ts'
import { trainingData } from './training-data.ts'

export interface EvaluateOptions extends WorkOptions {
  /** Names, each perhaps with settings (see `variantOf`), or `all`; what every table should hold where absent. */
  readonly models?: readonly string[]
  /** Only with one model. */
  readonly params?: object
  readonly split?: SplitName
  readonly k?: readonly number[]
  readonly seed?: number
  /** Attribute of people by which figures are shown in groups; protected ones are allowed here: this is where fairness is counted. */
  readonly groupBy?: string
  /** Measure on the validation part, for choosing; the default is the test part. */
  readonly validation?: boolean
}

/** "Popular in the last 7 days": on a split by time it beats many a neural model, so it stands in every table. */
export const recentPopularity = 'popular:windowDays=7:halfLifeDays=0'

/** What is measured when nothing is said. */
const usual: readonly string[] = ['popular', recentPopularity, 'ease', 'item-knn', 'linear-next', 'blend']
const usualSparse: readonly string[] = ['popular', recentPopularity, 'item-knn', 'slim-sparse', 'blend']

/**
 * A model of a table, with settings of its own where `:name=value` follows: `ease:l2=500`. So one table compares variants of one model.
 * Throws `algorithm.unknown`, and `usage` where a setting has no value.
 */
export function variantOf(text: string): { readonly name: string; readonly params: Readonly<Record<string, unknown>> } {
  const [name = '', ...settings] = text.split(':')
  algorithm(name)
  const params = settings.map((setting): [string, unknown] => {
    const at = setting.indexOf('=')
    if (at < 1) throw new CandorError('usage', `"${setting}" in "${text}" sets nothing; write ${name}:parameter=value.`)
    const value = setting.slice(at + 1)
    try {
      return [setting.slice(0, at), JSON.parse(value)]
    } catch {
      return [setting.slice(0, at), value]
    }
  })
  return { name, params: Object.fromEntries(params) }
}

/** Fits each model on the training part and measures it by full ranking on the held-out part. The report is stored for the dashboard. */
export async function evaluate(house: House, options: EvaluateOptions = {}): Promise<EvaluationReport> {
  const split = options.split ?? 'leave-one-out'
  const seed = options.seed ?? 1
  options.models?.filter((name) => name !== 'all').forEach(variantOf)
  if (options.params !== undefined && options.models?.length !== 1) throw new CandorError('usage', 'Parameters belong to one model: name it with --model.')
  options.progress?.({ stage: 'read the events', done: 0 })
  const { data } = await trainingData(house)
  const names = options.models ?? (needsSparse(data) ? usualSparse : usual)
  const chosen = [
    ...new Set(names.includes('all') ? [...algorithms.values()].flatMap(({ name, byFile }) => (byFile ? [] : [name])).concat(recentPopularity) : names),
  ]
  const parts = splitBy(split, data, { seed })
  const cases = options.validation ? parts.validation : parts.test
  const groups = options.groupBy === undefined ? {} : { groups: groupsOf(house, parts.train.people.names(), options.groupBy) }
  const models: EvaluatedModel[] = []
  const evaluations: { name: string; evaluation: Evaluation }[] = []
  for (const [index, text] of chosen.entries()) {
    throwIfCancelled(options.signal)
    const { name, params: settings } = variantOf(text)
    const recipe = algorithm(name)
    const params = paramsFor(house, name, data, { ...settings, ...options.params })
    const report = (stage: string, done: number) => options.progress?.({ stage: `${text}: ${stage}`, done: (index + done) / chosen.length })
    const signal = options.signal === undefined ? {} : { signal: options.signal }
    const start = performance.now()
    const model = await recipe.fit(parts.train, params, {
      seed,
      ...signal,
      validation: parts.validation,
      progress: (step) => report(step.stage, step.done * 0.7),
    })
    const fitSeconds = (performance.now() - start) / 1000
    const begun = performance.now()
    const evaluation = await measure(model, cases, {
      k: options.k ?? [5, 10, 20],
      train: parts.train,
      seed,
      ...signal,
      progress: (done: number) => report('measure', 0.7 + 0.3 * done),
      ...groups,
    })
    const scoreSeconds = (performance.now() - begun) / 1000
    models.push({
      name: text,
      params,
      fitSeconds,
      scoreSeconds,
      listMilliseconds: await listMilliseconds(model, cases),
      bytes: model.save().length,
      metrics: evaluation.metrics,
      ...(evaluation.groups === undefined ? {} : { groups: evaluation.groups }),
    })
    evaluations.push({ name: text, evaluation })
  }
  const result: EvaluationReport = {
    split,
    part: options.validation ? 'validation' : 'test',
    seed,
    people: data.people.length,
    items: data.items.length,
    cases: cases.length,
    at: house.now(),
    models,
    comparisons: compareEvaluations(evaluations, seed),
  }
  return keepEvaluation(house, result)
}

/** The group of each person by one attribute; sessions and people without it are `unknown`. Throws `usage` where nobody has it. */
function groupsOf(house: House, people: readonly string[], attribute: string): Record<string, readonly string[]> {
  const known = new Map(house.store.people().map((person) => [`u:${person.id}`, person.attributes?.[attribute]]))
  if ([...known.values()].every((value) => value === undefined)) {
    const names = [...new Set(house.store.people().flatMap((person) => Object.keys(person.attributes ?? {})))]
    throw new CandorError(
      'usage',
      `Nobody has the attribute "${attribute}". ${names.length > 0 ? `There are: ${names.join(', ')}.` : 'Import people with attributes: candor import --people FILE.'}`,
    )
  }
  return { [attribute]: people.map((actor) => String(known.get(actor as `u:${string}`) ?? 'unknown')) }
}
