import { parentPort, workerData } from 'node:worker_threads'
import { CandorError } from '../errors.ts'
import { openBackend } from '../nn/index.ts'
import { openTextNetwork } from './text-network.ts'
import type { NetworkErrand, NetworkMessage } from './text-network-thread.ts'

/** The thread behind `readInThread`: reports its progress, hands the vectors back by transfer, ends. */
async function run({ files, texts, stop }: NetworkErrand): Promise<void> {
  const post = (message: NetworkMessage, moved: ArrayBuffer[] = []): void => parentPort?.postMessage(message, moved)
  try {
    const network = await openTextNetwork(await openBackend(), files)
    const encoded = await network.encode(texts, (done) => {
      if (Atomics.load(stop, 0) === 1) throw new CandorError('cancelled', 'stopped')
      post({ done })
    })
    await network.close()
    post({ encoded }, [encoded.vectors.buffer as ArrayBuffer])
  } catch (error) {
    // An error loses its class on the way to another thread.
    if (!(error instanceof CandorError)) throw error
    post({ fault: { code: error.code, message: error.message } })
  }
}

await run(workerData as NetworkErrand)
