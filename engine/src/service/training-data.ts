import { type CleaningPlan, type CleaningReport, clean } from '../data/clean/index.ts'
import type { Interactions } from '../data/interactions.ts'
import type { House } from './house.ts'

/** Everything the models may learn from: the store's usable events after cleaning, over every item of the catalogue. */
export async function trainingData(house: House, plan: CleaningPlan = {}): Promise<{ data: Interactions; report: CleaningReport }> {
  throw new Error(String([house, plan, clean]))
}
