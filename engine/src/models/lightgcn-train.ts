import { type Csr, transpose } from '../math/csr.ts'
import { Random } from '../math/random.ts'
import { Crew, crewBytes } from './crew.ts'
import { type GraphKernel, graphKernel } from './graph-kernel.ts'
import { activeCount, activePeople, drawer } from './lightgcn-draw.ts'
import { Layout, memoryFor, type SharedMemory } from './shared-memory.ts'

export interface GraphSettings {
  /** Multiple of 32. */
  readonly factors: number
  readonly layers: number
  readonly epochs: number
  readonly batch: number
  /** Events of a person that a step foretells, at most. */
  readonly foretold: number
  /** Whether these are out of the graph meanwhile; then they are half of a person's at most. */
  readonly hide: boolean
  /** A person of whom n events are foretold counts n^eventPower. */
  readonly eventPower: number
  /** Whether people have embeddings of their own, beside what their items say. */
  readonly own: boolean
  /** Penalty of what foretells these from the items. */
  readonly ownL2: number
  readonly negatives: number
  readonly negativePower: number
  readonly temperature: number
  readonly learningRate: number
  readonly seed: number
  readonly threads: number
}

/** A sparse matrix in the shared memory. */
interface Sparse {
  readonly rows: number
  readonly ptr: number
  readonly idx: number
  readonly val: number
}

/** Where everything stands in the shared memory, as byte offsets: what every thread needs to take its part. */
export interface GraphPlan extends GraphSettings {
  readonly memory: SharedMemory
  /** R̃ and its transpose. */
  readonly normal: Sparse
  readonly turned: Sparse
  /** How likely each entry is taken when drawn [entries]: its event's weight. */
  readonly weights: number
  /** The embeddings of items, their moments and gradient [items × factors]. */
  readonly table: number
  readonly mean: number
  readonly square: number
  readonly gradient: number
  /** People's own embeddings and their moments [people × factors], and gradients of the batch's [batch × factors]; nothing where they have none. */
  readonly personal: Own | undefined
  /** Sum of the layers, of items and of people, and gradients at them [items or people × factors]. */
  readonly items: number
  readonly people: number
  readonly itemGradient: number
  readonly peopleGradient: number
  /** Items: room for a sum [items × factors]. */
  readonly room: number
  /** People, positives and negatives of the batch: indexes, unit vectors, lengths, gradients. */
  readonly rows: Side
  readonly hits: Side
  readonly misses: Side
  /** First positive of each of the batch's people [batch + 1]. */
  readonly starts: number
  /** Cosines of people with negatives, then their shares [batch × negatives]; pulls [positives]. */
  readonly shares: number
  readonly pulls: number
  /** Loss of each part of the batch [parts]. */
  readonly losses: number
  readonly control: number
}

interface Own {
  readonly table: number
  readonly mean: number
  readonly square: number
  readonly gradient: number
}

interface Side {
  readonly count: number
  readonly list: number
  readonly unit: number
  readonly norms: number
  readonly gradient: number
}

/** Standard deviation of the first embeddings. */
export const startDeviation = 0.1
/** Rows of the batch done at a time, a multiple of 4; rows of a table. */
const batchShare = 64
const tableShare = 512

