import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * The connections on which something is asked. A client that keeps its connections stays with the process they once went to, so that of several processes one may be asked by most of the clients while another rests:
 * the fuller one then lets some go with their next answer, and the client's next connection is another chance. Closing a kept connection after an answer is what any server may do at any time.
 */
export class Connections {
  readonly #asking = new Set<Socket>()
  #excess = 0

  /** Call before the routes are made. */
  watch(app: FastifyInstance): void {
    app.addHook('onRequest', async (request) => {
      this.#asking.add(request.raw.socket)
    })
    app.addHook('onSend', async (_request, reply) => {
      if (this.#excess === 0) return
      this.#excess--
      reply.header('connection', 'close')
    })
  }

  /** How many open ones asked something since the last call. */
  count(): number {
    let open = 0
    for (const socket of this.#asking) if (!socket.destroyed) open++
    this.#asking.clear()
    return open
  }

  /** As many of those that ask next are closed with their answer. What was not let go of an earlier call no longer is. */
  letGo(excess: number): void {
    this.#excess = excess
  }
}
