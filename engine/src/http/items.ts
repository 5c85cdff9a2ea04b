import type { FastifyInstance } from 'fastify'
import type { Product } from '../data/catalogue.ts'
import { CandorError } from '../errors.ts'
import { deleteItem, itemOf, putItems } from '../service/items.ts'
import type { Serving } from '../service/serving.ts'
import { ItemParams, NoContent, ProductBody, ProductSchema } from './schemas.ts'

export function itemRoutes(app: FastifyInstance, serving: Serving): void {
  app.put(
    '/v1/items/:id',
    {
      config: { scope: 'ingest' },
      schema: { tags: ['items'], summary: 'Add or replace a product', params: ItemParams, body: ProductBody, response: { 200: ProductSchema } },
    },
    async (request) => {
      const { id } = request.params as { id: string }
      const { released, ...body } = request.body as Omit<Partial<Product>, 'released'> & { released?: number | string }
      if (body.id !== undefined && body.id !== id)
        throw new CandorError('request.invalid', `The body's id "${body.id}" is not the address's "${id}". Leave it out or make them equal.`)
      const product = { ...body, id, ...(released === undefined ? {} : { released: timeOf(released) }) }
      await putItems(serving, [product])
      return product
    },
  )
  app.get(
    '/v1/items/:id',
    { config: { scope: 'serve' }, schema: { tags: ['items'], summary: 'One product', params: ItemParams, response: { 200: ProductSchema } } },
    (request) => Promise.resolve(itemOf(serving, (request.params as { id: string }).id)),
  )
  app.delete(
    '/v1/items/:id',
    {
      config: { scope: 'ingest' },
      schema: { tags: ['items'], summary: 'Take a product out of the catalogue', params: ItemParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await deleteItem(serving, (request.params as { id: string }).id)
      return reply.code(204).send()
    },
  )
}

function timeOf(released: number | string): number {
  const at = typeof released === 'number' ? released : Date.parse(released)
  if (!(at >= 0)) throw new CandorError('request.invalid', `released is "${released}"; give milliseconds since 1970 or an ISO 8601 time.`)
  return at
}
