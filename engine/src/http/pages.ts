import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { itemOf } from '../service/items.ts'
import type { Serving } from '../service/serving.ts'
import { picture } from '../shop/index.ts'
import { ItemParams } from './schemas.ts'

const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

/** The storefront at `/`, the dashboard at `/dashboard/`, the widget at `/widget/`, and drawn pictures of products that have none of their own. */
export async function pageRoutes(app: FastifyInstance, serving: Serving, folder: string): Promise<void> {
  app.get('/pictures/:id', { schema: { hide: true, params: ItemParams } }, async (request, reply) => {
    const product = itemOf(serving, (request.params as { id: string }).id.replace(/\.svg$/, ''))
    return reply
      .type('image/svg+xml')
      .headers({ 'cache-control': 'public, max-age=86400', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" })
      .send(picture(product))
  })
  for (const [prefix, name] of [
    ['/dashboard/', 'dashboard'],
    ['/widget/', 'widget'],
    ['/', 'storefront'],
  ] as const) {
    const root = join(folder, name)
    if (!existsSync(root)) continue
    await app.register(fastifyStatic, {
      root,
      prefix,
      decorateReply: false,
      wildcard: false,
      redirect: false,
      index: 'index.html',
      setHeaders: (response, path) => {
        response.setHeader('content-security-policy', policy)
        response.setHeader('x-frame-options', 'DENY')
        // Vite names its assets by content, so they never change; pages do.
        response.setHeader(
          'cache-control',
          path.includes(`${name}/assets/`) || path.includes(`${name}\\assets\\`) ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
  }
  // Addresses of pages are the browser's own; they all start from the one document.
  for (const [name, paths] of [
    ['storefront', ['/product/*', '/search/*', '/cart', '/my-data']],
    ['dashboard', ['/dashboard/*']],
  ] as const) {
    const file = join(folder, name, 'index.html')
    if (!existsSync(file)) continue
    for (const path of paths) {
      app.get(path, { schema: { hide: true } }, async (request, reply) => {
        if (name === 'dashboard' && isFile((request.params as { '*': string })['*'])) return reply.callNotFound()
        return reply
          .type('text/html; charset=utf-8')
          .headers({ 'content-security-policy': policy, 'x-frame-options': 'DENY', 'cache-control': 'no-cache' })
          .send(await readFile(file))
      })
    }
  }
  app.get('/dashboard', { schema: { hide: true } }, (_request, reply) => reply.redirect('/dashboard/'))
}

/** Whether an address below the dashboard asks for a file rather than a page: none of its pages has a dot in its name. A page in answer would hide that the file is missing. */
function isFile(path: string): boolean {
  return path.startsWith('assets/') || path.split('/').at(-1)!.includes('.')
}
