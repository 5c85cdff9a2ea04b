import type { Rows } from './rows.ts'

/** The list under the scores that stand in `rows` now, in the order of every list (`isAhead`). What it is asked is worked out when it is asked. */
export class After {
  readonly #rows: Rows
  readonly #excluded: Uint8Array
  readonly #k: number
  #best: Int32Array | undefined

  /** @param excluded 1 where an item is not a candidate [items] */
  constructor(rows: Rows, excluded: Uint8Array, k: number) {
    this.#rows = rows
    this.#excluded = excluded
    this.#k = k
  }

  scoreOf(item: number): number {
    return this.#rows.scores[item]
  }

  /** The k + 1 best candidates. */
  get best(): Int32Array {
    this.#best ??= this.#rows.best(this.#k + 1, this.#excluded)
    return this.#best
  }

  /** Whether the item is not on the list of k: exactly when at least k candidates, itself aside, are ahead of it. */
  isOff(item: number): boolean {
    const score = this.#rows.scores[item]
    return !(score > Number.NEGATIVE_INFINITY) || this.#rows.ahead(score, item, this.#excluded) >= this.#k
  }

  /** 1 + the number of other candidates ahead. An item scored −Infinity is never on a list: its rank is the last one, and at least k + 1. */
  rankOf(item: number): number {
    const score = this.#rows.scores[item]
    if (score > Number.NEGATIVE_INFINITY) return 1 + this.#rows.ahead(score, item, this.#excluded)
    return 1 + Math.max(this.#k, this.#rows.ahead(Number.NEGATIVE_INFINITY, 0, this.#excluded))
  }
}
