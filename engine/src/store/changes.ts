import type { Product } from '../data/catalogue.ts'
import type { Actor, ShopEvent } from '../data/events.ts'
import type { Person } from '../data/people.ts'
import type { Preferences, Wish } from '../privacy/wishes.ts'

/** One write as it travels to the writer: plain data, applied whole or not at all. */
export type Change =
  | { readonly kind: 'append'; readonly events: readonly ShopEvent[] }
  | { readonly kind: 'removeEvent'; readonly actor: Actor; readonly event: string }
  | { readonly kind: 'forget'; readonly actor: Actor; readonly receipt: string; readonly subject: string; readonly at: number }
  | { readonly kind: 'putItems'; readonly products: readonly Product[] }
  | { readonly kind: 'deleteItem'; readonly id: string }
  | { readonly kind: 'putPeople'; readonly people: readonly Person[] }
  | { readonly kind: 'putDocument'; readonly name: string; readonly body: string }
  | { readonly kind: 'deleteDocument'; readonly name: string }
  | { readonly kind: 'swapDocument'; readonly name: string; readonly from: string | undefined; readonly to: string }
  | { readonly kind: 'wish'; readonly actor: Actor; readonly wish: Wish }
  | { readonly kind: 'increment'; readonly name: string }
  | { readonly kind: 'audit'; readonly at: number; readonly action: string; readonly subject: string; readonly details: string | null }

/** What each change answers with. */
export interface Answers {
  readonly append: { readonly accepted: number; readonly duplicates: number }
  readonly removeEvent: boolean
  readonly forget: number
  readonly putItems: undefined
  readonly deleteItem: boolean
  readonly putPeople: undefined
  readonly putDocument: undefined
  readonly deleteDocument: boolean
  readonly swapDocument: boolean
  readonly wish: Preferences
  readonly increment: number
  readonly audit: undefined
}

/** How much work a change is, in rows: groups are cut by it. */
export function rowsOf(change: Change): number {
  if (change.kind === 'append') return change.events.length
  if (change.kind === 'putItems') return change.products.length
  return change.kind === 'putPeople' ? change.people.length : 1
}
