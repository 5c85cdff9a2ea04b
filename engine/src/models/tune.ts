import { createHash } from 'node:crypto'
import type { Interactions } from '../data/interactions.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import { Random } from '../math/random.ts'
import { median } from '../math/stats.ts'
import { defaults, type Field, type Schema } from './params.ts'

export interface SearchOptions<P extends object> {
  readonly schema: Schema<P>
  /** Values of what is not tuned, and the first trial; the schema's defaults where absent. */
  readonly start?: P
  /** How many parameter sets are tried, the start among them. */
  readonly trials: number
  readonly seed: number
  /** `halving` (the default) drops the worse part of all trials at each rung; `random` takes one trial after the other and stops those below the median. */
  readonly strategy?: 'halving' | 'random'
  /** Share of the work at each rung, ascending to 1: of the people (see `samplePeople`), or of the epochs. */
  readonly shares?: readonly number[]
  /** What the parameters reach on validation cases with this share of the work, larger is better. A throw fails this trial alone; `cancelled` ends the search. */
  readonly evaluate: (params: P, share: number) => Promise<number>
  /** Called after each rung of each trial, before the next begins: what it has kept, a resumed search does not repeat. */
  readonly persist?: (trial: Trial<P>) => Promise<void>
  /** What an earlier search with the same schema, seed and data persisted, in any order; trials of other parameters are passed over. */
  readonly resume?: readonly Trial<P>[]
  readonly signal?: AbortSignal
  readonly progress?: (step: { readonly stage: string; readonly done: number; readonly figures?: Readonly<Record<string, number>> }) => void
}

/** One parameter set and how far it got. Plain JSON, so that it rests in any store. */
export interface Trial<P extends object = object> {
  readonly index: number
  readonly params: P
  /** Shares of the rungs it ran, and what it reached there; the last share is 1 for a trial that ran to the end. */
  readonly rungs: readonly { readonly share: number; readonly value: number; readonly seconds: number }[]
  /** Why its evaluation threw, if it did. */
  readonly error?: string
}

export interface Found<P extends object> {
  /** Of the trials that ran to the end the best, of equals the earliest. */
  readonly best: { readonly params: P; readonly value: number; readonly index: number }
  readonly trials: readonly Trial<P>[]
}

/** One of `reduction` trials goes on to the next rung. */
const reduction = 3
const usualShares: readonly number[] = [1 / 9, 1 / 3, 1]
/** A trial is held against the median only of so many others. */
const fewestForMedian = 3

/**
 * Searches parameters: draws from the ranges of the schema's `tune` fields and spends the full work on the promising ones only, by successive halving (Jamieson & Talwalkar 2016,
 * arXiv:1502.07943) or by the median rule (Golovin et al. 2017, doi:10.1145/3097983.3098043). The start always runs to the end, so the result is never worse than it on the validation cases.
 * Trial i depends on the seed and i alone: after a crash, the same search with `resume` repeats nothing that was kept and ends with the same result.
 * Throws `params.invalid` for a wrong count or wrong shares, `cancelled`, and, when the start itself cannot be
 * evaluated, its `CandorError` or `internal` with the cause.
 */
export async function search<P extends object>(options: SearchOptions<P>): Promise<Found<P>> {
  const shares = options.shares ?? usualShares
  if (!(Number.isInteger(options.trials) && options.trials >= 1)) {
    throw new CandorError('params.invalid', `A search needs at least 1 trial, got ${options.trials}.`)
  }
  if (shares.at(-1) !== 1 || shares.some((share, rung) => !(share > (rung === 0 ? 0 : shares[rung - 1]!)))) {
    throw new CandorError('params.invalid', `The shares of the rungs must ascend to 1, got ${shares.join(', ')}.`)
  }
  const run = new Run(options, shares)
  await (options.strategy === 'random' ? byMedian(run) : byHalving(run))
  const finished = run.trials.filter((trial) => isFinished(trial, shares))
  const [first] = finished
  if (first === undefined) throw new CandorError('internal', `No parameters could be evaluated: ${run.trials[0]?.error ?? 'nothing ran'}.`)
  const winner = finished.reduce((best, trial) => (lastValue(trial) > lastValue(best) ? trial : best), first)
  return { best: { params: winner.params, value: lastValue(winner), index: winner.index }, trials: run.trials }
}

/** The parameters of trial `index`: the start for 0; otherwise every `tune` field drawn from its range, on a log scale where the field says so. */
export function drawParams<P extends object>(schema: Schema<P>, start: P, seed: number, index: number): P {
  if (index === 0) return start
  const random = new Random(seed).fork('trial').fork(index)
  return Object.fromEntries(Object.entries<Field>(schema).map(([name, field]) => [name, draw(field, start[name as keyof P], random)])) as P
}

/** SHA-256 over everything a fit can see, in hexadecimal: the same for the same data whatever machine made it. */
export function fingerprint(data: Interactions): string {
  const hash = createHash('sha256')
  const add = (part: Int32Array | Float64Array | Float32Array | Uint8Array): void => {
    hash.update(`${part.length};`).update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
  }
  for (const part of [data.ptr, data.cols, data.times, data.weights, data.kinds]) add(part)
  hash.update(JSON.stringify(data.people.names())).update(JSON.stringify(data.items.names()))
  for (const product of data.products) hash.update(JSON.stringify(product ?? null))
  return hash.digest('hex')
}

