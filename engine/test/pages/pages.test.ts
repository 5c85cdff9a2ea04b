/// <reference lib="dom" />
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse } from '../../src/open.ts'
import { listen, type RunningServer } from '../../src/serve.ts'
import { makeDemo } from '../../src/service/demo.ts'
import { evaluate } from '../../src/service/evaluate.ts'
import { train } from '../../src/service/train.ts'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const axe = readFileSync(fileURLToPath(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8')
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const hasBrowser = existsSync(executablePath)
if (!hasBrowser) console.warn(`skipped: no browser at ${executablePath}; set CHROMIUM_PATH`)

describe.skipIf(!hasBrowser)('pages in a real browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'candor-pages-'))
  let browser: Browser
  let server: RunningServer

  beforeAll(async () => {
    process.env.CANDOR_LOG = 'silent'
    const house = await openHouse(folder, { log: { info() {}, warn() {}, error() {} } })
    await makeDemo(house)
    await train(house)
    await evaluate(house, { models: ['popular', 'item-knn'] })
    await house.store.close()
    server = await listen(folder, { port: 0, host: '127.0.0.1', signals: false })
    browser = await chromium.launch({ executablePath, args })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(path: string, options: { width?: number; dark?: boolean } = {}): Promise<{ page: Page; errors: string[] }> {
    const page = await browser.newPage({ viewport: { width: options.width ?? 1280, height: 900 }, colorScheme: options.dark ? 'dark' : 'light', bypassCSP: true })
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(`${server.url}${path}`)
    await page.waitForLoadState('networkidle')
    return { page, errors }
  }

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe)
    const found = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe.run()
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary.slice(0, 200)}`)
    })
    return found
  }

  for (const path of ['/?user=ada', '/?user=ada&lang=zh', '/my-data?user=ada', '/cart', '/dashboard/', '/dashboard/data', '/dashboard/models', '/dashboard/inspect?person=mei', '/dashboard/feed']) {
    it(`${path} has no accessibility violations, light or dark, wide or narrow`, async () => {
      for (const options of [{}, { dark: true, width: 390 }]) {
        const { page, errors } = await open(path, options)
        expect(await violations(page)).toEqual([])
        expect(errors).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), 'nothing sticks out to the side').toBeLessThanOrEqual(0)
        await page.close()
      }
    })
  }

  it('opens a reason, takes its purchases away, and the product leaves the list', async () => {
    const { page } = await open('/?user=bo')
    const row = page.locator('candor-recommendations').first()
    const cards = row.locator('li[data-item]')
    const before = await cards.evaluateAll((list) => list.map((card) => card.getAttribute('data-item')))
    await cards.first().locator('.chip').click()
    const dialog = row.locator('dialog')
    await dialog.waitFor({ state: 'visible' })
    expect(await violations(page)).toEqual([])
    expect(await dialog.locator('.bars dt').count()).toBeGreaterThan(0)
    await dialog.locator('.remove-and-see').click()
    await row.locator('.note').waitFor()
    await page.waitForLoadState('networkidle')
    const after = await cards.evaluateAll((list) => list.map((card) => card.getAttribute('data-item')))
    expect(after).not.toContain(before[0])
    await row.locator('.undo').click()
    await expect.poll(() => cards.evaluateAll((list) => list.map((card) => card.getAttribute('data-item')))).toEqual(before)
    await page.close()
  })

  it('the widget weighs at most 15 kB gzipped', () => {
    const file = fileURLToPath(new URL('../../pages/widget/candor-recommendations.js', import.meta.url))
    expect(gzipSync(readFileSync(file)).length).toBeLessThanOrEqual(15_000)
  })
})
