/**
 * How long a change of the catalogue takes on Amazon Beauty (12,101 items), with rules, content and blend in service: PUT of one product that the models know, PUT of a new one, POST of 1,000 at once,
 * each with the first list after it, from the same process. Medians of seeded picks. Run: node bench/speed/items.mjs [--json FILE] [--data DIR: a folder with Beauty imported and trained]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { dataSet } from '../data-sets.mjs'
import { machine, percentiles } from '../machine.mjs'

const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined)
const engine = option('--engine') ?? fileURLToPath(new URL('../../engine', import.meta.url))
const rounds = 31
const events = dataSet('amazon-beauty', 'Beauty.txt.gz')
if (events === undefined) process.exit(0)

const load = (file) => import(pathToFileURL(join(engine, 'dist', file)).href)
const [{ openHouse }, { buildServer }, { Serving }] = await Promise.all([load('open.js'), load('http/server.js'), load('service/serving.js')])
const given = option('--data')
const folder = given ?? mkdtempSync(join(tmpdir(), 'candor-items-'))
const run = (...args) => {
  const { status, stderr } = spawnSync(process.execPath, [join(engine, 'bin/candor.js'), ...args, '--data', folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
if (given === undefined) {
  run('import', events, '--format', 'sequences', '--items', dataSet('amazon-beauty', 'Beauty_items.tsv.gz'), '--yes')
  run('train')
}
const opened = await openHouse(folder, { log: { info() {}, warn() {}, error() {} } })
const house = { ...opened, config: { ...opened.config, server: { ...opened.config.server, requestsPerMinute: 0, bodyLimit: 2 ** 26 } } }
const app = await buildServer(new Serving(house), { version: 'bench' })
const known = house.store.items()
const ask = async (method, url, payload) => {
  const start = performance.now()
  const response = await app.inject({ method, url, payload })
  if (response.statusCode !== 200) throw new Error(`${method} ${url}: ${response.statusCode} ${response.body.slice(0, 300)}`)
  return performance.now() - start
}
const list = () => ask('POST', '/v1/recommendations', { history: known.slice(100, 110).map(({ id }) => id), k: 10 })
const timings = {}
const measure = async (name, times, change) => {
  const [changes, lists] = [[], []]
  for (let round = 0; round < times; round++) {
    changes.push(await change(round))
    lists.push(await list())
  }
  timings[name] = { change: percentiles(changes), next: percentiles(lists) }
  console.log(`${name.padEnd(24)} change ${timings[name].change.p50.toFixed(1)} ms, the next list ${timings[name].next.p50.toFixed(1)} ms`)
}
try {
  for (let i = 0; i < 20; i++) await list()
  await measure('nothing', rounds, async () => 0)
  await measure('price of one', rounds, (round) => {
    const { id, ...fields } = known[(round * 389) % known.length]
    return ask('PUT', `/v1/items/${id}`, { ...fields, price: 1 + round })
  })
  const fresh = (n) => ({ ...known[(n * 97) % known.length], id: `fresh-${process.pid}-${n}` })
  await measure('a new one', rounds, (round) => ask('PUT', `/v1/items/${fresh(round).id}`, fresh(round)))
  const batches = app.hasRoute({ method: 'POST', url: '/v1/items' })
  if (batches) {
    await measure('prices of 1,000', 5, (round) =>
      ask(
        'POST',
        '/v1/items',
        known.slice(round * 1000, (round + 1) * 1000).map((item) => ({ ...item, price: 5 })),
      ),
    )
    await measure('1,000 new ones', 3, (round) =>
      ask(
        'POST',
        '/v1/items',
        Array.from({ length: 1000 }, (_, n) => fresh(1000 * (round + 1) + n)),
      ),
    )
  }
  for (const { id } of house.store.items()) if (id.startsWith(`fresh-${process.pid}-`)) await house.store.deleteItem(id)
} finally {
  await app.close()
  await house.store.close()
  if (given === undefined) rmSync(folder, { recursive: true, force: true })
}
const file = option('--json')
if (file !== undefined) writeFileSync(file, `${JSON.stringify({ ...machine(), items: known.length, timings }, null, 2)}\n`)
