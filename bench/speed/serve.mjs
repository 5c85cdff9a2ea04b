/**
 * Latency and throughput of POST /v1/recommendations over HTTP on Amazon Beauty (12,101 items), with and without reasons, at 1, 8 and 64 connections: each asking again as soon as it is
 * answered, which keeps the server as busy as it can be, and, with reasons, 8 connections asking 400, 600 and 800 times a second between them whether the answer before is there or not, at even times and at random
 * ones (a Poisson process); there the time runs from when a request was due, so that a slow answer counts for all who wait behind it.
 * The server is `candor serve --workers N`, with one and with two processes, on the cores that the client uses too; histories are people's real ones, sent in the request. Seeded, the two sides interleaved.
 * Run: node bench/speed/serve.mjs [--json FILE] [--model NAME] [--workers 1,2] [--data FOLDER, imported and trained before]
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { Random } from '../../engine/dist/math/random.js'
import { dataSet } from '../data-sets.mjs'
import { machine, percentiles } from '../machine.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const candor = join(root, 'engine/bin/candor.js')
const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined)
const model = option('--model') ?? 'blend'
const settings = (option('--workers') ?? '1,2').split(',').map(Number)

const events = dataSet('amazon-beauty', 'Beauty.txt.gz')
const items = dataSet('amazon-beauty', 'Beauty_items.tsv.gz')
if (events === undefined || items === undefined) process.exit(0)
const given = option('--data')
const folder = given ?? mkdtempSync(join(tmpdir(), 'candor-bench-'))
const run = (...args) => {
  const { status, stderr } = spawnSync(process.execPath, [candor, ...args, '--data', folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
if (given === undefined) {
  run('import', events, '--format', 'sequences', '--items', items, '--yes')
  run('train')
}
if (!['rules', 'content', 'blend'].includes(model)) run('train', '--model', model)
writeFileSync(join(folder, 'config.json'), JSON.stringify({ server: { requestsPerMinute: 0, logLevel: 'warn' } }))
const histories = gunzipSync(readFileSync(events))
  .toString()
  .trim()
  .split('\n')
  .filter((_, index) => index % 7 === 0)
  .map((line) => line.split(' ').slice(1))

let next = 0
/** One request; resolves when it is answered. */
function ask(url, agent, explain) {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ history: histories[next++ % histories.length], k: 10, model, ...(explain ? { explain: true } : {}) })
    const call = request(
      `${url}/v1/recommendations`,
      { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } },
      (response) => {
        response.resume()
        response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`status ${response.statusCode}`))))
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

async function measure(url, connections, explain, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times = []
  const begin = performance.now()
  const until = begin + seconds * 1000
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let start = performance.now(); start < until; start = performance.now()) {
        await ask(url, agent, explain)
        times.push(performance.now() - start)
      }
    }),
  )
  agent.destroy()
  return { times, perSecond: times.length / ((performance.now() - begin) / 1000) }
}

/** When requests are due, in milliseconds, so many a second: at even times, or as people come who know nothing of each other. */
function timesOf(rate, seconds, isRandom, random) {
  const times = []
  for (let at = 0; at < seconds * 1000; at += (isRandom ? -Math.log(1 - random.next()) : 1) * (1000 / rate)) times.push(at)
  return times
}

/** Requests with reasons at the given times, each connection taking its turn; what they took from when each was due. */
async function measurePaced(url, connections, due) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times = []
  const begin = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      for (let turn = connection; turn < due.length; turn += connections) {
        const early = begin + due[turn] - performance.now()
        if (early > 0) await sleep(early)
        await ask(url, agent, true)
        times.push(performance.now() - begin - due[turn])
      }
    }),
  )
  agent.destroy()
  return { times, perSecond: times.length / ((performance.now() - begin) / 1000) }
}

/** Peak memory in MB of a process and of those it started. */
function peakOf(pid) {
  const own = `/proc/${pid}`
  if (!existsSync(own)) return 0
  const children = readFileSync(`${own}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  const kilobytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`${own}/status`, 'utf8'))?.[1] ?? 0)
  return Math.round(kilobytes / 1024) + children.reduce((sum, child) => sum + peakOf(child), 0)
}

/** Measures a server of so many processes, each number of connections in three rounds. */
async function measureServer(workers) {
  const begun = performance.now()
  const args = ['serve', '--port', '0', '--json', '--workers', String(workers), '--data', folder]
  const server = spawn(process.execPath, [candor, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const { url } = JSON.parse(await new Promise((resolve) => server.stdout.once('data', (data) => resolve(String(data)))))
    const startSeconds = Number(((performance.now() - begun) / 1000).toFixed(2))
    const rows = []
    // Some ten thousand lists, until the compiler of the runtime has come to rest.
    await measure(url, 8, true, 15)
    for (const connections of [1, 8, 64]) {
      const sides = { recommend: [], 'recommend+explain': [] }
      const rates = { recommend: [], 'recommend+explain': [] }
      for (let round = 0; round < 3; round++) {
        for (const side of Object.keys(sides)) {
          const { times, perSecond } = await measure(url, connections, side !== 'recommend', 2)
          for (const time of times) sides[side].push(time)
          rates[side].push(perSecond)
        }
      }
      for (const side of Object.keys(sides))
        rows.push({
          side,
          connections,
          requests: sides[side].length,
          ...percentiles(sides[side]),
          perSecond: Math.round(rates[side].sort((a, b) => a - b)[1]),
          perSecondRange: [Math.round(Math.min(...rates[side])), Math.round(Math.max(...rates[side]))],
        })
    }
    const full = rows.find((row) => row.connections === 8 && row.side === 'recommend+explain').perSecond
    const paced = []
    for (const [side, rate] of [
      ['even', 400],
      ['random', 400],
      ['random', 600],
      ['random', 800],
    ]) {
      // Asked for more than it can do, a server only shows how long the question was put.
      if (rate > 0.9 * full) continue
      const random = new Random(1)
      const rates = []
      const times = []
      for (let round = 0; round < 3; round++) {
        const measured = await measurePaced(url, 8, timesOf(rate, 4, side === 'random', random))
        times.push(...measured.times)
        rates.push(measured.perSecond)
      }
      rates.sort((a, b) => a - b)
      paced.push({ times: side, rate, connections: 8, requests: times.length, ...percentiles(times), perSecond: Math.round(rates[1]) })
    }
    return { workers, startSeconds, peakMegabytes: peakOf(server.pid), rows, paced }
  } finally {
    server.kill('SIGTERM')
    await new Promise((resolve) => server.once('exit', resolve))
  }
}

try {
  const servers = []
  for (const workers of settings) {
    const measured = await measureServer(workers)
    servers.push(measured)
    console.log(
      `${workers} serving process${workers === 1 ? '' : 'es'}: up with the model after ${measured.startSeconds} s, peak memory ${measured.peakMegabytes} MB`,
    )
    console.table(measured.paced.map(({ times, ...row }) => ({ side: `recommend+explain, ${times} times`, ...row })))
    console.table(measured.rows.map(({ perSecondRange, ...row }) => ({ ...row, range: perSecondRange.join('–') })))
  }
  const result = { what: 'serve', model, items: 12101, servers, machine: machine() }
  if (option('--json')) writeFileSync(option('--json'), `${JSON.stringify(result, null, 2)}\n`)
} finally {
  if (given === undefined) rmSync(folder, { recursive: true, force: true })
}
