import type { DataQuality } from './contract.ts'
import type { House } from './house.ts'

export async function qualityReport(house: House, _steps?: Record<string, boolean | object>): Promise<DataQuality> {
  const { events, people, items } = house.store.counts()
  return { revision: house.store.revision(), at: house.now(), before: { events, people, items }, after: { events, people, items }, steps: [] }
}
