import { type Initialiser, normal } from '../nn/index.ts'
import type { FeatureRow } from './product-features.ts'
import { addRows } from './two-tower-inputs.ts'

/** What is known of items, row after row, as networks read it. */
export interface FeatureRows {
  /** Borders [items + 1], numbers and values, and how many numbers there are. */
  readonly featurePtr: Int32Array
  readonly featureIdx: Int32Array
  readonly featureVal: Float32Array
  readonly features: number
}

export function featureRows(rows: readonly FeatureRow[], features: number): FeatureRows {
  const featurePtr = new Int32Array(rows.length + 1)
  rows.forEach(({ indices }, at) => {
    featurePtr[at + 1] = featurePtr[at] + indices.length
  })
  return {
    featurePtr,
    featureIdx: Int32Array.from(rows.flatMap(({ indices }) => [...indices])),
    featureVal: Float32Array.from(rows.flatMap(({ values }) => [...values])),
    features,
  }
}

/** The most that is known of one item; 1 at least. */
export function widestOf({ featurePtr }: FeatureRows): number {
  let widest = 1
  for (let item = 0; item + 1 < featurePtr.length; item++) widest = Math.max(widest, featurePtr[item + 1] - featurePtr[item])
  return widest
}

/** The rows of what is known of each of these items, −1 after their end, and how much each counts [items × widest]. */
export function termsOf(
  items: ArrayLike<number>,
  widest: number,
  { featurePtr, featureIdx, featureVal }: FeatureRows,
): { terms: Int32Array; amounts: Float32Array } {
  const terms = new Int32Array(items.length * widest).fill(-1)
  const amounts = new Float32Array(items.length * widest)
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!
    terms.set(featureIdx.subarray(featurePtr[item], featurePtr[item + 1]), at * widest)
    amounts.set(featureVal.subarray(featurePtr[item], featurePtr[item + 1]), at * widest)
  }
  return { terms, amounts }
}

/** Each item's own row and those of what is known of it together [items × width]; `blind` leaves the own rows of described items out. */
export function withTerms(ids: Float32Array, terms: Float32Array, width: number, rows: FeatureRows, blind: boolean): Float32Array {
  const { featurePtr, featureIdx, featureVal } = rows
  const out = ids.slice()
  for (let item = 0; item < out.length / width; item++) {
    const [from, to] = [featurePtr[item], featurePtr[item + 1]]
    if (to === from) continue
    const own = out.subarray(item * width, (item + 1) * width)
    if (blind) own.fill(0)
    addRows({ indices: featureIdx.subarray(from, to), values: featureVal.subarray(from, to) }, terms, own)
  }
  return out
}

/** Σ of the rows of what is known of one item, taken away from `out` [width]. */
export function withoutTerms(item: number, terms: Float32Array, { featurePtr, featureIdx, featureVal }: FeatureRows, out: Float32Array): void {
  const [from, to] = [featurePtr[item], featurePtr[item + 1]]
  addRows({ indices: featureIdx.subarray(from, to), values: featureVal.subarray(from, to).map((value) => -value) }, terms, out)
}

/** Chance; zeros for what only items without events have, since nothing is learned of it. */
export function taught({ featureIdx }: FeatureRows, deviation = 0.05): Initialiser {
  const known = new Set(featureIdx)
  return (random, out, shape) => {
    normal(deviation)(random, out, shape)
    const width = out.length / shape[0]!
    for (let row = 0; row < shape[0]!; row++) if (!known.has(row)) out.fill(0, row * width, (row + 1) * width)
  }
}
