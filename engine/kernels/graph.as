// AssemblyScript, built by build.mjs into graph.wasm, which is committed; kernels.test.ts holds its checksum.
// What graph models need. All arguments are byte offsets or counts, matrices row-major.

/**
 * Inner products of `count` vectors w [count × d], f64, with every row of y [n × d], f32, summed in f64: out [count × n], f32. d is even. Up to four vectors share one reading of y.
 * A row of the result is the same whatever vectors it is batched with.
 */
export function scoreRows(w: usize, count: i32, y: usize, n: i32, d: i32, out: usize): void {
  const wide = d << 3
  let row = 0
  for (; row + 4 <= count; row += 4) scoreFour(w + row * wide, y, n, d, out + ((row * n) << 2))
  for (; row < count; row++) scoreOne(w + row * wide, y, n, d, out + ((row * n) << 2))
}

function scoreFour(w: usize, y: usize, n: i32, d: i32, out: usize): void {
  const wide = d << 3
  let at = y
  for (let row = 0; row < n; row++) {
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0)
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
    store<f32>(target + (n << 2), sumOf(s1))
    store<f32>(target + (n << 3), sumOf(s2))
    store<f32>(target + 3 * (n << 2), sumOf(s3))
  }
}

function scoreOne(w: usize, y: usize, n: i32, d: i32, out: usize): void {
  const width = d << 2
  const wide = d << 3
  let at = y
  let row = 0
  for (; row + 4 <= n; row += 4) {
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0)
    let to = w
    for (const end = w + wide; to < end; to += 16) {
      const weight = v128.load(to)
      s0 = f64x2.add(s0, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(at)), weight))
      s1 = f64x2.add(s1, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(at + width)), weight))
      s2 = f64x2.add(s2, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(at + 2 * width)), weight))
      s3 = f64x2.add(s3, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(at + 3 * width)), weight))
      at += 8
    }
    at += 3 * width
    const target = out + (row << 2)
    store<f32>(target, sumOf(s0))
    store<f32>(target, sumOf(s1), 4)
    store<f32>(target, sumOf(s2), 8)
    store<f32>(target, sumOf(s3), 12)
  }
  for (; row < n; row++) {
    let s = f64x2.splat(0)
    let to = w
    for (const end = w + wide; to < end; to += 16) {
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

/** Rows `from` … `to` of y = base + X·D, X sparse [… × …] by rows (ptr, idx, val), D = x [… × d] and y of d columns, f32; d is a multiple of 32; base 0: nothing is added. */
export function times(ptr: usize, idx: usize, val: usize, x: usize, base: usize, d: i32, from: i32, to: i32, y: usize): void {
  const width = d << 2
  for (let row = from; row < to; row++) {
    const first = load<i32>(ptr + (row << 2))
    const last = load<i32>(ptr + (row << 2), 4)
    for (let k = 0; k < width; k += 128) {
      let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0)
      let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0), s7 = f32x4.splat(0)
      if (base != 0) {
        const own = base + row * width + k
        s0 = v128.load(own)
        s1 = v128.load(own, 16)
        s2 = v128.load(own, 32)
        s3 = v128.load(own, 48)
        s4 = v128.load(own, 64)
        s5 = v128.load(own, 80)
        s6 = v128.load(own, 96)
        s7 = v128.load(own, 112)
      }
      for (let at = first; at < last; at++) {
        const other = x + load<i32>(idx + (at << 2)) * width + k
        const weight = v128.load32_splat(val + (at << 2))
        s0 = f32x4.add(s0, f32x4.mul(weight, v128.load(other)))
        s1 = f32x4.add(s1, f32x4.mul(weight, v128.load(other, 16)))
        s2 = f32x4.add(s2, f32x4.mul(weight, v128.load(other, 32)))
        s3 = f32x4.add(s3, f32x4.mul(weight, v128.load(other, 48)))
        s4 = f32x4.add(s4, f32x4.mul(weight, v128.load(other, 64)))
        s5 = f32x4.add(s5, f32x4.mul(weight, v128.load(other, 80)))
        s6 = f32x4.add(s6, f32x4.mul(weight, v128.load(other, 96)))
        s7 = f32x4.add(s7, f32x4.mul(weight, v128.load(other, 112)))
      }
      const target = y + row * width + k
      v128.store(target, s0)
      v128.store(target, s1, 16)
      v128.store(target, s2, 32)
      v128.store(target, s3, 48)
      v128.store(target, s4, 64)
      v128.store(target, s5, 80)
      v128.store(target, s6, 96)
      v128.store(target, s7, 112)
    }
  }
}

