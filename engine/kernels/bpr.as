// AssemblyScript, built by build.mjs into bpr.wasm, which is committed; kernels.test.ts holds its checksum.
// Stochastic gradient steps of Bayesian personalised ranking on shared memory. All arguments are byte offsets, counts or seeds; `d`, the number of factors, is a multiple of 8, all factors are f32,
// row-major, 16-byte aligned. A block of people and a slice of items are all that a block's steps read or write, so blocks that share neither may run in any order, at once or one by one.

/**
 * Deals the entries `from` … `to` (all those of one block of people) out by the slice of their item, each slice's shuffled: samples[from … to) become entry numbers, and slice s stands at
 * starts[s] … starts[s + 1]. `slice` [items] is u8.
 */
export function deal(idx: usize, slice: usize, from: i32, to: i32, slices: i32, samples: usize, starts: usize, seed: u32): void {
  memory.fill(starts, 0, (slices + 1) << 2)
  for (let entry = from; entry < to; entry++) {
    const at = starts + (i32(load<u8>(slice + load<i32>(idx + (entry << 2)))) << 2)
    store<i32>(at, load<i32>(at) + 1)
  }
  let end = from
  for (let s = 0; s < slices; s++) {
    const count = load<i32>(starts + (s << 2))
    store<i32>(starts + (s << 2), end)
    end += count
  }
  for (let entry = from; entry < to; entry++) {
    const at = starts + (i32(load<u8>(slice + load<i32>(idx + (entry << 2)))) << 2)
    const place = load<i32>(at)
    store<i32>(samples + (place << 2), entry)
    store<i32>(at, place + 1)
  }
  for (let s = slices; s > 0; s--) store<i32>(starts + (s << 2), load<i32>(starts + ((s - 1) << 2)))
  store<i32>(starts, from)
  start(seed)
  for (let s = 0; s < slices; s++) {
    const first = load<i32>(starts + (s << 2))
    for (let at = load<i32>(starts + (s << 2), 4) - 1; at > first; at--) {
      const other = samples + ((first + below(at - first + 1)) << 2)
      const own = samples + (at << 2)
      const held = load<i32>(own)
      store<i32>(own, load<i32>(other))
      store<i32>(other, held)
    }
  }
}

/**
 * One step for each of samples[from … to): a person u = rows[entry], an item i = idx[entry] they have, and the highest scored j of `candidates` items that they have not, each drawn from
 * the slice's pool or, with probability `popular`, from its samples:
 * gradient ascent on val·ln σ(x_u·(y_i − y_j)) − l2/2·(‖x_u‖² + ‖y_i‖² + ‖y_j‖²). Returns in how many of them i already stood above j.
 */
