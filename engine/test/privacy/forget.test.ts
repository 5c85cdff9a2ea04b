import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor } from '../../src/data/events.ts'
import { actorDocument, documentBelongsTo, newReceipt, withoutFriend } from '../../src/privacy/forget.ts'

const actor = fc.tuple(fc.constantFrom('u:', 's:'), fc.string({ unit: 'binary', maxLength: 12 })).map((parts) => parts.join('') as Actor)

test('a document belongs to its actor and to nobody else, whatever their names hold', () => {
  fc.assert(
    fc.property(actor, actor, (one, other) => {
      expect(documentBelongsTo(actorDocument('feedback', one), one)).toBe(true)
      expect(documentBelongsTo(`${actorDocument('feedback', one)}/2024`, one)).toBe(true)
      if (one !== other) expect(documentBelongsTo(actorDocument('feedback', one), other)).toBe(Buffer.from(one).equals(Buffer.from(other)))
    }),
    { seed: 5, numRuns: 500 },
  )
  for (const name of ['a/b', '../x', 'a', '/', '%', '']) {
    expect(documentBelongsTo(actorDocument('feedback', `u:${name}`), 'u:a')).toBe(name === 'a')
  }
})

test('a document of the shop belongs to nobody', () => {
  for (const name of ['settings', 'keys/0a1b', 'u:ana', 'feedback/u:ana']) expect(documentBelongsTo(name, 'u:ana')).toBe(false)
})

test('only the friend goes, and who had no such friend is the same object', () => {
  const person = { id: 'bob', friends: ['ana', 'anabel', 'ana'], attributes: { city: 'ana' } }
  expect(withoutFriend(person, 'ana')).toEqual({ id: 'bob', friends: ['anabel'], attributes: { city: 'ana' } })
  expect(withoutFriend(person, 'zoe')).toBe(person)
  const alone = { id: 'zoe' }
  expect(withoutFriend(alone, 'ana')).toBe(alone)
})

test('receipts never repeat', () => {
  expect(new Set(Array.from({ length: 1000 }, newReceipt)).size).toBe(1000)
})
