import { hash } from 'node:crypto'
import { isTime } from './columns.ts'
import type { ShopEvent } from './events.ts'
import { RecentCounts } from './recent.ts'

/**
 * Ids for events of files that have none: a hash of what happened, so that the same row gives the same id in every run, in every file and in every format.
 * Rows of one file that say exactly the same (one invoice that lists a product twice) are events of their own: the second, third … carry their number in the
 * hash. A rerun numbers them the same way, so it adds nothing. Equal rows are told apart while at most some million rows lie between them; beyond that
 * the later one counts as a repetition of the first. Files that repeat rows by mistake are cleaned by the step `duplicates`.
 */
export class EventIds {
  readonly #seen = new RecentCounts()

  /** The id, and how many equal rows came before. */
  next(event: Omit<ShopEvent, 'id'>): { id: string; repeated: number } {
    const content = contentOf(event)
    const repeated = this.#seen.add(fingerprint(content))
    return { id: `h${hash('sha256', repeated === 0 ? content : `${content}\u001f#${repeated}`, 'base64url').slice(0, 22)}`, repeated }
  }
}

/** 53-bit fingerprint of a text: for counting, never for identity. Two 32-bit multiplicative lanes with murmur3's finish. */
export function fingerprint(text: string): number {
  let a = 0xdeadbeef ^ text.length
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x9e3779b1)
    b = Math.imul(b ^ code, 0x5f356495)
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return 4294967296 * (b & 0x1fffff) + (a >>> 0)
}

/** A position says nothing about when (see `orderOnlyUntil`) and would change with every line inserted above: it is left out. */
function contentOf(event: Omit<ShopEvent, 'id'>): string {
  const { event: kind, user, session, item = '', at, quantity = 1, price = '', rating = '', query = '', context } = event
  const actor = user === undefined ? `s:${session}` : `u:${user}`
  return `${kind}\u001f${actor}\u001f${item}\u001f${isTime(at) ? at : ''}\u001f${quantity}\u001f${price}\u001f${rating}\u001f${query}\u001f${context?.basket ?? ''}`
}
