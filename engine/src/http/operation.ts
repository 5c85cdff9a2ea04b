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
    try {
      const model = (await serving.ready()) ?? 'rules'
      const damaged = serving.damaged()
      return { status: 'ready', model, ...(damaged.length > 0 ? { damaged } : {}) }
    } catch (error) {
      app.log.warn({ err: error }, 'not ready')
      return reply.code(503).send({ status: 'not ready' })
    }
  })
  app.get('/v1/health', { config: { scope: 'admin' }, schema: { tags: ['operation'], summary: 'Counts, memory, load', response: { 200: Open } } }, () =>
    health(serving, version),
  )
}