/** State of one search: the trials so far, each evaluated rung by rung. */
class Run<P extends object> {
  readonly trials: Trial<P>[] = []
  readonly count: number
  readonly shares: readonly number[]
  readonly #options: SearchOptions<P>
  #evaluations = 0

  constructor(options: SearchOptions<P>, shares: readonly number[]) {
    const start = options.start ?? defaults(options.schema)
    const isTunable = Object.values<Field>(options.schema).some((field) => 'tune' in field && field.tune === true)
    this.#options = options
    this.shares = shares
    this.count = isTunable ? options.trials : 1
    for (let index = 0; index < this.count; index++) {
      const params = drawParams(options.schema, start, options.seed, index)
      const known = options.resume?.find((trial) => trial.index === index && sameParams(trial.params, params))
      const isUsable = known?.rungs.every((rung, at) => rung.share === shares[at]) === true
      this.trials.push(known !== undefined && isUsable ? known : { index, params, rungs: [] })
    }
  }

  /** The value of a trial at a rung, evaluated unless it is known; undefined when it failed. */
  async value(index: number, rung: number): Promise<number | undefined> {
    const { signal, evaluate, persist, progress } = this.#options
    throwIfCancelled(signal)
    let trial = this.trials[index]!
    if (trial.error !== undefined) return undefined
    const known = trial.rungs[rung]
    if (known !== undefined) return known.value
    const share = this.shares[rung]!
    const begun = performance.now()
    try {
      const value = await evaluate(trial.params, share)
      if (Number.isNaN(value)) throw new RangeError('the measure is not a number')
      trial = { ...trial, rungs: [...trial.rungs, { share, value, seconds: (performance.now() - begun) / 1000 }] }
    } catch (error) {
      throwIfCancelled(signal)
      if (error instanceof CandorError && error.code === 'cancelled') throw error
      if (index === 0) {
        if (error instanceof CandorError) throw error
        throw new CandorError('internal', `The parameters the search starts from cannot be evaluated: ${messageOf(error)}`, { cause: error })
      }
      trial = { ...trial, error: messageOf(error) }
    }
    this.trials[index] = trial
    await persist?.(trial)
    this.#evaluations++
    progress?.({
      stage: `trial ${index + 1} of ${this.count}, ${Math.round(share * 100)} % of the work`,
      done:
        this.trials.reduce((sum, { rungs, error }) => sum + (error === undefined ? rungs.length : this.shares.length), 0) / (this.count * this.shares.length),
      figures: { evaluations: this.#evaluations, ...(trial.error === undefined ? { value: trial.rungs.at(-1)!.value } : {}) },
    })
    return trial.error === undefined ? trial.rungs.at(-1)!.value : undefined
  }
}

async function byHalving<P extends object>(run: Run<P>): Promise<void> {
  let alive = run.trials.map((trial) => trial.index)
  for (let rung = 0; rung < run.shares.length; rung++) {
    const reached: { index: number; value: number }[] = []
    for (const index of alive) {
      const value = await run.value(index, rung)
      if (value !== undefined) reached.push({ index, value })
    }
    reached.sort((a, b) => b.value - a.value || a.index - b.index)
    const survivors = reached.slice(0, Math.ceil(reached.length / reduction)).map(({ index }) => index)
    alive = survivors.includes(0) ? survivors : [0, ...survivors]
  }
}

async function byMedian<P extends object>(run: Run<P>): Promise<void> {
  for (let index = 0; index < run.count; index++) {
    for (let rung = 0; rung < run.shares.length; rung++) {
      const value = await run.value(index, rung)
      if (value === undefined) break
      const others = run.trials.slice(0, index).flatMap((trial) => (trial.rungs[rung] === undefined ? [] : [trial.rungs[rung].value]))
      if (index > 0 && others.length >= fewestForMedian && value < median(others)) break
    }
  }
}

function draw(field: Field, start: unknown, random: Random): unknown {
  if (!('tune' in field) || field.tune !== true) return start
  switch (field.type) {
    case 'boolean':
      return random.chance(0.5)
    case 'choice':
      return random.pick(field.options)
    case 'number':
    case 'integer': {
      const isLog = field.scale === 'log' && field.min > 0
      const value = isLog ? Math.exp(random.between(Math.log(field.min), Math.log(field.max))) : random.between(field.min, field.max)
      if (field.type === 'integer') return Math.min(field.max, Math.max(field.min, Math.round(value)))
      return Math.min(field.max, Math.max(field.min, Number(value.toPrecision(4)))) // four digits are all a report can be typed back from
    }
  }
}

/** Equal by value, whatever the order of the keys: a store may have sorted them. */
function sameParams(a: object, b: object): boolean {
  const sorted = (params: object): string => JSON.stringify(Object.entries(params).sort(([x], [y]) => (x < y ? -1 : 1)))
  return sorted(a) === sorted(b)
}

function isFinished(trial: Trial, shares: readonly number[]): boolean {
  return trial.error === undefined && trial.rungs.length === shares.length
}

function lastValue(trial: Trial): number {
  return trial.rungs.at(-1)!.value
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
