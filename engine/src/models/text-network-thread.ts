import { Worker } from 'node:worker_threads'
import { CandorError, type ErrorCode, throwIfCancelled } from '../errors.ts'
import { workerUrl } from '../worker.ts'
import type { FitContext } from './model.ts'
import type { EncoderFiles, TextNetwork } from './text-network.ts'

/** What the thread is given. */
export interface NetworkErrand {
  readonly files: EncoderFiles
  readonly texts: readonly string[]
  /** Set to 1 to stop [1]. */
  readonly stop: Int32Array
}

type Encodings = Awaited<ReturnType<TextNetwork['encode']>>
export type NetworkMessage =
  | { readonly done: number }
  | { readonly encoded: Encodings }
  | { readonly fault: { readonly code: ErrorCode; readonly message: string } }

/** Reads texts with an encoder of somebody else's, in a thread of its own: a network blocks the thread that it runs on. Throws as `openTextNetwork` does, and `cancelled` within one batch. */
export async function readInThread(files: EncoderFiles, texts: readonly string[], ctx: FitContext): Promise<Encodings> {
  throwIfCancelled(ctx.signal)
  const errand: NetworkErrand = { files, texts, stop: new Int32Array(new SharedArrayBuffer(4)) }
  const worker = new Worker(workerUrl(import.meta.url, './text-network-worker.ts'), { workerData: errand })
  // Terminated inside the native library it could take the whole process along, so it is asked.
  const stop = (): void => void Atomics.store(errand.stop, 0, 1)
  ctx.signal?.addEventListener('abort', stop, { once: true })
  try {
    return await new Promise<Encodings>((resolve, reject) => {
      let outcome: () => void = () => reject(new Error('The thread that reads texts ended without a result.'))
      worker.on('message', (message: NetworkMessage) => {
        if ('done' in message) ctx.progress?.({ stage: 'read the texts', done: message.done })
        else if ('encoded' in message) outcome = () => resolve(message.encoded)
        else outcome = () => reject(new CandorError(message.fault.code, message.fault.message))
      })
      worker.on('error', (error) => {
        outcome = () => reject(error)
      })
      worker.on('exit', () => outcome())
    })
  } finally {
    ctx.signal?.removeEventListener('abort', stop)
    throwIfCancelled(ctx.signal)
  }
}
