import type { FastifyInstance } from 'fastify'
import type { Serving } from '../service/serving.ts'
import { type StartTraining, TrainingDesk } from '../service/training-desk.ts'
import { cancelTraining, trainingOf, trainings } from '../service/training-runs.ts'
import { takingNoBody } from './empty-body.ts'
import { ModelParams, Nothing, TrainBody, TrainingList, TrainingSchema } from './schemas.ts'

/** Trainings beside the requests: begun, watched and stopped, also those that the command line or another process began. */
export function trainingRoutes(app: FastifyInstance, serving: Serving): void {
  const { house } = serving
  const desk = new TrainingDesk(house)
  const admin = { scope: 'admin' } as const
  const nameOf = (request: { readonly params: unknown }) => (request.params as { name: string }).name
  app.addHook('onClose', () => desk.close())
  app.get(
    '/v1/trainings',
    { config: admin, schema: { tags: ['models'], summary: 'The last training of each model, newest first, without curves', response: { 200: TrainingList } } },
    () => Promise.resolve(trainings(house)),
  )
  app.get(
    '/v1/models/:name/train',
    {
      config: admin,
      schema: {
        tags: ['models'],
        summary: 'How far the training of a model is, or how the last one ended; 204 where none was noted',
        params: ModelParams,
        response: { 200: TrainingSchema, 204: Nothing },
      },
    },
    async (request, reply) => trainingOf(house, nameOf(request)) ?? reply.code(204).send(),
  )
  app.delete(
    '/v1/models/:name/train',
    {
      config: admin,
      schema: { tags: ['models'], summary: 'Stop the training of a model at its next step', params: ModelParams, response: { 202: TrainingSchema } },
    },
    async (request, reply) => reply.code(202).send(await cancelTraining(house, nameOf(request))),
  )
  void app.register(
    takingNoBody((inner) => {
      inner.post(
        '/v1/models/:name/train',
        {
          config: admin,
          schema: {
            tags: ['models'],
            summary: 'Begin to train a model beside the requests; the version it makes takes over by itself',
            params: ModelParams,
            body: TrainBody,
            response: { 202: TrainingSchema },
          },
        },
        async (request, reply) => reply.code(202).send(await desk.start(nameOf(request), request.body as StartTraining, () => serving.modelsChanged())),
      )
    }),
  )
}