/** Lays the graph out with random first embeddings. `normal` is R̃, `weights` [entries] those of its events. */
export function planGraph(normal: Csr, weights: ArrayLike<number>, wanted: GraphSettings): GraphPlan {
  const active = activePeople(normal).length
  // At least eight steps an epoch, and no person twice in a batch, so that threads may add to their rows.
  const batch = Math.max(4, Math.min(wanted.batch, Math.ceil(active / 8)) & ~3)
  const negatives = Math.ceil(wanted.negatives / 4) * 4
  const settings = { ...wanted, batch, negatives }
  const layout = new Layout()
  const numbers = (count: number): number => layout.claim(count * 4)
  const sparse = (rows: number): Sparse => ({ rows, ptr: numbers(rows + 1), idx: numbers(normal.idx.length), val: numbers(normal.idx.length) })
  const d = settings.factors
  const table = (rows: number): number => numbers(rows * d)
  const side = (count: number): Side => ({ count, list: numbers(count), unit: table(count), norms: numbers(count), gradient: table(count) })
  const plan = {
    ...settings,
    normal: sparse(normal.rows),
    turned: sparse(normal.cols),
    weights: numbers(normal.idx.length),
    table: table(normal.cols),
    mean: table(normal.cols),
    square: table(normal.cols),
    gradient: table(normal.cols),
    personal: settings.own ? { table: table(normal.rows), mean: table(normal.rows), square: table(normal.rows), gradient: table(batch) } : undefined,
    items: table(normal.cols),
    people: table(normal.rows),
    itemGradient: table(normal.cols),
    peopleGradient: table(normal.rows),
    room: table(normal.cols),
    rows: side(batch),
    hits: side(batch * settings.foretold),
    starts: numbers(batch + 1),
    misses: side(negatives),
    shares: numbers(batch * negatives),
    pulls: numbers(batch * settings.foretold),
    losses: layout.claim(Math.ceil(batch / batchShare) * 8),
    control: layout.claim(crewBytes),
  }
  const memory = memoryFor(layout.size, 'lightgcn')
  for (const [place, matrix] of [
    [plan.normal, normal],
    [plan.turned, transpose(normal)],
  ] as const) {
    new Int32Array(memory.buffer, place.ptr, matrix.rows + 1).set(matrix.ptr)
    new Int32Array(memory.buffer, place.idx, matrix.idx.length).set(matrix.idx)
    new Float32Array(memory.buffer, place.val, matrix.idx.length).set(matrix.val)
  }
  new Float32Array(memory.buffer, plan.weights, normal.idx.length).set(weights)
  const random = new Random(settings.seed).fork('lightgcn')
  const embeddings = new Float32Array(memory.buffer, plan.table, normal.cols * d)
  for (let at = 0; at < embeddings.length; at++) embeddings[at] = startDeviation * random.normal()
  return { ...plan, memory }
}

/** One thread's part of all steps; every thread must call it. `report` is called by thread 0 after each epoch with the mean loss. The same numbers with any number of threads. */
export function trainGraph(plan: GraphPlan, thread: number, report: (epoch: number, loss: number) => void): void {
  const kernel = graphKernel(plan.memory)
  const crew = new Crew(plan.memory.buffer, plan.control, plan.threads)
  const draw = thread === 0 ? drawer(plan) : undefined
  const losses = new Float64Array(plan.memory.buffer, plan.losses, Math.ceil(plan.batch / batchShare))
  const steps = Math.max(1, Math.ceil((draw?.people ?? activeCount(plan)) / plan.batch))
  let step = 0
  for (let epoch = 1; epoch <= plan.epochs; epoch++) {
    let loss = 0
    for (let at = 0; at < steps; at++) {
      draw?.next()
      // The others must not walk the graph before this batch's events are out of it.
      crew.meet()
      const gradient = stepGradient(plan, kernel, crew, losses)
      if (draw) for (const part of losses) loss += part
      const t = ++step
      const rate = plan.learningRate * (1 - (t - 1) / (plan.epochs * steps)) * (Math.sqrt(1 - 0.999 ** t) / (1 - 0.9 ** t))
      crew.share(plan.turned.rows, tableShare, (from, to) => {
        kernel.adam(plan.table, gradient, plan.mean, plan.square, from * plan.factors, to * plan.factors, rate)
      })
      stepPersonal(plan, kernel, crew, rate)
    }
    if (thread === 0) report(epoch, loss / (steps * plan.batch))
  }
  draw?.restore()
  crew.meet()
  if (plan.personal) foretellPersonal(plan, plan.personal, kernel, crew)
}

/** Puts the batch's losses, summed by parts, into `losses`, and returns where the gradient of their mean by the embeddings stands [items × factors]. */
export function stepGradient(plan: GraphPlan, kernel: GraphKernel, crew: Crew, losses: Float64Array): number {
  propagate(plan, kernel, crew)
  addPersonal(plan, crew)
  lossGradient(plan, kernel, crew, losses)
  takePersonal(plan, crew)
  return propagateBack(plan, kernel, crew)
}

/** Sum of the even layers up to `layers` of the trained items [items × factors]. To be called after `trainGraph`, in one thread. */
export function layerSum(plan: GraphPlan, layers: number): Float32Array {
  const alone = { ...plan, layers, threads: 1 }
  propagate(alone, graphKernel(plan.memory), new Crew(plan.memory.buffer, plan.control, 1))
  return new Float32Array(plan.memory.buffer, layers <= 1 ? plan.table : plan.items, plan.turned.rows * plan.factors).slice()
}

