import { Worker } from 'node:worker_threads'
import { workerUrl } from '../worker.ts'
import { plainProducts } from './products-plain.ts'
import { factorTiles, invertFactored, solveFactored } from './tiles.ts'

export interface DenseOptions {
  /** Stops the work between two products (some ten milliseconds); the promise then rejects with the signal's reason. */
  signal?: AbortSignal
  /** Called with the share done, ascending in (0, 1]. */
  progress?: (done: number) => void
}

/** What the worker is handed; its arrays are transferred. */
export type DenseTask = { kind: 'invert'; a: Float32Array; n: number } | { kind: 'solve'; a: Float32Array; n: number; b: Float32Array; m: number }

/** A task on its way to the worker; `stop[0]`, shared, becomes 1 when it is no longer wanted. */
export type DenseErrand = DenseTask & { stop: Int32Array }

/**
 * The inverse [n × n] of a symmetric positive definite matrix a [n × n], row-major, of which the upper triangle is read. Consumes `a`: its buffer is transferred to a worker thread, where the work is
 * done, and comes back holding the result; the array passed in is left empty.
 *
 * Blocked Cholesky, inverse of the factor, product of the inverses, all in double precision; only input and output are rounded to f32:
 * on Gram matrices of made shops (heavy-tailed counts, l2 from 50 to 500, n from 2,000 to 12,101) the largest entry of |A·X - I| was 1e-7, as with LAPACK in f64.
 * Time n³ floating-point operations, memory two and a half f32 matrices [n × n] at the peak, the input among them.
 * @throws RangeError when a is not [n × n] or not positive definite
 */
export async function invertSpd(a: Float32Array, n: number, options: DenseOptions = {}): Promise<Float32Array> {
  checkShape(a, n, n)
  return work({ kind: 'invert', a, n }, n ** 3, options)
}

/**
 * X = A⁻¹B [n × m], row-major, for a symmetric positive definite a [n × n], of which the upper triangle is read, and any b [n × m]. Consumes `a` and `b`: both are transferred to a worker thread, b's buffer
 * comes back holding the result, and the arrays passed in are left empty.
 *
 * Blocked Cholesky and two triangular solves in double precision; only input and output are rounded to f32.
 * Time n³/3 + 2·n²·m floating-point operations, memory a, b and one and a half more matrices the size of a at the peak.
 * @throws RangeError when the shapes do not fit or a is not positive definite
 */
export async function solveSpd(a: Float32Array, n: number, b: Float32Array, m: number, options: DenseOptions = {}): Promise<Float32Array> {
  checkShape(a, n, n)
  checkShape(b, n, m)
  return work({ kind: 'solve', a, n, b, m }, n * n * (n / 3 + 2 * m), options)
}

/** Up to this many floating-point operations (some 20 ms) a thread's start would cost more than the work. */
const smallTask = 2e7

async function work(task: DenseTask, size: number, options: DenseOptions): Promise<Float32Array> {
  options.signal?.throwIfAborted()
  if (size > smallTask) return inWorker(task, options)
  const factor = await factorTiles(plainProducts, task.a, task.n, 64)
  if (task.kind === 'invert') await invertFactored(plainProducts, factor, task.a)
  else await solveFactored(plainProducts, factor, task.b, task.m)
  options.progress?.(1)
  return task.kind === 'invert' ? task.a : task.b
}

function inWorker(task: DenseTask, { signal, progress }: DenseOptions): Promise<Float32Array> {
  const arrays = task.kind === 'invert' ? [task.a] : [task.a, task.b]
  // A view into a larger buffer would drag the whole buffer along, so it is copied out first.
  const owned = arrays.map((array) => (array.byteLength === array.buffer.byteLength && array.buffer instanceof ArrayBuffer ? array : array.slice()))
  const data = { ...task, a: owned[0], b: owned[1] }
  const stop = new Int32Array(new SharedArrayBuffer(4))
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl(import.meta.url, './dense-worker.ts'), {
      workerData: { ...data, stop },
      transferList: owned.map((array) => array.buffer as ArrayBuffer),
    })
    // A thread terminated inside the native library, while another loads or uses it, aborts the whole process: so it is asked to stop between two products and ends by itself.
    const abort = (): void => void Atomics.store(stop, 0, 1)
    signal?.addEventListener('abort', abort, { once: true })
    let result: Float32Array | undefined
    let failure: unknown
    worker.on('message', (message: { progress: number } | { result: Float32Array }) => {
      if ('result' in message) result = message.result
      else if (signal?.aborted !== true) progress?.(message.progress)
    })
    worker.on('error', (error) => {
      failure = error
    })
    worker.on('exit', (code) => {
      signal?.removeEventListener('abort', abort)
      if (signal?.aborted) return reject(signal.reason)
      if (result === undefined) return reject(failure ?? new Error(`The dense solver's thread ended early, with code ${code}.`))
      progress?.(1)
      resolve(result)
    })
  })
}

function checkShape(x: Float32Array, rows: number, cols: number): void {
  if (x.length !== rows * cols) throw new RangeError(`A matrix of ${rows} × ${cols} needs ${rows * cols} numbers, got ${x.length}.`)
}
