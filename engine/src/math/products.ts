/**
 * Products of double-precision matrices, all row-major and exactly as long as their shape. Outputs are overwritten and must not share memory with inputs.
 * Two implementations: `products-ort.ts` on onnxruntime-node, and `products-plain.ts` for platforms it has no binary for.
 */
export interface Products {
  readonly name: string
  /** y [m × n] = a [m × k] · b [k × n] */
  multiply(a: Float64Array, b: Float64Array, y: Float64Array, m: number, k: number, n: number): Promise<void>
  /** y [m × n] = aᵀ · b, a being [k × m] and b [k × n] */
  multiplyTransposed(a: Float64Array, b: Float64Array, y: Float64Array, m: number, k: number, n: number): Promise<void>
}

/** The fastest products this platform has: onnxruntime-node's where it loads, else plain TypeScript (some hundred times slower). */
export async function openProducts(): Promise<Products> {
  try {
    const { ortProducts } = await import('./products-ort.ts')
    return await ortProducts()
  } catch {
    const { plainProducts } = await import('./products-plain.ts')
    return plainProducts
  }
}
