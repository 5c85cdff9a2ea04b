/**
 * Latency of POST /v1/recommendations while `candor train` works on the same cores: lists of the default model on Amazon Beauty, 40 requests a second sent at fixed times whatever the answers take, without and with a network
 * in training beside the server, in turn. Run: node bench/speed/while-training.mjs [--rounds 3] [--seconds 15] [--json FILE]
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { candor } from '../child.mjs'
import { machine, percentiles } from '../machine.mjs'
import { folder as sets } from '../quality/sets/read.mjs'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '15' }, json: { type: 'string' } },
})
const beauty = join(sets, 'amazon-beauty')
if (!existsSync(beauty)) {
  console.log('skipped: the Beauty data is not beside the project')
  process.exit(0)
}
const begun = machine()
const perSecond = 40
const folder = mkdtempSync(join(tmpdir(), 'candor-bench-'))
const run = (...args) => {
  const { status, stderr } = spawnSync(process.execPath, [candor, ...args, '--data', folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
run('import', join(beauty, 'Beauty.txt.gz'), '--format', 'sequences', '--items', join(beauty, 'Beauty_items.tsv.gz'), '--yes')
run('train')
writeFileSync(join(folder, 'config.json'), JSON.stringify({ server: { requestsPerMinute: 0, logLevel: 'warn' } }))
const histories = gunzipSync(readFileSync(join(beauty, 'Beauty.txt.gz')))
  .toString()
  .trim()
  .split('\n')
  .filter((_, index) => index % 7 === 0)
  .map((line) => line.split(' ').slice(1))
const server = spawn(process.execPath, [candor, 'serve', '--port', '0', '--json', '--data', folder], { stdio: ['ignore', 'pipe', 'inherit'] })
try {
  const { url } = JSON.parse(await new Promise((resolve) => server.stdout.once('data', (data) => resolve(String(data)))))
  let next = 0
  const once = async () => {
    const start = performance.now()
    const body = JSON.stringify({ history: histories[next++ % histories.length], k: 10 })
    const answer = await fetch(`${url}/v1/recommendations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    if (answer.status !== 200) throw new Error(`status ${answer.status}`)
    await answer.arrayBuffer()
    return performance.now() - start
  }
  const measure = async (seconds) => {
    const calls = []
    const start = performance.now()
    for (let at = 0; at < seconds * perSecond; at++) {
      await sleep(Math.max(0, start + (at * 1000) / perSecond - performance.now()))
      calls.push(once())
    }
    return Promise.all(calls)
  }
  await measure(3)
  const times = { alone: [], training: [] }
  for (let round = 0; round < Number(values.rounds); round++) {
    times.alone.push(...(await measure(Number(values.seconds))))
    const trainer = spawn(process.execPath, [candor, 'train', '--model', 'sasrec', '--params', '{"epochs":200}', '--data', folder], { stdio: 'ignore' })
    const ended = new Promise((resolve) => trainer.once('exit', resolve))
    await sleep(8000) // until it has read the events and its thread is at work
    times.training.push(...(await measure(Number(values.seconds))))
    if (trainer.exitCode !== null) throw new Error('The training ended before the measurement did.')
    trainer.kill('SIGTERM')
    await ended
  }
  const sides = Object.fromEntries(Object.entries(times).map(([side, all]) => [side, { requests: all.length, ...percentiles(all) }]))
  const ratio = Number((sides.training.p99 / sides.alone.p99).toFixed(2))
  console.table(sides)
  console.log(`p99 while training is ${ratio} of that without`)
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ what: 'while-training', perSecond, ...sides, ratio, machine: begun }, null, 2)}\n`)
} finally {
  server.kill('SIGTERM')
  await new Promise((resolve) => server.once('exit', resolve))
  rmSync(folder, { recursive: true, force: true })
}
