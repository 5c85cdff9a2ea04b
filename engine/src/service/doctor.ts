import { loadModel } from '../models/index.ts'
import type { TrainedModel } from './contract.ts'
import type { House } from './house.ts'

/** Opens every trained model file as serving would, and says which do not open and why. */
export async function inspectModels(house: House): Promise<{ readonly name: string; readonly error?: string }[]> {
  const results: { name: string; error?: string }[] = []
  for (const { name, value } of house.store.documents('models/')) {
    const { file } = value as TrainedModel
    const model = name.slice('models/'.length)
    try {
      const bytes = await house.artifacts.get(file)
      if (bytes === undefined) results.push({ name: model, error: `the file ${file} is gone; run "candor train --model ${model}"` })
      else {
        await loadModel(bytes)
        results.push({ name: model })
      }
    } catch (error) {
      results.push({ name: model, error: error instanceof Error ? error.message : String(error) })
    }
  }
  return results
}
