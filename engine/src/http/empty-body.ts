import type { FastifyInstance, FastifyPluginAsync } from 'fastify'

/** Routes in a context of their own, where an empty body says as much as `{}`. */
export function takingNoBody(routes: (app: FastifyInstance) => void): FastifyPluginAsync {
  return async (app) => {
    const parse = app.getDefaultJsonParser('error', 'error')
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
      if (body === '') done(null, {})
      else parse(request, body as string, done)
    })
    app.addHook('preValidation', async (request) => {
      if (request.method === 'POST') request.body ??= {}
    })
    routes(app)
  }
}
