import { constants, setPriority } from 'node:os'
import type { ToTraining } from './apart.ts'
import { CandorError } from './errors.ts'
import { openHouse } from './open.ts'
import { train } from './service/train.ts'
import { goOnLater } from './service/training-account.ts'

/** The process of `trainApart`: does one training and ends. What became of it stands in the training's record. */

const controller = new AbortController()
const end = (): void => controller.abort(goOnLater)
// Ctrl-C reaches every process of a terminal.
process.on('SIGINT', end)
process.on('SIGTERM', end)
process.on('message', (message: ToTraining) => {
  if (message.kind === 'end') return end()
  void work(message).finally(() => process.exit())
})

async function work({ folder, task }: Extract<ToTraining, { kind: 'train' }>): Promise<void> {
  try {
    setPriority(constants.priority.PRIORITY_LOW)
  } catch {
    // Some containers forbid it; the work is the same, its neighbours only slower.
  }
  const house = await openHouse(folder)
  const { model, run, params, seed, warm } = task
  try {
    await train(house, { models: [model], run, seed, warm, signal: controller.signal, ...(params === undefined ? {} : { params }) })
  } catch (error) {
    if (!controller.signal.aborted && !(error instanceof CandorError && error.code === 'cancelled'))
      house.log.error({ error: String(error), model }, 'a training failed')
  } finally {
    await house.store.close()
  }
}