export function steps(
  samples: usize, from: i32, to: i32, rows: usize, ptr: usize, idx: usize, val: usize, x: usize, y: usize, sumsX: usize, sumsY: usize, d: i32,
  pool: usize, size: i32, candidates: i32, popular: f32, rate: f32, l2: f32, seed: u32,
): i32 {
  const width = d << 2
  const threshold = u32(min<f64>(4294967295.0, f64(popular) * 4294967296.0))
  let right = 0
  start(seed)
  for (let at = from; at < to; at++) {
    const entry = load<i32>(samples + (at << 2))
    const person = load<i32>(rows + (entry << 2))
    const first = load<i32>(ptr + (person << 2))
    const last = load<i32>(ptr + (person << 2), 4)
    const u = x + person * width
    let other = -1
    let highest: f32 = 0
    for (let tries = 0, found = 0; tries < 8 + candidates && found < candidates; tries++) {
      const drawn = bits() < threshold ? load<i32>(idx + (load<i32>(samples + ((from + below(to - from)) << 2)) << 2)) : load<i32>(pool + (below(size) << 2))
      if (holds(idx, first, last, drawn)) continue
      found++
      const score = dot(u, y + drawn * width, width)
      if (other < 0 || score > highest) {
        other = drawn
        highest = score
      }
    }
    if (other < 0) continue
    const j = y + other * width
    const i = y + load<i32>(idx + (entry << 2)) * width
    const margin = dot(u, i, width) - highest
    if (margin > 0) right++
    // Steps shrink row by row with what the row's gradients have been (AdaGrad), so that the many samples of a popular item do not outweigh the few of a rare one.
    const slope = load<f32>(val + (entry << 2)) / (1 + Mathf.exp(margin))
    const own = slope * slope / f32(d)
    const stepU = stepOf(sumsX + (person << 2), own * distance(i, j, width), rate)
    const square = own * dot(u, u, width)
    const stepI = stepOf(sumsY + (load<i32>(idx + (entry << 2)) << 2), square, rate)
    const stepJ = stepOf(sumsY + (other << 2), square, rate)
    const pullU = f32x4.splat(slope * stepU), pullI = f32x4.splat(slope * stepI), pullJ = f32x4.splat(slope * stepJ)
    const keepU = f32x4.splat(1 - l2 * stepU), keepI = f32x4.splat(1 - l2 * stepI), keepJ = f32x4.splat(1 - l2 * stepJ)
    for (let k = 0; k < width; k += 16) {
      const xu = v128.load(u + k)
      const yi = v128.load(i + k)
      const yj = v128.load(j + k)
      v128.store(u + k, f32x4.add(f32x4.mul(keepU, xu), f32x4.mul(pullU, f32x4.sub(yi, yj))))
      v128.store(i + k, f32x4.add(f32x4.mul(keepI, yi), f32x4.mul(pullI, xu)))
      v128.store(j + k, f32x4.sub(f32x4.mul(keepJ, yj), f32x4.mul(pullJ, xu)))
    }
  }
  return right
}

@inline
function dot(a: usize, b: usize, width: i32): f32 {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0)
  for (let k = 0; k < width; k += 32) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a + k), v128.load(b + k)))
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a + k, 16), v128.load(b + k, 16)))
  }
  const s = f32x4.add(s0, s1)
  return f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1) + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3))
}

/** Adds to a row's sum of mean squared gradients, and returns how far to go. */
@inline
function stepOf(sum: usize, square: f32, rate: f32): f32 {
  const total = load<f32>(sum) + square
  store<f32>(sum, total)
  return rate / Mathf.sqrt(total + 1e-8)
}

/** ‖a − b‖². */
@inline
function distance(a: usize, b: usize, width: i32): f32 {
  let s = f32x4.splat(0)
  for (let k = 0; k < width; k += 16) {
    const gap = f32x4.sub(v128.load(a + k), v128.load(b + k))
    s = f32x4.add(s, f32x4.mul(gap, gap))
  }
  return f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1) + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3))
}

/** Whether idx[first … last), ascending, holds the item. */
@inline
function holds(idx: usize, first: i32, last: i32, item: i32): bool {
  let low = first
  let high = last
  while (low < high) {
    const middle = (low + high) >> 1
    if (load<i32>(idx + (middle << 2)) < item) low = middle + 1
    else high = middle
  }
  return low < last && load<i32>(idx + (low << 2)) == item
}

// xoshiro128** as in math/random.ts; every thread has its own instance, so its own state.
let a: u32 = 0
let b: u32 = 0
let c: u32 = 0
let e: u32 = 0

function start(seed: u32): void {
  let state = seed
  a = splitmix((state += 0x9e3779b9))
  b = splitmix((state += 0x9e3779b9))
  c = splitmix((state += 0x9e3779b9))
  e = splitmix((state += 0x9e3779b9)) | 1
}

function splitmix(state: u32): u32 {
  let z = state
  z = (z ^ (z >>> 16)) * 0x21f0aaad
  z = (z ^ (z >>> 15)) * 0x735a2d97
  return z ^ (z >>> 15)
}

@inline
function bits(): u32 {
  const result = rotl<u32>(b * 5, 7) * 9
  const t = b << 9
  c ^= a
  e ^= b
  b ^= c
  a ^= e
  c ^= t
  e = rotl<u32>(e, 11)
  return result
}

@inline
function below(n: i32): i32 {
  return i32((u64(bits()) * u64(n)) >> 32)
}
