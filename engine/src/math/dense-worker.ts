import { parentPort, workerData } from 'node:worker_threads'
import type { DenseErrand } from './dense.ts'
import { openProducts } from './products.ts'
import { type Advance, factorTiles, invertFactored, solveFactored } from './tiles.ts'

/** The thread behind `dense.ts`: takes one task, reports its progress, hands the result back by transfer, ends. */
async function run(task: DenseErrand): Promise<void> {
  const { n, stop } = task
  const products = await openProducts()
  const total = n ** 3 / 3 + (task.kind === 'invert' ? (2 * n ** 3) / 3 : 2 * n * n * task.m)
  let done = 0
  const advance: Advance = (operations) => {
    if (Atomics.load(stop, 0) === 1) throw new Error('stopped')
    done += operations
    if (done > 0) parentPort?.postMessage({ progress: Math.min(0.999, done / total) })
  }
  // A twenty-fourth keeps the share of work on diagonal blocks near 4 %; below 128 and above 1024 the products lose speed.
  const tile = Math.min(1024, Math.max(128, Math.ceil(n / 24 / 32) * 32))
  const factor = await factorTiles(products, task.a, n, tile, advance)
  if (task.kind === 'invert') {
    await invertFactored(products, factor, task.a, advance)
    parentPort?.postMessage({ result: task.a }, [task.a.buffer as ArrayBuffer])
  } else {
    const { b, m } = task
    task.a = new Float32Array(0) // lets go of the matrix before the strips are made
    await solveFactored(products, factor, b, m, advance)
    parentPort?.postMessage({ result: b }, [b.buffer as ArrayBuffer])
  }
}

await run(workerData as DenseErrand)
