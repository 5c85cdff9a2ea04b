import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openHouse } from '../../src/open.ts'
import { importFile } from '../../src/service/import.ts'
import { train } from '../../src/service/train.ts'
import { databaseFile, openStore } from '../../src/store/embedded.ts'
import { view } from '../promises/store.ts'
import { freshFolder } from './folders.ts'

const quiet = { info() {}, warn() {}, error() {} }
const rights = (path: string): number => statSync(path).mode & 0o777

// Windows decides by the rights of the folder.
describe.skipIf(process.platform === 'win32')('what rests in a data folder is its owner’s alone', () => {
  test('everything that Candor makes, also in a folder that others may enter', async () => {
    const old = process.umask(0)
    try {
      const folder = join(freshFolder(), 'shared')
      mkdirSync(folder, 0o755)
      const house = await openHouse(folder, { log: quiet })
      const file = join(freshFolder(), 'orders.csv')
      writeFileSync(
        file,
        `user,item,event,time\n${Array.from({ length: 50 }, (_, n) => `u${n % 7},i${n % 5},purchase,${n % 9 === 0 ? '' : 1e9 + n}`).join('\n')}\n,x,purchase,1\n`,
      )
      const { rejectFile } = await importFile(house, file)
      expect(rejectFile).toBeDefined()
      await train(house, { models: ['popular'] })
      await house.artifacts.put('reports/one.json', new Uint8Array(3))
      // While it is open, with the log and its index beside it.
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      const wrong = files
        .map((entry) => ({ path: join(entry.parentPath, entry.name), wanted: entry.isDirectory() ? 0o700 : 0o600 }))
        .filter(({ path, wanted }) => rights(path) !== wanted)
      expect(wrong).toEqual([])
      expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining([databaseFile, `${databaseFile}-wal`, `${databaseFile}-shm`, 'rejects', 'models']))
      expect(rights(folder)).toBe(0o755)
      await house.store.close()
    } finally {
      process.umask(old)
    }
  })

  test('a folder it makes is 0700, with those above it', async () => {
    const old = process.umask(0)
    const above = join(freshFolder(), 'a')
    const store = await openStore(join(above, 'b'))
    await store.close()
    process.umask(old)
    expect([rights(above), rights(join(above, 'b'))]).toEqual([0o700, 0o700])
  })

  test('what an earlier run left open to others is closed when the store is opened', async () => {
    const folder = freshFolder()
    const first = await openStore(folder)
    await first.append([view('e1', 'ana', 'mug', 1)])
    mkdirSync(join(folder, 'rejects'), 0o755)
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), name === 'rejects' ? 0o755 : 0o644)
    const second = await openStore(folder)
    for (const name of readdirSync(folder)) expect([name, rights(join(folder, name))]).toEqual([name, name === 'rejects' ? 0o700 : 0o600])
    expect(second.eventsOf('u:ana')).toHaveLength(1)
    await second.close()
    await first.close()
  })

  test('a stranger’s database keeps the rights it has', async () => {
    const folder = freshFolder()
    const path = join(folder, databaseFile)
    writeFileSync(path, 'id,name\n1,mug\n'.repeat(900))
    chmodSync(path, 0o644)
    await expect(openStore(folder)).rejects.toMatchObject({ code: 'store.corrupt' })
    expect(rights(path)).toBe(0o644)
  })
})
