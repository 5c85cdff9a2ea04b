// AssemblyScript, built by build.mjs into ials.wasm, which is committed; kernels.test.ts holds its checksum.
// Implicit ALS on shared memory. All arguments are byte offsets or counts; `d`, the number of factors, is a multiple of 8, all factors are f32, row-major, 16-byte aligned.
// Every row's arithmetic is the same whatever rows it is batched with, so the result does not depend on how rows are shared out among threads.

/** Rows turned together, so that the matrix is read once for all of them. A multiple of 4. */
const batch: i32 = 16

/**
 * What is smaller, whose square would be a denormal number, counts as 0 in factors, in what turns them and in the tridiagonal matrix: in a shop with fewer people or items than factors, the axes
 * that nobody needs would otherwise die away to denormal numbers, which processors multiply a hundred times slower. What is no number stays that.
 */
const least: f32 = 1.1e-19

/** Bytes of scratch that a thread needs with d factors: `gramColumns`, with the sums of 32 columns, takes the most. */
export function scratchBytes(d: i32): i32 {
  return d << 8
}

/**
 * Columns `from` … `to` (multiples of 8, at most 32 of them) of the symmetric G = scale · YᵀY, from factors y [n × d], into rows `from` … `to` of `out`, f64 [d × d]: of each, what stands left
 * of the diagonal and on it. Sums run in f32 over 128 rows of y at a time, which stay in the cache for all columns, and across them in f64.
 */
export function gramColumns(y: usize, n: i32, d: i32, from: i32, to: i32, scale: f64, out: usize, sums: usize): void {
  memory.fill(sums, 0, (to - from) * d << 3)
  for (let start = 0; start < n; start += 128) {
    const end = y + ((min(n, start + 128) * d) << 2)
    const begin = y + ((start * d) << 2)
    let target = sums
    for (let panel = from; panel < to; panel += 8) {
      for (let k = 0; k < panel + 8; k += 4) {
        let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0)
        let c0 = f32x4.splat(0), c1 = f32x4.splat(0), e0 = f32x4.splat(0), e1 = f32x4.splat(0)
        let right = begin + (panel << 2)
        for (let left = begin + (k << 2); left < end; left += d << 2) {
          const g0 = v128.load(right)
          const g1 = v128.load(right, 16)
          const s0 = v128.load32_splat(left)
          const s1 = v128.load32_splat(left, 4)
          const s2 = v128.load32_splat(left, 8)
          const s3 = v128.load32_splat(left, 12)
          a0 = f32x4.add(a0, f32x4.mul(s0, g0))
          a1 = f32x4.add(a1, f32x4.mul(s0, g1))
          b0 = f32x4.add(b0, f32x4.mul(s1, g0))
          b1 = f32x4.add(b1, f32x4.mul(s1, g1))
          c0 = f32x4.add(c0, f32x4.mul(s2, g0))
          c1 = f32x4.add(c1, f32x4.mul(s2, g1))
          e0 = f32x4.add(e0, f32x4.mul(s3, g0))
          e1 = f32x4.add(e1, f32x4.mul(s3, g1))
          right += d << 2
        }
        addWide(target, a0)
        addWide(target + 32, a1)
        addWide(target + 64, b0)
        addWide(target + 96, b1)
        addWide(target + 128, c0)
        addWide(target + 160, c1)
        addWide(target + 192, e0)
        addWide(target + 224, e1)
        target += 256
      }
    }
  }
  let sum = sums
  for (let panel = from; panel < to; panel += 8) {
    for (let k = 0; k < panel + 8; k++) {
      for (let c = 0; c < 8; c++) {
        store<f64>(out + (((panel + c) * d + k) << 3), scale * load<f64>(sum))
        sum += 8
      }
    }
  }
}

/**
 * Householder's reflections H = I − v·vᵀ from the last row of a symmetric matrix a, f64 [d × d], upwards (Golub and Van Loan, Matrix Computations, 8.3), of which rows up to the diagonal are
 * read: leaves the tridiagonal T = Qᵀ·A·Q as `diagonal` [d] and, beside it, beside[k] = T[k, k − 1] with 0 at both ends [d + 1], and in row k of a the v of length k. Rows are
 * reflected while they are multiplied by the next v, so that each is read once a step.
 */
