/**
 * Takes the pictures of the README from a running demo shop:
 *   candor start --port 8080 --data /tmp/shop, then node engine/scripts/pictures.mjs http://127.0.0.1:8080
 * Needs a Chromium (CHROMIUM_PATH, else /usr/bin/chromium).
 */
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const url = process.argv[2] ?? 'http://127.0.0.1:8080'
const largest = 300_000
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
})

async function take(name, path, height, prepare) {
  const page = await browser.newPage({ viewport: { width: 1280, height }, colorScheme: 'light', locale: 'en-US', reducedMotion: 'reduce' })
  await page.goto(`${url}${path}`)
  await prepare(page)
  // Pictures of products load as they come into sight.
  await page.waitForLoadState('networkidle')
  const file = fileURLToPath(new URL(`../../docs/pictures/${name}.png`, import.meta.url))
  await page.screenshot({ path: file })
  await page.close()
  const { size } = statSync(file)
  if (size > largest) throw new Error(`${name}.png has ${size} bytes; a picture in the README may have ${largest}. Take a smaller view.`)
  console.log(`${name}.png ${size} bytes`)
}

try {
  await take('storefront', '/?user=bo', 860, async (page) => {
    const row = page.locator('candor-recommendations').first()
    await row.locator('.chip').first().click()
    await row.locator('dialog').waitFor({ state: 'visible' })
  })
  await take('dashboard', '/dashboard/inspect?person=mei', 1180, async (page) => {
    await page.locator('table.heat').waitFor()
  })
} finally {
  await browser.close()
}