/** For r in `from` … `to`: out[r] = the row list[r] of x over its length, which becomes norms[r]; a row of zeros stays one. */
export function unitRows(x: usize, list: usize, d: i32, from: i32, to: i32, out: usize, norms: usize): void {
  const width = d << 2
  for (let r = from; r < to; r++) {
    const row = x + load<i32>(list + (r << 2)) * width
    const norm = Mathf.sqrt(dot(row, row, width))
    store<f32>(norms + (r << 2), norm)
    const scale = f32x4.splat(norm > 0 ? 1 / norm : 0)
    const target = out + r * width
    for (let k = 0; k < width; k += 16) v128.store(target + k, f32x4.mul(scale, v128.load(row + k)))
  }
}

/** Rows `from` … `to` (a multiple of 4 of them) of out = A·Bᵀ, a [… × d], b [cols × d], cols even. */
export function products(a: usize, b: usize, d: i32, from: i32, to: i32, cols: i32, out: usize): void {
  const width = d << 2
  const wide = cols << 2
  for (let r = from; r < to; r += 4) {
    const own = a + r * width
    for (let c = 0; c < cols; c += 2) {
      const other = b + c * width
      let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0)
      let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s30 = f32x4.splat(0), s31 = f32x4.splat(0)
      for (let k = 0; k < width; k += 16) {
        const b0 = v128.load(other + k)
        const b1 = v128.load(other + width + k)
        const a0 = v128.load(own + k)
        const a1 = v128.load(own + width + k)
        const a2 = v128.load(own + 2 * width + k)
        const a3 = v128.load(own + 3 * width + k)
        s00 = f32x4.add(s00, f32x4.mul(a0, b0))
        s01 = f32x4.add(s01, f32x4.mul(a0, b1))
        s10 = f32x4.add(s10, f32x4.mul(a1, b0))
        s11 = f32x4.add(s11, f32x4.mul(a1, b1))
        s20 = f32x4.add(s20, f32x4.mul(a2, b0))
        s21 = f32x4.add(s21, f32x4.mul(a2, b1))
        s30 = f32x4.add(s30, f32x4.mul(a3, b0))
        s31 = f32x4.add(s31, f32x4.mul(a3, b1))
      }
      const target = out + r * wide + (c << 2)
      store<f32>(target, lanes(s00))
      store<f32>(target, lanes(s01), 4)
      store<f32>(target + wide, lanes(s10))
      store<f32>(target + wide, lanes(s11), 4)
      store<f32>(target + 2 * wide, lanes(s20))
      store<f32>(target + 2 * wide, lanes(s21), 4)
      store<f32>(target + 3 * wide, lanes(s30))
      store<f32>(target + 3 * wide, lanes(s31), 4)
    }
  }
}

/**
 * Softmax loss of rows `from` … `to`: cosines[r] are those with the `cols` negatives, a[r]·b[h] for h in starts[r] … starts[r + 1] those with the positives, each of which is compared with the negatives alone; a
 * row's loss is the mean over its positives of −ln share of exp(cosine / temperature). Cosines become the mean of their shares, times `scale`, and pulls[h] what is missing from the positive's share, times
 * `scale` over how many they are. Returns the sum of the losses. cols is a multiple of 4.
 */
