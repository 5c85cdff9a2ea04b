import type { Ids } from '../data/ids.ts'
import type { StartTable } from '../nn/index.ts'
import { type FeatureRows, withoutTerms } from './feature-rows.ts'
import type { TowerInputs } from './two-tower-inputs.ts'
import { placesBefore } from './warm.ts'

/** What a network of described items that was trained earlier is begun from. */
export interface DescribedBefore {
  readonly items: Ids
  /** Items that it could score [known]. */
  readonly known: Int32Array
  /** A row of each, what is known of it included [known × width]. */
  readonly rows: Float32Array
  readonly about: TowerInputs
  /** Rows of words, facts and prices [about.size × width]. */
  readonly terms: Float32Array
}

/** What is trained now. */
export interface DescribedNow extends FeatureRows {
  readonly items: Ids
  readonly active: Int32Array
  readonly about: TowerInputs
}

/**
 * The tables `ids` and `terms` that give each item the row it had in an earlier model, its own or that of its description, whatever is said of it now: words, facts and prices begin where they stood, new ones at 0, and an item's own row is what is left.
 * Items that model had no row for begin by chance and by their description.
 */
export function describedStart(earlier: DescribedBefore, now: DescribedNow, width: number): Readonly<Record<string, StartTable>> {
  const places = placesBefore(now, { items: earlier.items, active: Int32Array.from(earlier.known) })
  const terms = termsBefore(earlier, now.about, width)
  const values = new Float32Array(places.length * width)
  places.forEach((place, item) => {
    if (place < 0) return
    const own = values.subarray(item * width, (item + 1) * width)
    own.set(earlier.rows.subarray(place * width, (place + 1) * width))
    withoutTerms(item, terms, now, own)
  })
  const ids = { values, before: places.map((place, item) => (place < 0 ? -1 : item)) }
  return { ids, ...(now.features > 0 ? { terms: { values: terms, before: Int32Array.from({ length: now.features }, (_, row) => row) } } : {}) }
}

/** The rows of an earlier model for what is read now [about.size × width]: those of the same words and facts, and of the nearest price of the same currency; zeros for others. */
function termsBefore({ about: earlier, terms }: DescribedBefore, about: TowerInputs, width: number): Float32Array {
  const places = new Map(earlier.features.keys.map((key, at) => [key, at]))
  const out = new Float32Array(about.size * width)
  const copy = (from: number | undefined, to: number): void => {
    if (from !== undefined) out.set(terms.subarray(from * width, (from + 1) * width), to * width)
  }
  about.features.keys.forEach((key, at) => {
    copy(places.get(key), at)
  })
  if (about.currency !== earlier.currency || earlier.knots.length === 0) return out
  const [first, firstBefore] = [about.features.keys.length, earlier.features.keys.length]
  about.knots.forEach((knot, at) => {
    const nearest = earlier.knots.reduce((best, other, place) => (Math.abs(other - knot) < Math.abs(earlier.knots[best] - knot) ? place : best), 0)
    copy(firstBefore + nearest, first + at)
  })
  return out
}
