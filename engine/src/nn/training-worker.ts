import { parentPort, workerData } from 'node:worker_threads'
import type { Backend } from './backend.ts'
import { openBackend } from './open.ts'
import type { Task } from './task.ts'
import type { Errand, Message } from './thread.ts'
import { train } from './trainer.ts'

/** What a family's file exports as `task`. It runs in the training thread. */
export type TaskFactory<I> = (input: I, context: { readonly seed: number; readonly backend: Backend }) => Task | Promise<Task>

/** The thread behind `trainInThread`. */
async function run({ module, input, seed, identity, checkpoint, seconds, start, backend: options, stop }: Errand): Promise<void> {
  const post = (message: Message, moved: ArrayBuffer[] = []): void => parentPort?.postMessage(message, moved)
  const backend = await openBackend(options)
  const { task } = (await import(module)) as { task?: TaskFactory<unknown> }
  if (task === undefined) throw new TypeError(`${module} has no export "task".`)
  const trained = await train(await task(input, { seed, backend }), backend, {
    seed,
    identity,
    checkpoint,
    start,
    stopped: () => Atomics.load(stop, 0) === 1,
    report: (progress) => post({ progress }),
    save: seconds === undefined ? undefined : { seconds, checkpoint: (bytes) => post({ checkpoint: bytes }, [bytes.buffer as ArrayBuffer]) },
  })
  if (trained !== undefined) post({ trained })
}

await run(workerData as Errand)
