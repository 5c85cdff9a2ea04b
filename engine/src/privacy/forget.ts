import { randomBytes } from 'node:crypto'
import type { Actor } from '../data/events.ts'
import type { Person } from '../data/people.ts'

/**
 * What forgetting an actor removes, the same in every store: its events, its person record, its name in other people's lists of friends, and
 * every document named by `actorDocument` or in `documentsOfEverybody`. What stays is one line of the audit trail with the receipt and the pseudonym.
 */

/** Reports that earlier versions wrote with names of people in them: whoever is forgotten, they go, and are made anew when asked for. */
export const documentsOfEverybody: readonly string[] = ['quality']

/** The document that counts how often somebody was forgotten: a number that only grows. What learned from people before it grew may hold something of them. */
export const forgettings = 'forgettings'

/** The name of a document that belongs to an actor, so that it goes when the actor is forgotten: `kind/actor`, the actor percent-encoded. */
export function actorDocument(kind: string, actor: Actor): string {
  return `${kind}/${encoded(actor)}`
}

/** Whether the document goes with the actor: one part of its name is the actor's. */
export function documentBelongsTo(name: string, actor: Actor): boolean {
  return name.split('/').includes(encoded(actor))
}

/** The person without `id` among the friends; the same object where it was not there. */
export function withoutFriend(person: Person, id: string): Person {
  if (person.friends?.includes(id) !== true) return person
  return { ...person, friends: person.friends.filter((friend) => friend !== id) }
}

/** A name for one act of forgetting that says nothing of whom it was about. */
export function newReceipt(): string {
  return `forgotten-${randomBytes(12).toString('hex')}`
}

/** Through UTF-8, in which the database keeps names too: half a surrogate pair becomes U+FFFD in place of an error. */
function encoded(actor: Actor): string {
  return encodeURIComponent(Buffer.from(actor).toString())
}
