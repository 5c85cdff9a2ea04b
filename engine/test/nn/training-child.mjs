// A training in a process of its own, for the test that kills it: resumes from the checkpoint file named by its argument, says how far it is, and at last the trained weights.
import { existsSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { trainInThread } from '../../dist/nn/thread.js'
import { plantedInput } from './planted-input.mjs'

const file = process.argv[2]
const say = (value) => writeSync(1, `${JSON.stringify(value)}\n`)
const checkpoint = {
  seconds: 0,
  load: async () => {
    const bytes = existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined
    say({ resumed: bytes !== undefined })
    return bytes
  },
  save: async (bytes) => {
    writeFileSync(`${file}.half`, bytes)
    renameSync(`${file}.half`, file)
    say({ saved: bytes.length })
  },
}
const { weights, bestEpoch, curve } = await trainInThread(new URL('./planted-task.mjs', import.meta.url), plantedInput(), { seed: 3, checkpoint })
const plain = (arrays) => Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, [...array]]))
say({ trained: { parameters: plain(weights.parameters), tables: plain(weights.tables), bestEpoch, curve } })
