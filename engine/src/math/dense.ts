import { choleskyFactor, choleskyInverse, choleskySolve } from './cholesky.ts'

export interface DenseOptions {
  /** Stops the work; the promise then rejects with the signal's reason. */
  signal?: AbortSignal
  /** Called with the share done, ascending in (0, 1]. */
  progress?: (done: number) => void
}

/**
 * The inverse [n × n] of a symmetric positive definite matrix a [n × n], row-major, only its lower triangle read. Consumes `a`: its buffer is transferred and must not be used
 * afterwards.
 * @throws RangeError when a is not n × n or not positive definite
 */
export async function invertSpd(a: Float32Array, n: number, options: DenseOptions = {}): Promise<Float32Array> {
  checkShape(a, n, n)
  options.signal?.throwIfAborted()
  const work = Float64Array.from(a)
  choleskyInverse(work, n)
  options.progress?.(1)
  return Float32Array.from(work)
}

/**
 * X = A⁻¹B [n × m], row-major, for a symmetric positive definite a [n × n] (only its lower triangle is read) and any b [n × m]. Consumes `a` and `b`: their buffers are
 * transferred and must not be used afterwards.
 * @throws RangeError when the shapes do not fit or a is not positive definite
 */
export async function solveSpd(a: Float32Array, n: number, b: Float32Array, m: number, options: DenseOptions = {}): Promise<Float32Array> {
  checkShape(a, n, n)
  checkShape(b, n, m)
  options.signal?.throwIfAborted()
  const factor = Float64Array.from(a)
  choleskyFactor(factor, n)
  const column = new Float64Array(n)
  for (let c = 0; c < m; c++) {
    for (let r = 0; r < n; r++) column[r] = b[r * m + c]
    choleskySolve(factor, n, column, column)
    for (let r = 0; r < n; r++) b[r * m + c] = column[r]
  }
  options.progress?.(1)
  return b
}

function checkShape(x: Float32Array, rows: number, cols: number): void {
  if (x.length !== rows * cols) throw new RangeError(`A matrix of ${rows} × ${cols} needs ${rows * cols} numbers, got ${x.length}.`)
}
