import { throwIfCancelled } from '../errors.ts'
import { type Csr, productTop, transpose } from '../math/csr.ts'
import { linearModel, loadLinear } from './linear.ts'
import { interactionMatrix } from './matrix.ts'
import type { Algorithm } from './model.ts'
import type { Schema } from './params.ts'
import { tailField } from './recency.ts'
import { boughtTogether } from './together.ts'

export interface ItemKnnParams {
  similarity: string
  neighbours: number
  shrinkage: number
  asymmetry: number
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
  neighbours: { type: 'integer', default: 200, min: 1, max: 2000, scale: 'log', tune: true, doc: 'Most similar items kept for each item.' },
  shrinkage: { type: 'number', default: 10, min: 0, max: 1000, tune: true, doc: 'Added to the denominator, so that likeness seen in few people counts less.' },
  asymmetry: {
    type: 'number',
    default: 0.6,
    min: 0,
    max: 1,
    tune: true,
    doc: 'With asymmetric: how much the popularity of the item in the history divides, against that of the item recommended. 0.5 is the cosine.',
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
 * Item-based nearest neighbours: score(j) = Σ over the history's items i of S[i, j], S[i, j] = shared(i, j) / (norm(i, j) + shrinkage), the best
 * `neighbours` of each item kept. With c = XᵀX over people × items X: cosine norm √(c_ii c_jj); Jaccard c_ii + c_jj − c_ij; asymmetric c_ii^a · c_jj^(1−a)
 * (Aiolli, RecSys 2013, doi:10.1145/2507157.2507189); BM25 is the product of X weighted on both sides by idf and length, with the cosine's shrinkage as a factor
 * c_ij / (c_ij + shrinkage). Time Σ over people of length², memory items × neighbours.
 */
export const itemKnn: Algorithm<ItemKnnParams> = {
  name: 'item-knn',
  paper: 'Deshpande and Karypis, "Item-based Top-N Recommendation Algorithms", ACM TOIS 2004, doi:10.1145/963770.963776',
  summary: 'Items that the same people liked: for each item its nearest neighbours, summed over the history.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    const x = interactionMatrix(data)
    const weights = similarities(x, wanted)
    ctx.progress?.({ stage: 'neighbours', done: 0.8 })
    throwIfCancelled(ctx.signal)
    const together = boughtTogether(data)
    ctx.progress?.({ stage: 'neighbours', done: 1 })
    return linearModel({ name: 'item-knn', version, items: data.items, weights, together, decay: wanted.decay, tail: wanted.tail })
  },
  load: async (bytes) => loadLinear(bytes, 'item-knn', version),
}

/** S [items × items], the neighbours of each item in its row, without the diagonal. */
function similarities(x: Csr, { similarity, neighbours, shrinkage, asymmetry }: ItemKnnParams): Csr {
  const xt = transpose(x)
  const squares = rowSums(xt, (value) => value * value)
  const drop = Number.NEGATIVE_INFINITY
  const over = (norm: (i: number, j: number, shared: number) => number) =>
    productTop(xt, x, neighbours, { weigh: (i, j, shared) => (i === j ? drop : shared / (norm(i, j, shared) + shrinkage)) })
  switch (similarity) {
    case 'jaccard':
      return over((i, j, shared) => squares[i] + squares[j] - shared)
    case 'asymmetric': {
      const from = squares.map((square) => square ** asymmetry)
      const to = squares.map((square) => square ** (1 - asymmetry))
      return over((i, j) => from[i] * to[j])
    }
    case 'bm25': {
      const weighted = bm25Weights(xt)
      return productTop(weighted, transpose(weighted), neighbours, {
        weigh: (i, j, shared) => (i === j ? drop : shared * (shared / (shared + shrinkage))),
      })
    }
    default: {
      const roots = squares.map(Math.sqrt)
      return over((i, j) => roots[i] * roots[j])
    }
  }
}

/** Items × people with BM25 weights: an item is the document, a person the word. */
function bm25Weights(xt: Csr): Csr {
  const lengths = rowSums(xt, (value) => value)
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

function rowSums(x: Csr, of: (value: number) => number): Float64Array {
  const sums = new Float64Array(x.rows)
  for (let row = 0; row < x.rows; row++) for (let at = x.ptr[row]; at < x.ptr[row + 1]; at++) sums[row] += of(x.val[at])
  return sums
}
