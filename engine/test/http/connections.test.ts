import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { gcFlagsBeside } from '../../src/gc-flags.ts'
import { Connections } from '../../src/http/connections.ts'
import { excessOf } from '../../src/serve-workers.ts'

test('connections that ask are counted once a round, and as many as are told are closed with their next answer', async () => {
  const app = Fastify()
  const connections = new Connections()
  connections.watch(app)
  app.get('/', async () => 'here')
  await app.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => app.close())
  const { port } = app.server.address() as AddressInfo
  const agents = Array.from({ length: 4 }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
  onTestFinished(() => agents.forEach((agent) => void agent.destroy()))
  const ask = (agent: Agent): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      const call = request({ port, host: '127.0.0.1', agent }, (response) => {
        expect(response.statusCode).toBe(200)
        response.resume().on('end', () => resolve(response.headers.connection))
      })
      call.on('error', reject).end()
    })
  const all = async (): Promise<number> => {
    const said = []
    for (const agent of agents) said.push(await ask(agent))
    return said.filter((header) => header === 'close').length
  }

  expect(connections.count()).toBe(0)
  expect(await all()).toBe(0)
  expect(await all()).toBe(0)
  expect(connections.count()).toBe(4)
  await ask(agents[2]!)
  agents[0]!.destroy()
  await ask(agents[1]!)
  agents[1]!.destroy()
  await expect.poll(() => new Promise((resolve) => app.server.getConnections((_error, open) => resolve(open)))).toBe(2)
  expect(connections.count()).toBe(1)
  connections.letGo(3)
  expect(await all()).toBe(3)
  expect(await all()).toBe(0)
  connections.letGo(3)
  connections.letGo(0)
  expect(await all()).toBe(0)
})

test('only what is more than an even share is let go', () => {
  const excess = (...counts: number[]) => [...excessOf(new Map(counts.entries())).values()]
  expect(excess(6, 2)).toEqual([2, 0])
  expect(excess(4, 3)).toEqual([0, 0])
  expect(excess(7, 1, 0)).toEqual([4, 0, 0])
  expect(excess(0, 0)).toEqual([0, 0])
})

test('serving processes collect garbage as whoever started the server said, else on their own threads', () => {
  expect(gcFlagsBeside([])).toEqual(['--single-threaded-gc', '--max-semi-space-size=32'])
  expect(gcFlagsBeside(['--max-old-space-size=2000', '--max_semi_space_size=8'])).toEqual(['--single-threaded-gc'])
  expect(gcFlagsBeside([], '--enable-source-maps --no-single-threaded-gc  --max-semi-space-size=64')).toEqual([])
})
