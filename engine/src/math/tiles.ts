import { choleskyFactor } from './cholesky.ts'
import { dotAt } from './dot.ts'
import type { Products } from './products.ts'
import { transposeInto } from './transpose.ts'

/** Rows and columns cut into blocks: block j covers starts[j] … starts[j + 1]. */
type Starts = readonly number[]

/**
 * Cholesky factor A = L·Lᵀ by blocks. Only the inverses of the diagonal blocks are kept, never the blocks: all that follows is matrix products.
 */
export interface TiledFactor {
  readonly n: number
  readonly starts: Starts
  /** Row j of blocks left of the diagonal, [width × starts[j]]. */
  readonly rows: Float64Array[]
  /** L[j, j]⁻¹, lower triangular [width × width]. */
  readonly inverses: Float64Array[]
}

/** Reports how many floating-point operations were done; called between blocks. */
export type Advance = (operations: number) => void

/** Below this order a block is factored directly: a product call would cost more than it saves. */
const smallest = 64

/**
 * Factors a symmetric positive definite matrix by blocks of `tile`, n³/3 floating-point operations, nearly all inside products with a long inner dimension. Left-looking: block
 * column j of Lᵀ is built downwards in one work array [starts[j] × width], which is both the right operand of the next product and, transposed, row j of L.
 * @param a [n × n], row-major; its upper triangle is read
 * @throws RangeError when the matrix is not positive definite
 */
export async function factorTiles(products: Products, a: Float32Array | Float64Array, n: number, tile: number, advance?: Advance): Promise<TiledFactor> {
  const starts = blockStarts(n, tile)
  const rows: Float64Array[] = []
  const inverses: Float64Array[] = []
  const cell = new Float64Array(tile * tile)
  const space = new Float64Array(n * tile)
  for (let j = 0; j + 1 < starts.length; j++) {
    const start = starts[j]
    const width = starts[j + 1] - start
    const column = space.subarray(0, start * width)
    for (let r = 0; r < start; r++) column.set(a.subarray(r * n + start, r * n + start + width), r * width)
    for (let i = 0; i < j; i++) {
      const above = starts[i]
      const height = starts[i + 1] - above
      const rest = cell.subarray(0, height * width)
      if (i > 0) await products.multiply(rows[i], column.subarray(0, above * width), rest, height, above, width)
      else rest.fill(0)
      const block = column.subarray(above * width, starts[i + 1] * width)
      for (let t = 0; t < rest.length; t++) rest[t] = block[t] - rest[t]
      await products.multiply(inverses[i], rest, block, height, height, width)
    }
    const row = new Float64Array(width * start)
    transposeInto(column, 0, width, start, width, row, 0, start)
    rows.push(row)
    const corner = new Float64Array(width * width)
    if (j > 0) await products.multiply(row, column, corner, width, start, width)
    for (let r = 0; r < width; r++) {
      for (let c = 0; c < width; c++) {
        const at = start + Math.min(r, c)
        corner[r * width + c] = a[at * n + start + Math.max(r, c)] - corner[r * width + c]
      }
    }
    inverses.push(await invertCorner(products, corner, width, start))
    advance?.(width * start * (start + width))
  }
  return { n, starts, rows, inverses }
}

/**
 * The inverse of the factored matrix, written to out [n × n] in both triangles. n³·2/3 floating-point operations. The factor is used up: its rows are released as
 * those of L⁻¹ take their place, so that one triangle in f64 is held at a time.
 */
export async function invertFactored(products: Products, factor: TiledFactor, out: Float32Array, advance?: Advance): Promise<void> {
  const { n, starts } = factor
  const columns = await invertTriangle(products, factor, advance)
  const tile = starts[1]
  const cell = new Float64Array(tile * tile)
  const space = new Float64Array(n * tile)
  // A⁻¹ = L⁻ᵀ·L⁻¹: cell [i, j] with j ≤ i is column i of L⁻¹, transposed, times the lower part of column j.
  for (let i = columns.length - 1; i >= 0; i--) {
    const start = starts[i]
    const height = starts[i + 1] - start
    const depth = n - start
    const left = space.subarray(0, height * depth)
    transposeInto(columns[i], 0, height, depth, height, left, 0, depth)
    for (let j = 0; j <= i; j++) {
      const width = starts[j + 1] - starts[j]
      const result = cell.subarray(0, height * width)
      await products.multiply(left, columns[j].subarray((start - starts[j]) * width), result, height, depth, width)
      for (let r = 0; r < height; r++) out.set(result.subarray(r * width, (r + 1) * width), (start + r) * n + starts[j])
      transposeInto(result, 0, width, height, width, out, starts[j] * n + start, n)
    }
    columns.length = i
    advance?.(2 * height * depth * (start + height))
  }
}

/**
 * X = A⁻¹B for the factored A, in place on b [n × m], by strips of columns that are held in f64. 2·n²·m floating-point operations.
 */
