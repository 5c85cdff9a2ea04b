import { buildInteractions } from '../data/build.ts'
import { eventNames } from '../data/events.ts'
import { type History, historyOf, type Interactions, sliceHistory } from '../data/interactions.ts'
import { CandorError, giveWay, throwIfCancelled } from '../errors.ts'
import { Random } from '../math/random.ts'
import { binned, counted, evaluate, psi } from '../measure/index.ts'
import type { Model } from '../models/model.ts'
import type { DriftFigure, DriftReport, TrainedModel } from './contract.ts'
import type { House } from './house.ts'
import type { Serving } from './serving.ts'
import { allEvents } from './training-data.ts'

/** From here on a shift is worth a look, and above the second it is large: the usual reading of the index. */
const watchFrom = 0.1
const driftedFrom = 0.25
/** People of each side whose lists are scored. */
const sample = 1000
const slices = 6
const fewest = 100

/**
 * What has changed since the serving model learned: the events that come in (kinds, categories, prices, popularity of the items), the scores the model gives, and how well
 * it foresees what people then did, slice by slice of the time since. Compares what the model learned from with what came after; nothing that it learned from is used to judge it.
 * Throws `model.missing` when nothing is trained, `cancelled` when the signal fires.
 */
export async function drift(serving: Serving, signal?: AbortSignal): Promise<DriftReport> {
  const { house } = serving
  const name = await serving.ready()
  if (name === undefined) throw new CandorError('model.missing', 'No model is trained, so there is nothing that could have drifted. Run "candor train".')
  const { model } = await serving.served(name)
  const record = house.store.document<TrainedModel>(`models/${name}`)!
  const data = buildInteractions(await allEvents(house), house.store.items(), { weights: house.config.eventWeights, mergeRepeats: false })
  throwIfCancelled(signal)
  const until = record.until ?? record.at
  const sides = splitAt(data, until)
  const head = { model: name, trainedAt: record.at, until, at: house.now(), events: { reference: sides.before.length, recent: sides.after.length } }
  const report: DriftReport =
    sides.after.length < fewest || sides.before.length < fewest
      ? { ...head, state: 'too-few', inputs: [], metrics: [] }
      : await compare(model, data, sides, head, signal)
  await house.store.putDocument('drift', report)
  return report
}

/** The last report, made by `candor drift` or on the dashboard. */
export function lastDrift(house: House): DriftReport | undefined {
  return house.store.document<DriftReport>('drift')
}

interface Sides {
  /** Positions of entries at or before `until`, and after it. */
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** First position of each person that is after `until` [people]. */
  readonly turn: Int32Array
}

function splitAt(data: Interactions, until: number): Sides {
  const before: number[] = []
  const after: number[] = []
  const turn = new Int32Array(data.people.length)
  for (let person = 0; person < data.people.length; person++) {
    turn[person] = data.ptr[person + 1]
    for (let at = data.ptr[person]; at < data.ptr[person + 1]; at++) {
      if (data.times[at] <= until) before.push(at)
      else {
        after.push(at)
        turn[person] = Math.min(turn[person], at)
      }
    }
  }
  return { before, after, turn }
}

async function compare(
  model: Model,
  data: Interactions,
  sides: Sides,
  head: Omit<DriftReport, 'state' | 'inputs' | 'metrics'>,
  signal: AbortSignal | undefined,
): Promise<DriftReport> {
  const inputs = inputFigures(data, sides)
  const random = new Random(1)
  const people = [...data.people.names().keys()]
  const active = random.shuffle(people.filter((person) => sides.turn[person] < data.ptr[person + 1]))
  const settled = random.shuffle(people.filter((person) => sides.turn[person] > data.ptr[person]))
  const scores = await scoreFigure(
    model,
    settled.slice(0, sample).map((person) => known(model, data, sliceOf(data, person, data.ptr[person], sides.turn[person]))),
    active.slice(0, sample).map((person) => known(model, data, historyOf(data, person))),
    signal,
  )
  const metrics = await foresight(model, data, sides, active, signal)
  const worst = Math.max(scores.index, ...inputs.map(({ index }) => index))
  const [first, last] = [metrics[0], metrics.at(-1)]
  const isWorse = first !== undefined && last !== undefined && last.high < first.low
  return { ...head, state: worst >= driftedFrom || isWorse ? 'drifted' : worst >= watchFrom ? 'watch' : 'stable', inputs, scores, metrics }
}

