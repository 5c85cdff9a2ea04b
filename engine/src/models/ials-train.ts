import type { Csr } from '../math/csr.ts'
import { symmetricEigen } from '../math/eigen.ts'
import { ialsKernel, type SharedMemory, sharedMemory } from './ials-kernel.ts'

/** One side of the factorisation in the shared memory, as byte offsets. */
export interface Side {
  readonly rows: number
  readonly ptr: number
  readonly idx: number
  readonly val: number
  /** Penalty of each row [rows]. */
  readonly reg: number
  /** Factors [rows × factors]. */
  readonly factors: number
}

/** Where everything stands: what every thread needs to take its part. */
export interface IalsPlan {
  readonly memory: SharedMemory
  /** Multiple of 8. */
  readonly factors: number
  readonly unobserved: number
  readonly iterations: number
  readonly cgSteps: number
  readonly threads: number
  readonly people: Side
  readonly items: Side
  /** unobserved · FᵀF of the side solved last, up to the diagonal [factors × factors], f64; then the reflections that make it tridiagonal. */
  readonly gram: number
  /** These multiplied out, in the panels of the kernel [factors × factors]: what the axes of both sides turn by. */
  readonly turn: number
  /** The tridiagonal matrix in the turned axes: its diagonal [factors] and what stands beside it, with 0 at both ends [factors + 1]. */
  readonly diagonal: number
  readonly beside: number
  /** Counters that threads draw from and wait on [4]: rows taken, threads arrived, the barrier's generation, stop. */
  readonly control: number
  /** Parts of the observed loss [parts]. */
  readonly losses: number
  readonly parts: number
  /** Working space of thread t is at scratch + t · scratchBytes. */
  readonly scratch: number
  readonly scratchBytes: number
}

/** Rows drawn at a time: the kernel's batch, a few times over. */
const share = 64
/** Columns drawn at a time of a Gram matrix, the most that the kernel takes, and of the turn. */
const gramShare = 32
const turnShare = 8
const lossParts = 64

/** Lays people × items X, its transpose and the penalties out in one shared memory; factors are zero. */
export function planIals(
  x: Csr,
  xt: Csr,
  penalties: { people: Float32Array; items: Float32Array },
  options: Pick<IalsPlan, 'factors' | 'unobserved' | 'iterations' | 'cgSteps' | 'threads'>,
): IalsPlan {
  const d = options.factors
  let size = 1024 // the compiler's own data stand in front
  const claim = (bytes: number): number => {
    const at = size
    size += Math.ceil(bytes / 64) * 64
    return at
  }
  const claimSide = (matrix: Csr): Side => ({
    rows: matrix.rows,
    ptr: claim(matrix.ptr.byteLength),
    idx: claim(matrix.idx.byteLength),
    val: claim(matrix.idx.length * 4),
    reg: claim(matrix.rows * 4),
    factors: claim(matrix.rows * d * 4),
  })
  const people = claimSide(x)
  const items = claimSide(xt)
  const gram = claim(d * d * 8)
  const turn = claim(d * d * 4)
  const diagonal = claim(d * 4)
  const beside = claim((d + 1) * 4)
  const control = claim(16)
  const losses = claim(lossParts * 8)
  const scratchBytes = 256 * d
  const scratch = claim(options.threads * scratchBytes)
  const memory = sharedMemory(size)
  for (const [side, matrix, reg] of [
    [people, x, penalties.people],
    [items, xt, penalties.items],
  ] as const) {
    new Int32Array(memory.buffer, side.ptr, matrix.rows + 1).set(matrix.ptr)
    new Int32Array(memory.buffer, side.idx, matrix.idx.length).set(matrix.idx)
    new Float32Array(memory.buffer, side.val, matrix.idx.length).set(matrix.val)
    new Float32Array(memory.buffer, side.reg, matrix.rows).set(reg)
  }
  return { ...options, memory, people, items, gram, turn, diagonal, beside, control, losses, parts: lossParts, scratch, scratchBytes }
}

/** The factors of one side, as a view of the shared memory [rows × factors]. */
export function factorsOf(plan: IalsPlan, side: Side): Float32Array {
  return new Float32Array(plan.memory.buffer, side.factors, side.rows * plan.factors)
}

/**
 * One thread's part of all iterations; threads meet at a barrier between steps. Every thread must call it. `report` is called by thread 0 with the objective before each
 * iteration's last half-step is undone by the next, so the values of one fit never rise.
 */
