// A second process for the reliability tests: uses the built store as any program would. Arguments: what to do, the folder, and a name.
import { writeSync } from 'node:fs'
import { openArtifacts } from '../../dist/store/artifacts.js'
import { openStore } from '../../dist/store/embedded.js'

const [what, folder, name = ''] = process.argv.slice(2)
const say = (value) => writeSync(1, `${JSON.stringify(value)}\n`)

const work = {
  /** Sixteen clients at once, batches of 1 to 40, for ever; says each batch after it was acknowledged. */
  async ingest() {
    const store = await openStore(folder)
    const client = async (number) => {
      for (let batch = 0; ; batch++) {
        const size = 1 + ((number * 7 + batch * 13) % 40)
        const events = Array.from({ length: size }, (_, n) => ({
          id: `${name}-${number}-${batch}/${n}/${size}`,
          event: 'view_item',
          user: `u${(batch * n) % 50}`,
          item: `i${n}`,
          at: 1e12 + batch,
        }))
        await store.append(events)
        say({ batch: `${name}-${number}-${batch}`, size })
      }
    }
    await Promise.all(Array.from({ length: 16 }, (_, number) => client(number)))
  },

  /** Appends 150 batches, every second event shared with the other processes; says how many were accepted. */
  async share() {
    const store = await openStore(folder)
    let accepted = 0
    for (let batch = 0; batch < 150; batch++) {
      const events = Array.from({ length: 10 }, (_, n) => ({
        id: n % 2 === 0 ? `shared-${batch}-${n}` : `${name}-${batch}-${n}`,
        event: 'purchase',
        user: n % 5 === 0 ? 'forgotten' : `${n % 2 === 0 ? 'shared' : name}-${n}`,
        item: `i${(batch * n) % 30}`,
        at: batch,
      }))
      accepted += (await store.append(events)).accepted
    }
    await store.close()
    say({ accepted })
  },

  /** Appends until it cannot; says what was acknowledged, the error, and what a new look at the store finds. */
  async fill() {
    const store = await openStore(folder)
    let acknowledged = 0
    for (;;) {
      const events = Array.from({ length: 100 }, (_, n) => ({ id: `${acknowledged + n}`, event: 'search', user: 'u', at: n, query: 'x'.repeat(200) }))
      try {
        await store.append(events)
        acknowledged += events.length
      } catch (error) {
        say({ acknowledged, code: error.code, message: error.message, found: store.counts().events })
        break
      }
    }
    const artifacts = openArtifacts(folder)
    await artifacts.put('model', new Uint8Array(100_000_000)).catch((error) => say({ code: error.code }))
    say({ artifacts: await artifacts.list('model') })
    await store.close()
  },

  async open() {
    const store = await openStore(folder)
    const found = store.counts().events
    const outcome = await store.append([{ id: 'one more', event: 'view_item', user: 'u', item: 'i', at: 1 }]).catch(({ code, message }) => ({ code, message }))
    say({ found, ...outcome })
    await store.close()
  },
}

try {
  await work[what]()
} catch (error) {
  say({ code: error.code, message: error.message })
}