export function softmaxRows(
  cosines: usize, a: usize, b: usize, starts: usize, d: i32, from: i32, to: i32, cols: i32, temperature: f32, scale: f32, pulls: usize,
): f64 {
  const width = d << 2
  const wide = cols << 2
  const sharp = f32x4.splat(1 / temperature)
  const one = f32x4.splat(1)
  let loss: f64 = 0
  for (let r = from; r < to; r++) {
    const row = cosines + r * wide
    let s = f32x4.splat(0)
    for (let k = 0; k < wide; k += 16) {
      const e = exponential(f32x4.mul(sharp, f32x4.sub(v128.load(row + k), one)))
      v128.store(row + k, e)
      s = f32x4.add(s, e)
    }
    const others = lanes(s)
    const first = load<i32>(starts + (r << 2))
    const last = load<i32>(starts + (r << 2), 4)
    const mean = scale / f32(last - first)
    let inverse: f32 = 0
    let total: f64 = 0
    for (let h = first; h < last; h++) {
      const hit = (dot(a + r * width, b + h * width, width) - 1) / temperature
      const sum = others + f32x4.extract_lane(exponential(f32x4.splat(hit)), 0)
      inverse += 1 / sum
      store<f32>(pulls + (h << 2), mean * others / sum)
      total += f64(Mathf.log(sum) - hit)
    }
    loss += total / f64(last - first)
    const share = f32x4.splat(mean * inverse)
    for (let k = 0; k < wide; k += 16) v128.store(row + k, f32x4.mul(share, v128.load(row + k)))
  }
  return loss
}

