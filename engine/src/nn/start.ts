import type { Weights } from './task.ts'

/** Weights that a training goes on from: those of an earlier one, perhaps with other rows in its tables. */
export interface Start {
  /** Dense parameters by name, each whole. */
  readonly parameters: Readonly<Record<string, Float32Array>>
  readonly tables: Readonly<Record<string, StartTable>>
}

export interface StartTable {
  /** Rows of the earlier table [rows × width]. */
  readonly values: Float32Array
  /** For each row of the new table the row it was before, −1 where it is new and keeps its first values [new rows]. */
  readonly before: Int32Array
}

/**
 * Writes them over the first values of a training just opened. What `start` does not name keeps those.
 * @throws RangeError where it does not fit the training: an unknown name, another size
 */
export function begin(weights: Weights, { parameters, tables }: Start): void {
  for (const [name, values] of Object.entries(parameters)) {
    const target = weights.parameters[name]
    if (target?.length !== values.length)
      throw new RangeError(`The earlier weights hold ${values.length} numbers of "${name}"; this training has ${target?.length ?? 'no such parameter'}.`)
    target.set(values)
  }
  for (const [name, { values, before }] of Object.entries(tables)) {
    const target = weights.tables[name]
    const width = (target?.length ?? 0) / before.length
    if (target === undefined || !Number.isInteger(width) || values.length % width !== 0)
      throw new RangeError(`The earlier rows of "${name}" do not fit a table of ${target?.length ?? 0} numbers in ${before.length} rows.`)
    before.forEach((row, at) => {
      if (row >= 0) target.set(values.subarray(row * width, (row + 1) * width), at * width)
    })
  }
}
