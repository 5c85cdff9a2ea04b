/**
 * `candor start` in an empty folder, which makes a shop, trains, evaluates and serves, and again with what is there: seconds until it answers /readyz, and the peak of resident memory.
 * Run: node bench/speed/start.mjs [--rounds 2] [--json FILE]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { candor, child } from '../child.mjs'
import { machine, spread } from '../machine.mjs'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '2' }, json: { type: 'string' } } })
const begun = machine()
const sides = { first: [], second: [] }
for (let round = 0; round < Number(values.rounds); round++) {
  const folder = mkdtempSync(join(tmpdir(), 'candor-start-'))
  try {
    for (const side of Object.keys(sides)) sides[side].push(await start(folder))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
const result = Object.fromEntries(
  Object.entries(sides).map(([side, runs]) => [
    side,
    { seconds: spread(runs.map((run) => Number(run.seconds.toFixed(2)))), megabytes: spread(runs.map((run) => run.megabytes)) },
  ]),
)
for (const [side, { seconds, megabytes }] of Object.entries(result))
  console.log(`${side} start: ready after ${seconds.median} s (${seconds.low} to ${seconds.high}), peak ${megabytes.median} MB`)
if (values.json) writeFileSync(values.json, `${JSON.stringify({ what: 'start', ...result, machine: begun }, null, 2)}\n`)

async function start(folder) {
  const begin = performance.now()
  const server = child(candor, ['start', '--port', '0', '--json', '--data', folder])
  const { url } = JSON.parse((await server.first).line)
  const response = await fetch(`${url}/readyz`)
  if (response.status !== 200) throw new Error(`/readyz answered ${response.status}.`)
  const seconds = (performance.now() - begin) / 1000
  server.stop()
  return { seconds, megabytes: (await server.ended).megabytes }
}
