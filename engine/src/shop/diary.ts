import type { EventContext, ShopEvent } from '../data/events.ts'
import type { Cause, CauseKind } from './causes.ts'
import type { MadePerson } from './people.ts'
import type { MadeProduct } from './products.ts'

/** An event being written: its id comes when all are in order of time. */
export type Draft = { -readonly [K in keyof ShopEvent]: ShopEvent[K] } & { why: Why; product: number }

/** A cause that still points at the draft itself. */
export interface Why {
  readonly kind: CauseKind
  readonly from?: Draft
  readonly name?: string
}

/** Who acts in a visit: a signed-in person, or a session of somebody who is not. */
export interface Visitor {
  readonly person: MadePerson
  /** Present when not signed in. */
  readonly session?: string
}

/** Takes down all that happens, in any order, and hands it out sorted by time with ids and causes. */
export class Diary {
  readonly #drafts: Draft[] = []
  readonly #products: readonly MadeProduct[]
  readonly #now: number
  #baskets = 0

  constructor(products: readonly MadeProduct[], now: number) {
    this.#products = products
    this.#now = now
  }

  nextBasket(): string {
    this.#baskets++
    return `b-${String(this.#baskets).padStart(6, '0')}`
  }

  /** Notes one event and returns it; what lies after now has not happened and is returned unnoted. `product` −1: none. */
  note(visitor: Visitor, event: ShopEvent['event'], at: number, product: number, why: Why, extra: Partial<ShopEvent> & { context?: EventContext } = {}): Draft {
    const { person, session } = visitor
    const draft: Draft = {
      id: '',
      event,
      ...(session === undefined ? { user: person.person.id } : { session }),
      ...(product < 0 ? {} : { item: this.#products[product]!.product.id }),
      at: Math.round(at),
      ...extra,
      ...(person.consent === undefined ? {} : { consent: person.consent }),
      why,
      product,
    }
    if (draft.at <= this.#now) this.#drafts.push(draft)
    return draft
  }

  /** All events, oldest first, and the cause of each by its id. */
  finish(): { events: ShopEvent[]; causes: Map<string, Cause> } {
    this.#drafts.sort((a, b) => a.at - b.at)
    this.#drafts.forEach((draft, index) => {
      draft.id = `e-${String(index + 1).padStart(7, '0')}`
    })
    const causes = new Map<string, Cause>()
    const events = this.#drafts.map(({ why, product: _, ...event }) => {
      const { kind, from, name } = why
      causes.set(event.id, { kind, ...(from === undefined ? {} : { event: from.id }), ...(name === undefined ? {} : { name }) })
      return event
    })
    return { events, causes }
  }
}
