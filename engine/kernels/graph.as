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