export function tridiagonalise(a: usize, d: i32, diagonal: usize, beside: usize, scratch: usize): void {
  const wide = d << 3
  // The reflection before subtracts v·wᵀ + w·vᵀ; at first there is none.
  let w = scratch
  let product = scratch + wide
  let v = w
  memory.fill(w, 0, wide)
  store<f32>(beside + (d << 2), 0)
  for (let k = d - 1; k >= 0; k--) {
    const row = a + k * wide
    const bytes = k << 3
    const vk = load<f64>(v + bytes)
    const wk = load<f64>(w + bytes)
    for (let j = 0; j <= bytes; j += 8) store<f64>(row + j, load<f64>(row + j) - vk * load<f64>(w + j) - wk * load<f64>(v + j))
    store<f32>(diagonal + (k << 2), rounded(load<f64>(row + bytes)))
    store<f32>(beside + (k << 2), rounded(reflection(row, k)))
    memory.fill(product, 0, bytes)
    let i = 0
    for (; i + 2 <= k; i += 2) twoRows(a + i * wide, wide, i, v, w, row, product)
    if (i < k) oneRow(a + i * wide, i, v, w, row, product)
    let half: f64 = 0
    for (let j = 0; j < bytes; j += 8) half += load<f64>(row + j) * load<f64>(product + j)
    half *= 0.5
    for (let j = 0; j < bytes; j += 8) store<f64>(product + j, load<f64>(product + j) - half * load<f64>(row + j))
    const free = w
    w = product
    product = free
    v = row
  }
}

@inline
function rounded(cell: f64): f32 {
  const small = f32(cell)
  return Mathf.abs(small) <= least ? 0 : small
}

/** Turns x, f64 [n], into the v whose reflection leaves nothing of x but its last cell, and returns that. */
function reflection(x: usize, n: i32): f64 {
  if (n == 0) return 0
  const end = x + ((n - 1) << 3)
  const last = load<f64>(end)
  let squares: f64 = 0
  for (let at = x; at < end; at += 8) squares += load<f64>(at) * load<f64>(at)
  if (squares == 0) {
    store<f64>(end, 0)
    return last
  }
  const norm = Math.sqrt(squares + last * last)
  const left = last > 0 ? -norm : norm
  const scale = 1 / Math.sqrt(norm * (norm + Math.abs(last)))
  for (let at = x; at < end; at += 8) store<f64>(at, load<f64>(at) * scale)
  store<f64>(end, (last - left) * scale)
  return left
}

/** Rows i (even) and i + 1 of A ← A − v·wᵀ − w·vᵀ up to the diagonal, and what they and, by symmetry, their columns add to the product A·u. */
function twoRows(a: usize, wide: i32, i: i32, v: usize, w: usize, u: usize, product: usize): void {
  const place = i << 3
  const v0 = load<f64>(v + place), v1 = load<f64>(v + place, 8)
  const w0 = load<f64>(w + place), w1 = load<f64>(w + place, 8)
  const u0 = load<f64>(u + place), u1 = load<f64>(u + place, 8)
  const vs0 = f64x2.splat(v0), vs1 = f64x2.splat(v1), ws0 = f64x2.splat(w0), ws1 = f64x2.splat(w1), us0 = f64x2.splat(u0), us1 = f64x2.splat(u1)
  let sum0 = f64x2.splat(0), sum1 = f64x2.splat(0)
  let b = a + wide
  for (const end = a + place; a < end; a += 16) {
    const vj = v128.load(v)
    const wj = v128.load(w)
    const uj = v128.load(u)
    const a0 = f64x2.sub(v128.load(a), f64x2.add(f64x2.mul(vs0, wj), f64x2.mul(ws0, vj)))
    const a1 = f64x2.sub(v128.load(b), f64x2.add(f64x2.mul(vs1, wj), f64x2.mul(ws1, vj)))
    v128.store(a, a0)
    v128.store(b, a1)
    sum0 = f64x2.add(sum0, f64x2.mul(a0, uj))
    sum1 = f64x2.add(sum1, f64x2.mul(a1, uj))
    v128.store(product, f64x2.add(v128.load(product), f64x2.add(f64x2.mul(a0, us0), f64x2.mul(a1, us1))))
    b += 16
    v += 16
    w += 16
    u += 16
    product += 16
  }
  const a00 = load<f64>(a) - 2 * v0 * w0
  const a10 = load<f64>(b) - v1 * w0 - w1 * v0
  const a11 = load<f64>(b, 8) - 2 * v1 * w1
  store<f64>(a, a00)
  store<f64>(b, a10)
  store<f64>(b, a11, 8)
  store<f64>(product, load<f64>(product) + lanes64(sum0) + a00 * u0 + a10 * u1)
  store<f64>(product, load<f64>(product, 8) + lanes64(sum1) + a10 * u0 + a11 * u1, 8)
}

