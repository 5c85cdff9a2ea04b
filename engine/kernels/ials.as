// AssemblyScript, built by build.mjs into ials.wasm, which is committed; kernels.test.ts holds its checksum.
// Implicit ALS on shared memory. All arguments are byte offsets or counts; `d`, the number of factors, is a multiple of 8, all factors are f32, row-major, 16-byte aligned.
// Every row's arithmetic is the same whatever rows it is batched with, so the result does not depend on how rows are shared out among threads.

/** Rows solved together, so that the Gram matrix is read once for all of them. A multiple of 4. */
const batch: i32 = 16

/** Bytes of scratch that a thread needs with d factors: for `solveRows` residuals, directions and their images, for `gramPanels` the sums of 32 columns. */
export function scratchBytes(d: i32): i32 {
  return d << 8
}

/**
 * Columns `from` … `to` (multiples of 8, at most 32 of them) of scale · YᵀY, from factors y [n × d], into `out` as panels: out[j / 8][k][j % 8] = G[k, j]. Only k below the end of the
 * panel is filled: `mirrorPanels` does the rest. Sums run in f32 over 128 rows at a time, which stay in the cache for all columns, and across them in f64.
 */
export function gramPanels(y: usize, n: i32, d: i32, from: i32, to: i32, scale: f64, out: usize, sums: usize): void {
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
    const target = out + ((panel * d) << 2)
    for (let cell = 0; cell < (panel + 8) << 3; cell++) {
      store<f32>(target + (cell << 2), f32(scale * load<f64>(sum)))
      sum += 8
    }
  }
}

/** Fills what `gramPanels` left of columns `from` … `to`, by symmetry. Every panel must be there; reads none of the cells it writes. */
export function mirrorPanels(out: usize, d: i32, from: i32, to: i32): void {
  for (let panel = from; panel < to; panel += 8) {
    const target = out + ((panel * d) << 2)
    for (let k = panel + 8; k < d; k++) {
      const source = out + (((k & ~7) * d) << 2) + ((k & 7) << 2)
      for (let c = 0; c < 8; c++) store<f32>(target + (((k << 3) + c) << 2), load<f32>(source + ((panel + c) << 5)))
    }
  }
}

/** x ← x·M in place, x [n × d], M [d × d] in panels. */
export function turnRows(x: usize, n: i32, d: i32, turn: usize, scratch: usize): void {
  const width = d << 2
  const images = scratch + batch * width
  for (let start = 0; start < n; start += batch) {
    const bytes = min(batch, n - start) * width
    memory.copy(scratch, x + start * width, bytes)
    timesGram(scratch, turn, d, images)
    memory.copy(x + start * width, images, bytes)
  }
}

/**
 * Conjugate gradient steps (Takács, Pilászy and Tikk 2011) for rows `from` … `to` of x, started from where they stand: (G + reg·I + Σ c·y·yᵀ) x = Σ c·y over the row's entries, whose
 * columns and confidences are idx and val within ptr. `gram` holds G in panels. A row without entries becomes 0.
 */
