/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { itemsOf, overhang, type Stage, settled, violations } from './stage.ts'

const chinese = /[\u4e00-\u9fff]/

/** What people do in the shop, each as a flow that can fail. */
export function storefrontTests(stage: Stage): void {
  const row = (page: Page, index = 0) => page.locator('candor-recommendations').nth(index)
  const openReason = async (page: Page, card = 0) => {
    await row(page).locator('.chip').nth(card).click()
    const dialog = row(page).locator('dialog')
    await dialog.waitFor({ state: 'visible' })
    return dialog
  }

  it('opens a reason, takes its purchases away, and the product leaves the list; undo brings it back', async () => {
    const { page, context } = await stage.open('/?user=bo')
    const before = await itemsOf(page)
    const dialog = await openReason(page)
    expect(await violations(page)).toEqual([])
    expect(await dialog.locator('.bars dt').count()).toBeGreaterThan(0)
    expect(await dialog.locator('.proof-text').textContent()).toContain('Without')
    await dialog.locator('.remove-and-see').click()
    await row(page).locator('.note').waitFor()
    expect(await itemsOf(page)).not.toContain(before[0])
    expect(await row(page).locator('.note').textContent()).toContain('no longer on this list')
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className), 'the focus is on what can be done next').toBe('undo')
    await row(page).locator('.undo').click()
    await expect.poll(() => itemsOf(page)).toEqual(before)
    await context.close()
  })

  it('never shows again what is not interesting, until it is put back', async () => {
    const { page, context } = await stage.open('/?user=omar')
    const [first] = await itemsOf(page)
    const dialog = await openReason(page)
    await dialog.locator('.not-interested').click()
    await row(page).locator('.note').waitFor()
    expect(await itemsOf(page)).not.toContain(first)
    expect((await stage.client.person('omar')).notInterested).toEqual([first])
    await page.goto(`${stage.url}/my-data?user=omar`)
    await settled(page)
    await page.getByRole('button', { name: /^Show again/ }).click()
    await expect.poll(async () => (await stage.client.person('omar')).notInterested).toEqual([])
    await expect.poll(() => itemsOf(page)).toContain(first)
    await context.close()
  })

  it('shows everybody the same when profiling is off, and remembers it', async () => {
    const { page, context } = await stage.open('/?user=lena')
    const personal = await itemsOf(page)
    await page.locator('header .switch input').click()
    await page.getByRole('heading', { name: 'Recommendations not based on profiling' }).waitFor()
    const nobody = await stage.client.recommend({ scene: 'home', k: 10, profiling: false })
    await expect.poll(() => itemsOf(page)).toEqual(nobody.recommendations.map(({ item }) => item))
    expect(await itemsOf(page)).not.toEqual(personal)
    await page.reload()
    await settled(page)
    expect(await page.locator('header .switch input').isChecked()).toBe(false)
    expect((await stage.client.person('lena')).profiling).toBe(false)
    await page.locator('header .switch input').click()
    await expect.poll(() => itemsOf(page)).toEqual(personal)
    await context.close()
  })

  it('shows what is known, removes one event and puts it back, and hands everything over as a file', async () => {
    const { page, context } = await stage.open('/my-data?user=mei')
    const known = await stage.client.person('mei')
    await page.getByRole('heading', { name: 'What this shop knows of you' }).waitFor()
    expect(await page.locator('.facts').textContent()).toContain('27')
    const newest = known.events[known.events.length - 1]
    await page
      .locator('.lines')
      .first()
      .getByRole('button', { name: /^Remove/ })
      .first()
      .click()
    await page.locator('.toast p').waitFor()
    expect((await stage.client.person('mei')).events.map(({ id }) => id)).toEqual(known.events.slice(0, -1).map(({ id }) => id))
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click()
    await expect.poll(async () => (await stage.client.person('mei')).events.some(({ id }) => id === newest?.id)).toBe(true)

    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download my data' }).click()])
    const saved = JSON.parse(readFileSync(await file.path(), 'utf8')) as { id: string; events: unknown[] }
    expect(saved.id).toBe('mei')
    expect(saved.events).toHaveLength(known.events.length)
    await context.close()
  })

  it('forgets after asking, with a receipt', async () => {
    const { page, context } = await stage.open('/my-data?user=p-00012')
    const { events } = await stage.client.person('p-00012')
    await page.getByRole('button', { name: 'Forget me' }).click()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect((await stage.client.person('p-00012')).events).toHaveLength(events.length)
    await page.getByRole('button', { name: 'Forget me' }).click()
    await page.getByRole('button', { name: 'Erase everything' }).click()
    await page.getByText(`${events.length} events were erased`).waitFor()
    expect(await page.locator('dialog code').textContent()).toMatch(/\S{8,}/)
    await page.locator('dialog').getByRole('button', { name: 'Close' }).click()
    await page.getByText('Nothing is kept of you.').waitFor()
    await expect(stage.client.person('p-00012')).rejects.toMatchObject({ code: 'person.unknown' })
    await context.close()
  })

  it('finds what was typed, says so when nothing matches, and keeps the words in the box', async () => {
    const { page, context } = await stage.open('/?user=ada')
    const box = page.getByRole('searchbox')
    await box.fill('coffee')
    await box.press('Enter')
    await page.getByRole('heading', { name: 'Results for “coffee”' }).waitFor()
    await expect.poll(async () => (await itemsOf(page)).length).toBeGreaterThan(3)
    expect(await row(page).locator('.chip').first().textContent()).toContain('coffee')
    expect(await box.inputValue()).toBe('coffee')
    await box.fill('zzzqqq')
    await box.press('Enter')
    await page.getByText('No product matches.').waitFor()
    await context.close()
  })

  it('sells: a product with what goes with it, a cart that outlives a reload, a purchase that is known', async () => {
    const { page, context } = await stage.open('/?user=ada')
    const [first] = await itemsOf(page)
    await row(page).locator('a.to').first().click()
    await page.getByRole('button', { name: 'Add to cart' }).waitFor()
    await settled(page)
    const besides = await itemsOf(page)
    expect(besides.length).toBeGreaterThan(2)
    expect(besides).not.toContain(first)
    await expect
      .poll(async () => (await itemsOf(page, 1)).filter((item) => besides.includes(item)), { message: 'the second row repeats nothing of the first' })
      .toEqual([])
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.getByRole('link', { name: 'Cart, 1 item' }).waitFor()
    await page.reload()
    await page.getByRole('link', { name: 'Cart, 1 item' }).click()
    await page.getByRole('heading', { name: 'Goes with your cart' }).waitFor()
    expect(await itemsOf(page)).not.toContain(first)
    expect(await page.locator('.total b').textContent()).toMatch(/€\d/)
    await page.getByRole('button', { name: 'Buy everything' }).click()
    await page.getByText('Your cart is empty.').waitFor()
    expect((await stage.client.person('ada')).events).toContainEqual(expect.objectContaining({ event: 'purchase', item: first }))
    await context.close()
  })

  it('speaks Chinese and wears dark, keeps both, and stays within a phone', async () => {
    const { page, context } = await stage.open('/?user=bo', { width: 390 })
    await page.locator('#language').selectOption('zh')
    await page.getByRole('heading', { name: '为您推荐', exact: true }).waitFor()
    await settled(page)
    const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await page.locator('#theme').click()
    const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(dark).not.toBe(light)
    await page.reload()
    await settled(page)
    expect(await page.evaluate(() => [document.documentElement.lang, getComputedStyle(document.body).backgroundColor])).toEqual(['zh', dark])
    for (const chip of await row(page).locator('.chip').allTextContents()) expect(chip).toMatch(chinese)
    const dialog = await openReason(page)
    expect(await violations(page)).toEqual([])
    expect(await dialog.locator('.why').textContent()).toMatch(/^因为/)
    for (const name of await dialog.locator('.bars dt').allTextContents()) expect(name).toMatch(chinese)
    expect(await overhang(page)).toBeLessThanOrEqual(0)
    await context.close()
  })

  it('reaches a reason by keyboard alone, and gives the focus back', async () => {
    const { page, context } = await stage.open('/?user=ada')
    const focused = () => page.evaluate(() => (document.activeElement?.shadowRoot?.activeElement ?? document.activeElement)?.className ?? '')
    for (let press = 0; press < 40 && (await focused()) !== 'chip'; press++) await page.keyboard.press('Tab')
    expect(await focused()).toBe('chip')
    await page.keyboard.press('Enter')
    await row(page).locator('dialog').waitFor({ state: 'visible' })
    await page.keyboard.press('Escape')
    await row(page).locator('dialog').waitFor({ state: 'detached' })
    expect(await focused()).toBe('chip')
    await context.close()
  })

  it('says what is wrong when a product does not exist or the shop is away, and recovers', async () => {
    const { page, context } = await stage.open('/product/no-such-thing')
    await page.getByText('There is no such product in this shop.').waitFor()
    await page.goto(`${stage.url}/?user=ada`)
    await settled(page)
    await context.setOffline(true)
    await page.locator('#shopper').selectOption('bo')
    await row(page).locator('[role="alert"]').waitFor()
    await context.setOffline(false)
    await row(page).getByRole('button', { name: 'Try again' }).click()
    await expect.poll(async () => (await itemsOf(page)).length).toBeGreaterThan(0)
    await context.close()
  })
}
