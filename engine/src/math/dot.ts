/** A flat vector of either precision. Arithmetic on it is in double precision, as everywhere in JavaScript; storing into Float32Array rounds. */
export type Floats = Float32Array | Float64Array

/**
 * Inner product Σ a[i]·b[i] of two vectors of the same length [n], summed in four double-precision lanes.
 * The lanes break the chain of dependent additions, which makes it about three times faster than the plain loop; the order of
 * additions is fixed, so the result is the same everywhere.
 * @throws RangeError when the lengths differ
 */
export function dot(a: Floats, b: Floats): number {
  const n = a.length
  if (b.length !== n) throw new RangeError(`dot needs vectors of one length, got ${n} and ${b.length}.`)
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let i = 0
  for (; i + 3 < n; i += 4) {
    s0 += a[i] * b[i]
    s1 += a[i + 1] * b[i + 1]
    s2 += a[i + 2] * b[i + 2]
    s3 += a[i + 3] * b[i + 3]
  }
  for (; i < n; i++) s0 += a[i] * b[i]
  return s0 + s1 + (s2 + s3)
}

/**
 * Inner product of a[aFrom … aFrom + n) and b[bFrom … bFrom + n): `dot` without making views, for inner loops. Bounds are not checked:
 * reading past an end gives NaN.
 */
export function dotAt(a: Floats, aFrom: number, b: Floats, bFrom: number, n: number): number {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let i = 0
  for (; i + 3 < n; i += 4) {
    const p = aFrom + i
    const q = bFrom + i
    s0 += a[p] * b[q]
    s1 += a[p + 1] * b[q + 1]
    s2 += a[p + 2] * b[q + 2]
    s3 += a[p + 3] * b[q + 3]
  }
  for (; i < n; i++) s0 += a[aFrom + i] * b[bFrom + i]
  return s0 + s1 + (s2 + s3)
}

/**
 * y ← y + alpha·x in place, both [n].
 * @throws RangeError when the lengths differ
 */
export function axpy(alpha: number, x: Floats, y: Floats): void {
  const n = x.length
  if (y.length !== n) throw new RangeError(`axpy needs vectors of one length, got ${n} and ${y.length}.`)
  let i = 0
  for (; i + 3 < n; i += 4) {
    y[i] += alpha * x[i]
    y[i + 1] += alpha * x[i + 1]
    y[i + 2] += alpha * x[i + 2]
    y[i + 3] += alpha * x[i + 3]
  }
  for (; i < n; i++) y[i] += alpha * x[i]
}
