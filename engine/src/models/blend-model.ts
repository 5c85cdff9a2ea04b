import type { Product } from '../data/catalogue.ts'
import type { Ids } from '../data/ids.ts'
import { type History, historyFromItems } from '../data/interactions.ts'
import { sortFew } from '../math/sort-few.ts'
import { topK } from '../math/topk.ts'
import { coefficients, type Mix } from './blend-weights.ts'
import { packModel } from './buffer.ts'
import type { Link, Model, Other, Terms, Unit } from './model.ts'

export type Fusion = 'score' | 'rank'

/** Everything a blend is. `cold` marks items without a single event at fit [items of the fit]; later ones are cold by nature. */
export interface BlendParts {
  readonly models: readonly Model[]
  readonly mix: Mix
  readonly scales: readonly number[]
  readonly fusion: Fusion
  readonly cold: Uint8Array
}

export const blendVersion = 1
/** Constant of reciprocal rank fusion (Cormack, Clarke & Büttcher 2009). */
const rankConstant = 60
/** Ranks below count nothing. */
const rankDepth = 1000

/** Several models as one: score(h, i) = Σ over parts of coefficient(part, i) · value(part, h, i), the value a score or a reciprocal rank. */
export class BlendModel implements Model {
  readonly name = 'blend'
  readonly items: Ids
  readonly additive?: boolean
  readonly terms?: (history: History, item: number) => Terms
  readonly entryWeights?: (history: History) => Float64Array
  readonly unit?: (item: number, room: Float64Array, scale?: number) => Unit
  readonly admit?: (products: readonly Product[]) => Model
  readonly search?: (query: string, out: Float32Array) => void
  readonly #blend: BlendParts
  /** What a value of each part counts [items], by part. */
  readonly #counts: readonly Float64Array[]
  /** What each part counts for most items, the same for all it describes: those with events, or where there are none the others. */
  readonly #usual: readonly number[]
  /** The items for which parts count something else than usual. */
  readonly #unusual: Int32Array
  /** Whether a part counts for every item, by part. */
  readonly #isWhole: readonly boolean[]
  /** Parts that enter any score. */
  readonly #used: readonly number[]
  /** The same, in the order in which units are added. */
  readonly #byUnit: readonly number[]
  /** For the unit of one part. */
  #room: Float64Array | undefined
  /** For the scores of one history, in all and by part, unless somebody is at it. */
  #places: { readonly sums: Float64Array; readonly values: Float32Array[] } | undefined

  constructor(blend: BlendParts) {
    const { models, mix, scales, fusion, cold } = blend
    this.#blend = blend
    this.items = models.reduce((longest, model) => (model.items.length > longest.length ? model.items : longest), models[0]!.items)
    const counts = coefficients(mix, scales, models.map(isDescribing))
    const isCold = new Uint8Array(this.items.length)
    if (models.some(isDescribing)) {
      isCold.set(cold)
      isCold.fill(1, cold.length)
    }
    this.#counts = models.map((_, part) => Float64Array.from(isCold, (mark) => (mark === 1 ? counts.cold : counts.warm)[part]!))
    const isUsual = isCold.includes(0) ? 0 : 1
    this.#usual = isUsual === 0 ? counts.warm : counts.cold
    this.#unusual = Int32Array.from(isCold.keys()).filter((item) => isCold[item] !== isUsual)
    this.#isWhole = this.#counts.map((list) => list.every((count) => count !== 0))
    this.#used = [...models.keys()].filter((part) => this.#counts[part]!.some((count) => count !== 0))
    // A part whose units are dense comes first, so that it may write where the sum will be.
    this.#byUnit = this.#used.toSorted((a, b) => Number(isDescribing(models[b]!)) - Number(isDescribing(models[a]!)))
    const used = this.#used.map((part) => models[part]!)
    if (fusion === 'score' && used.every((model) => model.terms !== undefined)) {
      this.terms = (history, item) => this.#terms(history, item)
      if (used.every((model) => model.additive === true)) this.additive = true
      if (used.every((model) => model.entryWeights !== undefined) && agree(used)) this.entryWeights = (history) => commonWeights(used, history)
      if (this.entryWeights !== undefined && used.every((model) => model.unit !== undefined))
        this.unit = (item, room, scale = 1) => this.#unit(item, room, scale)
    }
    if (models.some(isDescribing)) this.admit = (products) => new BlendModel({ ...blend, models: models.map((model) => model.admit?.(products) ?? model) })
    const searcher = models.find((model) => model.search !== undefined && model.items.length === this.items.length)
    if (searcher !== undefined) this.search = (query, out) => searcher.search!(query, out)
  }

