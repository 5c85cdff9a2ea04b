import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHouse } from '../../src/open.ts'
import type { House } from '../../src/service/house.ts'

/** A house in a folder of its own, with a clock that stands still, and what takes it away again. */
export async function emptyHouse(now = Date.UTC(2026, 0, 1)): Promise<House & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-house-'))
  const house = await openHouse(folder, { log: { info() {}, warn() {}, error() {} }, now: () => now })
  return {
    ...house,
    close: async () => {
      await house.store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
