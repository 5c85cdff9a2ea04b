import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dashboardTests } from './dashboard.ts'
import { hasBrowser, overhang, Stage, type View, violations } from './stage.ts'
import { storefrontTests } from './storefront.ts'
import { widgetTests } from './widget.ts'

if (!hasBrowser) console.warn('skipped: no browser; set CHROMIUM_PATH to a Chromium')

const paths = [
  '/?user=ada',
  '/my-data?user=ada',
  '/cart?user=ada',
  '/search/tea?user=ada',
  '/product/nothing',
  '/dashboard/',
  '/dashboard/data',
  '/dashboard/models',
  '/dashboard/drift',
  '/dashboard/inspect?person=mei',
  '/dashboard/feed',
]

describe.skipIf(!hasBrowser)('pages in a real browser', () => {
  const stage = new Stage()
  beforeAll(() => stage.set())
  afterAll(() => stage.clear())

  describe('every page', () => {
    for (const path of paths) {
      it(`${path} has no accessibility violations and fits: wide, light, English; a phone, dark, Chinese`, async () => {
        const look = async (view: View) => {
          const { page, context, errors } = await stage.open(path, view)
          expect(await violations(page)).toEqual([])
          expect(errors).toEqual([])
          expect(await overhang(page), 'nothing sticks out to the side').toBeLessThanOrEqual(0)
          await context.close()
        }
        await Promise.all([look({}), look({ dark: true, width: 390, language: 'zh' })])
      })
    }
  })
  describe('the storefront', () => storefrontTests(stage))
  describe('the widget', () => widgetTests(stage))
  describe('the dashboard', () => dashboardTests(stage))
})
