/// <reference lib="dom" />
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { CandorClient } from '../../src/client/index.ts'
import { openHouse } from '../../src/open.ts'
import { listen, type RunningServer } from '../../src/serve.ts'
import type { DemoMark } from '../../src/service/demo.ts'
import { evaluate } from '../../src/service/evaluate.ts'
import { importFile } from '../../src/service/import.ts'
import { markCatalogue } from '../../src/service/serving.ts'
import { train } from '../../src/service/train.ts'
import { makeShop, personas } from '../../src/shop/index.ts'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const axe = readFileSync(fileURLToPath(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8')

export const hasBrowser: boolean = existsSync(executablePath)

export interface View {
  readonly width?: number
  readonly dark?: boolean
  readonly language?: 'en' | 'zh'
}

/** A small shop that serves its pages, a page of another shop that embeds the widget, and a browser that looks at both. */
export class Stage {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'candor-pages-'))
  #browser: Browser | undefined
  #server: RunningServer | undefined
  #other: Server | undefined

  get url(): string {
    if (this.#server === undefined) throw new Error('The stage is not set: call set() first.')
    return this.#server.url
  }

  get client(): CandorClient {
    return new CandorClient({ url: this.url })
  }

  /** Where another shop's page lives. */
  get elsewhere(): string {
    const address = this.#other?.address()
    if (typeof address !== 'object' || address === null) throw new Error('The stage is not set: call set() first.')
    return `http://127.0.0.1:${address.port}`
  }

  async set(): Promise<void> {
    process.env.CANDOR_LOG = 'silent'
    this.#other = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(foreignPage(this.url))).listen(0, '127.0.0.1')
    await new Promise((resolve) => this.#other?.once('listening', resolve))
    writeFileSync(join(this.folder, 'config.json'), JSON.stringify({ server: { cors: [this.elsewhere] } }))
    const house = await openHouse(this.folder, { log: { info() {}, warn() {}, error() {} } })
    const shop = makeShop({ seed: 7, now: house.now(), people: 400, products: 400, days: 150 })
    await house.store.putItems(shop.products)
    await house.store.putPeople(shop.people)
    await markCatalogue(house)
    for (let from = 0; from < shop.events.length; from += 5000) await house.store.append(shop.events.slice(from, from + 5000))
    const mark: DemoMark = { seed: 7, people: 400, products: 400, events: shop.events.length, personas: personas.map(({ id }) => id) }
    await house.store.putDocument('demo', mark)
    const file = join(this.folder, 'orders.csv')
    writeFileSync(file, ordersCsv(shop.products[0]?.id ?? ''))
    await importFile(house, file)
    await train(house)
    await train(house, { models: ['ials'], params: { iterations: 6, factors: 8 } })
    await train(house, { models: ['popular'] })
    await train(house, { models: ['popular'], params: { halfLifeDays: 20 } })
    // Long enough to be looked at.
    await house.store.putDocument('tuned/sasrec', { params: { epochs: 200 } })
    await evaluate(house, { models: ['popular'], validation: true })
    const report = await evaluate(house, { models: ['popular', 'item-knn'] })
    await house.store.putDocument('evaluations/time', manyModels(report))
    await house.store.close()
    this.#server = await listen(this.folder, { port: 0, host: '127.0.0.1', signals: false })
    this.#browser = await chromium.launch({ executablePath, args })
  }

  async clear(): Promise<void> {
    await this.#browser?.close()
    await this.#server?.close()
    this.#other?.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** A fresh visitor with a browser of their own. */
  async open(path: string, { width = 1280, dark = false, language = 'en' }: View = {}): Promise<{ page: Page; context: BrowserContext; errors: string[] }> {
    if (this.#browser === undefined) throw new Error('The stage is not set: call set() first.')
    const context = await this.#browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
      locale: language === 'zh' ? 'zh-CN' : 'en-US',
      bypassCSP: true,
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(path.startsWith('http') ? path : `${this.url}${path}`)
    await settled(page)
    return { page, context, errors }
  }
}

/** Nothing is loading any more, in the page and in its widgets. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const roots = [document, ...[...document.querySelectorAll('candor-recommendations')].flatMap((widget) => widget.shadowRoot ?? [])]
    return document.querySelector('h1, candor-recommendations') !== null && roots.every((root) => root.querySelector('[aria-busy="true"]') === null)
  })
}

/** What axe finds wrong, in the page and in every open dialog. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    type Found = { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }
    const { violations } = await (window as unknown as { axe: { run(): Promise<Found> } }).axe.run()
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary.slice(0, 200)}`)
  })
}

/** How far the page sticks out to the side, in pixels. */
export function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}

/** Item ids of a row, in order. */
export function itemsOf(page: Page, row = 0): Promise<(string | null)[]> {
  return page
    .locator('candor-recommendations')
    .nth(row)
    .locator('li[data-item]')
    .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-item')))
}

function foreignPage(shop: string): string {
  return `<!doctype html><html lang="en"><head><title>Another shop</title>
    <script type="module" src="${shop}/widget/candor-recommendations.js"></script></head>
    <body><main><h1>Another shop</h1><candor-recommendations endpoint="${shop}" heading="For you" link="/p/{id}" k="5"></candor-recommendations></main></body></html>`
}

/** Four orders that can be used, one of them twice, and three rows that cannot. */
function ordersCsv(item: string): string {
  const row = (id: string, who: string, what: string, at: string) => `${id},purchase,${who},${what},${at},1,9.5`
  return [
    'id,event,user,item,at,quantity,price',
    row('o-1', 'kim', item, '2026-01-02T10:00:00Z'),
    row('o-2', 'kim', item, '2026-01-03T10:00:00Z'),
    row('o-2', 'kim', item, '2026-01-03T10:00:00Z'),
    row('o-3', 'lee', item, '2026-01-04T10:00:00Z'),
    row('o-4', 'lee', '', '2026-01-04T11:00:00Z'),
    row('o-5', 'lee', '', '2026-01-04T12:00:00Z'),
    row('o-6', 'lee', item, 'yesterday'),
  ].join('\n')
}

/** A leaderboard as long as a busy shop's: the measured figures, moved a little for each of twenty models. */
function manyModels(report: Awaited<ReturnType<typeof evaluate>>): object {
  const base = report.models[1]
  if (base === undefined) throw new Error('The evaluation has no second model.')
  const models = Array.from({ length: 20 }, (_, index) => {
    const factor = 1 - 0.03 * ((index * 7) % 20)
    const metrics = Object.fromEntries(
      Object.entries(base.metrics).map(([name, { value, low, high }]) => [name, { value: value * factor, low: low * factor, high: high * factor }]),
    )
    return { ...base, name: `model-${index + 1}`, metrics }
  })
  return { ...report, split: 'time', models, comparisons: [] }
}
