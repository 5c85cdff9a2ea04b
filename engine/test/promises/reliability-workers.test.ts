import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openHouse } from '../../src/open.ts'
import type { PersonAnswer, RecommendAnswer } from '../../src/service/contract.ts'
import { train } from '../../src/service/train.ts'
import { candor } from '../cli/candor.ts'
import { serveFolder, startServer } from './serve-process.ts'
import { view } from './store.ts'

const quiet = { info() {}, warn() {}, error() {} }
/** Each request on a connection of its own, so that they go to the processes in turn. */
const alone = { connection: 'close' }

test('what one of two processes stores shapes the next answer of the other; a model switched over takes over in both; their figures are summed', async () => {
  const folder = await shop()
  const server = await startServer(folder, '--workers', '2')
  expect(processesOf(server.pid)).toHaveLength(2)
  const json = { 'content-type': 'application/json', ...alone }
  const list = async (): Promise<RecommendAnswer> =>
    (await server.send<RecommendAnswer>('POST', '/v1/recommendations', JSON.stringify({ user: 'ann', k: 12 }), json)).body
  for (let n = 0; n < 8; n++) {
    const { body } = await server.send('POST', '/v1/events', JSON.stringify(view(`new-${n}`, 'ann', `i${n}`, 1e12 + 1000 + n)), json)
    expect(body).toMatchObject({ accepted: 1 })
    for (let reading = 0; reading < 2; reading++) {
      const { body: person } = await server.send<PersonAnswer>('GET', '/v1/people/ann', undefined, alone)
      expect(person.events.filter(({ id }) => id.startsWith('new-'))).toHaveLength(n + 1)
    }
  }
  const { body: metrics } = await server.send<string>('GET', '/metrics', undefined, alone)
  expect(Number(/candor_http_seconds_count\{.*\/v1\/people\/:id.*\} (\d+)/u.exec(metrics)?.[1])).toBe(16)
  expect(Number(/candor_events_total\{fate="accepted"\} (\d+)/u.exec(metrics)?.[1])).toBe(8)
  const { body: latency } = await server.send<{ route: string; count: number }[]>('GET', '/v1/reports/latency', undefined, alone)
  expect(latency.find(({ route }) => route === 'GET /v1/people/:id')?.count).toBe(16)

  expect((await list()).model).toBe('popular')
  expect(candor('models', '--serve', 'item-knn', '--data', folder).code).toBe(0)
  await wait(1500)
  // The switch is noticed with a request, and the old model answers that one.
  for (let n = 0; n < 4; n++) await list()
  await wait(300)
  for (let n = 0; n < 4; n++) expect((await list()).model).toBe('item-knn')
})

test('a process that is killed is replaced while the other answers; SIGTERM finishes what is under way and leaves none behind', async () => {
  const server = await startServer(await shop(), '--workers', '2')
  const ready = async (): Promise<number> => (await fetch(`${server.url}/readyz`, { headers: alone, signal: AbortSignal.timeout(3000) })).status
  const before = processesOf(server.pid)
  process.kill(before[0]!, 'SIGKILL')
  for (let n = 0; n < 20; n++) {
    // A connection that is on its way to the killed one while its end is not noticed yet stays without an answer: a client gives up and comes again.
    expect(await ready().catch(ready)).toBe(200)
    await wait(10)
  }
  for (let n = 0; n < 200 && processesOf(server.pid).length < 2; n++) await wait(50)
  const after = processesOf(server.pid)
  expect(after).toHaveLength(2)
  expect(after).toContain(before[1])
  expect(after).not.toContain(before[0])
  await wait(1000)
  for (let n = 0; n < 6; n++) expect((await server.send('GET', '/readyz', undefined, alone)).status).toBe(200)

  const batch = Array.from({ length: 500 }, (_, n) => view(`last-${n}`, 'bob', `i${n % 13}`, 1e12 + 5000 + n))
  const underWay = Promise.all(
    Array.from({ length: 4 }, () => server.send('POST', '/v1/events', JSON.stringify(batch), { 'content-type': 'application/json' })),
  )
  await wait(30)
  const told = performance.now()
  expect(await server.end('SIGTERM')).toBe(0)
  expect(performance.now() - told).toBeLessThan(10_000)
  // One that comes when the door is closing is refused whole.
  const statuses = (await underWay).map(({ status }) => status)
  expect(statuses.every((status) => status === 200 || status === 503)).toBe(true)
  expect(statuses).toContain(200)
  expect(after.filter(isAlive)).toEqual([])
})