/** The same of row i alone. */
function oneRow(a: usize, i: i32, v: usize, w: usize, u: usize, product: usize): void {
  const place = i << 3
  const vi = load<f64>(v + place), wi = load<f64>(w + place), ui = load<f64>(u + place)
  let sum: f64 = 0
  for (let j = 0; j < place; j += 8) {
    const cell = load<f64>(a + j) - vi * load<f64>(w + j) - wi * load<f64>(v + j)
    store<f64>(a + j, cell)
    sum += cell * load<f64>(u + j)
    store<f64>(product + j, load<f64>(product + j) + cell * ui)
  }
  const own = load<f64>(a + place) - 2 * vi * wi
  store<f64>(a + place, own)
  store<f64>(product + place, load<f64>(product + place) + sum + own * ui)
}

/** Columns `from` … `to` (multiples of 8) of the Q that the reflections in a make up, into `out` as panels: out[j / 8][k][j % 8] = Q[k, j]. */
export function turnColumns(a: usize, d: i32, from: i32, to: i32, out: usize, scratch: usize): void {
  for (let panel = from; panel < to; panel += 8) {
    memory.fill(scratch, 0, d << 6)
    for (let c = 0; c < 8; c++) store<f64>(scratch + ((panel + c) << 6) + (c << 3), 1)
    for (let k = panel + 1; k < d; k++) {
      const row = a + k * (d << 3)
      const end = row + (k << 3)
      let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0)
      let q = scratch
      for (let at = row; at < end; at += 8) {
        const v = v128.load64_splat(at)
        s0 = f64x2.add(s0, f64x2.mul(v, v128.load(q)))
        s1 = f64x2.add(s1, f64x2.mul(v, v128.load(q, 16)))
        s2 = f64x2.add(s2, f64x2.mul(v, v128.load(q, 32)))
        s3 = f64x2.add(s3, f64x2.mul(v, v128.load(q, 48)))
        q += 64
      }
      q = scratch
      for (let at = row; at < end; at += 8) {
        const v = v128.load64_splat(at)
        v128.store(q, f64x2.sub(v128.load(q), f64x2.mul(v, s0)))
        v128.store(q, f64x2.sub(v128.load(q, 16), f64x2.mul(v, s1)), 16)
        v128.store(q, f64x2.sub(v128.load(q, 32), f64x2.mul(v, s2)), 32)
        v128.store(q, f64x2.sub(v128.load(q, 48), f64x2.mul(v, s3)), 48)
        q += 64
      }
    }
    const target = out + ((panel * d) << 2)
    for (let cell = 0; cell < d << 3; cell++) store<f32>(target + (cell << 2), rounded(load<f64>(scratch + (cell << 3))))
  }
}

/** x ← x·M in place, x [n × d], M [d × d] in panels. */
export function turnRows(x: usize, n: i32, d: i32, turn: usize, scratch: usize): void {
  const width = d << 2
  const images = scratch + batch * width
  for (let start = 0; start < n; start += batch) {
    const bytes = min(batch, n - start) * width
    memory.copy(scratch, x + start * width, bytes)
    timesPanels(scratch, turn, d, images)
    for (let at = 0; at < bytes; at += 16) {
      const cells = v128.load(images + at)
      v128.store(x + start * width + at, v128.andnot(cells, f32x4.le(f32x4.abs(cells), f32x4.splat(least))))
    }
  }
}

/**
 * Conjugate gradient steps (Takács, Pilászy and Tikk 2011) for rows `from` … `to` of x, started from where they stand: (T + reg·I + Σ c·y·yᵀ) x = Σ c·y over the row's entries, whose
 * columns and confidences are idx and val within ptr. T is what `tridiagonalise` leaves, in the axes that x and y stand in. A row without entries becomes 0.
 */
