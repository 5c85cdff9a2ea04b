import { readdir, stat } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import type { Health } from './contract.ts'
import type { Serving } from './serving.ts'

/** How the server is, for the dashboard and `candor doctor`. */
export async function health(serving: Serving, version: string): Promise<Health> {
  const { store, folder } = serving.house
  const memory = process.memoryUsage()
  const model = serving.defaultModel()
  const damaged = serving.damaged()
  return {
    status: model === undefined || damaged.length > 0 ? 'degraded' : 'ok',
    version,
    uptimeSeconds: process.uptime(),
    ...store.counts(),
    ...(model === undefined ? {} : { model }),
    ...(damaged.length > 0 ? { damaged } : {}),
    memoryBytes: memory.rss,
    heapBytes: memory.heapUsed,
    loadAverage: loadavg(),
    storeBytes: await sizeOf(folder),
  }
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (file) => (file.isFile() ? file.size : 0),
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
