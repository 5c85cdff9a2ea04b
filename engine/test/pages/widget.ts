/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { itemsOf, type Stage, settled, violations } from './stage.ts'

export function widgetTests(stage: Stage): void {
  it('weighs at most 15 kB gzipped', () => {
    const file = fileURLToPath(new URL('../../pages/widget/candor-recommendations.js', import.meta.url))
    expect(gzipSync(readFileSync(file)).length).toBeLessThanOrEqual(15_000)
  })

  it('drops into a page of another origin: cold start, then a history given in the page, removed from there and put back', async () => {
    const { page, context, errors } = await stage.open(stage.elsewhere)
    await expect.poll(async () => (await itemsOf(page)).length).toBe(5)
    expect(await violations(page)).toEqual([])
    const { events } = await stage.client.person('mei')
    const history = [...new Set(events.flatMap(({ item }) => (item === undefined ? [] : [item])))].slice(-3)
    const widget = page.locator('candor-recommendations')
    await widget.evaluate((element, items) => element.setAttribute('history', items.join(',')), history)
    const answer = await stage.client.recommend({ history, k: 5 })
    await expect.poll(() => itemsOf(page)).toEqual(answer.recommendations.map(({ item }) => item))

    await widget.locator('.chip').first().click()
    const dialog = widget.locator('dialog')
    expect(await dialog.locator('.not-interested').count(), 'nobody is known here, so nothing can be kept for them').toBe(0)
    const [first] = await itemsOf(page)
    await dialog.locator('.remove-and-see').click()
    await widget.locator('.note').waitFor()
    expect(await itemsOf(page)).not.toContain(first)
    expect(((await widget.getAttribute('history')) ?? '').split(',').length).toBeLessThan(history.length)
    await widget.locator('.undo').click()
    await expect.poll(() => widget.getAttribute('history')).toBe(history.join(','))
    expect(errors).toEqual([])
    await context.close()
  })

  it('tells the page what happens, and lets it follow links by itself', async () => {
    const { page, context } = await stage.open(stage.elsewhere)
    await settled(page)
    await page.evaluate(() => {
      document.addEventListener('candor-select', (event) => {
        event.preventDefault()
        document.body.dataset.chosen = (event as CustomEvent<{ item: string }>).detail.item
      })
    })
    const [first] = await itemsOf(page)
    await page.locator('candor-recommendations').locator('a.to').first().click()
    expect(await page.evaluate(() => document.body.dataset.chosen)).toBe(first)
    expect(page.url()).toBe(`${stage.elsewhere}/`)
    await context.close()
  })

  it('never takes a catalogue for markup or for a script', async () => {
    const hostile = '<img src=x onerror="document.body.dataset.owned=1">'
    await stage.client.call('PUT /v1/items/{id}', {
      path: { id: 'hostile-1' },
      body: { title: `zebraquark ${hostile}`, brand: hostile, category: ['Home'], price: 3, currency: 'EUR', stock: 5, image: 'javascript:alert(1)' },
    })
    const { page, context } = await stage.open('/search/zebraquark')
    await expect.poll(() => itemsOf(page)).toEqual(['hostile-1'])
    const card = page.locator('candor-recommendations').locator('li[data-item]').first()
    expect(await card.locator('.title').textContent()).toContain('<img')
    expect(await card.locator('img').getAttribute('src')).toContain('/pictures/')
    expect(await page.evaluate(() => document.body.dataset.owned)).toBeUndefined()
    await context.close()
    await stage.client.call('DELETE /v1/items/{id}', { path: { id: 'hostile-1' } })
  })
}
