import type { Interactions } from '../data/interactions.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import { algorithm } from '../models/index.ts'
import type { Model } from '../models/model.ts'
import { fingerprint } from '../models/tune.ts'
import { forgettings } from '../privacy/forget.ts'
import type { TrainedModel } from './contract.ts'
import type { House, Progress, WorkOptions } from './house.ts'
import { paramsFor } from './params.ts'
import { goOnLater, inSight, mostPoints, thin } from './training-account.ts'
import { trainingData } from './training-data.ts'
import { addVersion, openVersion } from './versions.ts'

export interface TrainOptions extends WorkOptions {
  /** Names; a shop's usual set where absent. */
  readonly models?: readonly string[]
  /** Over the tuned parameters where there are any, else over the defaults. Only with one model. */
  readonly params?: object
  readonly seed?: number
  /** Go on from the models in service where they were trained with the same parameters and their algorithm can, in 15 % of the rounds. */
  readonly warm?: boolean
  /** The training that was announced under this id (see `announceTraining`); only with one model. */
  readonly run?: string
}

/** What `candor train` makes when it is not told: the model that serves, and those that search and cold start need. */
export function usualModels(): readonly string[] {
  return ['rules', 'content', 'blend']
}

/**
 * Fits models on everything in the store and puts them in service, one after the other; each is durable before the next begins. While one is fitted its record tells everybody how far it is, and whoever
 * marks that as stopping stops it. Throws `training.running` where the model is being trained already, in whatever process.
 */
export async function train(house: House, options: TrainOptions = {}): Promise<readonly ({ readonly name: string } & TrainedModel)[]> {
  const names = options.models ?? usualModels()
  for (const name of names) algorithm(name)
  if (options.params !== undefined && names.length !== 1) throw new CandorError('usage', 'Parameters belong to one model: name it with --model.')
  const { run } = options
  let lesson: Lesson | undefined
  const trained: ({ name: string } & TrainedModel)[] = []
  for (const name of names) {
    try {
      throwIfCancelled(options.signal)
      const record = await inSight(house, { model: name, ...(run === undefined ? {} : { run }) }, options, async ({ signal, progress }) => {
        const tell = (task: string) => (step: Progress) => {
          progress(step)
          options.progress?.({ ...step, stage: `${task}${step.stage}` })
        }
        lesson ??= await readLesson(house, tell(''))
        return trainOne(house, name, lesson, { ...options, signal, progress: tell(`train ${name}: `) })
      })
      trained.push({ name, ...record })
    } catch (error) {
      if (!(error instanceof CandorError && error.code === 'cancelled') || trained.length === 0) throw error
      const done = trained.map((model) => model.name).join(', ')
      throw new CandorError('cancelled', `Stopped while training ${name}. In service already: ${done}. Nothing half-done was kept.`, { cause: error })
    }
  }
  return trained
}

/** What is learned from, and how often somebody had been forgotten when it was read. */
interface Lesson {
  readonly data: Interactions
  readonly forgotten: number
}

async function readLesson(house: House, progress: (step: Progress) => void): Promise<Lesson> {
  progress({ stage: 'read the events', done: 0 })
  // Taken before the events are read: of who is forgotten from here on the models may learn.
  const forgotten = timesForgotten(house)
  const { data } = await trainingData(house)
  if (data.items.length === 0)
    throw new CandorError('data.empty', 'There is nothing to learn from: no events and no items. Import some with "candor import FILE".')
  return { data, forgotten }
}

function timesForgotten(house: House): number {
  return house.store.document<number>(forgettings) ?? 0
}

async function trainOne(house: House, name: string, { data, forgotten }: Lesson, options: TrainOptions): Promise<TrainedModel> {
  const recipe = algorithm(name)
  const seed = options.seed ?? 1
  const params = paramsFor(house, name, data, options.params)
  const earlier = options.warm ? await modelToWarm(house, name, params, forgotten) : undefined
  const start = performance.now()
  const curves: TrainedModel['curves'][number][] = []
  const unfinished = `checkpoints/${name}.candor`
  const fitting = recipe.fit(data, params, {
    seed,
    ...(earlier === undefined ? {} : { warm: earlier.model }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    progress: (step) => {
      curves.push({ ...step, seconds: (performance.now() - start) / 1000 })
      options.progress?.(step)
    },
    checkpoint: { load: () => house.artifacts.get(unfinished), save: (bytes) => house.artifacts.put(unfinished, bytes) },
  })
  const model = await fitting.catch(async (error: unknown) => {
    // Who cancels wants nothing left over; a checkpoint is for a process that died, or was ended.
    if (options.signal?.aborted && options.signal.reason !== goOnLater) await house.artifacts.delete(unfinished)
    throw error
  })
  throwIfCancelled(options.signal)
  const fitSeconds = (performance.now() - start) / 1000
  const bytes = model.save()
  const at = house.now()
  const file = `models/${name}-${at}.candor`
  await house.artifacts.put(file, bytes)
  const record: TrainedModel = {
    file,
    at,
    seed,
    params,
    fingerprint: fingerprint(data),
    fitSeconds,
    ...(earlier === undefined ? {} : { warmFrom: earlier.record.at }),
    forgettings: forgotten,
    bytes: bytes.length,
    people: data.people.length,
    items: data.items.length,
    entries: data.cols.length,
    until: newest(data),
    curves: thin(curves, mostPoints),
  }
  await addVersion(house, name, record)
  await house.artifacts.delete(unfinished)
  await house.store.audit({ action: 'train', subject: name, details: { file, seed, fitSeconds } })
  return record
}

/**
 * The model in service, where its training can be gone on with: the algorithm can, its parameters are the ones wanted, and nobody was forgotten since its events were read, for what it learned of them
 * would be carried on for ever. A file that is damaged or gone is no reason not to train.
 */
async function modelToWarm(
  house: House,
  name: string,
  params: object,
  forgotten: number,
): Promise<{ readonly model: Model; readonly record: TrainedModel } | undefined> {
  const record = house.store.document<TrainedModel>(`models/${name}`)
  if (record === undefined || !algorithm(name).warm || JSON.stringify(record.params) !== JSON.stringify(params)) return undefined
  if (record.forgettings !== forgotten) {
    house.log.info({ model: name }, 'somebody was forgotten since the model in service learned, so training begins anew')
    return undefined
  }
  try {
    return { model: await openVersion(house, record), record }
  } catch (error) {
    house.log.warn({ error: String(error), model: name }, 'the model in service could not be read, so training begins anew')
    return undefined
  }
}

/** Time of the newest entry learned from: what comes after it is new to the model. */
function newest(data: Interactions): number {
  return data.times.reduce((latest, time) => Math.max(latest, time), 0)
}