function inputFigures(data: Interactions, { before, after }: Sides): DriftFigure[] {
  const named = (name: string, value: (entry: number) => string): DriftFigure => {
    const { names, reference, recent } = counted(before.map(value), after.map(value))
    return figure(name, reference, recent, names)
  }
  const measured = (name: string, value: (entry: number) => number): DriftFigure => {
    const { reference, recent } = binned(before.map(value), after.map(value))
    return figure(name, reference, recent)
  }
  const popularity = new Float64Array(data.items.length)
  for (const entry of before) popularity[data.cols[entry]]++
  // An entry of the reference is not counted in its own item's popularity: one that came since is not either, and both are to be judged alike.
  const others = Float64Array.from(data.cols, (item) => popularity[item]!)
  for (const entry of before) others[entry]--
  const figures = [
    named('event', (entry) => eventNames[data.kinds[entry]]!),
    measured('popularity', (entry) => others[entry]!),
    named('known item', (entry) => (others[entry]! > 0 ? 'known' : 'new')),
  ]
  if (data.products.some((product) => product?.category !== undefined))
    figures.push(named('category', (entry) => data.products[data.cols[entry]]?.category?.[0] ?? 'none'))
  if (data.products.some((product) => product?.price !== undefined))
    figures.push(measured('price', (entry) => data.products[data.cols[entry]]?.price ?? Number.NaN))
  return figures
}

function figure(name: string, reference: Float64Array, recent: Float64Array, names?: readonly string[]): DriftFigure {
  const index = psi(reference, recent)
  return { name, index, state: stateOf(index), reference: shares(reference), recent: shares(recent), ...(names === undefined ? {} : { names }) }
}

function stateOf(index: number): DriftFigure['state'] {
  return index >= driftedFrom ? 'drifted' : index >= watchFrom ? 'watch' : 'stable'
}

function shares(counts: Float64Array): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return [...counts].map((count) => (total > 0 ? count / total : 0))
}

/** How strongly the model speaks: the best score of each history, over deciles of the reference. */
async function scoreFigure(model: Model, reference: readonly History[], recent: readonly History[], signal: AbortSignal | undefined): Promise<DriftFigure> {
  const counts = binned(await bestScores(model, reference, signal), await bestScores(model, recent, signal))
  return figure('best score', counts.reference, counts.recent)
}

async function bestScores(model: Model, histories: readonly History[], signal: AbortSignal | undefined): Promise<Float64Array> {
  const best = new Float64Array(histories.length)
  const rows = 32
  const out = new Float32Array(rows * model.items.length)
  for (let from = 0; from < histories.length; from += rows) {
    const part = histories.slice(from, from + rows)
    await model.score(part, out.subarray(0, part.length * model.items.length))
    part.forEach((history, row) => {
      const own = out.subarray(row * model.items.length, (row + 1) * model.items.length)
      for (const item of history.items) own[item] = Number.NEGATIVE_INFINITY
      best[from + row] = own.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
    })
    await giveWay(signal)
  }
  return best
}

/** NDCG@10 of the first new item of each person after the model learned, in slices of equal numbers of people by time. */
async function foresight(
  model: Model,
  data: Interactions,
  sides: Sides,
  people: readonly number[],
  signal: AbortSignal | undefined,
): Promise<DriftReport['metrics']> {
  const cases = people.flatMap((person) => {
    const from = sides.turn[person]
    const past = new Set(data.cols.subarray(data.ptr[person], from))
    for (let at = from; at < data.ptr[person + 1]; at++) {
      if (past.has(data.cols[at])) continue
      const target = model.items.indexOf(data.items.name(data.cols[at]))
      const history = known(model, data, sliceOf(data, person, data.ptr[person], at))
      if (target < 0 || history.items.length === 0) return []
      return [{ at: data.times[at], person, history, targets: Int32Array.of(target) }]
    }
    return []
  })
  cases.sort((a, b) => a.at - b.at)
  const count = Math.min(slices, Math.floor(cases.length / fewest))
  const metrics: DriftReport['metrics'][number][] = []
  for (let slice = 0; slice < count; slice++) {
    const part = cases.slice(Math.floor((slice * cases.length) / count), Math.floor(((slice + 1) * cases.length) / count))
    const measured = await evaluate(model, part, { k: [10], train: data, seed: 1, batch: 32, ...(signal === undefined ? {} : { signal }) })
    metrics.push({ name: 'ndcg@10', from: part[0]!.at, to: part.at(-1)!.at, cases: part.length, ...measured.metrics['ndcg@10']! })
  }
  return metrics
}

function sliceOf(data: Interactions, person: number, from: number, to: number): History {
  return sliceHistory(historyOf(data, person), from - data.ptr[person], to - data.ptr[person])
}

/** The history in the model's own numbering, without what the model does not know. */
function known(model: Model, data: Interactions, history: History): History {
  const kept = [...history.items.keys()].filter((position) => model.items.has(data.items.name(history.items[position])))
  return {
    items: Int32Array.from(kept, (position) => model.items.indexOf(data.items.name(history.items[position]))),
    times: Float64Array.from(kept, (position) => history.times[position]),
    weights: Float32Array.from(kept, (position) => history.weights[position]),
    kinds: Uint8Array.from(kept, (position) => history.kinds[position]),
  }
}
