// AssemblyScript, built by build.mjs into sums.wasm, which is committed; kernels.test.ts holds its checksum.
// Weighted sums of dense rows of scores, and who is ahead in them: what re-scoring a reduced history comes to. All arguments are byte offsets or counts; `list` holds the byte offsets of the rows [count]. The
// length n of rows is a multiple of 16 but where it is only read one by one; what is given and what comes out is f64 but where f32 is said.

/** Numbers summed at a time: 4 kB of sums, which stay in the nearest cache while the rows go by. */
const block: i32 = 512

/** out [n] ← base [n], f32 + Σ weights [count] · rows [count × n], added in the order of the list. */
export function sum(list: usize, weights: usize, count: i32, base: usize, n: i32, out: usize): void {
  for (let from = 0; from < n; from += block) {
    const start = usize(from) << 3
    const end = usize(min(n, from + block)) << 3
    for (let at = start; at < end; at += 16) v128.store(out + at, f64x2.promote_low_f32x4(v128.load64_zero(base + (at >> 1))))
    let r = 0
    for (; r + 4 <= count; r += 4) {
      const rows = list + (r << 2)
      const a = usize(load<u32>(rows)), b = usize(load<u32>(rows, 4)), c = usize(load<u32>(rows, 8)), d = usize(load<u32>(rows, 12))
      const scales = weights + (r << 3)
      const p = v128.load64_splat(scales), q = v128.load64_splat(scales, 8), s = v128.load64_splat(scales, 16), t = v128.load64_splat(scales, 24)
      for (let at = start; at < end; at += 16) {
        let sum = f64x2.add(v128.load(out + at), f64x2.mul(p, v128.load(a + at)))
        sum = f64x2.add(sum, f64x2.mul(q, v128.load(b + at)))
        sum = f64x2.add(sum, f64x2.mul(s, v128.load(c + at)))
        v128.store(out + at, f64x2.add(sum, f64x2.mul(t, v128.load(d + at))))
      }
    }
    for (; r < count; r++) {
      const row = usize(load<u32>(list + (r << 2)))
      const scale = v128.load64_splat(weights + (r << 3))
      for (let at = start; at < end; at += 16) v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.mul(scale, v128.load(row + at))))
    }
  }
}

/** out [n] ← base [n], f32 + Σ of the most that each row gives where its weight may be anything from least to most [count]; a weight of 0 gives 0. */
export function mostSum(list: usize, least: usize, most: usize, count: i32, base: usize, n: i32, out: usize): void {
  for (let from = 0; from < n; from += block) {
    const start = usize(from) << 3
    const end = usize(min(n, from + block)) << 3
    for (let at = start; at < end; at += 16) v128.store(out + at, f64x2.promote_low_f32x4(v128.load64_zero(base + (at >> 1))))
    let r = 0
    for (; r + 2 <= count; r += 2) {
      const rows = list + (r << 2), lows = least + (r << 3), highs = most + (r << 3)
      const a = usize(load<u32>(rows)), b = usize(load<u32>(rows, 4))
      const lowA = v128.load64_splat(lows), highA = v128.load64_splat(highs), lowB = v128.load64_splat(lows, 8), highB = v128.load64_splat(highs, 8)
      for (let at = start; at < end; at += 16)
        v128.store(out + at, f64x2.add(f64x2.add(v128.load(out + at), mostOf(v128.load(a + at), lowA, highA)), mostOf(v128.load(b + at), lowB, highB)))
    }
    if (r < count) {
      const row = usize(load<u32>(list + (r << 2)))
      const low = v128.load64_splat(least + (r << 3)), high = v128.load64_splat(most + (r << 3))
      for (let at = start; at < end; at += 16) v128.store(out + at, f64x2.add(v128.load(out + at), mostOf(v128.load(row + at), low, high)))
    }
  }
}

// @ts-ignore: decorator
@inline
function mostOf(values: v128, low: v128, high: v128): v128 {
  const zero = f64x2.splat(0)
  const weight = v128.bitselect(high, low, f64x2.gt(values, zero))
  return v128.and(f64x2.mul(values, weight), f64x2.ne(weight, zero))
}

/** out [n], f32 ← row [n]. */
export function round(row: usize, n: i32, out: usize): void {
  const end = usize(n) << 3
  for (let at: usize = 0; at < end; at += 32) {
    const low = f32x4.demote_f64x2_zero(v128.load(row + at)), high = f32x4.demote_f64x2_zero(v128.load(row + at, 16))
    v128.store(out + (at >> 1), v128.shuffle<i64>(low, high, 0, 2))
  }
}

/**
 * The indices of the k highest of scores [n], f32, into out, highest first, of equal scores the lower index first; how many there are. Left out are NaN, −∞ and what is excluded, 1 in
 * excluded [n], u8. Both arrays are read in sixteens: what lies behind n must be excluded. `best` is a place for k of f32.
 */
