export interface Schedule {
  /** The highest rate. */
  readonly rate: number
  /** Steps over which the rate rises from rate / warmup to its full height. Default 0. */
  readonly warmup?: number
  /** How it falls afterwards, towards `floor` at `total` steps. Default `constant`. */
  readonly decay?: 'constant' | 'linear' | 'cosine'
  /** Steps of the whole training; needed with a decay. */
  readonly total?: number
  /** Where a decay ends, as a share of `rate`. Default 0. */
  readonly floor?: number
}

/**
 * The learning rate of a step, counted from 0. A function of the step alone, so a resumed training needs no state of it.
 * @throws RangeError for a decay whose `total` is not above `warmup`
 */
export function rateAt({ rate, warmup = 0, decay = 'constant', total = 0, floor = 0 }: Schedule, step: number): number {
  if (decay !== 'constant' && total <= warmup) throw new RangeError(`A ${decay} decay needs a total above its ${warmup} steps of warm-up, got ${total}.`)
  if (step < warmup) return (rate * (step + 1)) / warmup
  if (decay === 'constant') return rate
  const gone = Math.min(1, (step - warmup) / (total - warmup))
  const left = decay === 'linear' ? 1 - gone : (1 + Math.cos(Math.PI * gone)) / 2
  return rate * (floor + (1 - floor) * left)
}

/** Decides from validation figures, higher being better, when a training has had its best. */
export class Patience {
  /** The best figure so far; −Infinity before the first. */
  best: number = Number.NEGATIVE_INFINITY
  /** Looks since the best. */
  since = 0
  readonly #patience: number

  /** @param patience looks without a better figure after which `over` is true; 0: never */
  constructor(patience: number) {
    this.#patience = patience
  }

  /** Takes one figure; true when it is the best so far. One that is not a number never is. */
  look(figure: number): boolean {
    if (figure > this.best) {
      this.best = figure
      this.since = 0
      return true
    }
    this.since++
    return false
  }

  get over(): boolean {
    return this.#patience > 0 && this.since >= this.#patience
  }
}
