import { type SplitName, splitBy } from '../data/split/index.ts'
import { throwIfCancelled } from '../errors.ts'
import { compareEvaluations, type Evaluation, evaluate as measure } from '../measure/index.ts'
import { algorithm, algorithms } from '../models/index.ts'
import { parseParams } from '../models/params.ts'
import type { EvaluatedModel, EvaluationReport } from './contract.ts'
import type { House, WorkOptions } from './house.ts'
import { sizeParams } from './train.ts'
import { trainingData } from './training-data.ts'

export interface EvaluateOptions extends WorkOptions {
  readonly models?: readonly string[]
  readonly params?: object
  readonly split?: SplitName
  readonly k?: readonly number[]
  readonly seed?: number
  /** Attribute of people by which figures are shown in groups; protected ones are allowed here: this is where fairness is counted. */
  readonly groupBy?: string
  /** Measure on the validation part, for choosing; the default is the test part. */
  readonly validation?: boolean
}

/** Fits each model on the training part and measures it by full ranking on the held-out part. The report is stored for the dashboard. */
export async function evaluate(house: House, options: EvaluateOptions = {}): Promise<EvaluationReport> {
  const split = options.split ?? 'leave-one-out'
  const seed = options.seed ?? 1
  const names = options.models ?? ['popular', 'item-knn', 'linear-next', 'blend']
  const chosen = names.includes('all') ? [...algorithms.keys()] : names
  for (const name of chosen) algorithm(name)
  const { data } = await trainingData(house)
  const parts = splitBy(split, data, { seed })
  const cases = options.validation ? parts.validation : parts.test
  const models: EvaluatedModel[] = []
  const evaluations: { name: string; evaluation: Evaluation }[] = []
  for (const [index, name] of chosen.entries()) {
    throwIfCancelled(options.signal)
    const recipe = algorithm(name)
    const tuned = house.store.document<{ params: object }>(`tuned/${name}`)?.params
    const params = parseParams(recipe.params, { ...sizeParams(name, data), ...tuned, ...(chosen.length === 1 ? options.params : undefined) }, name)
    const report = (stage: string, done: number) => options.progress?.({ stage: `${name}: ${stage}`, done: (index + done) / chosen.length })
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
      ...(options.groupBy === undefined ? {} : { groups: groupsOf(house, parts.train.people.names(), options.groupBy) }),
    })
    models.push({
      name,
      params,
      fitSeconds,
      scoreSeconds: (performance.now() - begun) / 1000,
      bytes: model.save().length,
      metrics: evaluation.metrics,
      ...(evaluation.groups === undefined ? {} : { groups: evaluation.groups }),
    })
    evaluations.push({ name, evaluation })
  }
  const result: EvaluationReport = {
    split,
    seed,
    people: data.people.length,
    items: data.items.length,
    cases: cases.length,
    at: house.now(),
    models,
    comparisons: compareEvaluations(evaluations, seed),
  }
  await house.store.putDocument(`evaluations/${split}`, result)
  await house.artifacts.put(`reports/evaluation-${split}.json`, new TextEncoder().encode(JSON.stringify(result, null, 2)))
  return result
}

/** The group of each person by one attribute; sessions and people without it are `unknown`. */
function groupsOf(house: House, people: readonly string[], attribute: string): Record<string, readonly string[]> {
  const known = new Map(house.store.people().map((person) => [`u:${person.id}`, person.attributes?.[attribute]]))
  return { [attribute]: people.map((actor) => String(known.get(actor as `u:${string}`) ?? 'unknown')) }
}
