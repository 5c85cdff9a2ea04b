import type { After } from './after.ts'
import type { Search } from './search.ts'

/** What each removable entry does for some items and for the first item off the list, measured by leaving it out. The first item off the list is the best candidate at rank k + 1. */
export interface Contributions {
  readonly removable: readonly number[]
  /** Item → the fall of its score without each entry [removable]. */
  readonly own: ReadonlyMap<number, Float64Array>
  /** The fall of the runner-up's score without each entry [removable]; 0 where there is no runner-up. */
  readonly rival: Float64Array
}

/** Gathers contributions while the removable entries are taken away one by one, in their order. */
export class ContributionsGatherer {
  readonly contributions: Contributions
  readonly #scores: Float32Array
  readonly #rival: number

  constructor(search: Search, items: readonly number[]) {
    const { removable, scores } = search
    this.#scores = scores
    this.#rival = search.best.items.length > search.k ? search.best.items[search.k] : -1
    this.contributions = { removable, own: new Map(items.map((item) => [item, new Float64Array(removable.length)])), rival: new Float64Array(removable.length) }
  }

  /** `after` is the list without removable[index]. */
  add(index: number, after: After): void {
    const { own, rival } = this.contributions
    for (const [item, falls] of own) falls[index] = fall(this.#scores[item], after.scoreOf(item))
    if (this.#rival >= 0) rival[index] = fall(this.#scores[this.#rival], after.scoreOf(this.#rival))
  }
}

/** Positions in the order of what must change for the item to go: what each gives it over the runner-up, most first. It is not the order of what makes up the score. */
export function marginOrder({ removable, own, rival }: Contributions, item: number): number[] {
  const falls = own.get(item)!
  return removable
    .map((position, i) => ({ position, margin: falls[i] - rival[i] }))
    .sort((a, b) => b.margin - a.margin || b.position - a.position)
    .map(({ position }) => position)
}

/** Positions in the order of what makes up the score: what each gives the item itself, most first. */
export function ownOrder({ removable, own }: Contributions, item: number): number[] {
  const falls = own.get(item)!
  return removable
    .map((position, i) => ({ position, fall: falls[i] }))
    .sort((a, b) => b.fall - a.fall || b.position - a.position)
    .map(({ position }) => position)
}

/** −Infinity without an entry counts as the largest fall there is. */
function fall(before: number, after: number): number {
  return Number.isFinite(after) ? before - after : Number.MAX_VALUE
}
