import type { FastifyInstance } from 'fastify'
import { Value } from 'typebox/value'
import type { Product } from '../data/catalogue.ts'
import { CandorError } from '../errors.ts'
import type { ItemsAnswer } from '../service/contract.ts'
import { deleteItem, itemOf, putItems } from '../service/items.ts'
import type { Serving } from '../service/serving.ts'
import { ItemParams, ItemSchema, ItemsAnswerSchema, ItemsBody, NoContent, ProductBody, ProductSchema } from './schemas.ts'

export function itemRoutes(app: FastifyInstance, serving: Serving): void {
  app.put(
    '/v1/items/:id',
    {
      config: { scope: 'ingest' },
      schema: { tags: ['items'], summary: 'Add or replace a product', params: ItemParams, body: ProductBody, response: { 200: ProductSchema } },
    },
    async (request) => {
      const { id } = request.params as { id: string }
      const body = request.body as Partial<ProductInput>
      if (body.id !== undefined && body.id !== id)
        throw new CandorError('request.invalid', `The body's id "${body.id}" is not the address's "${id}". Leave it out or make them equal.`)
      const product = productOf({ ...body, id })
      await putItems(serving, [product])
      return product
    },
  )
  app.post(
    '/v1/items',
    {
      config: { scope: 'ingest' },
      schema: { tags: ['items'], summary: 'Add or replace up to 1,000 products at once', body: ItemsBody, response: { 200: ItemsAnswerSchema } },
    },
    async (request): Promise<ItemsAnswer> => {
      const products: Product[] = []
      const rejected: { index: number; code: string; message: string }[] = []
      ;(request.body as readonly unknown[]).forEach((input, index) => {
        try {
          products.push(productOf(checked(input)))
        } catch (error) {
          if (!(error instanceof CandorError)) throw error
          rejected.push({ index, code: error.code, message: error.message })
        }
      })
      if (products.length > 0) await putItems(serving, products)
      return { accepted: products.length, rejected }
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

type ProductInput = Omit<Product, 'released'> & { readonly released?: number | string }

/** Throws `request.invalid`, naming the field. */
function checked(input: unknown): ProductInput {
  const first = Value.Check(ItemSchema, input) ? undefined : [...Value.Errors(ItemSchema, input)][0]
  if (first === undefined) return input as ProductInput
  throw new CandorError(
    'request.invalid',
    `The product does not fit at "${first.instancePath || '/'}": ${first.message}. See the schema Product in /openapi.json.`,
  )
}

/** Throws `request.invalid` for an id or a time that cannot be kept. */
function productOf({ released, ...fields }: ProductInput): Product {
  if (fields.id.includes('\0')) throw new CandorError('request.invalid', `The id ${JSON.stringify(fields.id)} holds a NUL character. Remove it.`)
  return { ...fields, ...(released === undefined ? {} : { released: timeOf(released) }) }
}

function timeOf(released: number | string): number {
  const at = typeof released === 'number' ? released : Date.parse(released)
  if (!(at >= 0)) throw new CandorError('request.invalid', `released is "${released}"; give milliseconds since 1970 or an ISO 8601 time.`)
  return at
}
