/** How the numbers of an exported network are written: as they are, in half the bytes, or in a quarter. */
export type Precision = 'float32' | 'float16' | 'int8'

/** A matrix [rows × cols] in whole numbers from −127 to 127, each row with a factor of its own: value ≈ factor · number. */
export interface Quantised {
  readonly numbers: Int8Array
  /** [rows] */
  readonly factors: Float32Array
}

/** Symmetric quantisation by rows: the largest of a row becomes ±127, and no value is off by more than half its factor. */
export function quantise(values: Float32Array, rows: number): Quantised {
  const cols = values.length / rows
  const numbers = new Int8Array(values.length)
  const factors = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    let top = 0
    for (let i = row * cols; i < (row + 1) * cols; i++) top = Math.max(top, Math.abs(values[i]))
    factors[row] = top === 0 ? 1 : top / 127
    for (let i = row * cols; i < (row + 1) * cols; i++) numbers[i] = Math.round(values[i] / factors[row])
  }
  return { numbers, factors }
}

/** The values that a quantised matrix stands for. */
export function dequantise({ numbers, factors }: Quantised): Float32Array {
  const cols = numbers.length / factors.length
  return Float32Array.from(numbers, (number, i) => number * factors[Math.floor(i / cols)])
}

/** IEEE 754 half precision, rounded to nearest, ties to even; what is too large becomes infinite. */
export function toHalf(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.slice().buffer)
  return Uint16Array.from(bits, (word) => {
    const sign = (word >>> 16) & 0x8000
    const exponent = ((word >>> 23) & 0xff) - 112
    const fraction = word & 0x7fffff
    if (exponent >= 31) return sign | 0x7c00 | (exponent === 143 && fraction !== 0 ? 0x200 : 0)
    if (exponent > 0) return sign | rounded((exponent << 23) | fraction, 13)
    return exponent < -10 ? sign : sign | rounded(fraction | 0x800000, 14 - exponent)
  })
}

/** word / 2^shift, to the nearest, ties to even. */
function rounded(word: number, shift: number): number {
  const whole = word >>> shift
  const rest = word & ((1 << shift) - 1)
  const half = 1 << (shift - 1)
  return whole + (rest > half || (rest === half && (whole & 1) === 1) ? 1 : 0)
}

/** The values that half-precision numbers stand for. */
export function fromHalf(words: Uint16Array): Float32Array {
  return Float32Array.from(words, (word) => {
    const exponent = (word >>> 10) & 31
    const fraction = word & 0x3ff
    const size =
      exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? (fraction === 0 ? Infinity : Number.NaN) : (1 + fraction / 1024) * 2 ** (exponent - 15)
    return word & 0x8000 ? -size : size
  })
}
