import type { House } from './house.ts'

/** The data-quality report. */
export interface DataQuality {
  readonly revision: number
  readonly at: number
  readonly before: { readonly events: number; readonly people: number; readonly items: number }
  readonly after: { readonly events: number; readonly people: number; readonly items: number }
  readonly steps: readonly { readonly name: string; readonly on: boolean; readonly summary: string; readonly removed: number; readonly changed: number }[]
}

export async function qualityReport(house: House, _steps?: Record<string, boolean | object>): Promise<DataQuality> {
  const { events, people, items } = house.store.counts()
  return { revision: house.store.revision(), at: house.now(), before: { events, people, items }, after: { events, people, items }, steps: [] }
}
