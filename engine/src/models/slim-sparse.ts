import { throwIfCancelled } from '../errors.ts'
import { type Csr, transpose } from '../math/csr.ts'
import { workerUrl } from '../worker.ts'
import { linearModel, loadLinear } from './linear.ts'
import { checkNotEmpty, interactionMatrix } from './matrix.ts'
import type { Algorithm, FitContext } from './model.ts'
import type { Schema } from './params.ts'
import { decayField, tailField } from './recency.ts'
import { type Column, columnSolver, type SlimProblem } from './slim-columns.ts'
import type { SlimPart } from './slim-worker.ts'
import { runThreads, shared, threadsFor } from './threads.ts'
import { boughtTogether } from './together.ts'

export interface SlimSparseParams {
  l2: number
  neighbours: number
  personPower: number
  itemPower: number
  decay: number
  tail: number
}

const params: Schema<SlimSparseParams> = {
  l2: {
    type: 'number',
    default: 100,
    min: 0.1,
    max: 10_000,
    scale: 'log',
    tune: true,
    doc: 'Ridge penalty, in the unit of EASE: more trusts single coincidences less.',
  },
  neighbours: {
    type: 'integer',
    default: 100,
    min: 1,
    max: 2000,
    scale: 'log',
    tune: true,
    doc: 'Most items that may speak for one item. Time grows with its cube; as many as there are items is EASE.',
  },
  personPower: {
    type: 'number',
    default: 0.2,
    min: 0,
    max: 0.5,
    tune: true,
    doc: 'People count by (number of their items)^−power, so that a few heavy buyers do not decide. 0: all alike.',
  },
  itemPower: {
    type: 'number',
    default: 0.2,
    min: 0,
    max: 0.5,
    tune: true,
    doc: 'Items count by (number of their people)^−power while fitting, so that popular items are held by the penalty too. 0: all alike.',
  },
  decay: { ...decayField, tune: true },
  tail: tailField,
}

const version = 1

/**
 * A sparse EASE for catalogues whose items × items matrix does not fit: each column of B is the ridge regression of an item on its `neighbours` nearest items alone
 * (see `columnSolver`), every one exact on its support, diag B = 0. Like SANSA it approximates EASE's inverse at a chosen sparsity; unlike it, no column depends on
 * another, so all cores work and more neighbours always come closer. X is first scaled to X̃ = D_p^−personPower · X · D_i^−itemPower (degrees D), and the scores scaled back
 * as in GF-CF: B = D_i^−itemPower · B̃ · D_i^itemPower. Time items × neighbours³ / 6 multiply-adds, memory items × neighbours.
 */
export const slimSparse: Algorithm<SlimSparseParams> = {
  name: 'slim-sparse',
  paper:
    'Spišák et al., "Scalable Approximate NonSymmetric Autoencoder for Collaborative Filtering", RecSys 2023, doi:10.1145/3604915.3608827; Ning and Karypis, "SLIM", ICDM 2011, doi:10.1109/ICDM.2011.134; Shen et al. (GF-CF), CIKM 2021, arXiv:2108.07567',
  summary: 'EASE on the nearest items only: for catalogues of any size; exact reasons.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    const x = interactionMatrix(data)
    checkNotEmpty(x.idx.length, 'slim-sparse')
    const weights = await slimWeights(x, wanted, ctx)
    const together = await boughtTogether(data, ctx)
    return linearModel({ name: 'slim-sparse', version, items: data.items, weights, together, decay: wanted.decay, tail: wanted.tail })
  },
  load: async (bytes) => loadLinear(bytes, 'slim-sparse', version),
}

/**
 * B [items × items], rows: what was seen. The same bytes with any number of threads.
 * @param threads how many to use, 0 for this one; what pays where absent
 */
export async function slimWeights(
  x: Csr,
  { l2, neighbours, personPower, itemPower }: Omit<SlimSparseParams, 'decay' | 'tail'>,
  ctx: FitContext,
  threads?: number,
): Promise<Csr> {
  const xt = transpose(x)
  const people = powers(x, personPower)
  const items = powers(xt, itemPower)
  const scaled = x.val.map((value, at) => value * items[x.idx[at]])
  for (let person = 0; person < x.rows; person++) for (let at = x.ptr[person]; at < x.ptr[person + 1]; at++) scaled[at] *= people[person]
  const from: Csr = { ...x, val: scaled }
  const kept = Math.min(neighbours, x.cols)
  const columns = await solveColumns({ x: from, xt: transpose(from), l2: l2 * meanShrink(x, from), neighbours: kept }, ctx, threads)
  return transpose(rowsOf(columns, items))
}

async function solveColumns(problem: SlimProblem, ctx: FitContext, threads?: number): Promise<Column[]> {
  const items = problem.x.cols
  const columns: Column[] = new Array(items)
  let solved = 0
  const receive = (part: SlimPart): void => {
    part.columns.forEach((column, at) => {
      columns[part.from + at] = column
    })
    solved += part.columns.length
    ctx.progress?.({ stage: 'solving', done: solved / items })
  }
  const count = threads ?? threadsFor(items * (problem.neighbours ** 3 / 6 + 2000))
  if (count === 0) {
    const solve = columnSolver(problem)
    for (let item = 0; item < items; item++) {
      throwIfCancelled(ctx.signal)
      receive({ from: item, columns: [solve(item)] })
    }
  } else {
    const task = { ...problem, x: sharedCsr(problem.x), xt: sharedCsr(problem.xt), next: new Int32Array(new SharedArrayBuffer(4)) }
    await runThreads(workerUrl(import.meta.url, './slim-worker.ts'), Array(count).fill(task), { receive, signal: ctx.signal })
  }
  return columns
}

/** Bᵀ, scaled back: row j holds what speaks for item j. */
function rowsOf(columns: readonly Column[], scale: Float64Array): Csr {
  const n = columns.length
  const ptr = new Int32Array(n + 1)
  for (let j = 0; j < n; j++) ptr[j + 1] = ptr[j] + columns[j]!.items.length
  const idx = new Int32Array(ptr[n])
  const val = new Float32Array(ptr[n])
  columns.forEach(({ items, weights }, j) => {
    idx.set(items, ptr[j])
    for (let k = 0; k < items.length; k++) val[ptr[j] + k] = (weights[k] * scale[items[k]]) / scale[j]
  })
  return { rows: n, cols: n, ptr, idx, val }
}

/** (entries of the row)^−power, 1 for an empty row [rows]. */
function powers(x: Csr, power: number): Float64Array {
  return Float64Array.from({ length: x.rows }, (_, row) => Math.max(1, x.ptr[row + 1] - x.ptr[row]) ** -power)
}

/** By how much scaling shrank the diagonal of the Gram matrix, items weighing by their squares: keeps l2 in the unit of EASE. 1 without scaling. */
function meanShrink(x: Csr, scaled: Csr): number {
  const before = new Float64Array(x.cols)
  const after = new Float64Array(x.cols)
  for (let at = 0; at < x.idx.length; at++) {
    before[x.idx[at]] += x.val[at] ** 2
    after[x.idx[at]] += scaled.val[at] ** 2
  }
  let sumBefore = 0
  let sumAfter = 0
  for (let item = 0; item < x.cols; item++) {
    sumBefore += before[item] * before[item]
    sumAfter += before[item] * after[item]
  }
  return sumAfter / sumBefore
}

function sharedCsr(x: Csr): Csr {
  return { ...x, ptr: shared(x.ptr), idx: shared(x.idx), val: shared(x.val) }
}
