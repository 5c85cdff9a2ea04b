import { readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openArtifacts } from '../../src/store/artifacts.ts'
import { freshFolder } from './folders.ts'

test('files come back whole, are listed by prefix and replaced at once', async () => {
  const folder = join(freshFolder(), 'files')
  const artifacts = openArtifacts(folder)
  expect(await artifacts.list('')).toEqual([])
  expect(await artifacts.get('models/ease.bin')).toBeUndefined()
  const bytes = Uint8Array.from({ length: 100_000 }, (_, n) => n % 251)
  await artifacts.put('models/ease.bin', bytes)
  await artifacts.put('models/popular.bin', new Uint8Array())
  await artifacts.put('reports/evaluation.json', new TextEncoder().encode('{}'))
  expect(await artifacts.get('models/ease.bin')).toEqual(bytes)
  expect((await artifacts.list('models/')).map(({ name, bytes: size }) => [name, size])).toEqual([
    ['models/ease.bin', 100_000],
    ['models/popular.bin', 0],
  ])
  await artifacts.put('models/ease.bin', bytes.subarray(7, 9))
  expect(await artifacts.get('models/ease.bin')).toEqual(Uint8Array.of(7, 8))
  expect(await artifacts.delete('models/ease.bin')).toBe(true)
  expect(await artifacts.delete('models/ease.bin')).toBe(false)
  expect(readdirSync(join(folder, 'models'))).toEqual(['popular.bin'])
  expect(Math.abs((await artifacts.list('reports'))[0]!.at - Date.now())).toBeLessThan(60_000)
})

test('writers of one name at once leave one of the versions, whole, and nothing beside it', async () => {
  const folder = freshFolder()
  const artifacts = openArtifacts(folder)
  const versions = Array.from({ length: 20 }, (_, n) => new Uint8Array(20_000 + n).fill(n))
  await Promise.all(versions.map((bytes) => artifacts.put('m', bytes)))
  const found = await artifacts.get('m')
  expect(versions).toContainEqual(found)
  expect(readdirSync(folder)).toEqual(['m'])
})

test('a half-written file of a process that died is never listed', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'ease.bin.0a1b2c3d4e5f.tmp'), 'half')
  expect(await openArtifacts(folder).list('')).toEqual([])
})

const hostile = [
  '',
  '.',
  '..',
  '../x',
  'a/../x',
  '/etc/passwd',
  'a//b',
  'a/',
  'C:\\x',
  'a\\b',
  'a\0b',
  '.hidden',
  'x.tmp',
  'nul',
  'aux.bin',
  'con',
  'a b',
  'ü',
  'a'.repeat(300),
  'x.',
  '__proto__ ',
]
test.for(hostile)('no name leaves the folder: %j', async (name) => {
  const artifacts = openArtifacts(freshFolder())
  await expect(artifacts.put(name, new Uint8Array(1))).rejects.toMatchObject({ code: 'usage' })
  await expect(artifacts.get(name)).rejects.toMatchObject({ code: 'usage' })
  await expect(artifacts.delete(name)).rejects.toMatchObject({ code: 'usage' })
})

test.skipIf(process.platform === 'win32')('files are for their owner alone, and links out are not listed', async () => {
  const folder = freshFolder()
  await openArtifacts(join(folder, 'files')).put('models/a', new Uint8Array(1))
  expect(statSync(join(folder, 'files', 'models', 'a')).mode & 0o077).toBe(0)
  symlinkSync(folder, join(folder, 'files', 'models', 'out'))
  expect((await openArtifacts(join(folder, 'files')).list('')).map(({ name }) => name)).toEqual(['models/a'])
})