export function trainIals(plan: IalsPlan, thread: number, report: (iteration: number, objective: number) => void): void {
  const kernel = ialsKernel(plan.memory)
  const { factors: d, threads } = plan
  if (kernel.scratchBytes(d) !== plan.scratchBytes)
    throw new Error(`The kernel wants ${kernel.scratchBytes(d)} bytes of scratch, ${plan.scratchBytes} were laid out.`)
  const scratch = plan.scratch + thread * plan.scratchBytes
  const control = new Int32Array(plan.memory.buffer, plan.control, 4)
  const losses = new Float64Array(plan.memory.buffer, plan.losses, plan.parts)

  const meet = (): void => {
    const generation = Atomics.load(control, 2)
    if (Atomics.add(control, 1, 1) === threads - 1) {
      Atomics.store(control, 0, 0)
      Atomics.store(control, 1, 0)
      Atomics.add(control, 2, 1)
      Atomics.notify(control, 2)
    } else {
      while (Atomics.load(control, 2) === generation) Atomics.wait(control, 2, generation)
    }
  }
  /** Runs `work` over 0 … total, shared out among the threads, and waits for all. */
  const together = (total: number, step: number, work: (from: number, to: number) => void): void => {
    for (let from = Atomics.add(control, 0, step); from < total; from = Atomics.add(control, 0, step)) work(from, Math.min(total, from + step))
    meet()
  }
  const gram = (side: Side): void =>
    together(d, gramShare, (from, to) => kernel.gramColumns(side.factors, side.rows, d, from, to, plan.unobserved, plan.gram, scratch))
  const turnRows = (side: Side, from: number, to: number): void => kernel.turnRows(side.factors + from * d * 4, to - from, d, plan.turn, scratch)
  /**
   * Solves one side with the other, whose Gram matrix stands ready. Conjugate gradient takes the same steps in any axes, so both sides are first turned into such that the matrix is tridiagonal:
   * its product with a direction then takes 3·factors multiply-adds in place of factors², in every step of every row.
   */
  const solve = (own: Side, other: Side): void => {
    together(1, 1, () => kernel.tridiagonalise(plan.gram, d, plan.diagonal, plan.beside, scratch))
    together(d, turnShare, (from, to) => kernel.turnColumns(plan.gram, d, from, to, plan.turn, scratch))
    together(other.rows, share, (from, to) => turnRows(other, from, to))
    together(own.rows, share, (from, to) => {
      turnRows(own, from, to)
      const { ptr, idx, val, reg, factors } = own
      kernel.solveRows(ptr, idx, val, reg, factors, other.factors, plan.diagonal, plan.beside, d, from, to, plan.cgSteps, scratch)
    })
  }
  const objective = (): void => {
    const { people, items } = plan
    together(plan.parts, 1, (from, to) => {
      for (let part = from; part < to; part++) {
        const first = Math.floor((people.rows * part) / plan.parts)
        const last = Math.floor((people.rows * (part + 1)) / plan.parts)
        losses[part] = kernel.observedLoss(people.ptr, people.idx, people.val, people.factors, items.factors, d, first, last)
      }
    })
  }

  gram(plan.items)
  for (let iteration = 1; iteration <= plan.iterations; iteration++) {
    solve(plan.people, plan.items)
    gram(plan.people)
    solve(plan.items, plan.people)
    gram(plan.items)
    objective()
    if (thread === 0) report(iteration, totalLoss(plan, losses))
    meet()
  }
}

/**
 * Turns the axes of both sides (which changes no score) so that YᵀY of the items becomes diagonal, and returns that diagonal [factors]. To be called after `trainIals`, in one thread.
 */
export function diagonalise(plan: IalsPlan): Float64Array {
  const { factors: d, items, people, memory } = plan
  const kernel = ialsKernel(memory)
  const lower = new Float64Array(memory.buffer, plan.gram, d * d)
  const gram = new Float64Array(d * d)
  for (let k = 0; k < d; k++) for (let l = 0; l < d; l++) gram[k * d + l] = lower[Math.max(k, l) * d + Math.min(k, l)]
  const { vectors } = symmetricEigen(gram, d)
  const panels = new Float32Array(memory.buffer, plan.turn, d * d)
  for (let k = 0; k < d; k++) for (let l = 0; l < d; l++) panels[panelPlace(l, k, d)] = vectors[k * d + l]
  for (const side of [items, people]) kernel.turnRows(side.factors, side.rows, d, plan.turn, plan.scratch)
  const spectrum = new Float64Array(d)
  const y = factorsOf(plan, items)
  for (let at = 0; at < y.length; at += d) for (let k = 0; k < d; k++) spectrum[k] += y[at + k] * y[at + k]
  return spectrum
}

/** Where the kernel keeps M[row, column] of a matrix in panels. */
function panelPlace(row: number, column: number, d: number): number {
  return (column >> 3) * 8 * d + row * 8 + (column & 7)
}

/**
 * Σ observed + unobserved · Σ over all cells of (x·y)² + the penalties. The middle is ⟨XᵀX, YᵀY⟩, of which training left the first tridiagonal and the second up to its diagonal, both
 * times unobserved.
 */
function totalLoss(plan: IalsPlan, losses: Float64Array): number {
  const { people, items, factors: d, memory } = plan
  let loss = 0
  for (const part of losses) loss += part
  const diagonal = new Float32Array(memory.buffer, plan.diagonal, d)
  const beside = new Float32Array(memory.buffer, plan.beside, d + 1)
  const gram = new Float64Array(memory.buffer, plan.gram, d * d)
  if (plan.unobserved > 0) {
    for (let k = 0; k < d; k++) {
      loss += (diagonal[k] * gram[k * d + k]) / plan.unobserved
      if (k > 0) loss += (2 * beside[k] * gram[k * d + k - 1]) / plan.unobserved
    }
  }
  for (const side of [people, items]) {
    const reg = new Float32Array(memory.buffer, side.reg, side.rows)
    const factors = factorsOf(plan, side)
    for (let row = 0; row < side.rows; row++) {
      let square = 0
      for (let k = row * d; k < (row + 1) * d; k++) square += factors[k] * factors[k]
      loss += reg[row] * square
    }
  }
  return loss
}
