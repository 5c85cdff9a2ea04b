// AssemblyScript, built by build.mjs into rows.wasm, which is committed; kernels.test.ts holds its checksum.
// What training does outside the graph: rows of embedding tables, optimiser steps. All arguments are byte offsets, counts or numbers; arrays are f32 or i32, row-major.

/** out [n × d] ← the rows of table [… × d] that idx [n] names; −1 names a row of zeros. */
export function gatherRows(table: usize, idx: usize, n: i32, d: i32, out: usize): void {
  const width = d << 2
  for (let at = 0; at < n; at++) {
    const row = load<i32>(idx + (at << 2))
    if (row < 0) memory.fill(out, 0, width)
    else memory.copy(out, table + usize(row) * width, width)
    out += width
  }
}

/**
 * The different rows among idx [n], in order of first appearance, into `rows`, and for each entry its place there into `slots` (−1 stays −1). Returns their number.
 * `seen`, one i32 a row of the table, is 0 before and after, so the cost is that of the entries alone.
 */
export function uniqueRows(idx: usize, n: i32, seen: usize, rows: usize, slots: usize): i32 {
  let count = 0
  for (let at = 0; at < n; at++) {
    const row = load<i32>(idx + (at << 2))
    let slot = -1
    if (row >= 0) {
      const mark = seen + (usize(row) << 2)
      slot = load<i32>(mark) - 1
      if (slot < 0) {
        slot = count++
        store<i32>(mark, count)
        store<i32>(rows + (slot << 2), row)
      }
    }
    store<i32>(slots + (at << 2), slot)
  }
  for (let slot = 0; slot < count; slot++) store<i32>(seen + (usize(load<i32>(rows + (slot << 2))) << 2), 0)
  return count
}

/** sums [… × d] += gradient [n × d], entry by entry into the row that its slot names, in order; −1 adds nothing. */
export function addRows(gradient: usize, slots: usize, n: i32, d: i32, sums: usize): void {
  const width = d << 2
  const whole = (d & ~3) << 2
  for (let at = 0; at < n; at++) {
    const slot = load<i32>(slots + (at << 2))
    if (slot >= 0) {
      const to = sums + usize(slot) * width
      let k = 0
      for (; k < whole; k += 16) v128.store(to + k, f32x4.add(v128.load(to + k), v128.load(gradient + k)))
      for (; k < width; k += 4) store<f32>(to + k, load<f32>(to + k) + load<f32>(gradient + k))
    }
    gradient += width
  }
}

/** Σ x² over x [n], in f64. */
export function squareSum(x: usize, n: i32): f64 {
  let a = f64x2.splat(0), b = f64x2.splat(0)
  const end = x + (usize(n) << 2)
  const whole = x + (usize(n & ~3) << 2)
  for (; x < whole; x += 16) {
    const low = f64x2.promote_low_f32x4(v128.load64_zero(x))
    const high = f64x2.promote_low_f32x4(v128.load64_zero(x, 8))
    a = f64x2.add(a, f64x2.mul(low, low))
    b = f64x2.add(b, f64x2.mul(high, high))
  }
  a = f64x2.add(a, b)
  let sum = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1)
  for (; x < end; x += 4) {
    const cell = f64(load<f32>(x))
    sum += cell * cell
  }
  return sum
}

// The steps below take `count` rows of width d of a parameter: those that `rows` names, or the first `count` where `rows` is 0; gradient [count × d] stands in the order of `rows`. The
// gradient is first multiplied by `scale` (clipping), then gets l2 · parameter added; decoupled weight decay has shrunk the parameter by `keep` before.

/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← keep·p − size · m / (√v / root + ε), where size = rate / (1 − β₁ᵗ) and
 * root = √(1 − β₂ᵗ).
 */
