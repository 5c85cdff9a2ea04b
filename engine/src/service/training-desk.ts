import { CandorError } from '../errors.ts'
import { algorithm } from '../models/index.ts'
import { parseParams } from '../models/params.ts'
import type { TrainedModel, TrainingRun } from './contract.ts'
import type { House, TrainTask } from './house.ts'
import { announceTraining, noteEnd, trainingOf } from './training-runs.ts'

export interface StartTraining {
  /** Over the tuned parameters where there are any, else over the defaults; with `same` over those of the version in service. */
  readonly params?: Readonly<Record<string, unknown>>
  /** With the parameters, and unless told the seed, of the version in service. */
  readonly same?: boolean
  /** 1 unless told. */
  readonly seed?: number
  /** Go on from the version in service where it can be (see `train`). */
  readonly warm?: boolean
}

/** Has trainings done beside the requests, each in a process of its own. */
export class TrainingDesk {
  readonly house: House
  readonly #closing = new AbortController()
  readonly #underWay = new Set<Promise<void>>()

  constructor(house: House) {
    this.house = house
  }

  /**
   * Begins a training and answers at once with its record. `ended` is called when it is over, however it ended. Throws `training.running` where one of this model is under way, in whatever process; `algorithm.unknown`,
   * `params.*`, `model.missing` with `same` and nothing in service, and `data.empty`.
   */
  async start(model: string, wanted: StartTraining = {}, ended: () => void = () => undefined): Promise<TrainingRun> {
    const { trainApart, store } = this.house
    if (trainApart === undefined) throw new CandorError('usage', 'No other process can open this store, so nothing can be trained beside the requests.')
    const params = paramsOf(this.house, model, wanted)
    const served = wanted.same ? store.document<TrainedModel>(`models/${model}`) : undefined
    const { events, items } = store.counts()
    if (events + items === 0)
      throw new CandorError('data.empty', 'There is nothing to learn from: no events and no items. Import some with "candor import FILE".')
    if (this.#closing.signal.aborted) throw new CandorError('overloaded', 'The server is ending. Start the training again when it is back.')
    const { run } = await announceTraining(this.house, model, 'server')
    const task: TrainTask = { model, run, ...(params === undefined ? {} : { params }), seed: wanted.seed ?? served?.seed ?? 1, warm: wanted.warm ?? false }
    const training = this.#train(trainApart, task)
      .finally(ended)
      .finally(() => this.#underWay.delete(training))
    this.#underWay.add(training)
    return trainingOf(this.house, model)!
  }

  /** Ends what is under way, whose checkpoints stay, and resolves when that has ended. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#underWay)
  }

  async #train(trainApart: NonNullable<House['trainApart']>, task: TrainTask): Promise<void> {
    const { signal } = this.#closing
    const how = await trainApart(this.house, task, signal).catch(
      (error: unknown) => `could not be started: ${error instanceof Error ? error.message : String(error)}`,
    )
    const problem = signal.aborted
      ? { code: 'cancelled', message: 'The server ended meanwhile. Start it again: where its algorithm keeps checkpoints it goes on from the last.' }
      : {
          code: 'internal',
          message: `Its process ${how} before it was done; the log may say more. The version in service stays. A process that is killed had often taken too much memory.`,
        }
    await noteEnd(this.house, task, { state: signal.aborted ? 'cancelled' : 'failed', problem }).catch((error: unknown) =>
      this.house.log.error({ error: String(error), model: task.model }, 'how a training ended could not be noted'),
    )
  }
}

/** The parameters to be given to the training, undefined where it is to choose. Throws `params.invalid` for those that a request may not set: a file of this machine is named by who can log in to it. */
function paramsOf(house: House, model: string, { params, same }: StartTraining): object | undefined {
  const { params: schema } = algorithm(model)
  parseParams(schema, params, model)
  for (const [name, field] of Object.entries(schema)) {
    if (params?.[name] === undefined) continue
    if (field.type === 'object' || (field.type === 'text' && field.file))
      throw new CandorError('params.invalid', `${model}.${name} can be set on the command line alone: candor train --model ${model} --params '{"${name}": …}'.`)
  }
  if (!same) return params
  const served = house.store.document<TrainedModel>(`models/${model}`)
  if (served === undefined) throw new CandorError('model.missing', `The model "${model}" is not trained, so it has no parameters to be trained with again.`)
  return { ...served.params, ...params }
}
