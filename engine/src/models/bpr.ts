import type { Interactions } from '../data/interactions.ts'
import { throwIfCancelled } from '../errors.ts'
import { choleskyFactor, choleskySolve } from '../math/cholesky.ts'
import type { Csr } from '../math/csr.ts'
import { Random } from '../math/random.ts'
import { workerUrl } from '../worker.ts'
import { type BprPlan, drawFactors, drawRow, planBpr, trainBpr } from './bpr-train.ts'
import type { BprProgress } from './bpr-worker.ts'
import { type LowRankForm, loadLowRank, lowRankModel, openLowRank, popularityPowerField } from './low-rank.ts'
import { checkNotEmpty, interactionMatrix } from './matrix.ts'
import type { Algorithm, FitContext } from './model.ts'
import type { Schema } from './params.ts'
import { decayField, tailField } from './recency.ts'
import { runThreads, threadsFor } from './threads.ts'
import { boughtTogether } from './together.ts'
import { warmed } from './warm.ts'

export interface BprParams {
  factors: number
  epochs: number
  learningRate: number
  l2: number
  candidates: number
  popularNegatives: number
  popularityPower: number
  decay: number
  tail: number
}

const params: Schema<BprParams> = {
  factors: { type: 'integer', default: 64, min: 8, max: 512, scale: 'log', tune: true, doc: 'Numbers that describe an item; rounded up to a multiple of 8.' },
  epochs: { type: 'integer', default: 25, min: 1, max: 1000, doc: 'Passes over all events.' },
  learningRate: { type: 'number', default: 0.1, min: 0.0001, max: 1, scale: 'log', tune: true, doc: 'First step of AdaGrad; it falls to 0 along a line.' },
  l2: { type: 'number', default: 0.02, min: 0, max: 1, tune: true, doc: 'Penalty on the rows of a sample.' },
  candidates: {
    type: 'integer',
    default: 8,
    min: 1,
    max: 64,
    scale: 'log',
    tune: true,
    doc: 'Items drawn for each event, of which the best scored is the negative. 1: the plain method; more learn the top of the list sooner, and cost more.',
  },
  popularNegatives: {
    type: 'number',
    default: 0.3,
    min: 0,
    max: 1,
    tune: true,
    doc: 'Share of them drawn as popular items are; the rest are drawn all alike.',
  },
  popularityPower: {
    ...popularityPowerField,
    doc: 'How much more popular items score than training, which meets few of all negatives, taught: times (number of people)^power. 0: not at all.',
  },
  decay: { ...decayField, default: 1, tune: true },
  tail: tailField,
}

const version = 1
/** Of the passes of a whole training, the share that one takes which goes on: what is counted and solved once, whatever the passes, weighs more beside so short a training than beside a network's. */
const warmShare = 0.08
/** Of its learning rate: the first steps of AdaGrad, which knows nothing yet of how often a row is met, would throw the carried factors about by more than a few passes can mend. */
const warmRate = 0.05

/**
 * Matrix factorisation by Bayesian personalised ranking: ascent on Σ ln σ(x_u·(y_i − y_j)) − l2/2 · ‖·‖² over events (u, i) and drawn items j that u has not. Steps are AdaGrad's, row by row.
 * At serving a person is known by the history alone: x = Mᵀ·Σ weight(e)·y_e, M the linear map that comes nearest to the trained people. So score(j) = Σ weight(e) · y_eᵀ·M·y_j · (people of j)^popularityPower
 * is a sum over the history, exactly. An epoch costs events · factors · (5 + candidates) multiply-adds, on all cores.
 */
export const bpr: Algorithm<BprParams> = {
  name: 'bpr',
  paper: 'Rendle et al., "BPR: Bayesian Personalized Ranking from Implicit Feedback", UAI 2009, arXiv:1205.2618',
  summary: 'Matrix factorisation that puts what people have above what they have not; exact reasons.',
  params,
  async fit(data, wanted, ctx) {
    // The cores train while this thread counts.
    const [{ form }, together] = await Promise.all([rankedFactors(data, wanted, ctx), boughtTogether(data, ctx)])
    return lowRankModel({ ...form, together })
  },
  load: async (bytes) => loadLowRank(bytes, 'bpr', version),
  warm: true,
}

export interface RankedFactors {
  readonly form: Omit<LowRankForm, 'together'>
  /** Trained factors of people [people × factors]. */
  readonly people: Float32Array
}