export function solveRows(
  ptr: usize, idx: usize, val: usize, reg: usize, x: usize, y: usize, diagonal: usize, beside: usize,
  d: i32, from: i32, to: i32, steps: i32, scratch: usize,
): void {
  const width = d << 2
  // The direction stands between two cells that meet the zeros at the ends of `beside`.
  const p = scratch + 16
  const r = p + width + 16
  const image = r + width
  store<f32>(p - 4, 0)
  store<f32>(p + width, 0)
  for (let row = from; row < to; row++) {
    const own = x + row * width
    const first = load<i32>(ptr + (row << 2))
    const last = load<i32>(ptr + (row << 2), 4)
    if (first == last) {
      memory.fill(own, 0, width)
      continue
    }
    const l2 = load<f32>(reg + (row << 2))
    // Residual: Σ c·(1 − y·x)·y − T·x − reg·x.
    memory.copy(p, own, width)
    timesTridiagonal(p, diagonal, beside, l2, width, image)
    addObserved(idx, val, first, last, own, y, width, 1, image)
    for (let k = 0; k < width; k += 16) {
      const cell = f32x4.neg(v128.load(image + k))
      v128.store(r + k, cell)
      v128.store(p + k, cell)
    }
    let square = dot(r, r, width)
    for (let step = 0; step < steps; step++) {
      if (square < 1e-20) break
      timesTridiagonal(p, diagonal, beside, l2, width, image)
      addObserved(idx, val, first, last, p, y, width, 0, image)
      const length = square / dot(p, image, width)
      addScaled(length, p, own, width)
      addScaled(-length, image, r, width)
      const before = square
      square = dot(r, r, width)
      const turn = f32x4.splat(square / before)
      for (let k = 0; k < width; k += 16) v128.store(p + k, f32x4.add(v128.load(r + k), f32x4.mul(turn, v128.load(p + k))))
    }
  }
}

/** out = (T + l2·I)·p; p stands between two cells of any value. */
@inline
function timesTridiagonal(p: usize, diagonal: usize, beside: usize, l2: f32, width: i32, out: usize): void {
  const l2s = f32x4.splat(l2)
  for (let k = 0; k < width; k += 16) {
    const own = f32x4.mul(f32x4.add(v128.load(diagonal + k), l2s), v128.load(p + k))
    const left = f32x4.mul(v128.load(beside + k), v128.load(p + k - 4))
    const right = f32x4.mul(v128.load(beside + k, 4), v128.load(p + k, 4))
    v128.store(out + k, f32x4.add(own, f32x4.add(left, right)))
  }
}

/**
 * out += Σ c·(y·v − less)·y over a row's entries `first` … `last`. Four entries at a time: v and out are read once for all four, no sum waits for the one before, and the rows
 * of y come from memory side by side.
 */
