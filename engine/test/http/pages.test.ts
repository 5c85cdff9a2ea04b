import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { Serving } from '../../src/service/serving.ts'
import { emptyHouse } from '../service/house.ts'

it('pages of the dashboard all start from its document; a file that is not there is missing', async () => {
  const house = await emptyHouse()
  const pages = join(house.folder, 'pages')
  mkdirSync(join(pages, 'dashboard', 'assets'), { recursive: true })
  mkdirSync(join(pages, 'storefront'))
  writeFileSync(join(pages, 'dashboard', 'index.html'), '<!doctype html>the dashboard')
  writeFileSync(join(pages, 'dashboard', 'assets', 'app-1.js'), 'run()')
  writeFileSync(join(pages, 'storefront', 'index.html'), '<!doctype html>the shop')
  const app = await buildServer(new Serving(house), { version: 'test', pages })
  onTestFinished(async () => {
    await app.close()
    await house.close()
  })
  for (const path of ['/dashboard/', '/dashboard/models', '/dashboard/no/such/page', '/dashboard/drift?x=a.js']) {
    const { statusCode, body, headers } = await app.inject(path)
    expect([path, statusCode, body]).toEqual([path, 200, '<!doctype html>the dashboard'])
    expect(headers['content-security-policy']).toContain("default-src 'self'")
  }
  expect((await app.inject('/dashboard/assets/app-1.js')).body).toBe('run()')
  // A product's id may look like a file's name.
  expect((await app.inject('/product/mug.v2.png')).body).toBe('<!doctype html>the shop')
  for (const path of [
    '/dashboard/assets/app-0.js',
    '/dashboard/assets/nothing',
    '/dashboard/favicon.ico',
    '/dashboard/deep/er/style.css',
    '/assets/app-0.js',
  ]) {
    const { statusCode, headers, body } = await app.inject(path)
    expect([path, statusCode, headers['content-type']]).toEqual([path, 404, expect.stringContaining('application/problem+json')])
    expect(JSON.parse(body)).toMatchObject({ code: 'route.unknown' })
  }
})
