/**
 * The embedded store: durable events a second with 1, 8 and 64 clients that send one event each, with batches of 100 and with the batches of an import; a person's last 50 events;
 * the reading for training; forgetting. Every append waits for the disk. Seeded. Run: node bench/speed/store.mjs [--json FILE] [--folder DIR] (DIR on the disk to be measured)
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../engine/dist/store/embedded.js'
import { machine, percentiles } from '../machine.mjs'

const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined)
const folder = mkdtempSync(join(option('--folder') ?? tmpdir(), 'candor-bench-'))
const store = await openStore(folder)

let state = 7
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}
const people = 20_000
let arrivals = 0
/** A page view as a storefront sends it; people and items with a long tail. */
const event = () => {
  const n = arrivals++
  return {
    id: `0192f3c4-${n.toString(16).padStart(12, '0')}`,
    event: n % 9 === 0 ? 'purchase' : 'view_item',
    user: `customer-${Math.floor(random() ** 2 * people)}`,
    item: `SKU-${Math.floor(random() ** 2 * 12_000)}`,
    at: 1.7e12 + n * 1000,
    ...(n % 9 === 0 && { quantity: 1 + (n % 5), price: 2.55 }),
    context: { basket: `b${Math.floor(n / 20)}` },
  }
}
const events = (n) => Array.from({ length: n }, event)

/** Clients that each send the next batch as soon as the last was acknowledged. */
async function appenders(clients, size, seconds) {
  const times = []
  const start = performance.now()
  const until = start + seconds * 1000
  const client = async () => {
    while (performance.now() < until) {
      const sent = performance.now()
      await store.append(events(size))
      times.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return { clients, batch: size, eventsPerSecond: Math.round((times.length * size * 1000) / (performance.now() - start)), milliseconds: percentiles(times) }
}

let start = performance.now()
for (let left = 541_909; left > 0; left -= 2500) await store.append(events(Math.min(2500, left)))
const bulk = { events: store.counts().events, batch: 2500, seconds: seconds(start) }

// The sides interleaved, three rounds, the middle one by rate kept.
const cases = [
  [1, 1],
  [8, 1],
  [64, 1],
  [512, 1],
  [1, 100],
  [8, 100],
]
const rounds = Array.from({ length: 3 }, () => [])
for (const round of rounds) for (const [clients, size] of cases) round.push(await appenders(clients, size, 1.5))
const append = cases.map((_, index) => rounds.map((round) => round[index]).sort((a, b) => a.eventsPerSecond - b.eventsPerSecond)[1])

while (store.counts().events < 1_000_000) await store.append(events(Math.min(2500, 1_000_000 - store.counts().events)))
const reads = []
let entries = 0
for (let n = 0; n < 4000; n++) {
  const actor = `u:customer-${Math.floor(random() ** 2 * people)}`
  const asked = performance.now()
  entries += store.eventsOf(actor, { limit: 50 }).length
  reads.push((performance.now() - asked) * 1000)
}
const history = { entriesOnAverage: entries / 4000, microseconds: percentiles(reads) }

const readings = []
for (let round = 0; round < 3; round++) {
  start = performance.now()
  let rows = 0
  for await (const columns of store.readEvents()) rows += columns.ids.length
  readings.push({ rows, seconds: seconds(start) })
}
const training = readings.sort((a, b) => a.seconds - b.seconds)[1]

start = performance.now()
const { events: gone } = await store.forget('u:customer-0')
const answered = seconds(start)
const megabytes = Math.round(statSync(join(folder, 'candor.db')).size / 2 ** 20)
// Closing wipes what a large file still holds of them.
start = performance.now()
await store.close()
const forget = { events: gone, seconds: answered, wipeSeconds: seconds(start) }
start = performance.now()
const again = await openStore(folder)
const open = { seconds: seconds(start), events: again.counts().events }
await again.close()
rmSync(folder, { recursive: true, force: true })

const result = {
  what: 'store',
  append,
  bulk,
  history,
  training,
  forget,
  open,
  megabytes,
  residentMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  machine: machine(),
}
for (const { clients, batch, eventsPerSecond, milliseconds } of append) {
  console.log(
    `append  ${String(clients).padStart(3)} clients × ${String(batch).padStart(3)}: ${String(eventsPerSecond).padStart(7)} events/s, p50 ${milliseconds.p50.toFixed(1)} ms, p99 ${milliseconds.p99.toFixed(1)} ms`,
  )
}
console.log(`import  ${bulk.events} events in batches of ${bulk.batch}: ${bulk.seconds} s`)
console.log(
  `history ${history.entriesOnAverage.toFixed(0)} entries: p50 ${history.microseconds.p50.toFixed(0)} µs, p99 ${history.microseconds.p99.toFixed(0)} µs`,
)
console.log(`columns ${training.rows} rows: ${training.seconds} s`)
console.log(
  `forget  ${forget.events} events of one person: ${forget.seconds} s; wiping ${megabytes} MB: ${forget.wipeSeconds} s; opening again ${open.seconds} s`,
)
if (option('--json')) writeFileSync(option('--json'), `${JSON.stringify(result, null, 2)}\n`)

function seconds(since) {
  return Math.round(performance.now() - since) / 1000
}
