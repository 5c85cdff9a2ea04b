import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { throwIfCancelled } from '../errors.ts'

export interface ThreadOptions<M> {
  /** Takes what the threads post. Messages of one thread arrive in order, those of different threads in any. */
  readonly receive: (message: M) => void
  /** Stops every thread; the promise then rejects with `cancelled`. */
  readonly signal?: AbortSignal | undefined
}

/**
 * How many threads pay for a work of so many multiply-adds: one a core, so that this one stays free for others, and 0 (do it here) where starting them, some 40 ms, would cost more
 * than it saves.
 */
export function threadsFor(work: number): number {
  return work < 1e8 ? 0 : Math.max(1, Math.min(16, availableParallelism()))
}

/**
 * Runs one worker file in as many threads as `workerData` has entries, each given its own, until all have ended by themselves. When one fails the others are stopped
 * and its error is thrown.
 */
export async function runThreads<M>(file: URL, workerData: readonly unknown[], { receive, signal }: ThreadOptions<M>): Promise<void> {
  throwIfCancelled(signal)
  const workers = workerData.map((data) => new Worker(file, { workerData: data }))
  const stop = (): void => {
    for (const worker of workers) void worker.terminate()
  }
  signal?.addEventListener('abort', stop, { once: true })
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((resolve, reject) => {
            worker.on('message', receive)
            worker.on('error', reject)
            worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A training thread ended early, with code ${code}.`))))
          }),
      ),
    )
  } catch (error) {
    throwIfCancelled(signal)
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    stop()
  }
}

/** A copy of an array that all threads see at once. */
export function shared<T extends Float32Array | Float64Array | Int32Array>(array: T): T {
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => T)(new SharedArrayBuffer(array.byteLength))
  copy.set(array)
  return copy
}
