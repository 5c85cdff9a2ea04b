import { expect, test } from 'vitest'
import { findKey, makeKey } from '../../src/privacy/keys.ts'

test('a key is known by its record, which does not hold it', () => {
  const made = Array.from({ length: 20 }, (_, n) => makeKey(`key ${n}`, ['serve'], 1e12 + n))
  const records = made.map(({ record }) => record)
  for (const { key, record } of made) {
    expect(findKey(key, records)).toBe(record)
    expect(Buffer.from(key.slice('candor_'.length), 'base64url')).toHaveLength(32)
    expect(JSON.stringify(record)).not.toContain(key.slice(7, 20))
  }
  expect(new Set(made.map(({ key }) => key)).size).toBe(20)
  expect(new Set(records.map(({ id }) => id)).size).toBe(20)
})

test('nothing else opens: other keys, parts, other cases, the hash itself', () => {
  const { key, record } = makeKey('a', ['admin'], 0)
  const other = makeKey('b', ['admin'], 0)
  const flipped = key.replace(/[a-z](?=[^a-z]*$)/, (letter) => letter.toUpperCase())
  expect(flipped).not.toBe(key)
  for (const wrong of ['', 'candor_', key.slice(0, -1), `${key} `, flipped, record.hash, record.id, other.key]) expect(findKey(wrong, [record])).toBeUndefined()
  expect(findKey(key, [])).toBeUndefined()
})
