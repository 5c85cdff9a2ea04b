import { Worker } from 'node:worker_threads'
import { CandorError, type ErrorCode } from './errors.ts'
import type { Errand, House } from './service/house.ts'
import { workerUrl } from './worker.ts'

/** What the thread is given. */
export interface AsideTask {
  readonly folder: string
  readonly errand: Errand
  readonly config: House['config']
  readonly now: number
}

/** What it answers, once. */
export type AsideAnswer =
  | { readonly report: unknown }
  | { readonly failure: { readonly code: ErrorCode; readonly message: string; readonly details: Record<string, unknown> | undefined } }

/**
 * Does an errand in a thread of its own, with its own hold on the house's data folder. When the signal fires the thread is asked to stop, and the promise settles once it has ended: a thread that is
 * terminated inside a native library can take the whole process with it. Throws what the errand throws.
 */
export async function aside(house: House, errand: Errand, signal: AbortSignal): Promise<unknown> {
  const task: AsideTask = { folder: house.folder, errand, config: house.config, now: house.now() }
  const worker = new Worker(workerUrl(import.meta.url, './aside-worker.ts'), { workerData: task, name: `candor-${errand}` })
  const stop = (): void => worker.postMessage('stop')
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    const answer = await new Promise<AsideAnswer>((resolve, reject) => {
      let said: AsideAnswer | undefined
      worker.on('message', (message: AsideAnswer) => {
        said = message
      })
      worker.on('error', reject)
      worker.on('exit', (code) => {
        if (said === undefined) reject(new Error(`The thread of the ${errand} report ended early, with code ${code}.`))
        else resolve(said)
      })
    })
    if ('report' in answer) return answer.report
    const { code, message, details } = answer.failure
    throw new CandorError(code, message, details === undefined ? {} : { details })
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
