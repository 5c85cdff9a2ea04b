import type { Random } from '../math/random.ts'
import { type Batch, input, normal, type Task, type Tensor, type Weights } from '../nn/index.ts'
import { add, gather, mul, sum } from '../nn/ops/index.ts'
import { type FeatureRows, taught, termsOf, widestOf, withTerms } from './feature-rows.ts'

/** What is known of items besides who took them. */
export interface Described extends FeatureRows {
  /** Standard deviation of what rows of words, facts and prices begin with. */
  readonly size: number
  /** Chance that a described item is known by its description alone in a step. */
  readonly idDropout: number
}

/** What a step reads: for each place the number of an item, −1 where nothing is. */
export interface Asked<Of> {
  /** What sequences hold. */
  readonly from: Of
  /** What is to be told. */
  readonly to: Of
  /** What it is told from. */
  readonly against: Of
}

/** The vectors of items in a training. */
export interface ItemRows extends Required<Pick<Task, 'tables' | 'lookups'>> {
  /** [places × factors] each. */
  readonly vectors: Asked<Tensor>
  /** What a step is fed to read these items. */
  batch(asked: Asked<Int32Array>, random: Random): Required<Pick<Batch, 'rows'>> & Omit<Batch, 'results'>
}

const chance = normal(0.02)

/** Every item is a row of its own; `rows` of them, of which a step reads `places`. */
export function ownRows(rows: number, factors: number, places: Asked<number>): ItemRows {
  const most = places.from + places.to + places.against
  return {
    vectors: { from: input('from', [places.from, factors]), to: input('to', [places.to, factors]), against: input('against', [places.against, factors]) },
    tables: { vectors: { rows, width: factors, most, initialise: chance } },
    lookups: { from: 'vectors', to: 'vectors', against: 'vectors' },
    batch: ({ from, to, against }) => ({ feeds: {}, rows: { from, to, against } }),
  }
}

/** Every item is a row of its own, by chance left out, and Σ of the rows of what is known of it by their weights. Each of the items of a step is made once. */
export function describedRows(items: number, factors: number, places: Asked<number>, known: Described): ItemRows {
  const { featurePtr, features, size, idDropout } = known
  const widest = widestOf(known)
  const most = Math.min(items, places.from + places.to + places.against)
  const terms = sum(mul(input('terms', ['items', widest, factors]), input('amounts', ['items', widest, 1])), 1)
  const made = add(input('ids', ['items', factors]), terms)
  const read = (part: keyof Asked<number>): Tensor => gather(made, input(`${part}Places`, [places[part]], 'int32'))
  const place = new Int32Array(items)
  return {
    vectors: { from: read('from'), to: read('to'), against: read('against') },
    tables: {
      ids: { rows: items, width: factors, most, initialise: chance },
      terms: { rows: features, width: factors, most: most * widest, initialise: taught(known, size) },
    },
    lookups: { ids: 'ids', terms: 'terms' },
    batch({ from, to, against }, random) {
      place.fill(-1)
      const unique: number[] = []
      // Where nothing is, anything may be read: segments and weights say that it does not count.
      const placeOf = (item: number): number => {
        if (item < 0) return 0
        if (place[item] < 0) place[item] = unique.push(item) - 1
        return place[item]
      }
      const feeds = { fromPlaces: from.map(placeOf), toPlaces: to.map(placeOf), againstPlaces: against.map(placeOf) }
      const { terms, amounts } = termsOf(unique, widest, known)
      const ids = Int32Array.from(unique, (item) => (featurePtr[item + 1] > featurePtr[item] && random.next() < idDropout ? -1 : item))
      return { feeds: { ...feeds, amounts }, rows: { ids, terms }, sizes: { items: unique.length } }
    },
  }
}

/** The trained vectors of all items [rows × factors]. */
export function trainedVectors({ tables }: Weights, factors: number, known: Described | undefined): Float32Array {
  return known === undefined ? tables.vectors! : withTerms(tables.ids!, tables.terms!, factors, known, known.idDropout === 1)
}