/** What `trainGraph` made of people's own embeddings: the items' part in foretelling them [items × factors]. */
export function personalShares(plan: GraphPlan): Float32Array {
  return new Float32Array(plan.memory.buffer, plan.gradient, plan.turned.rows * plan.factors)
}

/** Sums of the layers: with T_0 = E and T_k+1 = E + R̃ᵀR̃·T_k, the even layers of items sum to T_⌊layers / 2⌋ and the odd ones of people to R̃·T_⌊(layers − 1) / 2⌋. */
function propagate(plan: GraphPlan, kernel: GraphKernel, crew: Crew): void {
  let sum = plan.table
  const across = (): void => spread(plan.normal, sum, 0, plan.people, plan, kernel, crew)
  for (let layer = 2; layer <= plan.layers; layer += 2) {
    across()
    spread(plan.turned, plan.people, plan.table, plan.items, plan, kernel, crew)
    sum = plan.items
  }
  if (plan.layers % 2 === 1) across()
}

/** The transpose of `propagate`, which is linear: from the gradients at its results to that at E, whose place it returns. */
function propagateBack(plan: GraphPlan, kernel: GraphKernel, crew: Crew): number {
  spread(plan.turned, plan.peopleGradient, plan.itemGradient, plan.room, plan, kernel, crew)
  let sum = plan.layers % 2 === 1 ? plan.room : plan.itemGradient
  for (let layer = 2; layer <= plan.layers; layer += 2) {
    spread(plan.normal, sum, 0, plan.peopleGradient, plan, kernel, crew)
    spread(plan.turned, plan.peopleGradient, plan.room, plan.gradient, plan, kernel, crew)
    sum = plan.gradient
  }
  return sum
}

/** y = base + X·x. */
function spread(x: Sparse, from: number, base: number, to: number, { factors }: GraphPlan, kernel: GraphKernel, crew: Crew): void {
  crew.share(x.rows, tableShare, (first, last) => kernel.times(x.ptr, x.idx, x.val, from, base, factors, first, last, to))
}

/** Adds to the sums of the batch's people what is their own. It does not travel along the graph, so that what items are depends on items alone. */
function addPersonal({ personal, people, rows, factors: d, memory }: GraphPlan, crew: Crew): void {
  if (personal === undefined) return
  const list = new Int32Array(memory.buffer, rows.list, rows.count)
  crew.share(rows.count, batchShare, (from, to) => {
    for (const person of list.subarray(from, to)) {
      const sum = new Float32Array(memory.buffer, people + person * d * 4, d)
      const own = new Float32Array(memory.buffer, personal.table + person * d * 4, d)
      for (let k = 0; k < d; k++) sum[k] += own[k]
    }
  })
}

/** Keeps the gradients at the sums of the batch's people, which are those at what is their own, before they travel back. */
function takePersonal({ personal, peopleGradient, rows, factors: d, memory }: GraphPlan, crew: Crew): void {
  if (personal === undefined) return
  const list = new Int32Array(memory.buffer, rows.list, rows.count)
  crew.share(rows.count, batchShare, (from, to) => {
    for (let at = from; at < to; at++) {
      new Float32Array(memory.buffer, personal.gradient + at * d * 4, d).set(new Float32Array(memory.buffer, peopleGradient + list[at] * d * 4, d))
    }
  })
}

/** Adam on what is the batch's people's own; nobody else's moves. */
function stepPersonal({ personal, rows, factors: d, memory }: GraphPlan, kernel: GraphKernel, crew: Crew, rate: number): void {
  if (personal === undefined) return
  const list = new Int32Array(memory.buffer, rows.list, rows.count)
  crew.share(rows.count, batchShare, (from, to) => {
    for (let at = from; at < to; at++) {
      const place = list[at] * d * 4
      kernel.adam(personal.table + place, personal.gradient + at * d * 4, personal.mean + place, personal.square + place, 0, d, rate)
    }
  })
}

/**
 * M of the least ‖P − R̃·M‖² + ownL2·‖M‖², P people's own embeddings [people × factors]: what each item of a history says of them. Puts it where `personalShares` reads it. As R̃'s singular values are at
 * most 1, those of the problem are known, and the heavy ball (Polyak 1964) falls by a known rate without any sum over rows: the same bytes with any number of threads.
 */
