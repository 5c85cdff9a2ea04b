import { Worker } from 'node:worker_threads'
import { throwIfCancelled } from '../errors.ts'
import { workerUrl } from '../worker.ts'
import type { BackendOptions } from './backend.ts'
import { identityOf } from './identity.ts'
import type { Start } from './start.ts'
import type { Progress, Trained } from './trainer.ts'

/** What a training takes of a `FitContext`. */
export interface TrainContext {
  readonly seed: number
  readonly signal?: AbortSignal
  readonly progress?: (step: Progress) => void
  readonly checkpoint?: CheckpointPlace
}

/** How a training is run. */
export interface ThreadOptions {
  readonly backend?: BackendOptions
  /** What it begins from, instead of chance. */
  readonly start?: Start | undefined
}

/** Where one training keeps its checkpoint. */
export interface CheckpointPlace {
  /** The last one saved, if any. */
  load(): Promise<Uint8Array | undefined>
  /** Puts it in the place of the last one, whole or not at all. */
  save(bytes: Uint8Array): Promise<void>
  /** Seconds between checkpoints. Default 30. */
  readonly seconds?: number
}

/** What the thread is given. */
export interface Errand {
  readonly module: string
  readonly input: unknown
  readonly seed: number
  readonly identity: string
  readonly checkpoint: Uint8Array | undefined
  /** Seconds between checkpoints; undefined: none. */
  readonly seconds: number | undefined
  readonly start: Start | undefined
  readonly backend: BackendOptions
  /** Set to 1 to stop [1]. */
  readonly stop: Int32Array
}

export type Message = { readonly progress: Progress } | { readonly checkpoint: Uint8Array } | { readonly trained: Trained }

/**
 * Trains in a thread of its own, so that the caller goes on answering. `module` is the address of the compiled file whose export `task` makes the `Task` (see `TaskFactory`) from `input`: plain
 * data that can be copied to a thread. Checkpoints go to `ctx.checkpoint`, and one found there that is of the same module, input and seed is resumed.
 * @throws CandorError `cancelled` when the signal fires: within one step of the training
 */
export async function trainInThread<I>(module: URL, input: I, ctx: TrainContext, { backend = {}, start }: ThreadOptions = {}): Promise<Trained> {
  throwIfCancelled(ctx.signal)
  const place = ctx.checkpoint
  const errand: Errand = {
    module: module.href,
    input,
    seed: ctx.seed,
    identity: identityOf([module.pathname.split('/').at(-1), ctx.seed, input, start]),
    checkpoint: await place?.load(),
    seconds: place === undefined ? undefined : (place.seconds ?? 30),
    start,
    backend,
    stop: new Int32Array(new SharedArrayBuffer(4)),
  }
  throwIfCancelled(ctx.signal)
  const worker = new Worker(workerUrl(import.meta.url, './training-worker.ts'), { workerData: errand })
  // A thread terminated inside the native library can abort the whole process: so it is asked to stop between two steps and ends by itself.
  const stop = (): void => void Atomics.store(errand.stop, 0, 1)
  const saving = saver(place, stop)
  ctx.signal?.addEventListener('abort', stop, { once: true })
  try {
    const trained = await new Promise<Trained | undefined>((resolve, reject) => {
      let result: Trained | undefined
      let failure: unknown
      worker.on('message', (message: Message) => {
        if ('trained' in message) result = message.trained
        else if ('checkpoint' in message) saving.offer(message.checkpoint)
        else if (ctx.signal?.aborted !== true) ctx.progress?.(message.progress)
      })
      worker.on('error', (error) => {
        failure = error
      })
      worker.on('exit', (code) => {
        if (failure !== undefined) reject(failure)
        else if (code !== 0) reject(new Error(`The training thread ended early, with code ${code}.`))
        else resolve(result)
      })
    })
    await saving.settled()
    throwIfCancelled(ctx.signal)
    if (trained === undefined) throw new Error('The training thread ended without a result.')
    return trained
  } finally {
    ctx.signal?.removeEventListener('abort', stop)
  }
}

/** Saves one checkpoint after the other; while one is being written, of those that come only the newest waits. Where saving fails the training is stopped, and `settled` throws why. */
function saver(place: CheckpointPlace | undefined, fail: () => void): { offer(bytes: Uint8Array): void; settled(): Promise<void> } {
  let next: Uint8Array | undefined
  let running: Promise<void> | undefined
  const run = async (): Promise<void> => {
    while (next !== undefined) {
      const bytes = next
      next = undefined
      await place?.save(bytes)
    }
    running = undefined
  }
  return {
    offer(bytes) {
      next = bytes
      running ??= run()
      running.catch(fail)
    },
    settled: async () => running,
  }
}
