import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../src', import.meta.url))

/** Which rooms a room may import. `store` and `bus` and `cache` stand for their interface files only (see `interfaces`). */
const allowed: Record<string, readonly string[]> = {
  math: [],
  nn: ['math'],
  data: ['math'],
  privacy: ['math', 'data'],
  models: ['math', 'nn', 'data', 'privacy'],
  explain: ['math', 'nn', 'data', 'privacy', 'models'],
  measure: ['math', 'data', 'privacy', 'models'],
  rerank: ['math', 'data'],
  store: ['math', 'data', 'privacy'],
  bus: ['data'],
  cache: ['data'],
  service: ['math', 'nn', 'data', 'privacy', 'models', 'explain', 'measure', 'rerank', 'store', 'bus', 'cache', 'shop'],
  shop: ['math', 'data'],
  http: ['service', 'data', 'shop'],
  cli: ['service', 'data'],
  client: [],
}
const interfaces = new Set(['store/store.ts', 'bus/log.ts', 'bus/jobs.ts', 'cache/cache.ts'])
/** Files at the root of `src` that every room may use. */
const everywhere = new Set(['errors.ts', 'worker.ts'])
/** Roots that may import anything, and what cli and http may start with. */
const roots: Record<string, readonly string[]> = { cli: ['open.ts', 'serve.ts'], service: ['config.ts'], http: ['config.ts'] }

function* files(folder: string): Iterable<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else if (entry.name.endsWith('.ts')) yield path
  }
}

describe('rooms', () => {
  it('import only what the house allows', () => {
    const wrong: string[] = []
    for (const file of files(root)) {
      const from = relative(root, file).replaceAll('\\', '/')
      const room = from.includes('/') ? from.split('/')[0]! : ''
      if (room === '') continue
      expect(allowed, `room ${room} is not in the table`).toHaveProperty(room)
      for (const [, target] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
        const to = relative(root, resolve(dirname(file), target!)).replaceAll('\\', '/')
        const toRoom = to.includes('/') ? to.split('/')[0]! : ''
        if (toRoom === room || everywhere.has(to) || roots[room]?.includes(to)) continue
        const fine = allowed[room]!.includes(toRoom) && (room !== 'service' || !['store', 'bus', 'cache'].includes(toRoom) || interfaces.has(to))
        if (!fine) wrong.push(`${from} → ${to}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('lead from no request into a training: that has a process of its own, and its parameters may name files', () => {
    const reached = new Set(files(join(root, 'http')))
    for (const file of reached) {
      for (const [, target] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) reached.add(resolve(dirname(file), target!))
    }
    const names = [...reached].map((file) => relative(root, file).replaceAll('\\', '/'))
    expect(names).toContain('service/serving.ts')
    expect(names.filter((name) => /^(?:service\/(?:train|tune|evaluate)|cli\/.*)\.ts$/.test(name))).toEqual([])
  })

  it('stay one screen each: no written source file over 400 lines', () => {
    const long = [...files(root)]
      .filter((file) => !file.endsWith('operations.ts') && readFileSync(file, 'utf8').split('\n').length > 400)
      .map((file) => relative(root, file))
    expect(long).toEqual([])
  })
})
