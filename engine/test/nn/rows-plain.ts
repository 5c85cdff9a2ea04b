/** What kernels/rows.as computes, said plainly: the rows named by `indices`, −1 zeros. */
export function gatherPlain(table: Float32Array, width: number, indices: Int32Array): Float32Array {
  const out = new Float32Array(indices.length * width)
  indices.forEach((row, at) => {
    if (row >= 0) out.set(table.subarray(row * width, (row + 1) * width), at * width)
  })
  return out
}

/** The gradient of every touched row: the sum over its entries, rows in order of first appearance. */
export function sumPlain(width: number, lookups: readonly { indices: Int32Array; gradient: Float32Array }[]): Map<number, Float32Array> {
  const sums = new Map<number, Float32Array>()
  for (const { indices, gradient } of lookups) {
    indices.forEach((row, at) => {
      if (row < 0) return
      const sum = sums.get(row) ?? new Float32Array(width)
      sums.set(row, sum)
      for (let k = 0; k < width; k++) sum[k] += gradient[at * width + k]!
    })
  }
  return sums
}
