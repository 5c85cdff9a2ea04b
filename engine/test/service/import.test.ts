import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { House } from '../../src/service/house.ts'
import { importFile } from '../../src/service/import.ts'
import { imports } from '../../src/service/reports.ts'
import { emptyHouse } from './house.ts'

let house: House & { close(): Promise<void> }
beforeEach(async () => {
  house = await emptyHouse()
})
afterEach(() => house.close())

/** Orders of one item after the other, every tenth row without a buyer. */
function write(rows: number): string {
  const path = join(house.folder, 'orders.csv')
  const lines = Array.from({ length: rows }, (_, row) => `${row % 10 === 9 ? '' : `u${row % 7}`},i${row % 5},purchase,${1_700_000_000 + row}`)
  writeFileSync(path, `user,item,event,timestamp\n${lines.join('\n')}\n`)
  return path
}

describe('import', () => {
  it('stores what it accepts, writes down what it rejects, and keeps a record', async () => {
    const report = await importFile(house, write(1000))
    expect(report).toMatchObject({ rows: 1000, accepted: 900, rejected: 100, stored: 900, alreadyThere: 0, reasons: { 'actor.missing': 100 } })
    expect(house.store.counts().events).toBe(900)
    const rejects = readFileSync(report.rejectFile!, 'utf8').trimEnd().split('\n')
    expect(rejects).toHaveLength(100)
    expect(JSON.parse(rejects[0]!)).toMatchObject({ line: 11, reason: 'actor.missing' })
    expect(imports(house)).toHaveLength(1)
  })

  it('adds nothing the second time', async () => {
    await importFile(house, write(1000))
    expect(await importFile(house, write(1000))).toMatchObject({ accepted: 900, stored: 0, alreadyThere: 900 })
    expect(house.store.counts().events).toBe(900)
  })

  it('says so where rejected rows cannot be written, and keeps the events', async () => {
    const path = write(1000)
    const { rejectFile } = await importFile(house, path)
    rmSync(rejectFile!)
    mkdirSync(rejectFile!)
    await expect(importFile(house, path)).rejects.toMatchObject({ code: 'store.read-only', message: expect.stringContaining('orders.csv-') })
    expect(house.store.counts().events).toBe(900)
  })

  it('that fails while products are being written says to servers that the catalogue is another, after they are there', async () => {
    const path = join(house.folder, 'items.csv')
    writeFileSync(path, 'item_id,title\ni1,Mug\n,Nameless\ni2,Pot\n')
    const { rejectFile } = await importFile(house, path, { role: 'items' })
    expect(house.store.document('catalogue')).toBe(1)
    writeFileSync(path, 'item_id,title\ni1,Mug\n,Nameless\ni3,Pan\n')
    rmSync(rejectFile!)
    mkdirSync(rejectFile!)
    await expect(importFile(house, path, { role: 'items' })).rejects.toMatchObject({ code: 'store.read-only' })
    expect(house.store.document('catalogue')).toBe(2)
    expect(house.store.item('i3')).toMatchObject({ title: 'Pan' })
  })

  it('keeps the rejects of files of one name in two folders apart', async () => {
    const first = write(1000)
    const second = join(dirname(first), 'more', 'orders.csv')
    mkdirSync(dirname(second))
    copyFileSync(first, second)
    const files = [(await importFile(house, first)).rejectFile!, (await importFile(house, second)).rejectFile!]
    expect(new Set(files).size).toBe(2)
    for (const file of files) expect(readFileSync(file, 'utf8')).not.toBe('')
  })

  it('stopped on its way keeps whole batches, says how many, and goes on', async () => {
    const path = write(30_000)
    const controller = new AbortController()
    const stopped = importFile(house, path, { signal: controller.signal, progress: () => controller.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
    const kept = house.store.counts().events
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(27_000)
    await expect(stopped).rejects.toThrow(`${kept} events of orders.csv are stored and stay`)
    expect(await importFile(house, path)).toMatchObject({ stored: 27_000 - kept, alreadyThere: kept })
    expect(house.store.counts().events).toBe(27_000)
  })
})
