import type { FastifyInstance } from 'fastify'
import { modelList } from '../service/models.ts'
import type { Serving } from '../service/serving.ts'
import { rollBack } from '../service/versions.ts'
import { takingNoBody } from './empty-body.ts'
import { ModelParams, Open, OpenList, RollbackBody } from './schemas.ts'

export function modelRoutes(app: FastifyInstance, serving: Serving): void {
  app.get(
    '/v1/models',
    { config: { scope: 'serve' }, schema: { tags: ['models'], summary: 'The algorithms, and which are trained', response: { 200: OpenList } } },
    () => Promise.resolve(modelList(serving)),
  )
  void app.register(
    takingNoBody((inner) => {
      inner.post(
        '/v1/models/:name/rollback',
        {
          config: { scope: 'admin' },
          schema: {
            tags: ['models'],
            summary: 'Put an earlier version back into service: the one trained at `to`, or the one that was in service before the one that is',
            params: ModelParams,
            body: RollbackBody,
            response: { 200: Open },
          },
        },
        async (request) => {
          const { name } = request.params as { name: string }
          const { curves, ...version } = await rollBack(serving.house, name, (request.body as { to?: number }).to)
          serving.modelsChanged()
          return version
        },
      )
    }),
  )
}
