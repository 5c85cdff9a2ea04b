import { Arena } from './arena.ts'

export interface TableShape {
  readonly rows: number
  readonly width: number
  /** The most entries that one step looks up, over all its lookups. */
  readonly most: number
}

/** What one step reads of a table: the index of a row for each entry [n], −1 for a row of zeros, and later the gradient of what was read [n × width]. */
export interface Lookup {
  readonly indices: Int32Array
  readonly gradient: Float32Array
}

/**
 * An embedding table [rows × width] outside the graph: rows are gathered into a feed, and the gradients that come back are summed per row. A step costs the entries it
 * looks up, whatever the number of rows.
 */
export class Table {
  readonly rows: number
  readonly width: number
  readonly most: number
  /** [rows × width] */
  readonly values: Float32Array
  /** After `collect`: how many different rows the step touched. */
  touched = 0
  /** After `collect`: the touched rows, in order of first appearance [touched of most]. */
  readonly touchedRows: Int32Array
  /** After `collect`: the summed gradient of each touched row [touched × width]. */
  readonly sums: Float32Array
  readonly #arena: Arena
  readonly #seen: Int32Array
  readonly #indices: Int32Array
  readonly #slots: Int32Array
  readonly #scratch: Float32Array

  constructor(arena: Arena, { rows, width, most }: TableShape) {
    this.#arena = arena
    this.rows = rows
    this.width = width
    this.most = most
    this.values = arena.f32(rows * width)
    this.sums = arena.f32(most * width)
    this.#scratch = arena.f32(most * width)
    this.#seen = arena.i32(rows)
    this.touchedRows = arena.i32(most)
    this.#indices = arena.i32(most)
    this.#slots = arena.i32(most)
  }

  /** What a table takes of an arena. */
  static bytes({ rows, width, most }: TableShape): number {
    return Arena.bytes([rows * width, most * width, most * width, rows, most, most, most])
  }

  /**
   * out [n × width] ← the rows named by `indices` [n]; −1 names a row of zeros.
   * @throws RangeError for an index outside the table
   */
  gather(indices: Int32Array, out: Float32Array): void {
    this.#take(indices, 0)
    const { kernel } = this.#arena
    const own = this.#arena.owns(out)
    const target = own ? out : this.#scratch
    kernel.gatherRows(this.values.byteOffset, this.#indices.byteOffset, indices.length, this.width, target.byteOffset)
    if (!own) out.set(this.#scratch.subarray(0, indices.length * this.width))
  }

  /** Sums the gradients of all lookups of a step per row, in the order given: see `touched`, `touchedRows` and `sums`. */
  collect(lookups: readonly Lookup[]): void {
    const { kernel } = this.#arena
    let n = 0
    for (const { indices } of lookups) {
      this.#take(indices, n)
      n += indices.length
    }
    this.touched = kernel.uniqueRows(this.#indices.byteOffset, n, this.#seen.byteOffset, this.touchedRows.byteOffset, this.#slots.byteOffset)
    this.sums.fill(0, 0, this.touched * this.width)
    let at = 0
    for (const { indices, gradient } of lookups) {
      if (gradient.length !== indices.length * this.width) {
        throw new RangeError(`A lookup of ${indices.length} rows of ${this.width} came with a gradient of ${gradient.length} numbers.`)
      }
      const own = this.#arena.owns(gradient)
      if (!own) this.#scratch.set(gradient)
      const source = own ? gradient : this.#scratch
      kernel.addRows(source.byteOffset, this.#slots.byteOffset + at * 4, indices.length, this.width, this.sums.byteOffset)
      at += indices.length
    }
  }

  /** Copies indices to where the kernel reads them, checked: a wrong one would write elsewhere in the arena. */
  #take(indices: Int32Array, at: number): void {
    if (at + indices.length > this.most) throw new RangeError(`A step looked up ${at + indices.length} rows of a table made for ${this.most} a step.`)
    for (let i = 0; i < indices.length; i++) {
      const row = indices[i]
      if (row < -1 || row >= this.rows) throw new RangeError(`Row ${row} was looked up in a table of ${this.rows} rows.`)
      this.#indices[at + i] = row
    }
  }
}
