import { emptyHistory, type History, sliceHistory } from '../data/interactions.ts'
import { topK } from '../math/topk.ts'
import type { Model } from '../models/model.ts'
import { type Effort, scoreEach } from './rescore.ts'

/** Least and most that each entry may weigh in any of the reduced histories that are looked at [entries]. */
export interface Weights {
  readonly least: Float64Array
  readonly most: Float64Array
}

/** The few items that decide whether the explained ones stay on the list, and a bound on all the rest. */
export interface Competitors {
  /** Item indexes [members]: the explained items first, then the strongest other candidates. */
  readonly members: Int32Array
  /** 1 where the member is a candidate [members]. */
  readonly isCandidate: Uint8Array
  /** Score of an empty history [members]. */
  readonly base: Float64Array
  /** What an entry of weight 1 adds [entries × members]. */
  readonly units: Float64Array
  /** No candidate outside scores above this in any reduced history. */
  readonly outside: number
  /** Differences up to this may be rounding: the model itself is asked. */
  readonly tolerance: number
}

/** Floats of cached unit scores beyond which they are scored again instead: 64 MB. */
const cacheFloats = 1 << 24

/**
 * Takes a scorer of the form score = base + Σ weight · unit apart, by scoring each entry alone: one batch of entries + 1 short histories, the cost of about two
 * ordinary scores. `competitors` then picks, for given bounds of the weights, the items that can matter; it answers undefined where the model does not keep to the form.
 */
export class UnitScores {
  readonly #model: Model
  readonly #history: History
  readonly #effort: Effort
  readonly #base: Float32Array
  readonly #single: Float64Array
  readonly #rows = new Map<number, Float32Array>()

  private constructor(model: Model, history: History, effort: Effort, base: Float32Array, single: Float64Array) {
    this.#model = model
    this.#history = history
    this.#effort = effort
    this.#base = base
    this.#single = single
  }

  static async of(model: Model, history: History, effort: Effort): Promise<UnitScores> {
    const entries = history.items.length
    const base = new Float32Array(model.items.length)
    await model.score([emptyHistory], base)
    effort.spent++
    const weightAlone = (entry: number): number => (model.additive ? 1 : model.entryWeights!(sliceHistory(history, entry, entry + 1))[0]!)
    return new UnitScores(
      model,
      history,
      effort,
      base,
      Float64Array.from({ length: entries }, (_, entry) => weightAlone(entry)),
    )
  }

  /** Scores of each entry alone [items]; kept where memory allows, else scored again. */
  async #each(entries: readonly number[], visit: (row: Float32Array, entry: number) => void): Promise<void> {
    const missing = entries.filter((entry) => !this.#rows.has(entry))
    for (const entry of entries) if (this.#rows.has(entry)) visit(this.#rows.get(entry)!, entry)
    const items = this.#base.length
    const alone = (index: number): History => sliceHistory(this.#history, missing[index]!, missing[index]! + 1)
    if ((this.#rows.size + missing.length) * items > cacheFloats) {
      await scoreEach(this.#model, missing.length, alone, (row, index) => void visit(row, missing[index]!), this.#effort)
      return
    }
    const out = new Float32Array(missing.length * items)
    await this.#model.score(
      missing.map((_, index) => alone(index)),
      out,
    )
    this.#effort.spent += missing.length
    missing.forEach((entry, index) => {
      const row = out.subarray(index * items, (index + 1) * items)
      this.#rows.set(entry, row)
      visit(row, entry)
    })
  }

  /**
   * @param weights bounds for every history that is going to be looked at
   * @param now weights of the original history [entries], to check the form against `scores`
   */
  async competitors(
    items: readonly number[],
    weights: Weights,
    now: Float64Array,
    scores: Float32Array,
    candidates: Uint8Array,
    size: number,
  ): Promise<Competitors | undefined> {
    const catalogue = this.#base.length
    const entries = this.#single.length
    const used: number[] = []
    for (let entry = 0; entry < entries; entry++) {
      if (weights.least[entry] === 0 && weights.most[entry] === 0) continue
      if (!(this.#single[entry] > 0)) return undefined
      used.push(entry)
    }
    // The most any reduced history can give each item.
    const most = Float64Array.from(this.#base)
    const base = this.#base
    await this.#each(used, (row, entry) => {
      const high = weights.most[entry] / this.#single[entry]
      const low = weights.least[entry] / this.#single[entry]
      for (let item = 0; item < catalogue; item++) {
        const unit = row[item] - base[item]
        most[item] += unit > 0 ? unit * high : unit * low
      }
    })
    for (let item = 0; item < catalogue; item++) {
      if (candidates[item] !== 1) most[item] = Number.NEGATIVE_INFINITY
      else if (!Number.isFinite(most[item])) {
        if (base[item] === Number.NEGATIVE_INFINITY && scores[item] === Number.NEGATIVE_INFINITY) most[item] = Number.NEGATIVE_INFINITY
        else return undefined
      }
    }
    const explained = new Set(items)
    for (const item of items) most[item] = Number.NEGATIVE_INFINITY
    const strongest = topK(most, size + 1)
    const rivals = strongest.items.subarray(0, size)
    const members = Int32Array.from([...items, ...rivals])
    const count = members.length
    const units = new Float64Array(entries * count)
    await this.#each(used, (row, entry) => {
      const scale = 1 / this.#single[entry]
      for (let m = 0; m < count; m++) units[entry * count + m] = (row[members[m]] - base[members[m]]) * scale
    })
    const found: Competitors = {
      members,
      isCandidate: Uint8Array.from(members, (item) => (explained.has(item) ? candidates[item] : 1)),
      base: Float64Array.from(members, (item) => base[item]),
      units,
      outside: strongest.items.length > size ? strongest.scores[size] : Number.NEGATIVE_INFINITY,
      tolerance: toleranceOf(members, base, units, weights, scores),
    }
    return isTrue(found, now, scores) ? found : undefined
  }
}

/** Float32 scores of n summed parts differ from exact ones by a few 2⁻²⁴ of the largest part; this allows sixteen. */
function toleranceOf(members: Int32Array, base: Float32Array, units: Float64Array, weights: Weights, scores: Float32Array): number {
  const count = members.length
  let largest = 0
  for (let m = 0; m < count; m++) {
    let size = Math.abs(base[members[m]]) + Math.abs(scores[members[m]])
    for (let entry = 0; entry < weights.most.length; entry++) {
      size += Math.abs(units[entry * count + m]) * Math.max(Math.abs(weights.most[entry]), Math.abs(weights.least[entry]))
    }
    if (size > largest && size < Number.POSITIVE_INFINITY) largest = size
  }
  return largest * 16 * 2 ** -24
}

/** Whether base + Σ weight · unit gives the model's own scores of the original history. */
function isTrue(found: Competitors, now: Float64Array, scores: Float32Array): boolean {
  const { members, base, units, tolerance } = found
  const count = members.length
  for (let m = 0; m < count; m++) {
    let sum = base[m]
    for (let entry = 0; entry < now.length; entry++) sum += now[entry] * units[entry * count + m]
    if (!(Math.abs(sum - scores[members[m]]) <= 4 * tolerance)) return false
  }
  return true
}
