import type { Csr } from '../math/csr.ts'
import { Random } from '../math/random.ts'
import { Crew, crewBytes } from './crew.ts'
import { Layout, memoryFor, openKernel, type SharedMemory } from './shared-memory.ts'

/** What kernels/bpr.as exports; arguments are byte offsets into the memory, counts or seeds. */
interface BprKernel {
  deal(idx: number, slice: number, from: number, to: number, slices: number, samples: number, starts: number, seed: number): void
  steps(
    samples: number,
    from: number,
    to: number,
    rows: number,
    ptr: number,
    idx: number,
    val: number,
    x: number,
    y: number,
    sumsX: number,
    sumsY: number,
    d: number,
    pool: number,
    size: number,
    candidates: number,
    popular: number,
    rate: number,
    l2: number,
    seed: number,
  ): number
}

export interface BprSettings {
  /** Multiple of 8. */
  readonly factors: number
  readonly epochs: number
  readonly learningRate: number
  readonly l2: number
  readonly candidates: number
  readonly popularNegatives: number
  readonly seed: number
  readonly threads: number
}

/** Where everything stands in the shared memory, as byte offsets: what every thread needs to take its part. */
export interface BprPlan extends BprSettings {
  readonly memory: SharedMemory
  readonly people: number
  readonly items: number
  readonly entries: number
  /** Blocks of people and slices of items; it decides the result, so it does not depend on the threads. */
  readonly blocks: number
  readonly ptr: number
  readonly idx: number
  readonly val: number
  /** The person of each entry [entries]. */
  readonly rows: number
  /** First entry of each block of people [blocks + 1]. */
  readonly borders: number
  /** Entries in the order of this epoch [entries], and where each slice of each block stands [blocks × (blocks + 1)]. */
  readonly samples: number
  readonly starts: number
  /** All items, shuffled each epoch and cut into slices [items], and the slice of each, u8 [items]. */
  readonly pool: number
  readonly slice: number
  readonly x: number
  readonly y: number
  /** Sums of squared gradients of each person and item. */
  readonly sumsX: number
  readonly sumsY: number
  /** Samples of each block that stood right [blocks]. */
  readonly right: number
  readonly control: number
}

/** Blocks of people; a slice needs enough items to choose negatives from. */
const mostBlocks = 16
const itemsOfSlice = 32
/** Standard deviation of a first factor. */
const start = 0.1

/** Lays people × items X out, with factors of 0. */
export function planBpr(x: Csr, settings: BprSettings): BprPlan {
  const d = settings.factors
  const entries = x.idx.length
  const blocks = Math.max(1, Math.min(mostBlocks, Math.floor(x.cols / itemsOfSlice)))
  const layout = new Layout()
  const plan = {
    ...settings,
    people: x.rows,
    items: x.cols,
    entries,
    blocks,
    ptr: layout.claim((x.rows + 1) * 4),
    idx: layout.claim(entries * 4),
    val: layout.claim(entries * 4),
    rows: layout.claim(entries * 4),
    borders: layout.claim((blocks + 1) * 4),
    samples: layout.claim(entries * 4),
    starts: layout.claim(blocks * (blocks + 1) * 4),
    pool: layout.claim(x.cols * 4),
    slice: layout.claim(x.cols),
    x: layout.claim(x.rows * d * 4),
    y: layout.claim(x.cols * d * 4),
    sumsX: layout.claim(x.rows * 4),
    sumsY: layout.claim(x.cols * 4),
    right: layout.claim(blocks * 4),
    control: layout.claim(crewBytes),
  }
  const memory = memoryFor(layout.size, 'bpr')
  const ints = (at: number, length: number): Int32Array => new Int32Array(memory.buffer, at, length)
  ints(plan.ptr, x.rows + 1).set(x.ptr)
  ints(plan.idx, entries).set(x.idx)
  new Float32Array(memory.buffer, plan.val, entries).set(x.val)
  const rows = ints(plan.rows, entries)
  for (let person = 0; person < x.rows; person++) rows.fill(person, x.ptr[person], x.ptr[person + 1])
  // Borders at whole people, with about as many entries in every block.
  const borders = ints(plan.borders, blocks + 1)
  for (let block = 1, person = 0; block <= blocks; block++) {
    while (x.ptr[person] < (entries * block) / blocks) person++
    borders[block] = x.ptr[person]
  }
  ints(plan.pool, x.cols).forEach((_, item, pool) => {
    pool[item] = item
  })
  return { ...plan, memory }
}

