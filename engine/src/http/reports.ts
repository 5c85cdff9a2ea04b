import type { FastifyInstance } from 'fastify'
import { lastDrift } from '../service/drift.ts'
import { ReportDesk } from '../service/errands.ts'
import { evaluationOf, evaluations } from '../service/evaluations.ts'
import { auditTrail, imports, inspect, latestEvents, quality } from '../service/reports.ts'
import type { Serving } from '../service/serving.ts'
import { latencies } from './metrics.ts'
import { EvaluationParams, EventsQuery, LimitQuery, Nothing, Open, OpenList, RecommendBody } from './schemas.ts'

/** What the dashboard shows: for operators and auditors, hence scope `admin`. */
export function reportRoutes(app: FastifyInstance, serving: Serving): void {
  const admin = { scope: 'admin' } as const
  const desk = new ReportDesk(serving.house)
  app.addHook('onClose', () => desk.close())
  app.get(
    '/v1/reports/quality',
    {
      config: admin,
      schema: {
        tags: ['reports'],
        summary: 'Data quality before and after cleaning, with histograms: the last report, made anew when it is `stale`',
        response: { 200: Open },
      },
    },
    () => quality(desk),
  )
  app.get('/v1/reports/imports', { config: admin, schema: { tags: ['reports'], summary: 'The fate of every imported row', response: { 200: OpenList } } }, () =>
    Promise.resolve(imports(serving.house)),
  )
  app.get(
    '/v1/reports/evaluations',
    {
      config: admin,
      schema: { tags: ['reports'], summary: 'The newest evaluation of each split, with the times of earlier ones', response: { 200: OpenList } },
    },
    () => evaluations(serving.house),
  )
  app.get(
    '/v1/reports/evaluations/:split/:at',
    { config: admin, schema: { tags: ['reports'], summary: 'The evaluation of one split and time', params: EvaluationParams, response: { 200: Open } } },
    (request) => {
      const { split, at } = request.params as { split: string; at: number }
      return evaluationOf(serving.house, split, at)
    },
  )
  app.get(
    '/v1/reports/audit',
    { config: admin, schema: { tags: ['reports'], summary: 'What was done, newest first', querystring: LimitQuery, response: { 200: OpenList } } },
    (request) => Promise.resolve(auditTrail(serving.house, (request.query as { limit?: number }).limit ?? 100)),
  )
  app.get(
    '/v1/reports/events',
    { config: admin, schema: { tags: ['reports'], summary: 'The newest events, newest first', querystring: EventsQuery, response: { 200: OpenList } } },
    (request) => {
      const { limit = 50, locale } = request.query as { limit?: number; locale?: string }
      return Promise.resolve(latestEvents(serving, limit, locale))
    },
  )
  app.get('/v1/reports/latency', { config: admin, schema: { tags: ['reports'], summary: 'Time to answer, by route', response: { 200: OpenList } } }, () =>
    latencies(),
  )
  app.get(
    '/v1/reports/drift',
    { config: admin, schema: { tags: ['reports'], summary: 'The last drift report; 204 where none was made', response: { 200: Open, 204: Nothing } } },
    async (_request, reply) => lastDrift(serving.house) ?? reply.code(204).send(),
  )
  app.post(
    '/v1/reports/drift',
    { config: admin, schema: { tags: ['reports'], summary: 'What has changed since the serving model learned, measured now', response: { 200: Open } } },
    () => desk.make('drift'),
  )
  app.post(
    '/v1/reports/heat-map',
    {
      config: admin,
      schema: { tags: ['reports'], summary: 'History × recommended items: what each entry adds to each score', body: RecommendBody, response: { 200: Open } },
    },
    (request) => inspect(serving, request.body as Parameters<typeof inspect>[1]),
  )
}
