import { CandorError } from '../errors.ts'
import type { TrainingRun } from './contract.ts'
import type { House, Progress, WorkOptions } from './house.ts'
import { secondsLeft } from './time-left.ts'
import { adopted, announceTraining, type KeptRun, keptRun, swapRun } from './training-runs.ts'

/** Milliseconds between two looks whether somebody wants it stopped; between two words of one that goes on, at least, and of one that has nothing new to say. */
const pace = 500
const rest = 1000
const heartbeat = 10_000
/** Points of curves that are kept. */
export const mostPoints = 200

/** Given as the reason of an abort, it says that the work is to be gone on with later: a checkpoint stays. */
export const goOnLater = 'The server ended meanwhile. Start it again: where its algorithm keeps checkpoints it goes on from the last.'

/**
 * Does a training in sight of everybody who holds the store: while it runs its record says how far it is, once a second at most, and how it ended afterwards; who marks the record as stopping stops it. With `run` it is
 * the training that another process announced under that id. Throws `training.running` where one of the model is under way, and what the work throws.
 */
export async function inSight<T extends { readonly at: number }>(
  house: House,
  { model, run }: { readonly model: string; readonly run?: string },
  options: WorkOptions,
  work: (options: Required<WorkOptions>) => Promise<T>,
): Promise<T> {
  const account = new Account(house, run === undefined ? await announceTraining(house, model, 'command') : await adopt(house, model, run))
  const signal = AbortSignal.any([account.signal, ...(options.signal === undefined ? [] : [options.signal])])
  try {
    const result = await work({ signal, progress: (step) => account.tell(step) })
    await account.end({ state: 'done', done: 1, version: result.at })
    return result
  } catch (error) {
    // The disk may be full: that it cannot be noted is not what went wrong.
    await account.end(endOf(error, signal)).catch(() => undefined)
    throw error
  }
}

async function adopt(house: House, model: string, run: string): Promise<KeptRun> {
  for (;;) {
    const kept = keptRun(house, model)
    if (kept?.run !== run || kept.state !== 'running') throw new CandorError('cancelled', `The training of "${model}" was over before it began.`)
    const mine = adopted(kept)
    if (await swapRun(house, kept, mine)) return mine
  }
}

function endOf(error: unknown, signal: AbortSignal): Pick<KeptRun, 'state' | 'problem'> {
  if (error instanceof CandorError && error.code === 'cancelled') {
    const message = signal.reason === goOnLater ? goOnLater : 'It was stopped. The version in service stays, and nothing half-done was kept.'
    return { state: 'cancelled', problem: { code: 'cancelled', message } }
  }
  const code = error instanceof CandorError ? error.code : 'internal'
  return { state: 'failed', problem: { code, message: error instanceof Error ? error.message : String(error) } }
}

/** Keeps the record of one training up to date. */
class Account {
  readonly #house: House
  readonly #left = secondsLeft()
  readonly #start = performance.now()
  readonly #stop = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #curves: TrainingRun['curves'][number][] = []
  /** As this process wrote it last. */
  #kept: KeptRun
  #step: Pick<KeptRun, 'stage' | 'done' | 'secondsLeft'>
  #isNew = false
  #writing: Promise<void> = Promise.resolve()
  #wroteAt = Number.NEGATIVE_INFINITY

  constructor(house: House, kept: KeptRun) {
    this.#house = house
    this.#kept = kept
    this.#step = { stage: kept.stage, done: kept.done }
    this.#timer = setInterval(() => this.#look(), pace).unref()
    this.#look()
  }

  /** Fires when somebody wants it stopped. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  tell(step: Progress): void {
    const now = performance.now()
    const seconds = this.#left(step.done, now)
    this.#step = { stage: step.stage, done: Math.min(1, step.done), ...(seconds === undefined ? {} : { secondsLeft: seconds }) }
    this.#curves.push({
      stage: step.stage,
      done: step.done,
      seconds: (now - this.#start) / 1000,
      ...(step.figures === undefined ? {} : { figures: finite(step.figures) }),
    })
    this.#isNew = true
  }

  async end(end: Partial<KeptRun>): Promise<void> {
    clearInterval(this.#timer)
    await this.#writing
    const { stage, done } = this.#step
    this.#step = { stage, done }
    await this.#write(end)
  }

  #look(): void {
    const kept = keptRun(this.#house, this.#kept.model)
    if (kept?.run !== this.#kept.run || kept.stopping) this.#stop.abort(new CandorError('cancelled', 'Somebody stopped this training.'))
    if (performance.now() - this.#wroteAt < (this.#isNew ? rest : heartbeat)) return
    this.#isNew = false
    this.#wroteAt = performance.now()
    this.#writing = this.#writing
      .then(() => this.#write({}))
      .catch((error: unknown) => this.#house.log.warn({ error: String(error) }, 'how far a training is could not be noted'))
  }

  /** A record that another process changed is taken over from it; one of another training is left alone. */
  async #write(end: Partial<KeptRun>): Promise<void> {
    for (;;) {
      const { secondsLeft, stopping, ...kept } = this.#kept
      const isStopping = stopping === true && end.state === undefined
      const next = { ...kept, ...this.#step, ...(isStopping ? { stopping } : {}), curves: thin(this.#curves, mostPoints), at: this.#house.now(), ...end }
      if (await swapRun(this.#house, this.#kept, next)) {
        this.#kept = next
        return
      }
      const newer = keptRun(this.#house, this.#kept.model)
      if (newer?.run !== this.#kept.run) return
      this.#kept = newer
    }
  }
}

/** JSON knows no others. */
function finite(figures: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value)))
}

/** About so many of the points at most: where there are more, first those go that hold no figure and do not end a stage, then every second, third … of the rest. The last one stays. */
export function thin(points: TrainingRun['curves'], most: number): TrainingRun['curves'] {
  if (points.length <= most) return points
  const telling = points.filter(({ stage, figures }, index) => figures !== undefined || stage !== points[index + 1]?.stage)
  const step = Math.ceil(telling.length / most)
  return telling.filter((_, index) => index % step === 0 || index === telling.length - 1)
}
