import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pseudonymise, pseudonymKey } from '../../src/privacy/pseudonym.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-key-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('HMAC-SHA256 as in RFC 4231, case 2, cut to 128 bits', () => {
  const expected = Buffer.from('5bdcc146bf60754e6a042426089575c7', 'hex').toString('base64url')
  expect(pseudonymise(Buffer.from('Jefe'))('what do ya want for nothing?')).toBe(`p_${expected}`)
})

test('one name has one pseudonym under one key, others under others', () => {
  const [one, other] = [pseudonymise(new Uint8Array(32).fill(1)), pseudonymise(new Uint8Array(32).fill(2))]
  const names = ['u:ana', 's:ana', 'u:Ana', 'u:ana ', 'u:安娜', '']
  expect(new Set(names.flatMap((name) => [one(name), other(name)])).size).toBe(names.length * 2)
  for (const name of names) {
    expect(one(name)).toBe(one(name))
    expect(one(name)).toMatch(/^p_[\w-]{22}$/)
  }
})

test('the key is made once, for its owner alone, and nothing else is left', () => {
  const deep = join(folder, 'data')
  const key = pseudonymKey(deep)
  expect(key).toHaveLength(32)
  expect(new Set(key).size).toBeGreaterThan(8)
  expect(pseudonymKey(deep)).toEqual(key)
  expect(readdirSync(deep)).toEqual(['pseudonym.key'])
  expect(new Uint8Array(readFileSync(join(deep, 'pseudonym.key')))).toEqual(new Uint8Array(key))
  if (process.platform !== 'win32') expect(statSync(join(deep, 'pseudonym.key')).mode & 0o777).toBe(0o600)
})

test('a key of another length is refused and kept', () => {
  writeFileSync(join(folder, 'pseudonym.key'), 'not a key')
  expect(() => pseudonymKey(folder)).toThrow(/9 bytes/)
  expect(readFileSync(join(folder, 'pseudonym.key'), 'utf8')).toBe('not a key')
})
