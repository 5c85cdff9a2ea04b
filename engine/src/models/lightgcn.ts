import type { Ids } from '../data/ids.ts'
import type { Interactions } from '../data/interactions.ts'
import { throwIfCancelled } from '../errors.ts'
import { type Csr, transpose } from '../math/csr.ts'
import { dotAt } from '../math/dot.ts'
import { workerUrl } from '../worker.ts'
import { spectralStart } from './factor-start.ts'
import { type GraphPlan, layerSum, personalShares, planGraph, startDeviation, trainGraph } from './lightgcn-train.ts'
import type { GraphProgress } from './lightgcn-worker.ts'
import { type LowRankForm, loadLowRank, lowRankModel, neighboursField, openLowRank, popularityPowerField } from './low-rank.ts'
import { checkNotEmpty, interactionMatrix } from './matrix.ts'
import type { Algorithm, FitContext } from './model.ts'
import { normalised } from './normalised.ts'
import type { Schema } from './params.ts'
import { decayField, tailField } from './recency.ts'
import { runThreads, threadsFor } from './threads.ts'
import { boughtTogether } from './together.ts'
import { topProducts } from './top-products.ts'
import { warmed } from './warm.ts'

export interface LightgcnParams {
  factors: number
  layers: number
  epochs: number
  batch: number
  foretold: number
  hide: boolean
  eventPower: number
  people: string
  ownL2: number
  negatives: number
  negativePower: number
  temperature: number
  learningRate: number
  popularityPower: number
  oneHot: number
  neighbours: number
  start: string
  decay: number
  tail: number
}

const params: Schema<LightgcnParams> = {
  factors: { type: 'integer', default: 64, min: 32, max: 512, scale: 'log', tune: true, doc: 'Numbers that describe an item; rounded up to a multiple of 32.' },
  layers: { type: 'integer', default: 3, min: 1, max: 8, tune: true, doc: 'Steps along the graph whose sums are taken.' },
  epochs: { type: 'integer', default: 60, min: 1, max: 1000, doc: 'Passes over the people; each draws events of everyone.' },
  batch: { type: 'integer', default: 2048, min: 4, max: 65_536, scale: 'log', doc: 'People in one step, an eighth of all at most; a multiple of 4.' },
  foretold: {
    type: 'integer',
    default: 1,
    min: 1,
    max: 64,
    scale: 'log',
    tune: true,
    doc: 'Events of a person that a step foretells, at most.',
  },
  hide: {
    type: 'boolean',
    default: true,
    tune: true,
    doc: 'Whether what a step foretells is out of the graph meanwhile; it is then half of a person’s events at most.',
  },
  eventPower: {
    type: 'number',
    default: 0,
    min: 0,
    max: 1,
    tune: true,
    doc: 'People of whom n events are foretold count n^power: 0 all alike, 1 every event alike.',
  },
  people: {
    type: 'choice',
    default: 'history',
    options: ['history', 'own'],
    tune: true,
    doc: 'What people are in training: what their items say alone, or that and an embedding of their own, which serving foretells from the items.',
  },
  ownL2: {
    type: 'number',
    default: 0.1,
    min: 0.001,
    max: 100,
    scale: 'log',
    doc: 'With people of their own: the penalty of what foretells these from the items.',
  },
  negatives: {
    type: 'integer',
    default: 512,
    min: 4,
    max: 8192,
    scale: 'log',
    doc: 'Items that everyone in a batch is compared with; rounded up to a multiple of 4.',
  },
  negativePower: {
    type: 'number',
    default: 0,
    min: 0,
    max: 1,
    tune: true,
    doc: 'They are drawn by (number of people)^power: 0 all alike, 1 as popular as they are, which takes popularity out of the scores.',
  },
  temperature: { type: 'number', default: 0.1, min: 0.03, max: 1, scale: 'log', tune: true, doc: 'How sharply the softmax tells cosines apart.' },
  learningRate: { type: 'number', default: 0.02, min: 0.0001, max: 1, scale: 'log', tune: true, doc: 'First step of Adam; it falls to 0 along a line.' },
  popularityPower: {
    ...popularityPowerField,
    doc: 'How much more popular items score: cosines times (number of people)^power. 0: cosines alone, which favour rare items.',
  },
  oneHot: {
    type: 'number',
    default: 0,
    min: 0,
    max: 20,
    tune: true,
    doc: 'Weight of a one-hot embedding that an item has beside the learned one; it is not trained, only travels to people and on to their items. 1: over all items, they say as much of themselves by one as by the other; 0: none, as in the paper.',
  },
  neighbours: {
    ...neighboursField,
    doc: 'With one-hot embeddings: items whose embeddings reach an item; the rest, the weakest, are left out.',
  },
  start: {
    type: 'choice',
    default: 'spectral',
    options: ['spectral', 'random'],
    doc: 'First embeddings: the top singular vectors of the graph, or random numbers, which take hundreds of steps more.',
  },
  decay: { ...decayField, default: 1, tune: true },
  tail: tailField,
}