test.skipIf(!existsSync('/proc/self/fd'))('connections that clients keep are spread evenly, also those that all came to one process', async () => {
  const server = await startServer(await shop(), '--workers', '2')
  const [first, second] = processesOf(server.pid) as [number, number]
  const { port } = new URL(server.url)
  const agents = Array.from({ length: 8 }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
  onTestFinished(() => agents.forEach((agent) => void agent.destroy()))
  const ask = (agent: Agent): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const call = request({ port, host: '127.0.0.1', path: '/readyz', agent }, (response) => response.resume().on('end', () => resolve(response.statusCode)))
      call.on('error', reject).end()
    })
  const before = [first, second].map(socketsOf)
  const held = (): number[] => [first, second].map((pid, at) => socketsOf(pid) - before[at]!)
  // One that does not answer is not given more than one connection, so the other gets the rest.
  process.kill(first, 'SIGSTOP')
  const begun = Promise.all(agents.map(ask))
  await expect.poll(() => held()[1], { timeout: 10_000 }).toBeGreaterThanOrEqual(6)
  process.kill(first, 'SIGCONT')
  expect(new Set(await begun)).toEqual(new Set([200]))
  await expect
    .poll(
      async () => {
        for (let n = 0; n < 10; n++) for (const agent of agents) expect(await ask(agent)).toBe(200)
        return held()
      },
      { timeout: 30_000, interval: 100 },
    )
    .toEqual([4, 4])
})

test('when every serving process is killed at once, others come and answer', async () => {
  const server = await startServer(await shop(), '--workers', '2')
  const before = processesOf(server.pid)
  for (const pid of before) process.kill(pid, 'SIGKILL')
  const status = () =>
    fetch(`${server.url}/readyz`, { headers: alone, signal: AbortSignal.timeout(3000) }).then(
      (response) => response.status,
      () => 'nobody answers',
    )
  await expect.poll(() => processesOf(server.pid).filter((pid) => !before.includes(pid)).length, { timeout: 20_000 }).toBe(2)
  await expect.poll(status, { timeout: 20_000 }).toBe(200)
  expect(await server.end('SIGTERM')).toBe(0)
})

test('when the first process is killed, the others end by themselves', async () => {
  const server = await startServer(await shop(), '--workers', '2')
  const workers = processesOf(server.pid)
  await server.end('SIGKILL')
  for (let n = 0; n < 200 && workers.some(isAlive); n++) await wait(50)
  expect(workers.filter(isAlive)).toEqual([])
})

test('what one process is refused, several are refused, once and in the same words', async () => {
  const folder = await shop()
  await expect(startServer(folder, '--workers', '3', '--host', '0.0.0.0')).rejects.toThrow(/auth\.keys-required.*API key/s)
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  await expect(startServer(folder, '--workers', '2', '--port', String(port))).rejects.toThrow(new RegExp(`Port ${port} is taken`))
  other.close()
})

/** A shop with two small models, the first of which serves. */
async function shop(): Promise<string> {
  const folder = serveFolder()
  const house = await openHouse(folder, { log: quiet })
  await house.store.append(Array.from({ length: 90 }, (_, n) => ({ ...view(`e${n}`, `u${n % 9}`, `i${n % 13}`, 1e12 + n), event: 'purchase' as const })))
  await train(house, { models: ['popular', 'item-knn'] })
  await house.store.putDocument('serving', { model: 'popular' })
  await house.store.close()
  return folder
}

/** Ids of the processes that a process started. */
function processesOf(parent: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' })
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, state]) => Number(ppid) === parent && !state!.startsWith('Z'))
    .map(([pid]) => Number(pid))
}

function socketsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('socket:')
    } catch {
      // Closed since it was listed.
      return false
    }
  }).length
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
