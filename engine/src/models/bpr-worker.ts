import { parentPort, workerData } from 'node:worker_threads'
import { type BprPlan, trainBpr } from './bpr-train.ts'

/** What thread 0 posts after each epoch. */
export interface BprProgress {
  readonly epoch: number
  readonly right: number
}

const { plan, thread } = workerData as { plan: BprPlan; thread: number }
trainBpr(plan, thread, (epoch, right) => parentPort?.postMessage({ epoch, right } satisfies BprProgress))
