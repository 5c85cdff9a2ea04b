import type { FastifyInstance } from 'fastify'
import type { Actor } from '../data/events.ts'
import { forget, personOf, removeEvent, setProfiling } from '../service/person.ts'
import type { Serving } from '../service/serving.ts'
import { ItemParams, LocaleQuery, NoContent, PersonEventParams, PersonSchema, PreferencesSchema, ReceiptSchema, SettingsBody } from './schemas.ts'

/** A person's own data: see, correct, switch off, forget. A session is addressed as `session:ID`. */
export function peopleRoutes(app: FastifyInstance, serving: Serving): void {
  app.get(
    '/v1/people/:id',
    {
      config: { scope: 'serve' },
      schema: { tags: ['people'], summary: 'Everything kept of a person', params: ItemParams, querystring: LocaleQuery, response: { 200: PersonSchema } },
    },
    (request) => Promise.resolve(personOf(serving, actorIn(request.params), (request.query as { locale?: string }).locale)),
  )
  app.put(
    '/v1/people/:id/settings',
    {
      config: { scope: 'serve' },
      schema: {
        tags: ['people'],
        summary: 'Switch the use of the past on or off',
        params: ItemParams,
        body: SettingsBody,
        response: { 200: PreferencesSchema },
      },
    },
    (request) => setProfiling(serving, actorIn(request.params), (request.body as { profiling: boolean }).profiling),
  )
  app.delete(
    '/v1/people/:id',
    {
      config: { scope: 'admin' },
      schema: { tags: ['people'], summary: 'Forget a person; answers with a receipt', params: ItemParams, response: { 200: ReceiptSchema } },
    },
    (request) => forget(serving, actorIn(request.params)),
  )
  app.delete(
    '/v1/people/:id/events/:event',
    {
      config: { scope: 'serve' },
      schema: { tags: ['people'], summary: 'Remove one event of the history', params: PersonEventParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await removeEvent(serving, actorIn(request.params), (request.params as { event: string }).event)
      return reply.code(204).send()
    },
  )
}

function actorIn(params: unknown): Actor {
  const { id } = params as { id: string }
  return id.startsWith('session:') ? `s:${id.slice(8)}` : `u:${id}`
}
