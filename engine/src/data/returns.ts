import { isTime } from './columns.ts'
import { fingerprint } from './event-id.ts'
import { actorOf, type ShopEvent } from './events.ts'
import { RecentCounts } from './recent.ts'

/** Refunds that wait at most; then they are matched with what is known. */
const patience = 2 ** 18

/**
 * Matches returns with purchases while a file streams by: a refund is matched when the same actor bought the same item no later than it was returned, and
 * at least as many pieces as have come back by then. Refunds wait for the end of the file, so their place in it does not matter. Pieces are counted for the
 * last one to two million pairs of actor and item.
 */
export class ReturnMatcher {
  readonly #pieces = new RecentCounts()
  readonly #first = new RecentCounts()
  #waiting: { key: number; at: number; pieces: number }[] = []
  matched = 0
  unmatched = 0

  see(event: ShopEvent): void {
    if (event.item === undefined || (event.event !== 'purchase' && event.event !== 'refund')) return
    const key = fingerprint(`${actorOf(event)}\u001f${event.item}`)
    const pieces = event.quantity ?? 1
    if (event.event === 'refund') {
      this.#waiting.push({ key, at: event.at, pieces })
      if (this.#waiting.length >= patience) this.settle()
      return
    }
    const bought = this.#pieces.get(key)
    const first = this.#first.get(key)
    this.#pieces.set(key, bought + pieces)
    if (first === 0 || event.at < first) this.#first.set(key, event.at)
  }

  /** Matches what waits, oldest first. */
  settle(): void {
    for (const { key, at, pieces } of this.#waiting.sort((a, b) => a.at - b.at)) {
      const left = this.#pieces.get(key)
      if (left >= pieces && (!isTime(at) || this.#first.get(key) <= at)) {
        this.#pieces.set(key, left - pieces)
        this.matched++
      } else this.unmatched++
    }
    this.#waiting = []
  }
}
