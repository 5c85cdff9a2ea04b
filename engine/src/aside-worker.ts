import { parentPort, workerData } from 'node:worker_threads'
import type { AsideAnswer, AsideTask } from './aside.ts'
import { CandorError } from './errors.ts'
import { openHouse } from './open.ts'
import { doErrand } from './service/errands.ts'

/** The thread of `aside`: opens the folder, does one errand, says what came of it and ends. */

const { folder, errand, config, now } = workerData as AsideTask
const port = parentPort!
const controller = new AbortController()
port.once('message', () => controller.abort())
port.postMessage(await answer())
port.close()

async function answer(): Promise<AsideAnswer> {
  try {
    const house = await openHouse(folder, { now: () => now })
    try {
      return { report: await doErrand({ ...house, config }, errand, controller.signal) }
    } finally {
      await house.store.close()
    }
  } catch (error) {
    if (error instanceof CandorError) return { failure: { code: error.code, message: error.message, details: error.details } }
    return {
      failure: { code: 'internal', message: `The ${errand} report failed: ${error instanceof Error ? error.message : String(error)}`, details: undefined },
    }
  }
}
