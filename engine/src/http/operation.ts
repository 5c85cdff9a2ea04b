import type { FastifyInstance } from 'fastify'
import { health } from '../service/health.ts'
import type { Serving } from '../service/serving.ts'
import { Open } from './schemas.ts'

/** Liveness says the process runs; readiness that it can answer: the store reads and a model is loaded. */
export function operationRoutes(app: FastifyInstance, serving: Serving, version: string): void {
  app.get('/healthz', { schema: { tags: ['operation'], summary: 'The process is alive', response: { 200: Open } } }, () =>
    Promise.resolve({ status: 'ok', version }),
  )
  app.get('/readyz', { schema: { tags: ['operation'], summary: 'The server can answer', response: { 200: Open, 503: Open } } }, async (_request, reply) => {
    const name = serving.defaultModel()
    try {
      await (name === undefined ? serving.coldStart() : serving.served(name))
      return { status: 'ready', model: name ?? 'rules' }
    } catch (error) {
      app.log.warn({ err: error }, 'not ready')
      return reply.code(503).send({ status: 'not ready', model: name ?? 'rules' })
    }
  })
  app.get('/v1/health', { config: { scope: 'admin' }, schema: { tags: ['operation'], summary: 'Counts, memory, load', response: { 200: Open } } }, () =>
    health(serving, version),
  )
}