function addObserved(idx: usize, val: usize, first: i32, last: i32, v: usize, y: usize, width: i32, less: f32, out: usize): void {
  let at = first
  for (; at + 4 <= last; at += 4) {
    const y0 = y + load<i32>(idx + (at << 2)) * width
    const y1 = y + load<i32>(idx + (at << 2), 4) * width
    const y2 = y + load<i32>(idx + (at << 2), 8) * width
    const y3 = y + load<i32>(idx + (at << 2), 12) * width
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0)
    let p0 = y0, p1 = y1, p2 = y2, p3 = y3
    for (let cell = v; cell < v + width; cell += 32) {
      const v0 = v128.load(cell)
      const v1 = v128.load(cell, 16)
      a0 = f32x4.add(a0, f32x4.mul(v128.load(p0), v0))
      a1 = f32x4.add(a1, f32x4.mul(v128.load(p1), v0))
      a2 = f32x4.add(a2, f32x4.mul(v128.load(p2), v0))
      a3 = f32x4.add(a3, f32x4.mul(v128.load(p3), v0))
      a0 = f32x4.add(a0, f32x4.mul(v128.load(p0, 16), v1))
      a1 = f32x4.add(a1, f32x4.mul(v128.load(p1, 16), v1))
      a2 = f32x4.add(a2, f32x4.mul(v128.load(p2, 16), v1))
      a3 = f32x4.add(a3, f32x4.mul(v128.load(p3, 16), v1))
      p0 += 32
      p1 += 32
      p2 += 32
      p3 += 32
    }
    const s0 = f32x4.splat(load<f32>(val + (at << 2)) * (lanes(a0) - less))
    const s1 = f32x4.splat(load<f32>(val + (at << 2), 4) * (lanes(a1) - less))
    const s2 = f32x4.splat(load<f32>(val + (at << 2), 8) * (lanes(a2) - less))
    const s3 = f32x4.splat(load<f32>(val + (at << 2), 12) * (lanes(a3) - less))
    p0 = y0
    p1 = y1
    p2 = y2
    p3 = y3
    for (let cell = out; cell < out + width; cell += 32) {
      const left0 = f32x4.add(f32x4.mul(s0, v128.load(p0)), f32x4.mul(s1, v128.load(p1)))
      const right0 = f32x4.add(f32x4.mul(s2, v128.load(p2)), f32x4.mul(s3, v128.load(p3)))
      const left1 = f32x4.add(f32x4.mul(s0, v128.load(p0, 16)), f32x4.mul(s1, v128.load(p1, 16)))
      const right1 = f32x4.add(f32x4.mul(s2, v128.load(p2, 16)), f32x4.mul(s3, v128.load(p3, 16)))
      v128.store(cell, f32x4.add(v128.load(cell), f32x4.add(left0, right0)))
      v128.store(cell, f32x4.add(v128.load(cell, 16), f32x4.add(left1, right1)), 16)
      p0 += 32
      p1 += 32
      p2 += 32
      p3 += 32
    }
  }
  for (; at < last; at++) {
    const other = y + load<i32>(idx + (at << 2)) * width
    addScaled(load<f32>(val + (at << 2)) * (dot(other, v, width) - less), other, out, width)
  }
}

/** Σ over the entries of rows `from` … `to` of c·((1 − x·y)²), the part of the objective that only the observed cells have. */
export function observedLoss(ptr: usize, idx: usize, val: usize, x: usize, y: usize, d: i32, from: i32, to: i32): f64 {
  const width = d << 2
  let loss: f64 = 0
  for (let row = from; row < to; row++) {
    const last = load<i32>(ptr + (row << 2), 4)
    for (let at = load<i32>(ptr + (row << 2)); at < last; at++) {
      const miss = 1.0 - f64(dot(x + row * width, y + load<i32>(idx + (at << 2)) * width, width))
      loss += f64(load<f32>(val + (at << 2))) * miss * miss
    }
  }
  return loss
}

/** Inner products of 4 vectors w [4 × d], f64, with n rows of y [n × d], f32, summed in f64: out, f32, 4 rows of n cells that lie `stride` cells apart. */
export function scoreRows(w: usize, y: usize, n: i32, d: i32, out: usize, stride: i32): void {
  const width = d << 2
  const wide = d << 3
  for (let row = 0; row < n; row++) {
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0)
    let at = y + row * width
    let to = w
    for (const end = w + wide; to < end; to += 16) {
      const cell = f64x2.promote_low_f32x4(v128.load64_zero(at))
      s0 = f64x2.add(s0, f64x2.mul(cell, v128.load(to)))
      s1 = f64x2.add(s1, f64x2.mul(cell, v128.load(to + wide)))
      s2 = f64x2.add(s2, f64x2.mul(cell, v128.load(to + 2 * wide)))
      s3 = f64x2.add(s3, f64x2.mul(cell, v128.load(to + 3 * wide)))
      at += 8
    }
    const target = out + (row << 2)
    store<f32>(target, f32(lanes64(s0)))
    store<f32>(target + (stride << 2), f32(lanes64(s1)))
    store<f32>(target + (stride << 3), f32(lanes64(s2)))
    store<f32>(target + 3 * (stride << 2), f32(lanes64(s3)))
  }
}

