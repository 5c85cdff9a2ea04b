// AssemblyScript, built by build.mjs into scatter.wasm, which is committed; kernels.test.ts holds its checksum.
// Eight rows of a dense matrix times a sparse one, side by side: what is read of the sparse matrix serves all eight, and their sums of one column are a line of the cache. All arguments are byte offsets or counts.

/**
 * sums [cols × 8], f64 += Σ over k < n of weights [n × 8], f32, of k · the row rows[k] of a sparse matrix (ptr and idx i32, val f32), added in the order of k.
 */
export function addRows(weights: usize, n: i32, rows: usize, ptr: usize, idx: usize, val: usize, sums: usize): void {
  for (let k = 0; k < n; k++) {
    const own = weights + (usize(k) << 5)
    const a = f64x2.promote_low_f32x4(v128.load64_zero(own)), b = f64x2.promote_low_f32x4(v128.load64_zero(own, 8))
    const c = f64x2.promote_low_f32x4(v128.load64_zero(own, 16)), d = f64x2.promote_low_f32x4(v128.load64_zero(own, 24))
    const border = ptr + (usize(load<i32>(rows + (usize(k) << 2))) << 2)
    const end = usize(load<i32>(border, 4)) << 2
    for (let at = usize(load<i32>(border)) << 2; at < end; at += 4) {
      const cell = sums + (usize(load<i32>(idx + at)) << 6)
      const value = f64x2.splat(f64(load<f32>(val + at)))
      v128.store(cell, f64x2.add(v128.load(cell), f64x2.mul(a, value)))
      v128.store(cell, f64x2.add(v128.load(cell, 16), f64x2.mul(b, value)), 16)
      v128.store(cell, f64x2.add(v128.load(cell, 32), f64x2.mul(c, value)), 32)
      v128.store(cell, f64x2.add(v128.load(cell, 48), f64x2.mul(d, value)), 48)
    }
  }
}
