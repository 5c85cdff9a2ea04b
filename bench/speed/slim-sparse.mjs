// Seconds, memory and file size of `slim-sparse` with its defaults as the catalogue grows to 92,331 items: made shops, then Complete Journey, a real catalogue of that size most of whose
// products nobody bought in the sample. Each in a process of its own, so that the peak is its own.
//   node bench/speed/slim-sparse.mjs [--json FILE]
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { brotliDecompressSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { historyOf, interactionsFromSequences } from '../../engine/dist/data/interactions.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { slimSparse } from '../../engine/dist/models/slim-sparse.js'
import { machine, percentiles } from '../machine.mjs'
import { madeShop } from '../made-shop.mjs'

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } })
const folder = `${process.env.CANDOR_DATA_SETS ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))}/completejourney`
const shops = {
  'made, 1x': () => madeOf(23_083),
  'made, 2x': () => madeOf(46_166),
  'made, 4x': () => madeOf(92_331),
  'Complete Journey': completeJourney,
}

if (values.only) {
  console.log(JSON.stringify(await measured(values.only)))
} else {
  const rows = []
  for (const name of Object.keys(shops)) {
    if (name === 'Complete Journey' && !existsSync(folder)) {
      console.log(`${name}: left out, ${folder} is not there.`)
      continue
    }
    rows.push(JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--only', name], { encoding: 'utf8' })))
    console.log(JSON.stringify(rows.at(-1)))
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ ...machine(), seed: 20, rows }, null, 1)}\n`)
}

async function measured(name) {
  const data = shops[name]()
  const before = process.memoryUsage().rss
  const started = performance.now()
  const model = await slimSparse.fit(data, parseParams(slimSparse.params, {}, 'slim-sparse'), { seed: 1 })
  const seconds = (performance.now() - started) / 1000
  const peak = process.resourceUsage().maxRSS / 1024
  const out = new Float32Array(data.items.length)
  const times = []
  for (let person = 0; person < 200; person++) {
    const begun = performance.now()
    await model.score([historyOf(data, person)], out)
    times.push(performance.now() - begun)
  }
  return {
    name,
    people: data.people.length,
    items: data.items.length,
    itemsWithEvents: new Set(data.cols).size,
    events: data.cols.length,
    seconds: Number(seconds.toFixed(1)),
    megabytesBefore: Math.round(before / 2 ** 20),
    megabytesPeak: Math.round(peak),
    megabytesFile: Math.round(model.save().length / 1e6),
    scoreMs: percentiles(times),
  }
}

/** Two people for three items, 25 draws each. */
function madeOf(items) {
  const sequences = madeShop(Math.round((items * 2) / 3), items, 25)
  return interactionsFromSequences(
    sequences,
    Array.from({ length: items }, (_, item) => ({ id: `i${item}` })),
  )
}

function completeJourney() {
  const table = (name) => parse(brotliDecompressSync(readFileSync(`${folder}/${name}.csv.br`)), { columns: true })
  const people = new Map()
  for (const { household_id: person, product_id: item } of table('transactions_sample')) people.set(person, [...(people.get(person) ?? []), item])
  return interactionsFromSequences(
    [...people],
    table('products').map((row) => ({ id: row.product_id })),
  )
}
