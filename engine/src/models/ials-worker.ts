import { parentPort, workerData } from 'node:worker_threads'
import { type IalsPlan, trainIals } from './ials-train.ts'

/** What thread 0 posts after each iteration. */
export interface IalsProgress {
  readonly iteration: number
  readonly objective: number
}

const { plan, thread } = workerData as { plan: IalsPlan; thread: number }
trainIals(plan, thread, (iteration, objective) => parentPort?.postMessage({ iteration, objective } satisfies IalsProgress))
