import type { DataQuality, DriftReport } from './contract.ts'
import { drift } from './drift.ts'
import type { Errand, House } from './house.ts'
import { qualityReport } from './quality.ts'
import { Serving } from './serving.ts'

/** What each errand brings back. */
export interface Reports {
  readonly quality: DataQuality
  readonly drift: DriftReport
}

/** Does an errand here and now, on the calling thread. Throws what the report throws, and `cancelled` when the signal fires. */
export async function doErrand<E extends Errand>(house: House, errand: E, signal?: AbortSignal): Promise<Reports[E]> {
  const report = errand === 'quality' ? await qualityReport(house, undefined, signal) : await drift(new Serving(house), signal)
  return report as Reports[E]
}

/** A report that was just made rests this many times what it took before another is begun unasked: so it takes at most a fifth of one core. */
const rest = 4

/**
 * Has reports made beside the requests: in a thread of its own where the house offers one, never two at once, and whoever asks for one that is under way gets that one.
 */
export class ReportDesk {
  readonly house: House
  readonly #underWay = new Map<Errand, Promise<unknown>>()
  readonly #restsUntil = new Map<Errand, number>()
  readonly #closing = new AbortController()
  #last: Promise<unknown> = Promise.resolve()

  constructor(house: House) {
    this.house = house
  }

  /** The report, made after those asked for before, or the one that is being made. Throws as `doErrand` does. */
  make<E extends Errand>(errand: E): Promise<Reports[E]> {
    const known = this.#underWay.get(errand)
    if (known !== undefined) return known as Promise<Reports[E]>
    const making = this.#last.then(() => this.#make(errand)).finally(() => this.#underWay.delete(errand))
    this.#underWay.set(errand, making)
    this.#last = making.catch(() => undefined)
    return making
  }

  /** Has the report made anew for those who ask later, unless one was only just made. A failure goes to the log. */
  refresh(errand: Errand): void {
    if (this.#closing.signal.aborted || this.#underWay.has(errand) || performance.now() < (this.#restsUntil.get(errand) ?? 0)) return
    this.make(errand).catch((error: unknown) => {
      if (!this.#closing.signal.aborted) this.house.log.error({ error: String(error), report: errand }, 'a report could not be brought up to date')
    })
  }

  /** Stops what is under way and resolves when it has ended. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#last
  }

  async #make<E extends Errand>(errand: E): Promise<Reports[E]> {
    const start = performance.now()
    const { aside } = this.house
    const { signal } = this.#closing
    try {
      return aside === undefined ? await doErrand(this.house, errand, signal) : ((await aside(this.house, errand, signal)) as Reports[E])
    } finally {
      const end = performance.now()
      this.#restsUntil.set(errand, end + rest * (end - start))
    }
  }
}
