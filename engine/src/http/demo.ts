import type { FastifyInstance } from 'fastify'
import { CandorError } from '../errors.ts'
import type { DemoMark } from '../service/demo.ts'
import type { Serving } from '../service/serving.ts'
import { categoryZh } from '../shop/index.ts'
import { Open } from './schemas.ts'

/** What the demo storefront shows of its made people, and the shop's categories in Chinese; 404 in a real shop. */
export function demoRoutes(app: FastifyInstance, serving: Serving): void {
  app.get(
    '/v1/demo',
    {
      config: { scope: 'serve' },
      schema: { tags: ['operation'], summary: 'The personas of the demo shop, and its categories in Chinese', response: { 200: Open } },
    },
    async () => {
      const mark = serving.house.store.document<DemoMark>('demo')
      if (mark === undefined) throw new CandorError('route.unknown', 'This is not the demo shop, so there are no personas.')
      return { ...mark, categories: { zh: Object.fromEntries(categoryZh) } }
    },
  )
}