/** Gives every person and item random first factors. */
export function drawFactors({ memory, x, y, people, items, factors, seed }: BprPlan): void {
  const random = new Random(seed).fork('bpr')
  drawRow(random, new Float32Array(memory.buffer, x, people * factors))
  drawRow(random, new Float32Array(memory.buffer, y, items * factors))
}

export function drawRow(random: Random, factors: Float32Array): void {
  for (let at = 0; at < factors.length; at++) factors[at] = start * random.normal()
}

/** The slice of items that a block of people takes in a round: in one round no two blocks share one, and in as many rounds as there are blocks each meets all. */
export function sliceOf(block: number, round: number, blocks: number): number {
  return (block + round) % blocks
}

/**
 * One thread's part of all epochs. In each, items are shuffled into as many slices as there are blocks of people, and in round r block b takes its samples of slice b + r: blocks at work at one time
 * share neither people nor items (the stratification of Gemulla et al. 2011, doi:10.1145/2020408.2020426), so any number of threads gives the same factors. `report` is called by thread 0 after each epoch with the
 * share of samples that stood right when their turn came.
 */
export function trainBpr(plan: BprPlan, thread: number, report: (epoch: number, right: number) => void): void {
  const { memory, factors: d, epochs, items, blocks } = plan
  const kernel = openKernel<BprKernel>('bpr', memory)
  const crew = new Crew(memory.buffer, plan.control, plan.threads)
  const borders = new Int32Array(memory.buffer, plan.borders, blocks + 1)
  const starts = new Int32Array(memory.buffer, plan.starts, blocks * (blocks + 1))
  const right = new Int32Array(memory.buffer, plan.right, blocks)
  const pool = new Int32Array(memory.buffer, plan.pool, items)
  const slice = new Uint8Array(memory.buffer, plan.slice, items)
  const sliceStart = (s: number): number => Math.floor((items * s) / blocks)

  for (let epoch = 0; epoch < epochs; epoch++) {
    const random = new Random(plan.seed).fork(`epoch ${epoch}`)
    if (thread === 0) {
      random.fork('slices').shuffle(pool)
      for (let s = 0; s < blocks; s++) for (let at = sliceStart(s); at < sliceStart(s + 1); at++) slice[pool[at]] = s
      right.fill(0)
    }
    crew.meet()
    const seeds = Int32Array.from({ length: blocks * (blocks + 1) }, () => random.bits())
    crew.share(blocks, 1, (block) => {
      kernel.deal(plan.idx, plan.slice, borders[block], borders[block + 1], blocks, plan.samples, plan.starts + block * (blocks + 1) * 4, seeds[block])
    })
    // From the full rate down to nothing.
    const rate = plan.learningRate * (1 - epoch / epochs)
    for (let round = 0; round < blocks; round++) {
      crew.share(blocks, 1, (block) => {
        const s = sliceOf(block, round, blocks)
        const from = starts[block * (blocks + 1) + s]
        const to = starts[block * (blocks + 1) + s + 1]
        const first = sliceStart(s)
        right[block] += kernel.steps(
          plan.samples,
          from,
          to,
          plan.rows,
          plan.ptr,
          plan.idx,
          plan.val,
          plan.x,
          plan.y,
          plan.sumsX,
          plan.sumsY,
          d,
          plan.pool + first * 4,
          sliceStart(s + 1) - first,
          plan.candidates,
          plan.popularNegatives,
          rate,
          plan.l2,
          seeds[blocks * (round + 1) + block],
        )
      })
    }
    if (thread === 0)
      report(
        epoch + 1,
        right.reduce((a, b) => a + b, 0),
      )
    crew.meet()
  }
}
