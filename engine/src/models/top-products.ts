import { throwIfCancelled } from '../errors.ts'
import { type Csr, productTop } from '../math/csr.ts'
import type { FitContext } from './model.ts'

/** Rows between two looks at the clock of others: some milliseconds on data of a million events. */
const batch = 32

/**
 * `productTop(a, b, keep, { weigh })`, giving way to other work every few rows: the same matrix. `progress` gets the share done, from 0 to 1.
 * @throws CandorError `cancelled`
 */
export async function topProducts(
  a: Csr,
  b: Csr,
  keep: number,
  weigh: (row: number, col: number, value: number) => number,
  { signal }: Pick<FitContext, 'signal'>,
  progress?: (done: number) => void,
): Promise<Csr> {
  const parts: Csr[] = []
  for (let from = 0; from < a.rows; from += batch) {
    const rows = Math.min(batch, a.rows - from)
    const part = { ...a, rows, ptr: a.ptr.subarray(from, from + rows + 1) }
    parts.push(productTop(part, b, keep, { weigh: (row, col, value) => weigh(from + row, col, value) }))
    progress?.((from + rows) / a.rows)
    await new Promise((resolve) => setImmediate(resolve))
    throwIfCancelled(signal)
  }
  return stacked(parts, b.cols)
}

/** The matrices one below the other. */
function stacked(parts: readonly Csr[], cols: number): Csr {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const entries = parts.reduce((sum, part) => sum + part.idx.length, 0)
  const ptr = new Int32Array(rows + 1)
  const idx = new Int32Array(entries)
  const val = new Float32Array(entries)
  let row = 0
  let end = 0
  for (const part of parts) {
    idx.set(part.idx, end)
    val.set(part.val, end)
    for (let r = 1; r <= part.rows; r++) ptr[++row] = end + part.ptr[r]
    end += part.idx.length
  }
  return { rows, cols, ptr, idx, val }
}
