import compress from '@fastify/compress'
import cors from '@fastify/cors'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import underPressure from '@fastify/under-pressure'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { CandorError } from '../errors.ts'
import type { Serving } from '../service/serving.ts'
import { keyOf, type Scope, useKeys } from './auth.ts'
import type { Connections } from './connections.ts'
import { demoRoutes } from './demo.ts'
import { eventRoutes } from './events.ts'
import { explanationRoutes } from './explanations.ts'
import { feedbackRoutes } from './feedback.ts'
import { itemRoutes } from './items.ts'
import { useMetrics } from './metrics.ts'
import { modelRoutes } from './models.ts'
import { operationRoutes } from './operation.ts'
import { pageRoutes } from './pages.ts'
import { peopleRoutes } from './people.ts'
import { answerProblem } from './problem.ts'
import { recommendationRoutes } from './recommendations.ts'
import { reportRoutes } from './reports.ts'
import { EventSchema, ExplanationSchema, ProblemSchema, ProductSchema, RecommendAnswerSchema } from './schemas.ts'
import { trainingRoutes } from './trainings.ts'
import { Turns } from './turns.ts'

export interface ServerOptions {
  readonly version: string
  readonly logger?: FastifyBaseLogger
  /** Folder of built pages; without it only the API is served. */
  readonly pages?: string
  /** Where several processes serve one shop, so that they may share its connections evenly. */
  readonly connections?: Connections
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key must allow; absent: open to all (health, pages). */
    scope?: Scope
  }
}

/** The HTTP server over one shop, not yet listening. Every route validates, answers errors as problem+json, and is described by /openapi.json. */
export async function buildServer(serving: Serving, options: ServerOptions): Promise<FastifyInstance> {
  const { config } = serving.house
  const app: FastifyInstance = Fastify({
    ...(options.logger === undefined ? { logger: false } : { loggerInstance: options.logger }),
    bodyLimit: config.server.bodyLimit,
    requestTimeout: 30_000,
    genReqId: () => crypto.randomUUID(),
    routerOptions: { maxParamLength: 600 },
    ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false, allErrors: false } },
  })
  app.setErrorHandler(answerProblem)
  app.setNotFoundHandler((request, reply) => {
    answerProblem(
      new CandorError('route.unknown', `There is nothing at ${request.method} ${request.url.slice(0, 200)}. See /openapi.json for what there is.`),
      request,
      reply,
    )
  })
  // Bodies are JSON only; prototype keys are refused by the parser rather than dropped in silence.
  app.removeContentTypeParser('text/plain')
  // A client that keeps its connection would otherwise hold a closing server up long after its last answer.
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close')
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-site' })
  })
  options.connections?.watch(app)
  await app.register(underPressure, { maxEventLoopDelay: 2000, exposeStatusRoute: false })
  if (config.server.requestsPerMinute > 0) {
    await app.register(rateLimit, {
      max: config.server.requestsPerMinute,
      timeWindow: '1 minute',
      // A key that nobody made counts as its address, or whoever makes one up for each request would have no limit.
      keyGenerator: (request) => keyOf(request, serving.house)?.id ?? request.ip,
      errorResponseBuilder: (_request, context) =>
        new CandorError('request.rate-limited', `More than ${context.max} requests in a minute. Try again in ${context.after}.`),
      allowList: (request) => request.url === '/healthz' || request.url === '/readyz' || request.url === '/metrics',
    })
  }
  await app.register(cors, { origin: config.server.cors.length > 0 ? [...config.server.cors] : false, methods: ['GET', 'POST', 'PUT', 'DELETE'], maxAge: 600 })
  await app.register(compress, { global: true, threshold: 2048, encodings: ['gzip', 'identity'] })
  useMetrics(app)
  useKeys(app, serving.house)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Candor',
        version: options.version,
        description: 'Recommendations that can say why, and prove it.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key made with "candor keys create".' } },
        schemas: {
          Event: EventSchema,
          Product: ProductSchema,
          Explanation: ExplanationSchema,
          RecommendAnswer: RecommendAnswerSchema,
          Problem: ProblemSchema,
        } as object as never,
      },
      security: [{ key: [] }],
    },
    // Every route answers errors alike, and those without a scope ask for no key.
    transform: ({ schema, url, route }) => ({
      url,
      schema: {
        ...schema,
        ...(route?.config?.scope === undefined ? { security: [] } : {}),
        response: { ...(schema?.response as object | undefined), default: ProblemSchema },
      },
    }),
  })
  await app.register(swaggerUi, { routePrefix: '/docs' })
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
  eventRoutes(app, serving)
  itemRoutes(app, serving)
  const turns = new Turns()
  recommendationRoutes(app, serving, turns)
  explanationRoutes(app, serving, turns)
  feedbackRoutes(app, serving)
  peopleRoutes(app, serving)
  modelRoutes(app, serving)
  trainingRoutes(app, serving)
  demoRoutes(app, serving)
  reportRoutes(app, serving)
  operationRoutes(app, serving, options.version)
  if (options.pages !== undefined) await pageRoutes(app, serving, options.pages)
  return app
}
