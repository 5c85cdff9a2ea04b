import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Product } from '../../src/data/catalogue.ts'
import type { ShopEvent } from '../../src/data/events.ts'
import type { Fates, Reject } from '../../src/data/fates.ts'
import { type ImportOptions, openImport } from '../../src/data/import.ts'
import type { Person } from '../../src/data/people.ts'

/** A folder for one test file's files; `end` takes it away. */
export function folder(): { write(name: string, content: string | Uint8Array): string; path: string; end(): void } {
  const path = mkdtempSync(join(tmpdir(), 'candor-data-'))
  return {
    path,
    write(name, content) {
      writeFileSync(join(path, name), content)
      return join(path, name)
    },
    end: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** Everything an import hands out. */
export async function readAll(
  path: string,
  options: ImportOptions = {},
): Promise<{
  events: ShopEvent[]
  products: Product[]
  people: Person[]
  rejects: Reject[]
  fates: Fates
  lines: readonly string[]
  confidence: number | undefined
  format: string
}> {
  const run = await openImport(path, { now: Date.UTC(2025, 0, 1), ...options })
  const [events, products, people, rejects]: [ShopEvent[], Product[], Person[], Reject[]] = [[], [], [], []]
  for await (const batch of run) {
    for (const event of batch.events) events.push(event)
    for (const product of batch.products) products.push(product)
    for (const person of batch.people) people.push(person)
    for (const reject of batch.rejects) rejects.push(reject)
  }
  return { events, products, people, rejects, fates: run.fates(), lines: run.guess?.lines ?? [], confidence: run.guess?.confidence, format: run.format }
}
