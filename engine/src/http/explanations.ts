import type { FastifyInstance } from 'fastify'
import type { ExplainRequest } from '../service/contract.ts'
import { explain } from '../service/explain.ts'
import type { Serving } from '../service/serving.ts'
import { ExplainBody, ExplanationSchema } from './schemas.ts'
import type { Turns } from './turns.ts'

export function explanationRoutes(app: FastifyInstance, serving: Serving, turns: Turns): void {
  app.post(
    '/v1/explanations',
    {
      config: { scope: 'serve' },
      schema: {
        tags: ['explanations'],
        summary: 'Why an item, with proof; why rather than another; the list without something',
        body: ExplainBody,
        response: { 200: ExplanationSchema },
      },
    },
    async (request) => {
      await turns.take()
      return explain(serving, request.body as ExplainRequest)
    },
  )
}
