import { dotAt } from './dot.ts'

/**
 * Factors a symmetric positive definite matrix in place: A = L·Lᵀ. Reads and writes the lower triangle of a [n × n] only (row-major, what lies above the
 * diagonal is ignored and left). n³/3 multiplications; meant for n up to some hundreds, one system a person.
 * @throws RangeError when a pivot is not positive, so the matrix is not positive definite (more l2 makes it so)
 */
export function choleskyFactor(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const row = i * n
    for (let j = 0; j < i; j++) {
      const other = j * n
      a[row + j] = (a[row + j] - dotAt(a, row, a, other, j)) / a[other + j]
    }
    const pivot = a[row + i] - dotAt(a, row, a, row, i)
    if (!(pivot > 0)) throw new RangeError(`The matrix is not positive definite (pivot ${pivot} at ${i} of ${n}). Add more l2.`)
    a[row + i] = Math.sqrt(pivot)
  }
}

/**
 * Solves L·Lᵀ·x = b with the factor left by `choleskyFactor` in the lower triangle of l [n × n]. b and out are [n] and may be the same array. Allocates nothing.
 */
export function choleskySolve(l: Float64Array, n: number, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = i * n
    out[i] = (b[i] - dotAt(l, row, out, 0, i)) / l[row + i]
  }
  // Going back, a column of L would be a strided read: subtract each found x from the rest along the row of L instead.
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n
    const x = out[i] / l[row + i]
    out[i] = x
    for (let j = 0; j < i; j++) out[j] -= x * l[row + j]
  }
}

/**
 * Replaces a symmetric positive definite matrix a [n × n] by its inverse, both triangles. n³ multiplications, f64.
 * @throws RangeError when the matrix is not positive definite
 */
export function choleskyInverse(a: Float64Array, n: number): void {
  choleskyFactor(a, n)
  // L⁻¹ transposed into the upper triangle: row j of it is column j of L⁻¹, so every inner product below runs along rows.
  const diagonal = new Float64Array(n)
  for (let i = 0; i < n; i++) diagonal[i] = 1 / a[i * n + i]
  for (let j = 0; j < n; j++) {
    a[j * n + j] = diagonal[j]
    for (let i = j + 1; i < n; i++) a[j * n + i] = -dotAt(a, i * n + j, a, j * n + j, i - j) * diagonal[i]
  }
  // A⁻¹[i, j] = Σ_k≥max(i,j) L⁻¹[k, i]·L⁻¹[k, j].
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) a[i * n + j] = dotAt(a, i * n + i, a, j * n + i, n - i)
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]
}