/** For r in `from` … `to` (a multiple of 4 of them): out[r] = Σ over c < count of p[r·rowStride + c·columnStride] · b[c], d columns. Strides in numbers. */
export function combine(p: usize, rowStride: i32, columnStride: i32, b: usize, d: i32, from: i32, to: i32, count: i32, out: usize): void {
  const width = d << 2
  const down = rowStride << 2
  const along = columnStride << 2
  for (let r = from; r < to; r += 4) {
    for (let k = 0; k < width; k += 32) {
      let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0)
      let c0 = f32x4.splat(0), c1 = f32x4.splat(0), e0 = f32x4.splat(0), e1 = f32x4.splat(0)
      let at = p + r * down
      let other = b + k
      for (let c = 0; c < count; c++) {
        const g0 = v128.load(other)
        const g1 = v128.load(other, 16)
        const s0 = v128.load32_splat(at)
        const s1 = v128.load32_splat(at + down)
        const s2 = v128.load32_splat(at + 2 * down)
        const s3 = v128.load32_splat(at + 3 * down)
        a0 = f32x4.add(a0, f32x4.mul(s0, g0))
        a1 = f32x4.add(a1, f32x4.mul(s0, g1))
        b0 = f32x4.add(b0, f32x4.mul(s1, g0))
        b1 = f32x4.add(b1, f32x4.mul(s1, g1))
        c0 = f32x4.add(c0, f32x4.mul(s2, g0))
        c1 = f32x4.add(c1, f32x4.mul(s2, g1))
        e0 = f32x4.add(e0, f32x4.mul(s3, g0))
        e1 = f32x4.add(e1, f32x4.mul(s3, g1))
        at += along
        other += width
      }
      const target = out + r * width + k
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

/**
 * Takes gradients back through `unitRows`: for r in `from` … `to`, with g = gradient[r] − Σ pulls[h]·other[h] over h in starts[r] … starts[r + 1] (other 0: gradient[r] alone) and z = unit[r], the row list[r] of
 * `sums` grows by (g − z·(z·g)) / norms[r].
 */
export function addBack(
  gradient: usize, other: usize, pulls: usize, starts: usize, unit: usize, norms: usize, list: usize, d: i32, from: i32, to: i32, sums: usize,
): void {
  const width = d << 2
  for (let r = from; r < to; r++) {
    const norm = load<f32>(norms + (r << 2))
    if (norm == 0) continue
    const g = gradient + r * width
    if (other != 0) {
      const last = load<i32>(starts + (r << 2), 4)
      for (let h = load<i32>(starts + (r << 2)); h < last; h++) {
        const pull = v128.load32_splat(pulls + (h << 2))
        const from = other + h * width
        for (let k = 0; k < width; k += 16) v128.store(g + k, f32x4.sub(v128.load(g + k), f32x4.mul(pull, v128.load(from + k))))
      }
    }
    const z = unit + r * width
    const along = f32x4.splat(dot(z, g, width))
    const scale = f32x4.splat(1 / norm)
    const target = sums + load<i32>(list + (r << 2)) * width
    for (let k = 0; k < width; k += 16) {
      v128.store(target + k, f32x4.add(v128.load(target + k), f32x4.mul(scale, f32x4.sub(v128.load(g + k), f32x4.mul(along, v128.load(z + k))))))
    }
  }
}

/** out[h] = −pulls[h]·x[r] for h in starts[r] … starts[r + 1], rows `from` … `to`. */
export function pullRows(x: usize, pulls: usize, starts: usize, d: i32, from: i32, to: i32, out: usize): void {
  const width = d << 2
  for (let r = from; r < to; r++) {
    const last = load<i32>(starts + (r << 2), 4)
    for (let h = load<i32>(starts + (r << 2)); h < last; h++) {
      const scale = f32x4.neg(v128.load32_splat(pulls + (h << 2)))
      for (let k = 0; k < width; k += 16) v128.store(out + h * width + k, f32x4.mul(scale, v128.load(x + r * width + k)))
    }
  }
}

/** One step of Adam (Kingma and Ba 2015, arXiv:1412.6980) on numbers `from` … `to`, multiples of 4; `rate` has the corrections of both moments in it. */
export function adam(w: usize, gradient: usize, mean: usize, square: usize, from: i32, to: i32, rate: f32): void {
  const b1 = f32x4.splat(0.9), c1 = f32x4.splat(0.1)
  const b2 = f32x4.splat(0.999), c2 = f32x4.splat(0.001)
  const step = f32x4.splat(rate), tiny = f32x4.splat(1e-8)
  for (let at = from << 2; at < to << 2; at += 16) {
    const own = v128.load(w + at)
    const g = v128.load(gradient + at)
    const m = f32x4.add(f32x4.mul(b1, v128.load(mean + at)), f32x4.mul(c1, g))
    const v = f32x4.add(f32x4.mul(b2, v128.load(square + at)), f32x4.mul(c2, f32x4.mul(g, g)))
    v128.store(mean + at, m)
    v128.store(square + at, v)
    v128.store(w + at, f32x4.sub(own, f32x4.div(f32x4.mul(step, m), f32x4.add(f32x4.sqrt(v), tiny))))
  }
}

/** eˣ of four numbers, x ≤ 0, to some 2e-7 of itself: 2^(whole part) by the exponent's bits, times a polynomial of the rest. Below −87 it is that of −87. */
@inline
function exponential(x: v128): v128 {
  const y = f32x4.mul(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(1.4426950408889634))
  const whole = f32x4.nearest(y)
  const t = f32x4.sub(y, whole)
  let p = f32x4.splat(0.00015403530393381608)
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.0013333558146428443))
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.009618129107628477))
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.05550410866482158))
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.24022650695910072))
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.6931471805599453))
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1))
  return i32x4.add(p, i32x4.shl(i32x4.trunc_sat_f32x4_s(whole), 23))
}

@inline
function dot(a: usize, b: usize, width: i32): f32 {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0)
  for (let k = 0; k < width; k += 32) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a + k), v128.load(b + k)))
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a + k, 16), v128.load(b + k, 16)))
  }
  return lanes(f32x4.add(s0, s1))
}

@inline
function lanes(s: v128): f32 {
  return f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1) + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3))
}