/** The first of those vectors alone, with the same sums: four rows of y at a time, so that no addition waits for the one before. */
export function scoreRow(w: usize, y: usize, n: i32, d: i32, out: usize): void {
  const width = d << 2
  const end = w + (d << 3)
  let row = 0
  for (; row + 4 <= n; row += 4) {
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0)
    let at = y + row * width
    for (let to = w; to < end; to += 16) {
      const cell = v128.load(to)
      s0 = f64x2.add(s0, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(at)), cell))
      s1 = f64x2.add(s1, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(at + width)), cell))
      s2 = f64x2.add(s2, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(at + 2 * width)), cell))
      s3 = f64x2.add(s3, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(at + 3 * width)), cell))
      at += 8
    }
    const target = out + (row << 2)
    store<f32>(target, f32(lanes64(s0)))
    store<f32>(target, f32(lanes64(s1)), 4)
    store<f32>(target, f32(lanes64(s2)), 8)
    store<f32>(target, f32(lanes64(s3)), 12)
  }
  for (; row < n; row++) {
    let s = f64x2.splat(0)
    let at = y + row * width
    for (let to = w; to < end; to += 16) {
      s = f64x2.add(s, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(at)), v128.load(to)))
      at += 8
    }
    store<f32>(out + (row << 2), f32(lanes64(s)))
  }
}

/** out = P·M for one batch of rows P [batch × d], M in panels. */
function timesPanels(p: usize, panels: usize, d: i32, out: usize): void {
  const width = d << 2
  for (let panel = 0; panel < d; panel += 8) {
    const cells = panels + ((panel * d) << 2)
    for (let b = 0; b < batch; b += 4) {
      let p0 = p + b * width
      let p1 = p0 + width
      let p2 = p1 + width
      let p3 = p2 + width
      let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0)
      let c0 = f32x4.splat(0), c1 = f32x4.splat(0), e0 = f32x4.splat(0), e1 = f32x4.splat(0)
      const end = cells + (d << 5)
      for (let at = cells; at < end; at += 32) {
        const g0 = v128.load(at)
        const g1 = v128.load(at, 16)
        const s0 = v128.load32_splat(p0)
        const s1 = v128.load32_splat(p1)
        const s2 = v128.load32_splat(p2)
        const s3 = v128.load32_splat(p3)
        a0 = f32x4.add(a0, f32x4.mul(s0, g0))
        a1 = f32x4.add(a1, f32x4.mul(s0, g1))
        b0 = f32x4.add(b0, f32x4.mul(s1, g0))
        b1 = f32x4.add(b1, f32x4.mul(s1, g1))
        c0 = f32x4.add(c0, f32x4.mul(s2, g0))
        c1 = f32x4.add(c1, f32x4.mul(s2, g1))
        e0 = f32x4.add(e0, f32x4.mul(s3, g0))
        e1 = f32x4.add(e1, f32x4.mul(s3, g1))
        p0 += 4
        p1 += 4
        p2 += 4
        p3 += 4
      }
      const target = out + b * width + (panel << 2)
      v128.store(target, a0)
      v128.store(target, a1, 16)
      v128.store(target + width, b0)
      v128.store(target + width, b1, 16)
      v128.store(target + 2 * width, c0)
      v128.store(target + 2 * width, c1, 16)
      v128.store(target + 3 * width, e0)
      v128.store(target + 3 * width, e1, 16)
    }
  }
}

@inline
function dot(a: usize, b: usize, width: i32): f32 {
  let s0 = f32x4.splat(0)
  let s1 = f32x4.splat(0)
  for (const end = a + width; a < end; a += 32) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)))
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a, 16), v128.load(b, 16)))
    b += 32
  }
  return lanes(f32x4.add(s0, s1))
}

@inline
function lanes(s: v128): f32 {
  return f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1) + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3))
}

@inline
function lanes64(s: v128): f64 {
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1)
}

/** y += scale · x. */
@inline
function addScaled(scale: f32, x: usize, y: usize, width: i32): void {
  const s = f32x4.splat(scale)
  for (const end = x + width; x < end; x += 32) {
    v128.store(y, f32x4.add(v128.load(y), f32x4.mul(s, v128.load(x))))
    v128.store(y, f32x4.add(v128.load(y, 16), f32x4.mul(s, v128.load(x, 16))), 16)
    y += 32
  }
}

@inline
function addWide(sums: usize, v: v128): void {
  store<f64>(sums, load<f64>(sums) + f64(f32x4.extract_lane(v, 0)))
  store<f64>(sums, load<f64>(sums, 8) + f64(f32x4.extract_lane(v, 1)), 8)
  store<f64>(sums, load<f64>(sums, 16) + f64(f32x4.extract_lane(v, 2)), 16)
  store<f64>(sums, load<f64>(sums, 24) + f64(f32x4.extract_lane(v, 3)), 24)
}