export function top(scores: usize, excluded: usize, n: i32, k: i32, best: usize, out: usize): i32 {
  let held = 0
  let worst: f32 = -Infinity
  if (k <= 0) return 0
  // `best` and `out` are a heap, the worst of those held on top.
  for (let i = 0; i < n; i += 16) {
    const bars = f32x4.splat(worst)
    const at = scores + (usize(i) << 2)
    const a = f32x4.gt(v128.load(at), bars), b = f32x4.gt(v128.load(at, 16), bars), c = f32x4.gt(v128.load(at, 32), bars), d = f32x4.gt(v128.load(at, 48), bars)
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue
    let hits = i8x16.bitmask(v128.and(bytesOf(a, b, c, d), i8x16.eq(v128.load(excluded + usize(i)), i8x16.splat(0))))
    for (; hits != 0; hits &= hits - 1) {
      const item = i + ctz(hits)
      const score = load<f32>(scores + (usize(item) << 2))
      if (!(score > worst)) continue
      if (held < k) {
        store<f32>(best + (usize(held) << 2), score)
        store<i32>(out + (usize(held) << 2), item)
        if (++held < k) continue
        for (let from = (k >> 1) - 1; from >= 0; from--) sink(best, out, k, from, load<f32>(best + (usize(from) << 2)), load<i32>(out + (usize(from) << 2)))
      } else sink(best, out, k, 0, score, item)
      worst = load<f32>(best)
    }
  }
  if (held < k) for (let from = (held >> 1) - 1; from >= 0; from--) sink(best, out, held, from, load<f32>(best + (usize(from) << 2)), load<i32>(out + (usize(from) << 2)))
  for (let left = held - 1; left > 0; left--) {
    const last = usize(left) << 2
    const score = load<f32>(best + last)
    const item = load<i32>(out + last)
    store<f32>(best + last, load<f32>(best))
    store<i32>(out + last, load<i32>(out))
    sink(best, out, left, 0, score, item)
  }
  return held
}

/** Puts an item where it belongs at or under a place of the heap whose first `size` places count. */
function sink(best: usize, out: usize, size: i32, from: i32, score: f32, item: i32): void {
  let hole = from
  for (let child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
    let at = usize(child) << 2
    let its = load<f32>(best + at)
    if (child + 1 < size) {
      const other = load<f32>(best + at, 4)
      if (other < its || (other == its && load<i32>(out + at, 4) > load<i32>(out + at))) {
        child++
        at += 4
        its = other
      }
    }
    if (!(its < score || (its == score && load<i32>(out + at) > item))) break
    store<f32>(best + (usize(hole) << 2), its)
    store<i32>(out + (usize(hole) << 2), load<i32>(out + at))
    hole = child
  }
  store<f32>(best + (usize(hole) << 2), score)
  store<i32>(out + (usize(hole) << 2), item)
}

/** How many of scores [n], f32, are above the bar, or equal to it and before the item; what is excluded is left out, and both arrays are read in sixteens: what lies behind n must be excluded. */
export function ahead(scores: usize, excluded: usize, n: i32, bar: f32, item: i32): i32 {
  const bars = f32x4.splat(bar)
  const own = item & ~15
  let count = 0
  for (let i = 0; i < n; i += 16) {
    const at = scores + (usize(i) << 2)
    const a = v128.load(at), b = v128.load(at, 16), c = v128.load(at, 32), d = v128.load(at, 48)
    let hits: v128
    if (i < own) hits = bytesOf(f32x4.ge(a, bars), f32x4.ge(b, bars), f32x4.ge(c, bars), f32x4.ge(d, bars))
    else hits = bytesOf(f32x4.gt(a, bars), f32x4.gt(b, bars), f32x4.gt(c, bars), f32x4.gt(d, bars))
    if (i == own) {
      const before = i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(i8(item - i)))
      hits = v128.or(hits, v128.and(before, bytesOf(f32x4.eq(a, bars), f32x4.eq(b, bars), f32x4.eq(c, bars), f32x4.eq(d, bars))))
    }
    count += popcnt(i8x16.bitmask(v128.and(hits, i8x16.eq(v128.load(excluded + usize(i)), i8x16.splat(0)))))
  }
  return count
}

/** Four masks of four lanes as one of sixteen. */
// @ts-ignore: decorator
@inline
function bytesOf(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d))
}

/** Whether every number of a [n] is equal to that of b [n], f32, or at most so far from it. */
export function near(a: usize, b: usize, n: i32, most: f32): bool {
  const bound = f32x4.splat(most)
  let isNear = i32x4.splat(-1)
  let i = 0
  for (; i + 4 <= n; i += 4) {
    const at = usize(i) << 2
    const one = v128.load(a + at), other = v128.load(b + at)
    isNear = v128.and(isNear, v128.or(f32x4.eq(one, other), f32x4.le(f32x4.abs(f32x4.sub(one, other)), bound)))
  }
  for (; i < n; i++) {
    const one = load<f32>(a + (usize(i) << 2)), other = load<f32>(b + (usize(i) << 2))
    if (one != other && !(abs(one - other) <= most)) return false
  }
  return i32x4.all_true(isNear)
}

/** The largest size of a finite number in row [n], f32. */
export function largest(row: usize, n: i32): f32 {
  let most = f32x4.splat(0)
  let i = 0
  for (; i + 4 <= n; i += 4) {
    const size = f32x4.abs(v128.load(row + (usize(i) << 2)))
    most = f32x4.pmax(most, v128.and(size, f32x4.lt(size, f32x4.splat(Infinity))))
  }
  let found = max(max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)))
  for (; i < n; i++) {
    const size = abs(load<f32>(row + (usize(i) << 2)))
    if (size < Infinity) found = max(found, size)
  }
  return found
}
