import { Worker } from 'node:worker_threads'
import { workerUrl } from '../worker.ts'
import { type Csr, timesDense, transpose } from './csr.ts'
import { symmetricEigen } from './eigen.ts'
import type { Products } from './products.ts'
import { plainProducts } from './products-plain.ts'
import { Random } from './random.ts'

export interface SvdOptions {
  /** Singular vectors wanted; fewer come back where the matrix has a lower rank. */
  readonly count: number
  readonly seed: number
  /** Times the sketch is multiplied by XᵀX. */
  readonly rounds: number
  /** Stops the work between two rounds; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Called with the share done, ascending in (0, 1]. */
  readonly progress?: ((done: number) => void) | undefined
}

export interface TopSingular {
  /** Descending [count]. */
  readonly values: Float64Array
  /** Right singular vectors, orthonormal [cols × count]. */
  readonly right: Float64Array
}

/** What the worker is handed; `stop[0]`, shared, becomes 1 when the result is no longer wanted. */
export interface SvdErrand {
  readonly x: Csr
  readonly count: number
  readonly seed: number
  readonly rounds: number
  readonly stop: Int32Array
}

/** Directions followed beyond those wanted, so that the last wanted ones come out too. */
const spare = 32

/**
 * The largest singular values of a sparse X and their right singular vectors, by randomised subspace iteration (Halko, Martinsson and Tropp 2011, "Finding structure with
 * randomness", doi:10.1137/090771806, algorithm 4.4) and a last Rayleigh–Ritz step, all in double precision. With w = min(count + 32, cols) directions, where w = cols the result is exact; else the error
 * in direction v falls by (σ_w / σ_v)² a round. Time of a round 4·non-zeros·w + 3·cols·w² floating-point operations, in a worker thread where that is much; memory (2·cols + rows)·w f64.
 */
export async function topSingular(x: Csr, options: SvdOptions): Promise<TopSingular> {
  options.signal?.throwIfAborted()
  const width = Math.min(options.count + spare, x.cols)
  if (width * (x.idx.length + x.cols * width) * options.rounds > 1e8) return inWorker(x, options)
  return subspaceIteration(x, options, plainProducts, (done) => options.progress?.(done))
}

/** The work itself, in the calling thread. */
export async function subspaceIteration(
  x: Csr,
  { count, seed, rounds }: Pick<SvdOptions, 'count' | 'seed' | 'rounds'>,
  products: Products,
  progress: (done: number) => void,
): Promise<TopSingular> {
  const n = x.cols
  const width = Math.min(count + spare, n)
  const xt = transpose(x)
  const random = new Random(seed).fork('svd')
  const basis = Float64Array.from({ length: n * width }, () => random.normal())
  const image = new Float64Array(n * width)
  const left = new Float64Array(x.rows * width)
  await orthonormalise(basis, image, n, width, products)
  for (let round = 0; round < rounds; round++) {
    timesDense(x, basis, width, left)
    timesDense(xt, left, width, basis)
    // Twice: where a step has left directions nearly parallel, the first pass leaves them only nearly orthogonal.
    await orthonormalise(basis, image, n, width, products)
    await orthonormalise(basis, image, n, width, products)
    progress((round + 1) / (rounds + 1))
  }
  timesDense(x, basis, width, left)
  const gram = new Float64Array(width * width)
  await products.multiplyTransposed(left, left, gram, width, x.rows, width)
  const { values, vectors } = symmetricEigen(gram, width)
  const floor = Math.max(0, ...values) * 1e-12
  const order = [...values.keys()].sort((a, b) => values[b] - values[a] || a - b).filter((at) => values[at] > floor)
  const kept = order.slice(0, count)
  const turn = new Float64Array(width * kept.length)
  kept.forEach((from, to) => {
    for (let k = 0; k < width; k++) turn[k * kept.length + to] = vectors[from * width + k]
  })
  const right = new Float64Array(n * kept.length)
  if (kept.length > 0) await products.multiply(basis, turn, right, n, width, kept.length)
  progress(1)
  return { values: Float64Array.from(kept, (at) => Math.sqrt(values[at])), right }
}

/**
 * Makes the columns of q [n × width] orthonormal by the Cholesky factor of their Gram matrix; columns that depend on those before them become zero. `room` [n × width] is overwritten.
 */
async function orthonormalise(q: Float64Array, room: Float64Array, n: number, width: number, products: Products): Promise<void> {
  const gram = new Float64Array(width * width)
  await products.multiplyTransposed(q, q, gram, width, n, width)
  const inverse = invertedFactor(gram, width)
  room.set(q)
  await products.multiply(room, inverse, q, n, width, width)
}

/** The inverse of the transposed Cholesky factor of a Gram matrix g [n × n], upper triangular; columns of pivots that are nothing but rounding are zero. Consumes g. */
function invertedFactor(g: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n) // column j solves for what makes column j orthogonal to those before
  const diagonal = Float64Array.from({ length: n }, (_, i) => g[i * n + i])
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let sum = g[i * n + j]
      for (let k = 0; k < j; k++) sum -= g[i * n + k] * g[j * n + k]
      g[i * n + j] = g[j * n + j] > 0 ? sum / g[j * n + j] : 0
    }
    let pivot = g[i * n + i]
    for (let k = 0; k < i; k++) pivot -= g[i * n + k] ** 2
    g[i * n + i] = pivot > 1e-13 * diagonal[i] && pivot > 0 ? Math.sqrt(pivot) : 0
  }
  for (let j = 0; j < n; j++) {
    if (g[j * n + j] === 0) continue
    inverse[j * n + j] = 1 / g[j * n + j]
    for (let i = j + 1; i < n; i++) {
      if (g[i * n + i] === 0) continue
      let sum = 0
      for (let k = j; k < i; k++) sum -= g[i * n + k] * inverse[j * n + k]
      inverse[j * n + i] = sum / g[i * n + i]
    }
  }
  return inverse
}

function inWorker(x: Csr, { count, seed, rounds, signal, progress }: SvdOptions): Promise<TopSingular> {
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const errand: SvdErrand = { x, count, seed, rounds, stop }
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl(import.meta.url, './svd-worker.ts'), { workerData: errand })
    // Asked to stop, not terminated: see `inWorker` of dense.ts.
    const abort = (): void => void Atomics.store(stop, 0, 1)
    signal?.addEventListener('abort', abort, { once: true })
    let result: TopSingular | undefined
    let failure: unknown
    worker.on('message', (message: { progress: number } | { result: TopSingular }) => {
      if ('result' in message) result = message.result
      else if (signal?.aborted !== true) progress?.(message.progress)
    })
    worker.on('error', (error) => {
      failure = error
    })
    worker.on('exit', (code) => {
      signal?.removeEventListener('abort', abort)
      if (signal?.aborted) return reject(signal.reason)
      if (result === undefined) return reject(failure ?? new Error(`The thread of the singular value decomposition ended early, with code ${code}.`))
      resolve(result)
    })
  })
}
