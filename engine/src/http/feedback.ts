import type { FastifyInstance } from 'fastify'
import { actorOf } from '../data/events.ts'
import { CandorError } from '../errors.ts'
import type { FeedbackRequest } from '../service/contract.ts'
import { feedback } from '../service/person.ts'
import type { Serving } from '../service/serving.ts'
import { FeedbackBody, PreferencesSchema } from './schemas.ts'

export function feedbackRoutes(app: FastifyInstance, serving: Serving): void {
  app.post(
    '/v1/feedback',
    {
      config: { scope: 'serve' },
      schema: {
        tags: ['feedback'],
        summary: 'Not interested, hide this reason, rate, or take it back',
        body: FeedbackBody,
        response: { 200: PreferencesSchema },
      },
    },
    (request) => {
      const body = request.body as FeedbackRequest
      if (body.user === undefined && body.session === undefined) throw new CandorError('request.invalid', 'Say whose feedback it is: give "user" or "session".')
      return feedback(serving, actorOf(body), body)
    },
  )
}
