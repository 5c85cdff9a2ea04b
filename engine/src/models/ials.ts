import type { Interactions } from '../data/interactions.ts'
import { throwIfCancelled } from '../errors.ts'
import { type Csr, fromTriplets, transpose } from '../math/csr.ts'
import { Random } from '../math/random.ts'
import { workerUrl } from '../worker.ts'
import { type IalsForm, ialsModel, loadIals } from './ials-model.ts'
import { diagonalise, factorsOf, planIals, trainIals } from './ials-train.ts'
import type { IalsProgress } from './ials-worker.ts'
import { activeItems, checkNotEmpty, interactionMatrix } from './matrix.ts'
import type { Algorithm, FitContext } from './model.ts'
import type { Schema } from './params.ts'
import { runThreads, threadsFor } from './threads.ts'
import { boughtTogether } from './together.ts'

export interface IalsParams {
  factors: number
  iterations: number
  unobserved: number
  l2: number
  power: number
  itemPower: number
  start: number
  cgSteps: number
}

const params: Schema<IalsParams> = {
  factors: { type: 'integer', default: 128, min: 8, max: 1024, scale: 'log', tune: true, doc: 'Numbers that describe an item; rounded up to a multiple of 8.' },
  iterations: { type: 'integer', default: 16, min: 1, max: 200, doc: 'Rounds of solving all people, then all items.' },
  unobserved: {
    type: 'number',
    default: 0.1,
    min: 0.0001,
    max: 10,
    scale: 'log',
    tune: true,
    doc: 'Weight of every pair nobody touched, where an event weighs its confidence: how sure we are that silence means no interest.',
  },
  l2: {
    type: 'number',
    default: 4,
    min: 0.01,
    max: 1000,
    scale: 'log',
    tune: true,
    doc: 'Mean penalty of a person or item, counted in events: whatever the power and the size of the catalogue.',
  },
  power: {
    type: 'number',
    default: 1,
    min: 0,
    max: 2,
    tune: true,
    doc: 'How the penalty grows with the number of events: 0 the same for all, 1 in proportion.',
  },
  itemPower: {
    type: 'number',
    default: 0.2,
    min: 0,
    max: 1,
    tune: true,
    doc: 'An event counts by (number of people of its item)^−power, so that popular items say less of a taste. 0: all alike.',
  },
  start: { type: 'number', default: 0.1, min: 0.0001, max: 10, scale: 'log', doc: 'Standard deviation of the score that random first factors give.' },
  cgSteps: { type: 'integer', default: 3, min: 1, max: 100, doc: 'Conjugate gradient steps for each vector in each round.' },
}

/**
 * Implicit matrix factorisation by alternating least squares: minimises Σ c_ui·(1 − x_u·y_i)² over observed pairs + unobserved·Σ (x_u·y_i)² over all pairs + Σ penalty·‖·‖², where
 * c_ui sums the weights of u's events with i, scaled by i's people^−itemPower to a mean of 1, and a row's penalty is λ·(Σ c + unobserved·(size of the other side))^power, λ such that the mean is l2. Each half-step solves one side by warm-started conjugate
 * gradient on shared memory, all cores at work, in axes that make the other side's Gram matrix tridiagonal. Time of a round
 * 5/2·(people + items)·factors² + 4·events·factors·(cgSteps + 1) + 10/3·factors³ multiply-adds.
 * Serving, terms and folding in: see `ialsModel`. Fresh people are solved exactly, so no person is stored.
 */
export const ials: Algorithm<IalsParams> = {
  name: 'ials',
  paper:
    'Hu, Koren and Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", ICDM 2008, doi:10.1109/ICDM.2008.22; Rendle et al., "Revisiting the Performance of iALS on Item Recommendation Benchmarks", RecSys 2022, arXiv:2110.14037',
  summary: 'Implicit matrix factorisation: hidden tastes of items, people solved exactly from their history; exact reasons.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    checkNotEmpty(data.cols.length, 'ials')
    // The cores train while this thread counts.
    const [{ form }, together] = await Promise.all([factorise(data, wanted, ctx), boughtTogether(data, ctx)])
    return ialsModel({ ...form, together })
  },
  load: async (bytes) => loadIals(bytes),
}

export interface Factorisation {
  readonly form: Omit<IalsForm, 'together'>
  /** People factors [people × factors] in the same turned axes as `form.y`; training leaves them one half-step behind the items. */
  readonly people: Float32Array
  /** The objective after each round. */
  readonly objective: readonly number[]
}