function foretellPersonal(plan: GraphPlan, personal: Own, kernel: GraphKernel, crew: Crew): void {
  const { ownL2: l2, factors: d, memory } = plan
  const [low, high] = [Math.sqrt(l2), Math.sqrt(1 + l2)]
  const pace = 4 / (high + low) ** 2
  const drag = ((high - low) / (high + low)) ** 2
  // A thousandth of the way is left.
  const rounds = Math.ceil(Math.log(1e-3) / Math.log((high - low) / (high + low)))
  const table = (place: number, from: number, to: number): Float32Array => new Float32Array(memory.buffer, place + from * d * 4, (to - from) * d)
  for (const place of [plan.gradient, plan.mean]) crew.share(plan.turned.rows, tableShare, (from, to) => void table(place, from, to).fill(0))
  spread(plan.turned, personal.table, 0, plan.itemGradient, plan, kernel, crew)
  for (let round = 0; round < rounds; round++) {
    spread(plan.normal, plan.gradient, 0, plan.people, plan, kernel, crew)
    spread(plan.turned, plan.people, 0, plan.room, plan, kernel, crew)
    crew.share(plan.turned.rows, tableShare, (from, to) => {
      const [now, last, goal, made] = [plan.gradient, plan.mean, plan.itemGradient, plan.room].map((place) => table(place, from, to))
      for (let at = 0; at < now.length; at++) {
        const next = now[at] + pace * (goal[at] - made[at] - l2 * now[at]) + drag * (now[at] - last[at])
        last[at] = now[at]
        now[at] = next
      }
    })
  }
}

/** Losses of the batch, and gradients of their mean at the sums of the layers. */
function lossGradient(plan: GraphPlan, kernel: GraphKernel, crew: Crew, losses: Float64Array): void {
  const { factors: d, rows, hits, misses, starts, shares, pulls, memory } = plan
  const hitCount = new Int32Array(memory.buffer, starts, plan.batch + 1)[plan.batch]
  const itemTable = plan.layers === 1 ? plan.table : plan.items
  const unit = (table: number, side: Side, count: number): void =>
    crew.share(count, batchShare, (from, to) => kernel.unitRows(table, side.list, d, from, to, side.unit, side.norms))
  unit(plan.people, rows, rows.count)
  unit(itemTable, hits, hitCount)
  unit(itemTable, misses, misses.count)
  for (const [table, count] of [
    [plan.peopleGradient, plan.normal.rows],
    [plan.itemGradient, plan.turned.rows],
  ] as const) {
    crew.share(count, tableShare, (from, to) => void new Float32Array(memory.buffer, table + from * d * 4, (to - from) * d).fill(0))
  }
  const first = new Int32Array(memory.buffer, starts, plan.batch + 1)
  const weights = Float64Array.from({ length: plan.batch }, (_, at) => (first[at + 1] - first[at]) ** plan.eventPower)
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / plan.batch
  crew.share(plan.batch, batchShare, (from, to) => {
    kernel.products(rows.unit, misses.unit, d, from, to, misses.count, shares)
    let loss = 0
    for (let row = from; row < to; row++) {
      const weight = weights[row] / mean
      const scale = weight / (plan.temperature * plan.batch)
      loss += weight * kernel.softmaxRows(shares, rows.unit, hits.unit, starts, d, row, row + 1, misses.count, plan.temperature, scale, pulls)
    }
    losses[from / batchShare] = loss
    kernel.combine(shares, misses.count, 1, misses.unit, d, from, to, misses.count, rows.gradient)
    kernel.addBack(rows.gradient, hits.unit, pulls, starts, rows.unit, rows.norms, rows.list, d, from, to, plan.peopleGradient)
    kernel.pullRows(rows.unit, pulls, starts, d, from, to, hits.gradient)
  })
  crew.share(misses.count, 4, (from, to) => kernel.combine(shares, 1, misses.count, rows.unit, d, from, to, plan.batch, misses.gradient))
  // An item may stand several times among positives and negatives: one thread adds them up, in order.
  crew.share(1, 1, () => {
    for (const [side, count] of [
      [hits, hitCount],
      [misses, misses.count],
    ] as const)
      kernel.addBack(side.gradient, 0, 0, 0, side.unit, side.norms, side.list, d, 0, count, plan.itemGradient)
  })
}