export async function solveFactored(products: Products, factor: TiledFactor, b: Float32Array, m: number, advance?: Advance): Promise<void> {
  const { n, starts, rows, inverses } = factor
  const count = rows.length
  // Wide strips repay gathering rows of Lᵀ for each; a sixth of n keeps a strip at a third of a matrix.
  const strips = Math.ceil(m / Math.min(4096, Math.max(512, n / 6)))
  const tile = starts[1]
  const gathered = new Float64Array(tile * n)
  for (let s = 0; s < strips; s++) {
    const first = Math.round((s * m) / strips)
    const width = Math.round(((s + 1) * m) / strips) - first
    const x = new Float64Array(n * width)
    for (let r = 0; r < n; r++) x.set(b.subarray(r * m + first, r * m + first + width), r * width)
    const cell = new Float64Array(tile * width)
    const settle = async (i: number, inverse: Float64Array, rest: Float64Array): Promise<void> => {
      const block = x.subarray(starts[i] * width, starts[i + 1] * width)
      for (let t = 0; t < rest.length; t++) rest[t] = block[t] - rest[t]
      const height = starts[i + 1] - starts[i]
      await products.multiply(inverse, rest, block, height, height, width)
    }
    for (let i = 0; i < count; i++) {
      const height = starts[i + 1] - starts[i]
      const rest = cell.subarray(0, height * width)
      if (i > 0) await products.multiply(rows[i], x.subarray(0, starts[i] * width), rest, height, starts[i], width)
      else rest.fill(0)
      await settle(i, inverses[i], rest)
      advance?.(2 * height * (starts[i] + height) * width)
    }
    for (let i = count - 1; i >= 0; i--) {
      const end = starts[i + 1]
      const height = end - starts[i]
      const depth = n - end
      const rest = cell.subarray(0, height * width)
      const upper = gathered.subarray(0, height * depth) // row i of Lᵀ right of the diagonal
      for (let k = i + 1; k < count; k++) transposeInto(rows[k], starts[i], starts[k], starts[k + 1] - starts[k], height, upper, starts[k] - end, depth)
      if (depth > 0) await products.multiply(upper, x.subarray(end * width), rest, height, depth, width)
      else rest.fill(0)
      const inverse = new Float64Array(height * height)
      transposeInto(inverses[i], 0, height, height, height, inverse, 0, height)
      await settle(i, inverse, rest)
      advance?.(2 * height * (depth + height) * width)
    }
    for (let r = 0; r < n; r++) b.set(x.subarray(r * width, (r + 1) * width), r * m + first)
  }
}

/** Block columns of L⁻¹ from the diagonal down: column i is [(n - starts[i]) × width]. Empties factor.rows on its way. */
async function invertTriangle(products: Products, factor: TiledFactor, advance?: Advance): Promise<Float64Array[]> {
  const { n, starts, rows, inverses } = factor
  const tile = starts[1]
  const cell = new Float64Array(tile * tile)
  const space = new Float64Array(n * tile)
  const columns: Float64Array[] = []
  for (let j = 0; j < inverses.length; j++) {
    const start = starts[j]
    const width = starts[j + 1] - start
    // The zeros of a large new array cost no memory until written, so the whole column may be asked for now.
    const own = new Float64Array((n - start) * width)
    own.set(inverses[j])
    columns.push(own)
    const upper = space.subarray(0, start * width)
    transposeInto(rows[j], 0, start, width, start, upper, 0, width)
    rows[j] = new Float64Array(0)
    const negated = inverses[j].map((value) => -value)
    for (let i = 0; i < j; i++) {
      const above = starts[i]
      const across = starts[i + 1] - above
      const sum = cell.subarray(0, width * across)
      const done = (start - above) * across
      await products.multiplyTransposed(upper.subarray(above * width), columns[i].subarray(0, done), sum, width, start - above, across)
      await products.multiply(negated, sum, columns[i].subarray(done, done + width * across), width, width, across)
    }
    advance?.(width * start * (start + width))
  }
  return columns
}

/** Inverse of the Cholesky factor of a diagonal block a [n × n], dense lower triangular; large blocks go through smaller ones. */
async function invertCorner(products: Products, a: Float64Array, n: number, at: number): Promise<Float64Array> {
  if (n <= smallest) return invertSmall(a, n, at)
  const factor = await factorTiles(products, a, n, smallest)
  const columns = await invertTriangle(products, factor)
  const out = new Float64Array(n * n)
  columns.forEach((column, j) => {
    const start = factor.starts[j]
    const width = factor.starts[j + 1] - start
    for (let r = start; r < n; r++) out.set(column.subarray((r - start) * width, (r - start + 1) * width), r * n + start)
  })
  return out
}

function invertSmall(a: Float64Array, n: number, at: number): Float64Array {
  try {
    choleskyFactor(a, n)
  } catch {
    throw new RangeError(`The matrix is not positive definite (a pivot between ${at} and ${at + n - 1} is not positive). Add more l2.`)
  }
  // Columns of L⁻¹ as rows of `turned`, so that every inner product runs along rows.
  const turned = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    turned[j * n + j] = 1 / a[j * n + j]
    for (let i = j + 1; i < n; i++) turned[j * n + i] = -dotAt(a, i * n + j, turned, j * n + j, i - j) / a[i * n + i]
  }
  const out = new Float64Array(n * n)
  transposeInto(turned, 0, n, n, n, out, 0, n)
  return out
}

function blockStarts(n: number, tile: number): Starts {
  const count = Math.max(1, Math.ceil(n / tile))
  // Blocks of nearly one size: a thin last one would waste a whole pass. The first is the widest.
  const starts = [0]
  for (let j = 0; j < count; j++) starts.push(starts[j] + Math.ceil((n - starts[j]) / (count - j)))
  return starts
}
