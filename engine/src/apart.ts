import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { gcFlags } from './gc-flags.ts'
import type { House, TrainTask } from './service/house.ts'
import { workerUrl } from './worker.ts'

/** From the first process to the one that trains: what it is to do, and that it is to end. */
export type ToTraining = { readonly kind: 'train'; readonly folder: string; readonly task: TrainTask } | { readonly kind: 'end' }

/** How long a process that was told to end is waited for, in milliseconds. */
const patience = 5000

/**
 * Does a training in a process of its own, so that its memory is its own, and whatever kills it kills nothing else. It says in its record how far it is and how it ended; the promise resolves with how the process ended. When the signal
 * fires it is told to end. A server that dies does not take it along.
 */
export async function trainApart(house: House, task: TrainTask, signal: AbortSignal): Promise<string> {
  const child = fork(fileURLToPath(workerUrl(import.meta.url, './train-process.ts')), {
    // What the server was given in memory, its trainings are given too; how it collects garbage is its own.
    execArgv: process.execArgv.filter((flag) => flag.startsWith('--max-') && !gcFlags.includes(flag)),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const tell = (message: ToTraining): void => {
    if (child.connected) child.send(message, () => undefined)
  }
  let timer: NodeJS.Timeout | undefined
  const end = (): void => {
    tell({ kind: 'end' })
    timer = setTimeout(() => child.kill('SIGKILL'), patience)
  }
  try {
    return await new Promise<string>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, by) => resolve(`ended with ${by ?? `code ${code}`}`))
      tell({ kind: 'train', folder: house.folder, task })
      signal.addEventListener('abort', end, { once: true })
      if (signal.aborted) end()
    })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}
