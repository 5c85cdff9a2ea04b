import { emptyHistory, type History, sliceHistory, withoutEntries } from '../data/interactions.ts'
import type { Model, Unit } from '../models/model.ts'
import type { Effort } from './rescore.ts'
import { type Rows, rowsOf } from './rows.ts'

/** Most numbers that the dense units of one history may fill: 64 MB. */
const mostNumbers = 1 << 23

/**
 * A history taken apart into what each entry of weight 1 adds to every score, by the model's own `unit` or, where it has none, by scoring each entry alone. Then the scores of any
 * reduced history are base + Σ weight · unit, the weights being the model's own for that history: re-scoring for the price of a few additions. Whether the model keeps to that form is not taken on trust:
 * `of` compares the sum with the model's own scores of the whole history, item by item.
 */
export class Units {
  /** Scores of an empty history [items]. */
  readonly base: Float32Array
  /** True where the units are the model's own, so that sums of them are its scores to the last bit or nearly; false where they were read off rounded scores. */
  readonly isExact: boolean
  readonly #model: Model
  readonly #history: History
  readonly #effort: Effort
  /** What each entry weighs in the whole history [entries]; 1 where the units are read off an additive model's scores. */
  readonly #whole: Float64Array
  readonly #units: (Unit | undefined)[]
  /** Where sums are made and compared; those of other histories of this length are made there too, one after the other. */
  readonly rows: Rows
  readonly #rooms: Float64Array[] = []
  readonly #sums: Float64Array
  /** Places for reduced histories, by length. */
  readonly #kept: History[] = []

  private constructor(model: Model, history: History, base: Float32Array, effort: Effort) {
    const entries = history.items.length
    this.#model = model
    this.#history = history
    this.#effort = effort
    this.base = base
    this.isExact = model.unit !== undefined && model.entryWeights !== undefined
    this.#whole =
      model.entryWeights !== undefined && (this.isExact || model.additive !== true) ? model.entryWeights(history) : new Float64Array(entries).fill(1)
    this.#units = new Array(entries)
    this.rows = rowsOf(base.length)
    this.#sums = this.room()
  }