/** The factors. The same bytes with any number of threads (0: this one); what pays where `threads` is absent. */
export async function factorise(data: Interactions, wanted: IalsParams, ctx: FitContext, threads?: number): Promise<Factorisation> {
  const d = Math.ceil(wanted.factors / 8) * 8
  const { iterations, unobserved, power, cgSteps } = wanted
  const scale = itemScale(data, wanted.itemPower)
  const x = confidences(data, scale)
  const xt = transpose(x)
  const active = activeItems(data).length
  const masses = { people: rowMasses(x, unobserved * active), items: rowMasses(xt, unobserved * x.rows) }
  const l2 = wanted.l2 / meanPower([x, xt], [masses.people, masses.items], power)
  const penalties = { people: masses.people.map((mass) => l2 * mass ** power), items: masses.items.map((mass) => l2 * mass ** power) }
  const count = threads ?? threadsFor(iterations * (2.5 * (x.rows + x.cols) * d ** 2 + 4 * x.idx.length * d * (cgSteps + 1) + (10 / 3) * d ** 3))
  const plan = planIals(x, xt, penalties, { factors: d, unobserved, iterations, cgSteps, threads: Math.max(1, count) })
  const random = new Random(ctx.seed).fork('ials')
  const y = factorsOf(plan, plan.items)
  for (let at = 0; at < y.length; at++) y[at] = (wanted.start / Math.sqrt(d)) * random.normal()

  const objective: number[] = []
  const receive = (step: IalsProgress): void => {
    objective.push(step.objective)
    ctx.progress?.({ stage: 'alternating', done: step.iteration / iterations, figures: { loss: step.objective } })
  }
  if (count === 0) {
    trainIals(plan, 0, (iteration, loss) => {
      throwIfCancelled(ctx.signal)
      receive({ iteration, objective: loss })
    })
  } else {
    const tasks = Array.from({ length: count }, (_, thread) => ({ plan, thread }))
    await runThreads(workerUrl(import.meta.url, './ials-worker.ts'), tasks, { receive, signal: ctx.signal })
  }
  throwIfCancelled(ctx.signal)
  const spectrum = diagonalise(plan)
  const people = factorsOf(plan, plan.people)
  return { form: { items: data.items, factors: d, y, spectrum, scale, unobserved, l2, power, active }, people, objective }
}

/** What an event of each item counts [items]: (people of the item)^−power, 1 on average over the events. */
function itemScale(data: Interactions, power: number): Float64Array {
  const x = interactionMatrix(data)
  const people = new Float64Array(x.cols)
  for (const item of x.idx) people[item]++
  const scale = people.map((count) => Math.max(1, count) ** -power)
  let sum = 0
  for (const item of x.idx) sum += scale[item]
  return scale.map((value) => (value * x.idx.length) / sum)
}

/** People × items: the sum of the weights of their events, scaled. */
function confidences(data: Interactions, scale: Float64Array): Csr {
  const rows = new Int32Array(data.cols.length)
  for (let person = 0; person < data.people.length; person++) rows.fill(person, data.ptr[person], data.ptr[person + 1])
  const kept = Int32Array.from(data.cols.keys()).filter((entry) => data.weights[entry] > 0)
  const cols = Int32Array.from(kept, (entry) => data.cols[entry])
  const value = Float64Array.from(kept, (entry) => data.weights[entry] * scale[data.cols[entry]])
  return fromTriplets(
    data.people.length,
    data.items.length,
    Int32Array.from(kept, (entry) => rows[entry]),
    cols,
    value,
  )
}

/** Σ confidences of the row + what its untouched pairs weigh together [rows]. */
function rowMasses(x: Csr, untouched: number): Float32Array {
  const out = new Float32Array(x.rows).fill(untouched)
  for (let row = 0; row < x.rows; row++) for (let at = x.ptr[row]; at < x.ptr[row + 1]; at++) out[row] += x.val[at]
  return out
}

/**
 * The mean of mass^power over the rows with events of all matrices. The paper (section 4) keeps the mean penalty independent of the power; dividing by the mean keeps it independent of
 * the catalogue's size and of `unobserved` too, so that one value of l2 serves a shop of three thousand items and one of forty thousand.
 */
function meanPower(matrices: readonly Csr[], masses: readonly Float32Array[], power: number): number {
  let rows = 0
  let sum = 0
  matrices.forEach((x, side) => {
    for (let row = 0; row < x.rows; row++) {
      if (x.ptr[row] === x.ptr[row + 1]) continue
      rows++
      sum += masses[side]![row] ** power
    }
  })
  return sum / rows
}
