/** How the numbers of an exported network are written: as they are, in half the bytes, in a quarter, or in three sixteenths. */
export const precisions = ['float32', 'float16', 'int8', 'int6'] as const
export type Precision = (typeof precisions)[number]

/** A matrix [rows × cols] in whole numbers from −127 to 127, each row with a factor of its own: value ≈ factor · number. */
export interface Quantised {
  readonly numbers: Int8Array
  /** [rows] */
  readonly factors: Float32Array
}

/** Symmetric quantisation by rows: the largest of a row becomes ±127, and no value is off by more than half its factor. */
export function quantise(values: Float32Array, rows: number): Quantised {
  const cols = values.length / rows
  const factors = topsOf(values, rows).map((top) => (top === 0 ? 1 : top / 127))
  const numbers = Int8Array.from(values, (value, at) => Math.round(value / factors[Math.floor(at / cols)]))
  return { numbers, factors }
}

/** The values that a quantised matrix stands for. */
export function dequantise({ numbers, factors }: Quantised): Float32Array {
  const cols = numbers.length / factors.length
  return Float32Array.from(numbers, (number, i) => number * factors[Math.floor(i / cols)])
}

/** Numbers of 6 bits, four in three bytes, with factors in two bytes each. */
export interface Packed {
  /** [3 × quarter], quarter = ⌈numbers / 4⌉: the low 6 bits of byte [b, i] are number b·quarter + i plus 32, and the high 2 bits of the three bytes [·, i] those of number 3·quarter + i plus 32, highest first. */
  readonly bytes: Uint8Array
  /** Half precision [rows]; times `unit` it is a row's factor. */
  readonly factors: Uint16Array
  readonly unit: number
}

/**
 * Symmetric quantisation by rows to whole numbers from −31 to 31. A row's factor is rounded up to half precision before its values are divided by it, so that here too no value is off by more than half its factor. Factors are parts of the
 * largest one, `unit`, so that matrices of any size fit into half precision.
 */
export function pack6(values: Float32Array, rows: number): Packed {
  const cols = values.length / rows
  const tops = topsOf(values, rows)
  const unit = Math.fround(tops.reduce((most, top) => Math.max(most, top), 0) / 31) || 1
  const parts = tops.map((top) => Math.min(1, top / 31 / unit))
  const factors = toHalf(parts)
  fromHalf(factors).forEach((half, row) => {
    if (half < parts[row]) factors[row]++
  })
  const steps = fromHalf(factors).map((half) => half * unit)
  const quarter = Math.ceil(values.length / 4)
  const bytes = new Uint8Array(3 * quarter)
  for (let at = 0; at < 4 * quarter; at++) {
    const step = steps[Math.floor(at / cols)]
    const number = 32 + (step > 0 ? Math.max(-31, Math.min(31, Math.round(values[at] / step))) : 0)
    const [plane, place] = [Math.floor(at / quarter), at % quarter]
    if (plane < 3) bytes[at] |= number
    else for (let b = 0; b < 3; b++) bytes[b * quarter + place] |= (number >> (4 - 2 * b)) << 6
  }
  return { bytes, factors, unit }
}

/** The `count` values that packed numbers stand for. */
export function unpack6({ bytes, factors, unit }: Packed, count: number): Float32Array {
  const quarter = bytes.length / 3
  const cols = count / factors.length
  const steps = fromHalf(factors).map((half) => half * unit)
  return Float32Array.from({ length: count }, (_, at) => {
    const [plane, place] = [Math.floor(at / quarter), at % quarter]
    const number = plane < 3 ? bytes[at] & 63 : [0, 1, 2].reduce((sum, b) => 4 * sum + (bytes[b * quarter + place] >> 6), 0)
    return (number - 32) * steps[Math.floor(at / cols)]
  })
}

/** The largest absolute value of each row [rows]. */
function topsOf(values: Float32Array, rows: number): Float32Array {
  const cols = values.length / rows
  return Float32Array.from({ length: rows }, (_, row) =>
    values.subarray(row * cols, (row + 1) * cols).reduce((top, value) => Math.max(top, Math.abs(value)), 0),
  )
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
