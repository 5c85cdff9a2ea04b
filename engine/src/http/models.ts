import type { FastifyInstance } from 'fastify'
import { modelList } from '../service/models.ts'
import type { Serving } from '../service/serving.ts'
import { OpenList } from './schemas.ts'

export function modelRoutes(app: FastifyInstance, serving: Serving): void {
  app.get(
    '/v1/models',
    { config: { scope: 'serve' }, schema: { tags: ['models'], summary: 'The algorithms, and which are trained', response: { 200: OpenList } } },
    () => Promise.resolve(modelList(serving)),
  )
}