export function adam(
  p: usize, m: usize, v: usize, g: usize, rows: usize, count: i32, d: i32,
  scale: f32, l2: f32, keep: f32, beta1: f64, beta2: f64, epsilon: f32, size: f32, root: f32,
): void {
  const width = usize(d) << 2
  const whole = usize(d & ~3) << 2
  const b1 = f32(beta1), c1 = f32(1 - beta1), b2 = f32(beta2), c2 = f32(1 - beta2)
  const vScale = f32x4.splat(scale), vL2 = f32x4.splat(l2), vKeep = f32x4.splat(keep), vSize = f32x4.splat(size), vRoot = f32x4.splat(root), vEps = f32x4.splat(epsilon)
  const vb1 = f32x4.splat(b1), vc1 = f32x4.splat(c1), vb2 = f32x4.splat(b2), vc2 = f32x4.splat(c2)
  for (let row = 0; row < count; row++) {
    const start = usize(rows == 0 ? row : load<i32>(rows + (row << 2))) * width
    const own = p + start, first = m + start, second = v + start
    let k: usize = 0
    for (; k < whole; k += 16) {
      const x = v128.load(own + k)
      const slope = f32x4.add(f32x4.mul(v128.load(g + k), vScale), f32x4.mul(vL2, x))
      const mean = f32x4.add(f32x4.mul(vb1, v128.load(first + k)), f32x4.mul(vc1, slope))
      const square = f32x4.add(f32x4.mul(vb2, v128.load(second + k)), f32x4.mul(vc2, f32x4.mul(slope, slope)))
      v128.store(first + k, mean)
      v128.store(second + k, square)
      const step = f32x4.div(f32x4.mul(vSize, mean), f32x4.add(f32x4.div(f32x4.sqrt(square), vRoot), vEps))
      v128.store(own + k, f32x4.sub(f32x4.mul(vKeep, x), step))
    }
    for (; k < width; k += 4) {
      const x = load<f32>(own + k)
      const slope = load<f32>(g + k) * scale + l2 * x
      const mean = b1 * load<f32>(first + k) + c1 * slope
      const square = b2 * load<f32>(second + k) + c2 * (slope * slope)
      store<f32>(first + k, mean)
      store<f32>(second + k, square)
      store<f32>(own + k, keep * x - (size * mean) / (sqrt<f32>(square) / root + epsilon))
    }
    g += width
  }
}

/** Adagrad (Duchi, Hazan and Singer 2011): v ← v + g², p ← keep·p − rate · g / (√v + ε). */
export function adagrad(
  p: usize, v: usize, g: usize, rows: usize, count: i32, d: i32, scale: f32, l2: f32, keep: f32, epsilon: f32, rate: f32,
): void {
  const width = usize(d) << 2
  const whole = usize(d & ~3) << 2
  const vScale = f32x4.splat(scale), vL2 = f32x4.splat(l2), vKeep = f32x4.splat(keep), vRate = f32x4.splat(rate), vEps = f32x4.splat(epsilon)
  for (let row = 0; row < count; row++) {
    const start = usize(rows == 0 ? row : load<i32>(rows + (row << 2))) * width
    const own = p + start, sum = v + start
    let k: usize = 0
    for (; k < whole; k += 16) {
      const x = v128.load(own + k)
      const slope = f32x4.add(f32x4.mul(v128.load(g + k), vScale), f32x4.mul(vL2, x))
      const square = f32x4.add(v128.load(sum + k), f32x4.mul(slope, slope))
      v128.store(sum + k, square)
      v128.store(own + k, f32x4.sub(f32x4.mul(vKeep, x), f32x4.div(f32x4.mul(vRate, slope), f32x4.add(f32x4.sqrt(square), vEps))))
    }
    for (; k < width; k += 4) {
      const x = load<f32>(own + k)
      const slope = load<f32>(g + k) * scale + l2 * x
      const square = load<f32>(sum + k) + slope * slope
      store<f32>(sum + k, square)
      store<f32>(own + k, keep * x - (rate * slope) / (sqrt<f32>(square) + epsilon))
    }
    g += width
  }
}

/** Gradient descent with heavy-ball momentum: m ← momentum·m + g, p ← keep·p − rate·m. Without momentum m is neither read nor written. */
export function sgd(
  p: usize, m: usize, g: usize, rows: usize, count: i32, d: i32, scale: f32, l2: f32, keep: f32, momentum: f32, rate: f32,
): void {
  const width = usize(d) << 2
  const whole = usize(d & ~3) << 2
  const vScale = f32x4.splat(scale), vL2 = f32x4.splat(l2), vKeep = f32x4.splat(keep), vRate = f32x4.splat(rate), vMomentum = f32x4.splat(momentum)
  for (let row = 0; row < count; row++) {
    const start = usize(rows == 0 ? row : load<i32>(rows + (row << 2))) * width
    const own = p + start, moving = m + start
    let k: usize = 0
    for (; k < whole; k += 16) {
      const x = v128.load(own + k)
      let slope = f32x4.add(f32x4.mul(v128.load(g + k), vScale), f32x4.mul(vL2, x))
      if (momentum != 0) {
        slope = f32x4.add(f32x4.mul(vMomentum, v128.load(moving + k)), slope)
        v128.store(moving + k, slope)
      }
      v128.store(own + k, f32x4.sub(f32x4.mul(vKeep, x), f32x4.mul(vRate, slope)))
    }
    for (; k < width; k += 4) {
      const x = load<f32>(own + k)
      let slope = load<f32>(g + k) * scale + l2 * x
      if (momentum != 0) {
        slope = momentum * load<f32>(moving + k) + slope
        store<f32>(moving + k, slope)
      }
      store<f32>(own + k, keep * x - rate * slope)
    }
    g += width
  }
}
