import { parentPort, workerData } from 'node:worker_threads'
import { type GraphPlan, trainGraph } from './lightgcn-train.ts'

/** What thread 0 posts after each epoch. */
export interface GraphProgress {
  readonly epoch: number
  readonly loss: number
}

const { plan, thread } = workerData as { plan: GraphPlan; thread: number }
trainGraph(plan, thread, (epoch, loss) => parentPort?.postMessage({ epoch, loss } satisfies GraphProgress))
