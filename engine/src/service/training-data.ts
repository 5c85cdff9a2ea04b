import { buildInteractions } from '../data/build.ts'
import { type CleaningPlan, clean } from '../data/clean/index.ts'
import type { EventColumns } from '../data/columns.ts'
import type { Interactions } from '../data/interactions.ts'
import type { House } from './house.ts'

/** Everything the models may learn from: the store's usable events after cleaning, over every item of the catalogue. */
export async function trainingData(house: House): Promise<{ data: Interactions }> {
  const products = house.store.items()
  const plan = cleaningPlan(house)
  const { columns, weights } = clean(await allEvents(house), products, plan, house.now())
  // Weights that were set or learned in cleaning go before those of the configuration.
  const eventWeights = plan.weights === undefined || plan.weights === false ? house.config.eventWeights : weights
  return { data: buildInteractions(columns, products, { weights: eventWeights, mergeRepeats: true }) }
}

/** Which steps of cleaning the shop switched or set. */
export function cleaningPlan(house: House): CleaningPlan {
  return house.store.document<CleaningPlan>('cleaning') ?? {}
}

/** Every event of the store as one set of columns, in order of (actor, time). */
export async function allEvents(house: House): Promise<EventColumns> {
  const chunks: EventColumns[] = []
  for await (const chunk of house.store.readEvents({ chunk: 100_000 })) chunks.push(chunk)
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const size = chunks.reduce((sum, chunk) => sum + chunk.ids.length, 0)
  const numbers = <A extends Uint8Array | Float64Array>(whole: A, pick: (chunk: EventColumns) => A): A => {
    let at = 0
    for (const chunk of chunks) {
      whole.set(pick(chunk), at)
      at += chunk.ids.length
    }
    return whole
  }
  const texts = (pick: (chunk: EventColumns) => readonly string[]): string[] => chunks.flatMap((chunk) => pick(chunk) as string[])
  return {
    actors: texts((chunk) => chunk.actors),
    items: texts((chunk) => chunk.items),
    ids: texts((chunk) => chunk.ids),
    baskets: texts((chunk) => chunk.baskets),
    kinds: numbers(new Uint8Array(size), (chunk) => chunk.kinds),
    times: numbers(new Float64Array(size), (chunk) => chunk.times),
    quantities: numbers(new Float64Array(size), (chunk) => chunk.quantities),
    prices: numbers(new Float64Array(size), (chunk) => chunk.prices),
    ratings: numbers(new Float64Array(size), (chunk) => chunk.ratings),
    usable: numbers(new Uint8Array(size), (chunk) => chunk.usable),
  }
}
