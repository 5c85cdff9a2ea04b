/// <reference lib="dom" />
import { expect, it } from 'vitest'
import type { HeatMap, ModelInfo, StoredEvaluation } from '../../src/service/contract.ts'
import { overhang, type Stage, settled, violations } from './stage.ts'

export function dashboardTests(stage: Stage): void {
  it('draws the heat map of history × recommendations with exactly the contributions', async () => {
    const map = (await stage.client.call('POST /v1/reports/heat-map', { body: { user: 'mei', k: 10 } })) as unknown as HeatMap
    const { page, context } = await stage.open('/dashboard/inspect?person=mei')
    await page.locator('table.heat').waitFor()
    const cells = await page.locator('table.heat td').evaluateAll((list) =>
      list.map((cell) => {
        const { row, column, amount } = (cell as HTMLElement).dataset
        return { row, column, amount, text: cell.textContent, colour: getComputedStyle(cell).backgroundColor }
      }),
    )
    expect(cells).toHaveLength(Math.min(25, map.history.length) * map.items.length)
    let strongest = { amount: 0, row: '', column: '' }
    for (const entry of map.history) {
      entry.amounts.forEach((amount, column) => {
        const shown = cells.find((cell) => cell.row === entry.item && cell.column === map.items[column]?.item)
        if (shown !== undefined) expect(Number(shown.amount)).toBeCloseTo(amount, 9)
        if (Math.abs(amount) > Math.abs(strongest.amount)) strongest = { amount, row: entry.item, column: map.items[column]?.item ?? '' }
      })
    }
    const dark = cells.find((cell) => cell.row === strongest.row && cell.column === strongest.column)
    expect(Number(dark?.text)).toBeCloseTo(strongest.amount, 1)
    expect(new Set(cells.map(({ colour }) => colour)).size, 'strong and weak cells differ').toBeGreaterThan(2)
    await context.close()
  })

  it('explains any item, shows the list without chosen entries, and contrasts two items', async () => {
    const { recommendations } = await stage.client.recommend({ user: 'mei', k: 10, explain: true })
    const [first, second] = recommendations
    if (first === undefined || second === undefined) throw new Error('The list is too short to compare.')
    const { page, context } = await stage.open(`/dashboard/inspect?person=mei&item=${first.item}`)
    await page.locator('.sum').first().waitFor()
    expect(await page.locator('.sum').first().textContent()).toContain(first.score.toFixed(4))
    expect(await page.locator('.proof').textContent()).toContain(`rank ${first.explanation?.proof?.rankBefore} → ${first.explanation?.proof?.rankAfter}`)

    const gone = first.explanation?.reasons.find(({ kind }) => kind === 'history')?.item ?? ''
    const { instead } = await stage.client.explain({ user: 'mei', item: first.item, k: 10, without: [gone] })
    await page.locator('.bars input').first().check()
    await page.getByRole('button', { name: 'The list without this entry' }).click()
    const after = page.locator('.lists ol').nth(1).locator('li')
    await after.first().waitFor()
    expect(await after.count()).toBe(instead?.after.length)

    const { contrast } = await stage.client.explain({ user: 'mei', item: first.item, versus: second.item })
    await page.getByLabel('Rather than').selectOption(second.item)
    await page.locator('.contrast').waitFor()
    expect(await page.locator('.contrast .sentence').textContent()).toBe(contrast?.text.en)
    expect(await page.locator('.contrast .sum').textContent()).toContain((contrast?.margin ?? Number.NaN).toFixed(4))
    expect(page.url()).toContain(`versus=${second.item}`)
    expect(await violations(page)).toEqual([])
    await context.close()
  })

  it('keeps twenty models readable: sorted by any metric, intervals beside, the best of each marked', async () => {
    const { page, context } = await stage.open('/dashboard/models')
    await page.getByLabel('Split').selectOption('time')
    const table = page.locator('section[aria-label="Evaluation"] table')
    await expect.poll(() => table.locator('tbody tr').count()).toBe(20)
    const column = (index: number) =>
      table
        .locator(`tbody td:nth-child(${index})`)
        .evaluateAll((cells) => cells.map((cell) => Number.parseFloat((cell.textContent ?? '').replace(/^[^\d]*/, ''))))
    const sorted = (values: readonly number[], sign: 1 | -1) => values.every((value, index) => index === 0 || sign * (value - (values[index - 1] ?? 0)) >= 0)
    expect(sorted(await column(2), -1), 'best first').toBe(true)
    expect(await table.locator('tbody tr').first().locator('td').nth(1).textContent()).toContain('★')
    expect(await table.locator('tbody tr').first().locator('.interval').first().textContent()).toMatch(/^0\.\d{4} – 0\.\d{4}$/)
    await table.getByRole('button', { name: 'Hit rate' }).click()
    await table.getByRole('button', { name: 'Hit rate' }).click()
    expect(await table.locator('th[aria-sort="ascending"]').textContent()).toContain('Hit rate')
    expect(sorted(await column(3), 1), 'worst first after a second press').toBe(true)
    await page.getByLabel('Metrics').selectOption('beyond')
    await expect.poll(() => table.locator('thead').textContent()).toContain('Coverage')
    expect(await violations(page)).toEqual([])
    await context.close()
  })

  it('shows an earlier evaluation of a split, in both languages, and the newest again', async () => {
    const [newest] = (await stage.client.call('GET /v1/reports/evaluations', {})) as unknown as StoredEvaluation[]
    const earlier = String(newest?.earlier[0])
    for (const view of [{}, { language: 'zh', dark: true, width: 390 }] as const) {
      const { page, context, errors } = await stage.open('/dashboard/models', view)
      const words =
        'language' in view
          ? ({ at: '评估时间', title: '评估', part: '验证部分' } as const)
          : ({ at: 'Made at', title: 'Evaluation', part: 'validation part' } as const)
      const rows = page.locator(`section[aria-label="${words.title}"] tbody tr`)
      await expect.poll(() => rows.count()).toBe(2)
      expect(await page.getByText(words.part).count()).toBe(0)
      await page.getByLabel(words.at).selectOption(earlier)
      await page.getByText(words.part).waitFor()
      await expect.poll(() => rows.count()).toBe(1)
      expect(await violations(page)).toEqual([])
      expect(await overhang(page)).toBeLessThanOrEqual(0)
      await page.getByLabel(words.at).selectOption(String(newest?.at))
      await expect.poll(() => rows.count()).toBe(2)
      expect(errors).toEqual([])
      await context.close()
    }
  })

  it('draws a training curve with axes and its best point', async () => {
    const models = (await stage.client.call('GET /v1/models', {})) as unknown as ModelInfo[]
    const losses =
      models.find(({ name }) => name === 'ials')?.trained?.curves.flatMap(({ figures }) => (figures?.loss === undefined ? [] : [figures.loss])) ?? []
    expect(losses.length).toBeGreaterThan(2)
    const { page, context } = await stage.open('/dashboard/models')
    await page.getByRole('button', { name: 'ials', exact: true }).click()
    const chart = page.getByRole('img', { name: /^loss by Report/ })
    await chart.locator('svg').waitFor()
    const best = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(Math.min(...losses))
    expect(await chart.getAttribute('aria-label')).toContain(`best ${best}`)
    expect(await chart.locator('svg').textContent()).toContain('Report')
    expect(await page.getByText(`Best: ${best}`).count()).toBe(1)
    await context.close()
  })

  it('trains a model: says how far it is, draws its curve as it goes, and stops it, by keyboard alone', async () => {
    const { page, context, errors } = await stage.open('/dashboard/models')
    const run = () => stage.client.call('GET /v1/models/{name}/train', { path: { name: 'sasrec' } })
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    await page.getByRole('button', { name: 'sasrec', exact: true }).click()
    await page.getByRole('button', { name: 'Train this model' }).focus()
    await page.keyboard.press('Enter')
    const bar = page.getByRole('progressbar', { name: 'Being trained' })
    await bar.waitFor()
    await expect.poll(focused).toBe('Stop the training')
    await page.getByRole('status').filter({ hasText: 'sasrec is being trained: 0%' }).waitFor({ state: 'attached' })
    const rows = page.locator('section[aria-label="Models"] tbody tr')
    await rows.filter({ hasText: 'being trained' }).waitFor()
    const chart = page.locator('.train').getByRole('img', { name: /^loss by Epoch/ })
    await chart.locator('svg').waitFor()
    const share = () => bar.evaluate((element) => (element as HTMLProgressElement).value)
    const first = await share()
    await expect.poll(share).toBeGreaterThan(first)
    expect(await violations(page)).toEqual([])
    await expect.poll(() => run().then(({ state }) => state), { timeout: 60_000 }).toBe('done')
    await page.getByText(/^Last trained .*; that version took over by itself/).waitFor()
    await expect.poll(focused).toBe('Train again')
    await expect.poll(() => rows.filter({ hasText: 'sasrec' }).textContent()).not.toContain('not trained')

    const before = (await run()).run
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('Stop the training')
    await page.keyboard.press('Enter')
    await page.getByText(/^The training was stopped at /).waitFor()
    await expect.poll(focused).toBe('Train again')
    expect(await run()).toMatchObject({ state: 'cancelled', by: 'server' })
    expect((await run()).run).not.toBe(before)
    expect(await violations(page)).toEqual([])
    expect(errors).toEqual([])
    await context.close()
  })

  it('says on the spot why a training cannot begin, in Chinese and on a phone too', async () => {
    const { page, context } = await stage.open('/dashboard/models', { language: 'zh', width: 390, dark: true })
    await page.getByRole('button', { name: 'bpr', exact: true }).click()
    await page.route('**/v1/models/bpr/train', (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status: 409, json: { code: 'training.running', detail: 'It runs already.' } }) : route.continue(),
    )
    await page.getByRole('button', { name: '训练此模型' }).click()
    await page.getByRole('alert').filter({ hasText: 'It runs already.' }).waitFor()
    expect(await violations(page)).toEqual([])
    expect(await overhang(page)).toBeLessThanOrEqual(0)
    await context.close()
  })

  it('rolls a model back after asking', async () => {
    const inService = async () =>
      ((await stage.client.call('GET /v1/models', {})) as unknown as ModelInfo[])
        .find(({ name }) => name === 'popular')
        ?.versions?.find((version) => version.inService)?.at
    const before = await inService()
    const { page, context } = await stage.open('/dashboard/models')
    await page.getByRole('button', { name: 'popular', exact: true }).click()
    await page.getByRole('button', { name: /^Put back into service:/ }).click()
    expect(await violations(page)).toEqual([])
    await page.locator('dialog').getByRole('button', { name: 'Put back into service' }).click()
    await expect.poll(inService).toBeLessThan(before ?? 0)
    await expect.poll(() => page.locator('section[aria-label="Versions"] tbody tr').nth(1).textContent()).toContain('in service')
    await context.close()
  })

  it('accounts for every row of an imported file, with the reasons', async () => {
    const { page, context } = await stage.open('/dashboard/data')
    const fate = page.locator('.fate')
    await fate.waitFor()
    const text = await fate.locator('.legend').textContent()
    expect(text).toContain('Stored3')
    expect(text).toContain('Twice in the file1')
    expect(text).toContain('Rejected3')
    const reasons = await fate.locator('tbody tr').allTextContents()
    expect(reasons).toEqual(['no item2', 'the time cannot be read1'])
    await page
      .getByRole('img', { name: /^Price:/ })
      .locator('svg')
      .waitFor()
    await context.close()
  })

  it('shows an event within seconds, and holds still when told to', async () => {
    const { page, context } = await stage.open('/dashboard/feed')
    const view = (id: string, query: string) => stage.client.send({ id, event: 'search', user: 'ada', query, at: Date.now() })
    await view('feed-1', 'a first lamp')
    await page.getByText('“a first lamp”').waitFor({ timeout: 6_000 })
    await page.getByRole('button', { name: 'Pause' }).click()
    await view('feed-2', 'a second lamp')
    await page.waitForTimeout(2_600)
    expect(await page.getByText('“a second lamp”').count()).toBe(0)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('“a second lamp”').waitFor({ timeout: 6_000 })
    await context.close()
  })

  it('speaks Chinese on every page, with nothing left in English but names', async () => {
    const { page, context } = await stage.open('/dashboard/', { language: 'zh' })
    for (const link of await page.locator('nav a').allTextContents()) expect(link).toMatch(/[\u4e00-\u9fff]/)
    for (const path of ['data', 'models', 'drift', 'inspect?person=mei', 'feed']) {
      await page.goto(`${stage.url}/dashboard/${path}`)
      await settled(page)
      if (path === 'models') {
        const summaries = await page.locator('.card').first().locator('tbody td:nth-child(2)').allTextContents()
        expect(summaries.length).toBeGreaterThan(20)
        for (const summary of summaries) expect(summary).toMatch(/[\u4e00-\u9fff]/)
      }
      const headings = await page.locator('h1, h2, th:not(.heat th), dt').allTextContents()
      for (const heading of headings.map((text) => text.replace(/[↕▲▼]/g, '').trim())) {
        // Names of models, parameters, figures and metrics are the same in every language; so are brands.
        const isName = /^[a-z@0-9 .:-]*$|^(NDCG|MRR|MAP|AUC)|^#$/i.test(heading) && !/^[A-Z][a-z]+( [a-z]+)*$/.test(heading)
        if (!isName) expect(heading, `${path}: ${heading}`).toMatch(/[\u4e00-\u9fff]/)
      }
    }
    await context.close()
  })

  it('keeps what it showed when the server goes away, says so, and recovers', async () => {
    const { page, context } = await stage.open('/dashboard/feed')
    await page.locator('tbody tr').first().waitFor()
    await context.setOffline(true)
    await page.getByText('The server does not answer; what you see is from before.').waitFor({ timeout: 8_000 })
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(0)
    await context.setOffline(false)
    await page.getByText('The server does not answer').waitFor({ state: 'detached', timeout: 8_000 })
    await context.close()
  })
}
