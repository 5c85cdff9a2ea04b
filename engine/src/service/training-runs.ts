import { hostname } from 'node:os'
import { CandorError } from '../errors.ts'
import { algorithm, algorithms } from '../models/index.ts'
import type { TrainingRun } from './contract.ts'
import type { House } from './house.ts'

/** What the store keeps of a training: also where it runs, so that one whose process is gone is not taken for one under way. */
export interface KeptRun extends TrainingRun {
  readonly host: string
  readonly pid: number
}

/** A training that was not heard of for so many milliseconds is taken for gone, whatever its process does. */
const silence = 120_000
/** Of this process. After a restart in a container another may have had its number. */
const begunHere = new Set<string>()

/** The last training of a model, wherever it runs or ran; undefined where none was noted. Throws `algorithm.unknown`. */
export function trainingOf(house: House, model: string): TrainingRun | undefined {
  algorithm(model)
  const kept = keptRun(house, model)
  return kept && seen(house, kept)
}

/** The last training of each model, newest first, without the curves. */
export function trainings(house: House): Omit<TrainingRun, 'curves'>[] {
  const runs = [...algorithms.keys()].flatMap((model) => trainingOf(house, model) ?? [])
  return runs.sort((a, b) => b.startedAt - a.startedAt).map(({ curves, ...run }) => run)
}

/** Notes that a training of this model begins. Throws `training.running` where one is under way, in whatever process. */
export async function announceTraining(house: House, model: string, by: TrainingRun['by']): Promise<KeptRun> {
  for (;;) {
    const before = keptRun(house, model)
    if (before !== undefined && isUnderWay(house, before)) throw running(before)
    const startedAt = house.now()
    const run = { model, run: crypto.randomUUID(), state: 'running', by, stage: '', done: 0, startedAt, at: startedAt, curves: [], ...here() } as const
    begunHere.add(run.run)
    if (await house.store.swapDocument(nameOf(model), before, run)) return run
    begunHere.delete(run.run)
  }
}

/** Tells the training of this model that is under way, in whatever process, to stop at its next step. Throws `training.missing` where there is none. */
export async function cancelTraining(house: House, model: string): Promise<TrainingRun> {
  algorithm(model)
  for (;;) {
    const kept = keptRun(house, model)
    if (kept === undefined || !isUnderWay(house, kept))
      throw new CandorError('training.missing', `No training of "${model}" is under way, so there is none to stop.`)
    const stopping = { ...kept, stopping: true }
    if (kept.stopping || (await house.store.swapDocument(nameOf(model), kept, stopping))) {
      if (!kept.stopping) await house.store.audit({ action: 'cancel-training', subject: model })
      return seen(house, stopping)
    }
  }
}

/** Notes how a training ended whose own process could not say it. One that did stays as it is. */
export async function noteEnd(house: House, { model, run }: Pick<TrainingRun, 'model' | 'run'>, end: Pick<TrainingRun, 'state' | 'problem'>): Promise<void> {
  for (;;) {
    const kept = keptRun(house, model)
    if (kept?.run !== run || kept.state !== 'running' || (await house.store.swapDocument(nameOf(model), kept, { ...kept, ...end, at: house.now() }))) return
  }
}

/** Puts `next` where the record still is what this process wrote last; false where another changed it. */
export function swapRun(house: House, last: KeptRun, next: KeptRun): Promise<boolean> {
  return house.store.swapDocument(nameOf(last.model), last, next)
}

/** The record as the store has it. */
export function keptRun(house: House, model: string): KeptRun | undefined {
  return house.store.document<KeptRun>(nameOf(model))
}

/** A training that another process announced goes on in this one. */
export function adopted(run: KeptRun): KeptRun {
  begunHere.add(run.run)
  return { ...run, ...here() }
}

function here(): Pick<KeptRun, 'host' | 'pid'> {
  return { host: hostname(), pid: process.pid }
}

function nameOf(model: string): string {
  return `trainings/${model}`
}

function running({ model, startedAt, by }: KeptRun): CandorError {
  const where = by === 'server' ? 'the server' : '"candor train"'
  return new CandorError(
    'training.running',
    `"${model}" is being trained since ${new Date(startedAt).toISOString()}, begun by ${where}. Wait for it, or stop it: the Models page of the dashboard does, and DELETE /v1/models/${model}/train.`,
  )
}

function isUnderWay(house: House, { state, run, host, pid, at }: KeptRun): boolean {
  if (state !== 'running' || house.now() - at > silence) return false
  if (host !== hostname()) return true
  return pid === process.pid ? begunHere.has(run) : isAlive(pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // There, but somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** For people and programs: without where it runs, and as failed where nobody works on it any more. */
function seen(house: House, kept: KeptRun): TrainingRun {
  const { host, pid, ...run } = kept
  if (run.state !== 'running' || isUnderWay(house, kept)) return run
  const { secondsLeft, ...rest } = run
  return {
    ...rest,
    state: 'failed',
    problem: {
      code: 'internal',
      message:
        'Its process ended without a word. The version in service stays. Start it again: where its algorithm keeps checkpoints it goes on from the last.',
    },
  }
}