/** The factors. The same bytes with any number of threads, 0 being this one; what pays where `threads` is absent. */
export async function rankedFactors(data: Interactions, wanted: BprParams, ctx: FitContext, threads?: number): Promise<RankedFactors> {
  throwIfCancelled(ctx.signal)
  checkNotEmpty(data.cols.length, 'bpr')
  const x = interactionMatrix(data)
  const d = Math.ceil(wanted.factors / 8) * 8
  const { epochs, learningRate } = ctx.warm === undefined ? wanted : warmed(wanted, warmShare, warmRate)
  const count = threads ?? threadsFor(epochs * x.idx.length * d * (5 + wanted.candidates))
  const plan = planBpr(x, { ...wanted, epochs, learningRate, factors: d, seed: ctx.seed, threads: Math.max(1, count) })
  if (ctx.warm === undefined) drawFactors(plan)
  else goOn(plan, openLowRank(ctx.warm.save(), 'bpr', version), data)
  const receive = ({ epoch, right }: BprProgress): void =>
    ctx.progress?.({ stage: 'training', done: epoch / epochs, figures: { right: right / Math.max(1, x.idx.length) } })
  if (count === 0) {
    trainBpr(plan, 0, (epoch, right) => {
      throwIfCancelled(ctx.signal)
      receive({ epoch, right })
    })
  } else {
    const tasks = Array.from({ length: count }, (_, thread) => ({ plan, thread }))
    await runThreads(workerUrl(import.meta.url, './bpr-worker.ts'), tasks, { receive, signal: ctx.signal })
  }
  throwIfCancelled(ctx.signal)
  const n = x.cols
  const people = new Float32Array(plan.memory.buffer, plan.x, x.rows * d).slice()
  const targets = new Float32Array(plan.memory.buffer, plan.y, n * d).slice()
  const reach = new Float64Array(n)
  for (const item of x.idx) reach[item]++
  for (let item = 0; item < n; item++) if (reach[item] === 0) targets.fill(0, item * d, (item + 1) * d)
  const map = historyMap(x, people, targets, d)
  const sources = timesMap(targets, map, d)
  // A later training goes on from the factors as they were trained.
  const embedded = wanted.popularityPower === 0 ? {} : { embeddings: targets.slice() }
  for (let item = 0; item < n; item++) {
    const boost = reach[item] ** wanted.popularityPower
    for (let at = item * d; at < (item + 1) * d; at++) targets[at] *= boost
  }
  const sparse = { rows: n, cols: n, ptr: new Int32Array(n + 1), idx: new Int32Array(0), val: new Float32Array(0) }
  const gains = new Float64Array(n).fill(1)
  const { decay, tail } = wanted
  return { form: { name: 'bpr', version, items: data.items, factors: d, sources, targets, gains, sparse, decay, tail, ...embedded }, people }
}

/**
 * Puts the factors of an earlier model into the plan: those of its items wherever they stand now, and for people what its map makes of their history, the nearest to the factors it trained (see `historyMap`). A new item begins in the mean direction of those who have it, as long as the others are on average: at the rate of a training that goes on, it would not come far from a
 * random place. People who have none of the earlier items, and new items that only such people have, get random ones. Throws RangeError where it has another number of factors.
 */
export function goOn(plan: BprPlan, earlier: Omit<LowRankForm, 'together'>, { items }: Pick<Interactions, 'items'>): void {
  const { factors: d, memory } = plan
  if (earlier.factors !== d) throw new RangeError(`The earlier model has ${earlier.factors} factors; this training has ${d}.`)
  const before = earlier.embeddings ?? earlier.targets
  const places = Int32Array.from(items.names(), (name) => earlier.items.indexOf(name))
  const y = new Float32Array(memory.buffer, plan.y, plan.items * d)
  const random = new Random(plan.seed).fork('bpr')
  const fresh = new Map<number, Float64Array>()
  let length = 0
  places.forEach((place, item) => {
    const own = place < 0 ? undefined : before.subarray(place * d, (place + 1) * d)
    // Items without events have no factors, only zeros.
    if (own?.some((value) => value !== 0)) {
      y.set(own, item * d)
      length += lengthOf(own)
    } else fresh.set(item, new Float64Array(d))
  })
  length /= Math.max(1, plan.items - fresh.size)
  const ptr = new Int32Array(memory.buffer, plan.ptr, plan.people + 1)
  const idx = new Int32Array(memory.buffer, plan.idx, plan.entries)
  const val = new Float32Array(memory.buffer, plan.val, plan.entries)
  const x = new Float32Array(memory.buffer, plan.x, plan.people * d)
  const { sources } = earlier
  const sum = new Float32Array(d)
  for (let person = 0; person < plan.people; person++) {
    const [from, to] = [ptr[person], ptr[person + 1]]
    let known = 0
    for (let at = from; at < to; at++) if (places[idx[at]] >= 0) known++
    if (known === 0) {
      drawRow(random, x.subarray(person * d, (person + 1) * d))
      continue
    }
    sum.fill(0)
    for (let at = from; at < to; at++) {
      const place = places[idx[at]]
      if (place < 0) continue
      const share = val[at] / Math.sqrt(known)
      for (let k = 0; k < d; k++) sum[k] += share * sources[place * d + k]
    }
    x.set(sum, person * d)
    for (let at = from; at < to; at++) {
      const row = fresh.get(idx[at])
      if (row !== undefined) for (let k = 0; k < d; k++) row[k] += sum[k]
    }
  }
  for (const [item, row] of fresh) {
    const own = lengthOf(row)
    if (own === 0) drawRow(random, y.subarray(item * d, (item + 1) * d))
    else for (let k = 0; k < d; k++) y[item * d + k] = (length * row[k]) / own
  }
}

