import type { FastifyInstance } from 'fastify'
import type { RecommendRequest } from '../service/contract.ts'
import { recommend } from '../service/recommend.ts'
import type { Serving } from '../service/serving.ts'
import { RecommendAnswerSchema, RecommendBody } from './schemas.ts'
import type { Turns } from './turns.ts'

export function recommendationRoutes(app: FastifyInstance, serving: Serving, turns: Turns): void {
  app.post(
    '/v1/recommendations',
    {
      config: { scope: 'serve' },
      // The answer is made by this very code and has no more than the schema says; written by it, a list of ten would take twice as long.
      serializerCompiler: () => JSON.stringify,
      schema: {
        tags: ['recommendations'],
        summary: 'A list for a scene, with reasons when asked',
        body: RecommendBody,
        response: { 200: RecommendAnswerSchema },
      },
    },
    async (request) => {
      await turns.take()
      return recommend(serving, request.body as RecommendRequest)
    },
  )
}
