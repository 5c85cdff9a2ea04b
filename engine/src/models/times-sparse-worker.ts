import { parentPort, workerData } from 'node:worker_threads'
import { type ProductPlan, productRows, rowsAtOnce } from './times-sparse.ts'

/** What a thread is given: the product, which thread it is, and the counter of the next row nobody has taken. */
interface ProductTask {
  readonly plan: ProductPlan
  readonly thread: number
  readonly next: Int32Array
}

const { plan, thread, next } = workerData as ProductTask
const rowsOf = productRows(plan, thread)
/** Rows taken at a time: enough that messages cost nothing, few enough that all threads end together. */
const batch = 8 * rowsAtOnce
for (let from = Atomics.add(next, 0, batch); from < plan.n; from = Atomics.add(next, 0, batch)) {
  const rows = []
  for (let row = from; row < Math.min(plan.n, from + batch); row += rowsAtOnce) rows.push(...rowsOf(row))
  parentPort?.postMessage({ from, rows })
}
