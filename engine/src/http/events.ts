import type { FastifyInstance } from 'fastify'
import { ingest } from '../service/ingest.ts'
import type { Serving } from '../service/serving.ts'
import { eventsReceived } from './metrics.ts'
import { EventsAnswerSchema, EventsBody } from './schemas.ts'

/** `POST /v1/events`: one event or up to 1,000. Answers after they are durable. */
export function eventRoutes(app: FastifyInstance, serving: Serving): void {
  app.post(
    '/v1/events',
    {
      config: { scope: 'ingest' },
      schema: { tags: ['events'], summary: 'Store events; answers when they are durable', body: EventsBody, response: { 200: EventsAnswerSchema } },
    },
    async (request) => {
      const body = request.body as unknown
      const answer = await ingest(serving.house, Array.isArray(body) ? body : [body])
      eventsReceived(answer)
      return answer
    },
  )
}
