import { parentPort, workerData } from 'node:worker_threads'
import { type Product, productRows, rowsAtOnce } from './times-sparse.ts'

/** What a thread is given: the product, its arrays shared, and the counter of the next row nobody has taken. */
interface ProductTask extends Product {
  readonly next: Int32Array
}

const task = workerData as ProductTask
const rowsOf = productRows(task)
/** Rows taken at a time: enough that messages cost nothing, few enough that all threads end together. */
const batch = 16 * rowsAtOnce
for (let from = Atomics.add(task.next, 0, batch); from < task.rows.length; from = Atomics.add(task.next, 0, batch)) {
  const rows = []
  for (let row = from; row < Math.min(task.rows.length, from + batch); row += rowsAtOnce) rows.push(...rowsOf(row))
  parentPort?.postMessage({ from, rows })
}