  /** Each part with its weight (of scaled scores; they sum to 1). */
  get parts(): readonly { readonly name: string; readonly weight: number }[] {
    return this.#blend.models.map((model, part) => ({ name: model.name, weight: this.#blend.mix.weights[part]! }))
  }

  async score(histories: readonly History[], out: Float32Array): Promise<void> {
    const n = this.items.length
    // Large arrays made for each list would keep the garbage collector busy.
    const kept = histories.length === 1 ? this.#places : undefined
    if (kept !== undefined) this.#places = undefined
    const sums = kept?.sums.fill(0) ?? new Float64Array(histories.length * n)
    const places = kept?.values ?? []
    for (const part of this.#used) {
      const model = this.#blend.models[part]!
      const known = model.items.length
      places[part] ??= new Float32Array(histories.length * known)
      const values = await valuesOf(model, histories, this.#blend.fusion, places[part])
      const counts = this.#counts[part]!
      for (let h = 0; h < histories.length; h++) {
        const row = values.subarray(h * known, (h + 1) * known)
        const out = sums.subarray(h * n, (h + 1) * n)
        // A count of 0 must not meet a score of −Infinity.
        const usual = this.#usual[part]!
        if (this.#unusual.length === 0 && usual !== 0) for (let i = 0; i < known; i++) out[i] += usual * row[i]
        else if (this.#isWhole[part] === true) for (let i = 0; i < known; i++) out[i] += counts[i] * row[i]
        else for (let i = 0; i < known; i++) if (counts[i] !== 0) out[i] += counts[i] * row[i]
      }
    }
    out.set(sums)
    if (histories.length === 1) this.#places = { sums, values: places }
  }

  links(from: number, to: number): readonly Link[] {
    const strongest: Link[] = []
    for (const part of this.#used) {
      const model = this.#blend.models[part]!
      const count = this.#counts[part]![to]
      if (count === 0 || model.links === undefined || Math.max(from, to) >= model.items.length) continue
      for (const link of model.links(from, to)) {
        const amount = link.amount * count
        // A handful at most: looking through them costs less than a key for each.
        const known = strongest.findIndex((other) => other.kind === link.kind && other.name === link.name)
        if (known < 0) strongest.push({ ...link, amount })
        else if (!(strongest[known]!.amount >= amount)) strongest[known] = { ...link, amount }
      }
    }
    return sortFew(strongest, (a, b) => b.amount - a.amount)
  }

  save(): Uint8Array {
    const { models, mix, scales, fusion, cold } = this.#blend
    return packModel(
      'blend',
      blendVersion,
      { names: models.map((model) => model.name), mix, scales, fusion },
      { cold, ...Object.fromEntries(models.map((model, part) => [`part${part}`, model.save()])) },
    )
  }

  #unit(item: number, room: Float64Array, scale: number): Unit {
    this.#room ??= new Float64Array(this.items.length)
    let isFilled = false
    for (const part of this.#byUnit) {
      const model = this.#blend.models[part]!
      const known = model.items.length
      if (item >= known) continue
      const counts = this.#counts[part]!
      const usual = this.#usual[part]!
      // What touches most items comes scaled, or all of them would be gone through once more.
      const isScaled = !isFilled && usual !== 0 && isDescribing(model)
      const { items, values } = model.unit!(item, (isFilled ? this.#room : room).subarray(0, known), isScaled ? scale * usual : 1)
      const factor = isScaled ? 1 / usual : scale
      if (!isFilled && values.buffer === room.buffer) {
        if (isScaled) for (const i of this.#unusual) room[i] *= i < known ? counts[i] * factor : 0
        else for (let i = 0; i < known; i++) room[i] *= counts[i] * factor
        room.fill(0, known)
      } else {
        if (!isFilled) room.fill(0)
        if (items === undefined) for (let i = 0; i < known; i++) room[i] += counts[i] * factor * values[i]
        else for (let at = 0; at < items.length; at++) room[items[at]] += counts[items[at]] * factor * values[at]
      }
      isFilled = true
    }
    if (!isFilled) room.fill(0)
    return { values: room }
  }

  #terms(history: History, item: number): Terms {
    const amounts = new Float64Array(history.items.length)
    const others: Other[] = []
    let score = 0
    let base = 0
    for (const part of this.#used) {
      const model = this.#blend.models[part]!
      const count = this.#counts[part]![item]
      if (count === 0 || item >= model.items.length) continue
      const terms = model.terms!(knownTo(model, history), item)
      score += count * terms.score
      base += count * terms.base
      for (const other of terms.others) others.push({ ...other, amount: count * other.amount })
      for (let e = 0; e < amounts.length; e++) amounts[e] += count * terms.amounts[e]
    }
    return { score, base, amounts, others }
  }
}

/** What a part says of each item it knows, into values [histories × its items]: its score, or the reciprocal of its rank. */
export async function valuesOf(
  model: Model,
  histories: readonly History[],
  fusion: Fusion,
  values: Float32Array = new Float32Array(histories.length * model.items.length),
): Promise<Float32Array> {
  const n = model.items.length
  await model.score(
    histories.map((history) => knownTo(model, history)),
    values,
  )
  if (fusion === 'rank') {
    for (let h = 0; h < histories.length; h++) {
      const row = values.subarray(h * n, (h + 1) * n)
      const { items } = topK(row, rankDepth)
      row.fill(0)
      items.forEach((item, place) => {
        row[item] = 1 / (rankConstant + place + 1)
      })
    }
  }
  return values
}

/** Parts that know an item from its description alone. */
export function isDescribing(model: Model): boolean {
  return model.admit !== undefined
}

/** The history with weight 0 for entries of items that came after the part was fitted: they keep their place and count nothing. */
function knownTo(model: Model, history: History): History {
  if (knows(model, history)) return history
  const n = model.items.length
  return {
    ...history,
    items: history.items.map((entry) => (entry < n ? entry : 0)),
    weights: history.weights.map((weight, e) => (history.items[e] < n ? weight : 0)),
  }
}

function knows(model: Model, { items }: History): boolean {
  const n = model.items.length
  for (let e = 0; e < items.length; e++) if (items[e] >= n) return false
  return true
}

/**
 * Whether all parts weigh entries alike, so that the blend has one weight an entry. Asked of one long, varied history, since a weight follows from place, weight and kind; parts whose
 * entries count nothing (popularity) agree with any.
 */
function agree(models: readonly Model[]): boolean {
  const items = Math.min(...models.map((model) => model.items.length))
  if (items === 0) return false
  const probe = historyFromItems(Array.from({ length: 500 }, (_, e) => (e * 7) % items))
  const varied = { ...probe, weights: probe.weights.map((_, e) => 0.3 + (e % 5) / 8), kinds: probe.kinds.map((_, e) => e % 5) }
  const weights = models.map((model) => model.entryWeights!(varied)).filter((list) => list.some((weight) => weight !== 0))
  return weights.every((list) => list.every((weight, e) => weight === weights[0]![e]))
}

/** The weights the parts agree on; an entry unknown to one part has its weight from the others. */
function commonWeights(models: readonly Model[], history: History): Float64Array {
  const common = new Float64Array(history.items.length)
  for (const model of models) {
    const isWhole = knows(model, history)
    const weights = model.entryWeights!(isWhole ? history : knownTo(model, history))
    let isTelling = false
    for (let e = 0; e < common.length; e++) {
      if (weights[e] === 0) continue
      common[e] = weights[e]
      isTelling = true
    }
    // Whoever knows all entries, and lets any count, says what all others would.
    if (isWhole && isTelling) return common
  }
  return common
}
