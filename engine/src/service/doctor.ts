import type { TrainedModel } from './contract.ts'
import type { House } from './house.ts'
import { openVersion } from './versions.ts'

/** Opens every trained model file as serving would, and says which do not open, why, and what to do. */
export async function inspectModels(house: House): Promise<{ readonly name: string; readonly error?: string }[]> {
  const results: { name: string; error?: string }[] = []
  for (const { name, value } of house.store.documents('models/')) {
    const model = name.slice('models/'.length)
    try {
      await openVersion(house, value as TrainedModel)
      results.push({ name: model })
    } catch (error) {
      results.push({ name: model, error: error instanceof Error ? error.message : String(error) })
    }
  }
  return results
}
