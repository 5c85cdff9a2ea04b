import { parentPort, workerData } from 'node:worker_threads'
import { type Column, columnSolver, type SlimProblem } from './slim-columns.ts'

/** What a thread is given: the problem, its arrays shared, and the counter of the next item nobody has taken. */
export interface SlimTask extends SlimProblem {
  readonly next: Int32Array
}

/** Solved columns from item `from` on. */
export interface SlimPart {
  readonly from: number
  readonly columns: readonly Column[]
}

/** Items taken at a time: enough that messages cost nothing, few enough that all threads end together. */
const batch = 64

const task = workerData as SlimTask
const solve = columnSolver(task)
for (let from = Atomics.add(task.next, 0, batch); from < task.x.cols; from = Atomics.add(task.next, 0, batch)) {
  const columns: Column[] = []
  for (let item = from; item < Math.min(task.x.cols, from + batch); item++) columns.push(solve(item))
  parentPort?.postMessage({ from, columns } satisfies SlimPart)
}
