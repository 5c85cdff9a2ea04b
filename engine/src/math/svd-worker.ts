import { parentPort, workerData } from 'node:worker_threads'
import { openProducts } from './products.ts'
import { type SvdErrand, subspaceIteration } from './svd.ts'

/** The thread behind `svd.ts`: reports its progress, hands the result back by transfer, ends. */
const { x, stop, ...options } = workerData as SvdErrand
const result = await subspaceIteration(x, options, await openProducts(), (progress) => {
  if (Atomics.load(stop, 0) === 1) throw new Error('stopped')
  parentPort?.postMessage({ progress })
})
parentPort?.postMessage({ result }, [result.right.buffer as ArrayBuffer, result.values.buffer as ArrayBuffer])
