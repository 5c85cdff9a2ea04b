/**
 * One piece of work of bench/speed/size.mjs, cost.mjs or profile.mjs, in a process of its own so that its peak of memory is its own: node bench/size-job.mjs JOB TIMES FOLDER [JSON], where JOB is `store`, `read` or a model's name, and the JSON
 * `{ lengths, params }` how many times as long histories are and a model's parameters.
 * Says { seconds, events } on standard output, the seconds of the work alone.
 */
import { interactionsFromSequences } from '../engine/dist/data/interactions.js'
import { algorithm } from '../engine/dist/models/index.js'
import { parseParams } from '../engine/dist/models/params.js'
import { openStore } from '../engine/dist/store/embedded.js'
import { madeSequences } from './made-shop.mjs'

const [job, times, folder, more = '{}'] = process.argv.slice(2)
const { lengths = 1, params = {} } = JSON.parse(more)
const shop = { people: 6000 * Number(times), items: 2500 * Number(times), lengths }

const jobs = {
  /** Every event into an empty store, in the batches of an import. */
  async store() {
    const store = await openStore(folder)
    const sequences = madeSequences(shop)
    let events = 0
    const seconds = await timed(async () => {
      const batch = []
      for (const [user, items] of sequences) {
        for (const item of items) {
          batch.push({ id: `e${events}`, event: 'purchase', user, item, at: 1.7e12 + events * 1000 })
          events++
          if (batch.length === 2500) await store.append(batch.splice(0))
        }
      }
      await store.append(batch)
    })
    await store.close()
    return { seconds, events }
  },
  /** The reading for training. */
  async read() {
    const store = await openStore(folder)
    let events = 0
    const seconds = await timed(async () => {
      for await (const columns of store.readEvents()) events += columns.ids.length
    })
    await store.close()
    return { seconds, events }
  },
}

async function fit() {
  const data = interactionsFromSequences(madeSequences(shop))
  const recipe = algorithm(job)
  const seconds = await timed(async () => {
    const model = await recipe.fit(data, parseParams(recipe.params, params, job), { seed: 1 })
    if (model.items.length !== data.items.length) throw new Error(`${job} lacks items.`)
  })
  return { seconds, events: data.cols.length }
}

async function timed(work) {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

console.log(JSON.stringify(await (jobs[job] ?? fit)()))
