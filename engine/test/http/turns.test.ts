import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { Turns } from '../../src/http/turns.ts'

test('turns come in the order in which they were asked for, and what arrives during one is read before the next', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const arrived = once(server, 'connection')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => void client.destroy())
  const [socket] = (await arrived) as [Socket]
  const seen: string[] = []
  socket.on('data', (data) => seen.push(String(data)))

  const turns = new Turns()
  const say = async (name: string): Promise<void> => {
    await turns.take()
    seen.push(name)
    client.write(`during ${name}`)
    // As long as a list takes, and long enough for what was written to be there.
    const until = performance.now() + 5
    while (performance.now() < until);
  }
  await Promise.all([say('a'), say('b'), say('c')])
  await say('d')
  await expect.poll(() => seen).toEqual(['a', 'during a', 'b', 'during b', 'c', 'during c', 'd', 'during d'])
})

test('a turn that waits for something else does not keep the others waiting', async () => {
  const turns = new Turns()
  let finish = (): void => undefined
  const slow = turns.take().then(() => new Promise<void>((resolve) => (finish = resolve)))
  await turns.take()
  finish()
  await slow
})
