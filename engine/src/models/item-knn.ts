import { throwIfCancelled } from '../errors.ts'
import { type Csr, transpose } from '../math/csr.ts'
import { linearModel, loadLinear } from './linear.ts'
import { interactionMatrix } from './matrix.ts'
import type { Algorithm, FitContext } from './model.ts'
import type { Schema } from './params.ts'
import { tailField } from './recency.ts'
import { boughtTogether } from './together.ts'
import { topProducts } from './top-products.ts'

export interface ItemKnnParams {
  similarity: string
  neighbours: number
  shrinkage: number
  asymmetry: number
  personPower: number
  decay: number
  tail: number
}

const params: Schema<ItemKnnParams> = {
  similarity: {
    type: 'choice',
    default: 'asymmetric',
    options: ['cosine', 'jaccard', 'bm25', 'asymmetric'],
    tune: true,
    doc: 'How likeness is counted: cosine, Jaccard (shared people over all people), BM25 (rare people and items count more), or asymmetric cosine.',
  },
  neighbours: { type: 'integer', default: 200, min: 1, max: 2000, scale: 'log', tune: true, doc: 'Most similar items that may speak for one item.' },
  shrinkage: { type: 'number', default: 10, min: 0, max: 1000, tune: true, doc: 'Added to the denominator, so that likeness seen in few people counts less.' },
  asymmetry: {
    type: 'number',
    default: 0.6,
    min: 0,
    max: 1,
    tune: true,
    doc: 'With asymmetric: how much the popularity of the item in the history divides, against that of the item recommended. 0.5 is the cosine.',
  },
  personPower: {
    type: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    tune: true,
    doc: 'People count by (number of their items)^−power, so that a few heavy buyers do not decide. 0: all alike.',
  },
  decay: {
    type: 'number',
    default: 1,
    min: 0.05,
    max: 1,
    tune: true,
    doc: 'Share of its weight that a history entry keeps for every newer one. 1: order does not matter.',
  },
  tail: tailField,
}

const version = 1
const bm25 = { k1: 1.2, b: 0.75 }

/**
 * Item-based nearest neighbours: score(j) = Σ over the history's items i of S[i, j], S[i, j] = c_ij / (norm(i, j) + shrinkage), the best `neighbours` of each recommended
 * item j kept: with those of i instead, items that nobody is nearest to could never be reached. c = XᵀDX over people × items X, D counting a person with n items
 * n^−personPower. Cosine norm √(c_ii c_jj); Jaccard c_ii + c_jj − c_ij; asymmetric c_ii^a · c_jj^(1−a) (Aiolli, RecSys 2013, doi:10.1145/2507157.2507189); BM25 is the product of X
 * weighted on both sides by idf and length, times c_ij / (c_ij + shrinkage). Time Σ over people of length², memory items × neighbours.
 */
export const itemKnn: Algorithm<ItemKnnParams> = {
  name: 'item-knn',
  paper: 'Deshpande and Karypis, "Item-based Top-N Recommendation Algorithms", ACM TOIS 2004, doi:10.1145/963770.963776',
  summary: 'Items that the same people liked: for each item its nearest neighbours, summed over the history.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    const x = interactionMatrix(data)
    const weights = await similarities(x, wanted, ctx)
    const together = await boughtTogether(data, ctx)
    return linearModel({ name: 'item-knn', version, items: data.items, weights, together, decay: wanted.decay, tail: wanted.tail })
  },
  load: async (bytes) => loadLinear(bytes, 'item-knn', version),
}

/** S [items × items], the neighbours of each item in its column, without the diagonal. */
async function similarities(x: Csr, { similarity, neighbours, shrinkage, asymmetry, personPower }: ItemKnnParams, ctx: FitContext): Promise<Csr> {
  const xt = transpose(x)
  const drop = Number.NEGATIVE_INFINITY
  const best = async (a: Csr, b: Csr, weigh: (j: number, i: number, shared: number) => number): Promise<Csr> =>
    transpose(await topProducts(a, b, neighbours, weigh, ctx, (done) => ctx.progress?.({ stage: 'comparing items', done })))
  if (similarity === 'bm25') {
    const weighted = bm25Weights(xt)
    return best(weighted, transpose(weighted), (j, i, shared) => (i === j ? drop : shared * (shared / (shared + shrinkage))))
  }
  const people = Float64Array.from({ length: x.rows }, (_, person) => Math.max(1, x.ptr[person + 1] - x.ptr[person]) ** -personPower)
  const counted: Csr = { ...xt, val: Float64Array.from(xt.val, (value, at) => value * people[xt.idx[at]]) }
  const squares = new Float64Array(xt.rows)
  for (let item = 0; item < xt.rows; item++) for (let at = xt.ptr[item]; at < xt.ptr[item + 1]; at++) squares[item] += counted.val[at] * xt.val[at]
  // Shrinkage is told in people; here each counts less than one.
  const shrunk = shrinkage * meanOf(people, xt.idx)
  const norm = normOf(similarity, squares, asymmetry)
  return best(counted, x, (j, i, shared) => (i === j ? drop : shared / (norm(i, j, shared) + shrunk)))
}

/** What the shared people of history item i and recommended item j are divided by. */
function normOf(similarity: string, squares: Float64Array, asymmetry: number): (i: number, j: number, shared: number) => number {
  if (similarity === 'jaccard') return (i, j, shared) => squares[i] + squares[j] - shared
  const power = similarity === 'asymmetric' ? asymmetry : 0.5
  const from = squares.map((square) => square ** power)
  const to = squares.map((square) => square ** (1 - power))
  return (i, j) => from[i] * to[j]
}

/** The mean of values[at] over all `at` [entries]; 1 where there are none. */
function meanOf(values: Float64Array, at: Int32Array): number {
  let sum = 0
  for (const index of at) sum += values[index]
  return at.length === 0 ? 1 : sum / at.length
}

/** Items × people with BM25 weights: an item is the document, a person the word. */
function bm25Weights(xt: Csr): Csr {
  const lengths = rowSums(xt)
  const mean = lengths.reduce((a, b) => a + b, 0) / Math.max(1, xt.rows)
  const spread = new Float64Array(xt.cols)
  for (const person of xt.idx) spread[person]++
  const val = new Float64Array(xt.val.length)
  for (let item = 0; item < xt.rows; item++) {
    const norm = bm25.k1 * (1 - bm25.b + (bm25.b * lengths[item]) / (mean || 1))
    for (let at = xt.ptr[item]; at < xt.ptr[item + 1]; at++) {
      const idf = Math.log1p((xt.rows - spread[xt.idx[at]] + 0.5) / (spread[xt.idx[at]] + 0.5))
      val[at] = (idf * xt.val[at] * (bm25.k1 + 1)) / (xt.val[at] + norm)
    }
  }
  return { ...xt, val }
}

function rowSums(x: Csr): Float64Array {
  const sums = new Float64Array(x.rows)
  for (let row = 0; row < x.rows; row++) for (let at = x.ptr[row]; at < x.ptr[row + 1]; at++) sums[row] += x.val[at]
  return sums
}