const version = 1

/**
 * Graph convolution without transformations: with e^(0) the embeddings and Ã the normalised person–item graph, e^(k+1) = Ã·e^(k), and what counts is the sum over the layers. Here people have no
 * embedding in the graph (e_u^(0) = 0), as in Wu et al. 2022, so that someone new is one more row of it and no special case: e_u = Σ over the history of Σ_k<layers e_i^(k) / √degree(i), up to
 * a factor of the person's that no order depends on. With people of their own, training adds a vector to e_u, and serving the least-squares guess of it from the history, as linear as e_u. One-hot embeddings add `oneHot` · R̃ᵀR̃,
 * in a unit of its own, to what items say of each other. Trained with sampled softmax over cosines (Wu et al. 2024), by Adam on all embeddings, from the top singular vectors of Ã on; gradients through the layers are the transposed propagation.
 * score(i) = e_u·e_i / ‖e_i‖ · degree(i)^popularityPower is a sum over the history. A step costs 2·layers·events·factors + 3·batch·negatives·factors multiply-adds, on all cores.
 */
export const lightgcn: Algorithm<LightgcnParams> = {
  name: 'lightgcn',
  paper:
    'He et al., "LightGCN: Simplifying and Powering Graph Convolution Network for Recommendation", SIGIR 2020, arXiv:2002.02126; Wu et al., "On the Effectiveness of Sampled Softmax Loss for Item Recommendation", TOIS 2024, arXiv:2201.02327',
  summary: 'Embeddings of items smoothed over the person–item graph, trained with sampled softmax; exact reasons.',
  params,
  async fit(data, wanted, ctx) {
    const { normal } = normalised(interactionMatrix(data))
    // The cores train while this thread counts.
    const [form, together, sparse] = await Promise.all([trainedForm(data, wanted, ctx), boughtTogether(data, ctx), oneHotPart(normal, wanted, ctx)])
    const weight = wanted.oneHot === 0 ? 0 : wanted.oneHot * unitOf(form, normal)
    return lowRankModel({ ...form, together, sparse: { ...sparse, val: Float32Array.from(sparse.val, (value) => weight * value) } })
  },
  load: async (bytes) => loadLowRank(bytes, 'lightgcn', version),
  warm: true,
}

/** The trained embeddings. The same bytes with any number of threads, 0 being this one; what pays where `threads` is absent. */
export async function trainedForm(
  data: Interactions,
  wanted: LightgcnParams,
  ctx: FitContext,
  threads?: number,
): Promise<Omit<LowRankForm, 'together' | 'sparse'>> {
  throwIfCancelled(ctx.signal)
  checkNotEmpty(data.cols.length, 'lightgcn')
  const x = interactionMatrix(data)
  const { normal, degrees } = normalised(x)
  const d = Math.ceil(wanted.factors / 32) * 32
  // A file of an earlier version of Candor has no embeddings to go on from.
  const earlier = ctx.warm && openLowRank(ctx.warm.save(), 'lightgcn', version)
  const before = earlier?.embeddings
  const { epochs, learningRate } = before === undefined ? wanted : warmed(wanted)
  const { layers } = wanted
  const size = epochs * (2 * layers * x.idx.length * d * Math.ceil(x.rows / wanted.batch) + 3 * x.rows * wanted.negatives * d)
  const count = threads ?? threadsFor(size)
  const plan = planGraph(normal, x.val, {
    ...wanted,
    epochs,
    learningRate,
    factors: d,
    own: wanted.people === 'own',
    seed: ctx.seed,
    threads: Math.max(1, count),
  })
  if (earlier !== undefined && before !== undefined) goOn(plan, normal, before, earlier, data.items)
  else if (wanted.start === 'spectral') await startSpectral(plan, normal, ctx)
  const receive = ({ epoch, loss }: GraphProgress): void => ctx.progress?.({ stage: 'training', done: epoch / epochs, figures: { loss } })
  if (count === 0) {
    trainGraph(plan, 0, (epoch, loss) => {
      throwIfCancelled(ctx.signal)
      receive({ epoch, loss })
    })
  } else {
    const tasks = Array.from({ length: count }, (_, thread) => ({ plan, thread }))
    await runThreads(workerUrl(import.meta.url, './lightgcn-worker.ts'), tasks, { receive, signal: ctx.signal })
  }
  throwIfCancelled(ctx.signal)
  const n = x.cols
  const embeddings = new Float32Array(plan.memory.buffer, plan.table, n * d).slice()
  const personal = plan.personal && personalShares(plan)
  const even = layerSum(plan, layers)
  const targets = new Float32Array(n * d)
  const lengths = new Float64Array(n)
  const boosts = degrees.map((degree) => (degree > 0 ? degree ** wanted.popularityPower : 0))
  for (let item = 0; item < n; item++) {
    if (degrees[item] === 0) continue
    let square = 0
    for (let k = item * d; k < (item + 1) * d; k++) square += even[k] ** 2
    lengths[item] = Math.sqrt(square)
    if (square > 0) for (let k = item * d; k < (item + 1) * d; k++) targets[k] = (even[k] / lengths[item]) * boosts[item]
  }
  // With an odd number of layers and nothing of people's own, what an item gives a person is what it is itself, but for its length and boost.
  const symmetric = layers % 2 === 1 && personal === undefined
  const sources = symmetric ? targets : layerSum(plan, layers - 1)
  if (personal) for (let at = 0; at < sources.length; at++) sources[at] += personal[at]
  const gains = degrees.map((degree, item) => (degree > 0 ? (symmetric ? lengths[item] / boosts[item] : 1) / Math.sqrt(degree) : 0))
  return { name: 'lightgcn', version, items: data.items, factors: d, sources, targets, gains, decay: wanted.decay, tail: wanted.tail, embeddings }
}