export function solveRows(
  ptr: usize, idx: usize, val: usize, reg: usize, x: usize, y: usize, gram: usize,
  d: i32, from: i32, to: i32, steps: i32, scratch: usize,
): void {
  const width = d << 2
  const residuals = scratch
  const directions = scratch + batch * width
  const images = directions + batch * width
  for (let start = from; start < to; start += batch) {
    const rows = min(batch, to - start)
    // Residual: Σ c·(1 − y·x)·y − G·x − reg·x.
    memory.copy(directions, x + start * width, rows * width)
    if (rows < batch) memory.fill(directions + rows * width, 0, (batch - rows) * width)
    timesGram(directions, gram, d, images)
    for (let b = 0; b < rows; b++) {
      const row = start + b
      const own = x + row * width
      const r = residuals + b * width
      const first = load<i32>(ptr + (row << 2))
      const last = load<i32>(ptr + (row << 2), 4)
      const l2 = f32x4.splat(load<f32>(reg + (row << 2)))
      if (first == last) {
        memory.fill(own, 0, width)
        memory.fill(r, 0, width)
        memory.fill(directions + b * width, 0, width)
        continue
      }
      const image = images + b * width
      for (let k = 0; k < width; k += 16) {
        v128.store(r + k, f32x4.neg(f32x4.add(v128.load(image + k), f32x4.mul(l2, v128.load(own + k)))))
      }
      for (let at = first; at < last; at++) {
        const other = y + load<i32>(idx + (at << 2)) * width
        addScaled(load<f32>(val + (at << 2)) * (1 - dot(other, own, width)), other, r, width)
      }
      memory.copy(directions + b * width, r, width)
    }
    for (let step = 0; step < steps; step++) {
      timesGram(directions, gram, d, images)
      for (let b = 0; b < rows; b++) {
        const row = start + b
        const own = x + row * width
        const r = residuals + b * width
        const p = directions + b * width
        const image = images + b * width
        const before = dot(r, r, width)
        if (before < 1e-20) {
          memory.fill(p, 0, width)
          continue
        }
        addScaled(load<f32>(reg + (row << 2)), p, image, width)
        const last = load<i32>(ptr + (row << 2), 4)
        for (let at = load<i32>(ptr + (row << 2)); at < last; at++) {
          const other = y + load<i32>(idx + (at << 2)) * width
          addScaled(load<f32>(val + (at << 2)) * dot(other, p, width), other, image, width)
        }
        const length = before / dot(p, image, width)
        addScaled(length, p, own, width)
        addScaled(-length, image, r, width)
        const turn = f32x4.splat(dot(r, r, width) / before)
        for (let k = 0; k < width; k += 16) v128.store(p + k, f32x4.add(v128.load(r + k), f32x4.mul(turn, v128.load(p + k))))
      }
    }
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
    store<f32>(target, sumOf(s0))
    store<f32>(target + (stride << 2), sumOf(s1))
    store<f32>(target + (stride << 3), sumOf(s2))
    store<f32>(target + 3 * (stride << 2), sumOf(s3))
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
    store<f32>(target, sumOf(s0))
    store<f32>(target, sumOf(s1), 4)
    store<f32>(target, sumOf(s2), 8)
    store<f32>(target, sumOf(s3), 12)
  }
  for (; row < n; row++) {
    let s = f64x2.splat(0)
    let at = y + row * width
    for (let to = w; to < end; to += 16) {
      s = f64x2.add(s, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(at)), v128.load(to)))
      at += 8
    }
    store<f32>(out + (row << 2), sumOf(s))
  }
}

@inline
function sumOf(v: v128): f32 {
  return f32(f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1))
}

/** out = P·G for one batch of rows P [batch × d]. */
function timesGram(p: usize, gram: usize, d: i32, out: usize): void {
  const width = d << 2
  for (let panel = 0; panel < d; panel += 8) {
    const cells = gram + ((panel * d) << 2)
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
  for (let k = 0; k < width; k += 32) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a + k), v128.load(b + k)))
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a + k, 16), v128.load(b + k, 16)))
  }
  const s = f32x4.add(s0, s1)
  return f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1) + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3))
}

/** y += scale · x. */
@inline
function addScaled(scale: f32, x: usize, y: usize, width: i32): void {
  const s = f32x4.splat(scale)
  for (let k = 0; k < width; k += 32) {
    v128.store(y + k, f32x4.add(v128.load(y + k), f32x4.mul(s, v128.load(x + k))))
    v128.store(y + k, f32x4.add(v128.load(y + k, 16), f32x4.mul(s, v128.load(x + k, 16))), 16)
  }
}

@inline
function addWide(sums: usize, v: v128): void {
  store<f64>(sums, load<f64>(sums) + f64(f32x4.extract_lane(v, 0)))
  store<f64>(sums, load<f64>(sums, 8) + f64(f32x4.extract_lane(v, 1)), 8)
  store<f64>(sums, load<f64>(sums, 16) + f64(f32x4.extract_lane(v, 2)), 16)
  store<f64>(sums, load<f64>(sums, 24) + f64(f32x4.extract_lane(v, 3)), 24)
}
