/**
 * Eigenvectors and eigenvalues of a symmetric matrix in double precision: Householder reflections to a tridiagonal matrix, then implicit QL (Golub and Van Loan, Matrix Computations, 8.3;
 * EISPACK's tred2 and tql2). Consumes `a` [n × n]. Some 6·n³ multiply-adds, all along rows.
 * @returns vectors [n × n], row i the unit vector of values[i]; values in the order they come to stand, not sorted
 */
export function symmetricEigen(a: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const values = new Float64Array(n)
  if (n === 0) return { values, vectors: a }
  const beside = new Float64Array(n)
  tridiagonalise(a, n, values, beside)
  diagonalise(a, n, values, beside)
  return { values, vectors: a }
}

/** Turns `v` into the rows of Q, A = Qᵀ·T·Q, and T into its diagonal d and what stands below it in e [1 … n). */
function tridiagonalise(v: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  for (let j = 0; j < n; j++) d[j] = v[j * n + n - 1]
  for (let i = n - 1; i > 0; i--) {
    let scale = 0
    for (let k = 0; k < i; k++) scale += Math.abs(d[k])
    if (scale === 0) {
      e[i] = d[i - 1]
      for (let j = 0; j < i; j++) {
        d[j] = v[j * n + i - 1]
        v[j * n + i] = 0
        v[i * n + j] = 0
      }
      d[i] = 0
      continue
    }
    let h = 0
    for (let k = 0; k < i; k++) {
      d[k] /= scale
      h += d[k] * d[k]
    }
    const last = d[i - 1]
    const g = last > 0 ? -Math.sqrt(h) : Math.sqrt(h)
    e[i] = scale * g
    h -= last * g
    d[i - 1] = last - g
    reflect(v, n, i, d, e, h)
    for (let j = 0; j < i; j++) {
      d[j] = v[j * n + i - 1]
      v[j * n + i] = 0
    }
    d[i] = h
  }
  accumulate(v, n, d)
  e[0] = 0
}

/** Applies the reflection with vector d [i] and half square length h to the leading i rows and columns, of which each row keeps what stands from the diagonal on. */
function reflect(v: Float64Array, n: number, i: number, d: Float64Array, e: Float64Array, h: number): void {
  e.fill(0, 0, i)
  for (let j = 0; j < i; j++) {
    const row = j * n
    const f = d[j]
    v[i * n + j] = f
    let g = e[j] + v[row + j] * f
    for (let k = j + 1; k < i; k++) {
      g += v[row + k] * d[k]
      e[k] += v[row + k] * f
    }
    e[j] = g
  }
  let sum = 0
  for (let j = 0; j < i; j++) {
    e[j] /= h
    sum += e[j] * d[j]
  }
  const half = sum / (h + h)
  for (let j = 0; j < i; j++) e[j] -= half * d[j]
  for (let j = 0; j < i; j++) {
    const row = j * n
    const f = d[j]
    const g = e[j]
    for (let k = j; k < i; k++) v[row + k] -= f * e[k] + g * d[k]
  }
}

/** Multiplies the reflections that `v` holds out into the rows of Q; leaves the diagonal of T in d. */
function accumulate(v: Float64Array, n: number, d: Float64Array): void {
  const end = n - 1
  for (let i = 0; i < end; i++) {
    v[i * n + end] = v[i * n + i]
    v[i * n + i] = 1
    const next = (i + 1) * n
    const h = d[i + 1]
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = v[next + k] / h
      for (let j = 0; j <= i; j++) {
        const row = j * n
        let g = 0
        for (let k = 0; k <= i; k++) g += v[next + k] * v[row + k]
        for (let k = 0; k <= i; k++) v[row + k] -= g * d[k]
      }
    }
    v.fill(0, next, next + i + 1)
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[j * n + end]
    v[j * n + end] = 0
  }
  v[end * n + end] = 1
}

/** Makes the tridiagonal matrix diagonal in d, turning the rows of `v` along. */
function diagonalise(v: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  e.copyWithin(0, 1)
  e[n - 1] = 0
  let shifted = 0
  let largest = 0
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(d[l]) + Math.abs(e[l]))
    const small = Number.EPSILON * largest
    let m = l
    while (Math.abs(e[m]) > small) m++
    while (m > l && Math.abs(e[l]) > small) {
      const g = d[l]
      const ratio = (d[l + 1] - g) / (2 * e[l])
      const root = ratio + (ratio < 0 ? -1 : 1) * Math.sqrt(ratio * ratio + 1)
      d[l] = e[l] / root
      d[l + 1] = e[l] * root
      const shift = g - d[l]
      for (let i = l + 2; i < n; i++) d[i] -= shift
      shifted += shift
      chase(v, n, d, e, l, m)
    }
    d[l] += shifted
    e[l] = 0
  }
}

/** One implicit QL step on rows l … m, bottom up. */
function chase(v: Float64Array, n: number, d: Float64Array, e: Float64Array, l: number, m: number): void {
  const nextDiagonal = d[l + 1]
  const nextBeside = e[l + 1]
  let p = d[m]
  let [c, c2, c3, s, s2] = [1, 1, 1, 0, 0]
  for (let i = m - 1; i >= l; i--) {
    c3 = c2
    c2 = c
    s2 = s
    const g = c * e[i]
    const h = c * p
    const r = Math.sqrt(p * p + e[i] * e[i])
    e[i + 1] = s * r
    s = e[i] / r
    c = p / r
    p = c * d[i] - s * g
    d[i + 1] = h + s * (c * g + s * d[i])
    turn(v.subarray(i * n, (i + 1) * n), v.subarray((i + 1) * n, (i + 2) * n), c, s)
  }
  p = (-s * s2 * c3 * nextBeside * e[l]) / nextDiagonal
  e[l] = s * p
  d[l] = c * p
}

function turn(x: Float64Array, y: Float64Array, c: number, s: number): void {
  for (let k = 0; k < x.length; k++) {
    const right = y[k]
    y[k] = s * x[k] + c * right
    x[k] = c * x[k] - s * right
  }
}
