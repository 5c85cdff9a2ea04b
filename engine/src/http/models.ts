import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { modelList } from '../service/models.ts'
import type { Serving } from '../service/serving.ts'
import { rollBack } from '../service/versions.ts'
import { ModelParams, Open, OpenList, RollbackBody } from './schemas.ts'

export function modelRoutes(app: FastifyInstance, serving: Serving): void {
  app.get(
    '/v1/models',
    { config: { scope: 'serve' }, schema: { tags: ['models'], summary: 'The algorithms, and which are trained', response: { 200: OpenList } } },
    () => Promise.resolve(modelList(serving)),
  )
  void app.register(rollbackRoute(serving))
}

/** In a context of its own, for here an empty body says as much as none: go one step back. */
function rollbackRoute(serving: Serving): FastifyPluginAsync {
  return async (app) => {
    const parse = app.getDefaultJsonParser('error', 'error')
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
      if (body === '') done(null, {})
      else parse(request, body as string, done)
    })
    app.addHook('preValidation', async (request) => {
      request.body ??= {}
    })
    app.post(
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
  }
}