function lengthOf(row: Float32Array | Float64Array): number {
  let square = 0
  for (const value of row) square += value * value
  return Math.sqrt(square)
}

/** A thousandth of the mean of the diagonal keeps the map's system solvable. */
const ridge = 1e-3

/**
 * M [factors × factors] that minimises Σ over people of ‖x_u − Mᵀ·h_u‖² + ridge, h_u = Σ over their items of val·y_i, over the root of how many they are. That root belongs to the fit
 * alone, where it lets heavy buyers count like others: in a score it would be one factor for all items.
 */
export function historyMap(x: Csr, people: Float32Array, y: Float32Array, d: number): Float64Array {
  const normal = new Float64Array(d * d)
  const right = new Float64Array(d * d) // row l: what is to be solved for column l of M
  // Four people at a time, so that what is added to is read and written once for them all.
  const [sums, own] = [new Float64Array(4 * d), new Float64Array(4 * d)]
  let held = 0
  for (let person = 0; person < x.rows; person++) {
    const [from, to] = [x.ptr[person], x.ptr[person + 1]]
    if (from === to) continue
    const sum = sums.subarray(held * d, (held + 1) * d).fill(0)
    for (let at = from; at < to; at++) {
      const [weight, first] = [x.val[at], x.idx[at] * d]
      for (let k = 0; k < d; k++) sum[k] += weight * y[first + k]
    }
    for (let k = 0; k < d; k++) sum[k] /= Math.sqrt(to - from)
    own.set(people.subarray(person * d, (person + 1) * d), held * d)
    if (++held < 4) continue
    addProducts(normal, right, sums, own, d)
    held = 0
  }
  if (held > 0) addProducts(normal, right, sums.fill(0, held * d), own.fill(0, held * d), d)
  let trace = 0
  for (let k = 0; k < d; k++) trace += normal[k * d + k]
  for (let k = 0; k < d; k++) normal[k * d + k] += (ridge * trace) / d + 1e-12
  choleskyFactor(normal, d)
  const map = new Float64Array(d * d)
  for (let l = 0; l < d; l++) {
    const column = right.subarray(l * d, (l + 1) * d)
    choleskySolve(normal, d, column, column)
    for (let k = 0; k < d; k++) map[k * d + l] = column[k]
  }
  return map
}

/** Adds the lower half of SᵀS, and OᵀS, of four sums S and people's factors O, both [4 × factors]. */
function addProducts(normal: Float64Array, right: Float64Array, sums: Float64Array, own: Float64Array, d: number): void {
  for (let k = 0; k < d; k++) {
    const [a, b, c, e] = [sums[k], sums[d + k], sums[2 * d + k], sums[3 * d + k]]
    const row = k * d
    for (let l = 0; l <= k; l++) normal[row + l] = normal[row + l] + a * sums[l] + b * sums[d + l] + c * sums[2 * d + l] + e * sums[3 * d + l]
  }
  for (let l = 0; l < d; l++) {
    const [a, b, c, e] = [own[l], own[d + l], own[2 * d + l], own[3 * d + l]]
    const row = l * d
    for (let k = 0; k < d; k++) right[row + k] = right[row + k] + a * sums[k] + b * sums[d + k] + c * sums[2 * d + k] + e * sums[3 * d + k]
  }
}

/** Y·M [items × factors] of Y [items × factors], a multiple of 4. */
function timesMap(y: Float32Array, map: Float64Array, d: number): Float32Array {
  const out = new Float32Array(y.length)
  const sums = new Float64Array(d)
  for (let row = 0; row < y.length; row += d) {
    sums.fill(0)
    for (let k = 0; k < d; k += 4) {
      const [a, b, c, e] = [y[row + k], y[row + k + 1], y[row + k + 2], y[row + k + 3]]
      const at = k * d
      for (let l = 0; l < d; l++) sums[l] = sums[l] + a * map[at + l] + b * map[at + d + l] + c * map[at + 2 * d + l] + e * map[at + 3 * d + l]
    }
    out.set(sums, row)
  }
  return out
}
