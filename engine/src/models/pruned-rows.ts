import type { Csr } from '../math/csr.ts'
import type { Field } from './params.ts'

/** The parameter of every model that stores what a dense solve gave. */
export const pruneField: Field = {
  type: 'number',
  default: 0.01,
  min: 0,
  max: 0.5,
  doc: 'Weights smaller than this share of the largest of the same history item are dropped: a smaller file and faster lists at little loss. 0 keeps all.',
}

/** A sparse matrix [items × items] that is filled row by row from dense rows; nothing dense is kept. */
export interface RowCollector {
  /** Keeps what counts of a row [items]: all but zeros and what is smaller than `prune` times the largest absolute value of the row. Rows not set are empty. */
  set(row: number, values: Float64Array): void
  build(): Csr
}

/** A weight matters by what it is among those the same history item gives, hence a threshold for each row. */
export function rowCollector(items: number, prune: number): RowCollector {
  const rows = new Map<number, { idx: Int32Array; val: Float32Array }>()
  const found = new Int32Array(items)
  return {
    set(row, values) {
      let largest = 0
      for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value)
      const threshold = prune * largest
      let kept = 0
      for (let col = 0; col < items; col++) {
        // f32 may round to zero what f64 still holds.
        if (Math.abs(values[col]) >= threshold && Math.fround(values[col]) !== 0) found[kept++] = col
      }
      const idx = found.slice(0, kept)
      rows.set(row, { idx, val: Float32Array.from(idx, (col) => values[col]) })
    },
    build() {
      const ptr = new Int32Array(items + 1)
      for (const [row, { idx }] of rows) ptr[row + 1] = idx.length
      for (let row = 0; row < items; row++) ptr[row + 1] += ptr[row]
      const idx = new Int32Array(ptr[items])
      const val = new Float32Array(ptr[items])
      for (const [row, part] of rows) {
        idx.set(part.idx, ptr[row])
        val.set(part.val, ptr[row])
      }
      return { rows: items, cols: items, ptr, idx, val }
    },
  }
}