  /** Undefined where the model does not have the form, or not the one it says. `scores` are those of the whole history [items]. */
  static async of(model: Model, history: History, scores: Float32Array, effort: Effort): Promise<Units | undefined> {
    if (model.additive !== true && model.entryWeights === undefined) return undefined
    const units = new Units(model, history, await impersonalScores(model), effort)
    if (units.#staysPut() && (await units.load([...history.items.keys()].filter((entry) => units.weights([])[entry] !== 0))) && units.#give(scores))
      return units
    units.free()
    return undefined
  }

  /** What each entry weighs without the given positions (ascending) [entries], 0 for those. */
  weights(without: readonly number[]): Float64Array {
    const out = this.#whole.slice()
    if (this.#model.additive === true) for (const position of without) out[position] = 0
    if (this.#model.additive === true || without.length === 0) return out
    const kept = this.#model.entryWeights!(this.#without(without))
    for (let position = 0, next = 0, at = 0; position < out.length; position++) {
      if (without[next] === position) {
        out[position] = 0
        next++
      } else out[position] = kept[at++]
    }
    return out
  }

  /** The history without the given positions (ascending), until the next call: thousands of sets may be asked about. */
  #without(positions: readonly number[]): History {
    const { items, times, weights, kinds } = this.#history
    const length = items.length - positions.length
    this.#kept[length] ??= { items: new Int32Array(length), times: new Float64Array(length), weights: new Float32Array(length), kinds: new Uint8Array(length) }
    const kept = this.#kept[length]
    for (let position = 0, next = 0, to = 0; position < items.length; position++) {
      if (positions[next] === position) {
        next++
        continue
      }
      kept.items[to] = items[position]
      kept.times[to] = times[position]
      kept.weights[to] = weights[position]
      kept.kinds[to] = kinds[position]
      to++
    }
    return kept
  }

  /** Readies the units of these entries; false where there is no room, or where an entry says nothing alone. */
  async load(entries: readonly number[]): Promise<boolean> {
    const missing = entries.filter((entry) => this.#units[entry] === undefined)
    if (missing.length === 0) return true
    if (this.isExact) {
      for (const entry of missing) {
        const room = this.room()
        const unit = this.#model.unit!(this.#history.items[entry], room)
        if (unit.items !== undefined) this.rows.give(this.#rooms.pop()!)
        else if (unit.values !== room) room.set(unit.values)
        this.#units[entry] = unit.items === undefined ? { values: room } : unit
        if (this.#rooms.length * room.length > mostNumbers) return false
      }
      return true
    }
    const items = this.base.length
    const alone = missing.map((entry) => (this.#model.additive === true ? 1 : this.#model.entryWeights!(sliceHistory(this.#history, entry, entry + 1))[0]))
    if (alone.some((weight) => !(weight > 0)) || (this.#rooms.length + missing.length) * items > mostNumbers) return false
    const out = new Float32Array(missing.length * items)
    await this.#model.score(
      missing.map((entry) => sliceHistory(this.#history, entry, entry + 1)),
      out,
    )
    this.#effort.spent += missing.length
    missing.forEach((entry, row) => {
      const values = this.room()
      const scale = 1 / alone[row]!
      for (let item = 0, at = row * items; item < items; item++, at++) values[item] = this.base[item] === out[at] ? 0 : (out[at] - this.base[item]) * scale
      this.#units[entry] = { values }
    })
    return true
  }

  /** The unit of an entry that was loaded. */
  unitOf(entry: number): Unit {
    return this.#units[entry]!
  }

  /**
   * Scores of the history without the given positions, into `rows.scores`, where `read` finds them: it is called before anybody else can put theirs there. Loads what it needs; false where that fails, and then nothing
   * is read.
   */
  async scoreWithout(without: readonly number[], read: () => void): Promise<boolean> {
    const weights = this.weights(without)
    if (!(await this.load([...weights.keys()].filter((entry) => weights[entry] !== 0)))) return false
    this.#effort.spent++
    this.#sum(weights)
    read()
    return true
  }

  /** The most that any weighing between the bounds [entries] gives each item, of the entries given, which were loaded, into out [items], which is a room. */
  mostOf(entries: readonly number[], least: Float64Array, most: Float64Array, out: Float64Array): void {
    const dense: number[] = []
    const sparse: number[] = []
    for (const entry of entries) (this.#units[entry]!.items === undefined ? dense : sparse).push(entry)
    const bounds = [dense.map((entry) => least[entry]), dense.map((entry) => most[entry])] as const
    this.rows.mostSum(
      dense.map((entry) => this.#units[entry]!.values as Float64Array),
      ...bounds,
      this.base,
      out,
    )
    for (const entry of sparse) {
      const { items, values } = this.#units[entry]!
      const [low, high] = [least[entry], most[entry]]
      for (let at = 0; at < values.length; at++) out[items![at]] += values[at] > 0 ? values[at] * high : values[at] * low
    }
  }

  /** Gives the rooms back; the units must not be used afterwards. */
  free(): void {
    for (const room of this.#rooms) this.rows.give(room)
    this.#rooms.length = 0
  }

  #sum(weights: Float64Array): void {
    const sums = this.#sums
    const rows: Float64Array[] = []
    const scales: number[] = []
    for (let entry = 0; entry < weights.length; entry++) {
      if (weights[entry] === 0 || this.#units[entry]!.items !== undefined) continue
      rows.push(this.#units[entry]!.values as Float64Array)
      scales.push(weights[entry])
    }
    this.rows.sum(rows, scales, this.base, sums)
    for (let entry = 0; entry < weights.length; entry++) {
      const weight = weights[entry]
      if (weight === 0) continue
      const { items, values } = this.#units[entry]!
      if (items !== undefined) for (let at = 0; at < items.length; at++) sums[items[at]] += weight * values[at]
    }
    this.rows.round(sums)
  }

  /** Whether an additive model's weights stay what they are when the newest entry goes. */
  #staysPut(): boolean {
    const newest = this.#whole.length - 1
    if (!this.isExact || this.#model.additive !== true || newest < 1) return true
    return this.#model.entryWeights!(withoutEntries(this.#history, [newest])).every((weight, entry) => weight === this.#whole[entry])
  }

  /** Whether the sum over the whole history gives the model's own scores of every item, but for rounding. */
  #give(scores: Float32Array): boolean {
    this.#sum(this.weights([]))
    return this.rows.isNear(scores, 64 * 2 ** -24)
  }

  /** A place for as many numbers as there are items, until `free`. What is in it is not told. */
  room(): Float64Array {
    const room = this.rows.take()
    this.#rooms.push(room)
    return room
  }
}

const impersonal = new WeakMap<Model, Promise<Float32Array>>()

/** Scores of somebody without a past: the same for all, so they are asked for once. */
function impersonalScores(model: Model): Promise<Float32Array> {
  let scores = impersonal.get(model)
  if (scores === undefined) {
    const out = new Float32Array(model.items.length)
    scores = model.score([emptyHistory], out).then(() => out)
    impersonal.set(model, scores)
  }
  return scores
}