/**
 * What one-hot embeddings give after one step to people and one back: R̃ᵀR̃ [items × items], of every column the `neighbours` largest; empty where `oneHot` is 0. An embedding is ∜degree long, so that the degrees
 * of giver and receiver count alike. Layer 0, in which an item speaks for itself alone, is left out. Time Σ over people of (their items)².
 */
async function oneHotPart(normal: Csr, { oneHot, neighbours }: LightgcnParams, ctx: FitContext): Promise<Csr> {
  const n = normal.cols
  if (oneHot === 0) return { rows: n, cols: n, ptr: new Int32Array(n + 1), idx: new Int32Array(0), val: new Float32Array(0) }
  return transpose(await topProducts(transpose(normal), normal, neighbours, (_row, _col, value) => value, ctx))
}

/** What items say of themselves by their learned embeddings, by what they say by one-hot ones: the unit of `oneHot`, so that a weight means the same however long training made the embeddings. */
function unitOf({ sources, targets, gains, factors: d }: Pick<LowRankForm, 'sources' | 'targets' | 'gains' | 'factors'>, { val }: Csr): number {
  let learned = 0
  let oneHot = 0
  for (let item = 0; item < gains.length; item++) learned += Math.abs(gains[item] * dotAt(sources, item * d, targets, item * d, d))
  for (let entry = 0; entry < val.length; entry++) oneHot += val[entry] ** 2
  return oneHot === 0 ? 0 : learned / oneHot
}

/** Puts the embeddings of an earlier model where its items stand now; new items keep their random ones. Throws RangeError where it has another number of factors. */
function goOn(
  plan: GraphPlan,
  normal: Csr,
  before: Float32Array,
  earlier: Pick<LowRankForm, 'items' | 'factors' | 'gains' | 'sources' | 'targets'>,
  items: Ids,
): void {
  const { factors: d, table, memory } = plan
  if (earlier.factors !== d) throw new RangeError(`The earlier model has ${earlier.factors} factors; this training has ${d}.`)
  const embeddings = new Float32Array(memory.buffer, table, items.length * d)
  // Nothing was learned of items without events.
  const places = items.names().map((name) => {
    const place = earlier.items.indexOf(name)
    return place >= 0 && earlier.gains[place] > 0 ? place : -1
  })
  places.forEach((place, item) => {
    if (place >= 0) embeddings.set(before.subarray(place * d, (place + 1) * d), item * d)
  })
  if (plan.personal === undefined || earlier.sources === earlier.targets) return
  // People begin as what the earlier model makes of their history, less what the graph says of them.
  const said = layerSum(plan, plan.layers - 1)
  const own = new Float32Array(memory.buffer, plan.personal.table, normal.rows * d)
  for (let person = 0; person < normal.rows; person++) {
    for (let at = normal.ptr[person]; at < normal.ptr[person + 1]; at++) {
      const item = normal.idx[at]
      if (places[item] < 0) continue
      for (let k = 0; k < d; k++) own[person * d + k] += normal.val[at] * (earlier.sources[places[item] * d + k] - said[item * d + k])
    }
  }
}

/** Puts the top right singular vectors of R̃ into the embeddings. */
export async function startSpectral(plan: GraphPlan, normal: Csr, ctx: FitContext): Promise<void> {
  const { factors, table, memory } = plan
  const { items } = await spectralStart(normal, { factors, power: 0, deviation: startDeviation }, ctx)
  new Float32Array(memory.buffer, table, items.length).set(items)
}
