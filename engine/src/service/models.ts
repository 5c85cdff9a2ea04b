import { CandorError } from '../errors.ts'
import { algorithm, algorithms } from '../models/index.ts'
import type { ModelInfo, TrainedModel } from './contract.ts'
import type { Serving } from './serving.ts'
import { versionsOf } from './versions.ts'

/** Every algorithm, and what is known of its training. */
export function modelList(serving: Serving): ModelInfo[] {
  const serves = serving.defaultModel()
  return [...algorithms.values()].map(({ name, paper, summary, warm = false }) => {
    const trained = serving.house.store.document<TrainedModel>(`models/${name}`)
    const versions = versionsOf(serving.house, name).map(({ file, at, fitSeconds, bytes, entries }) => {
      return { file, at, fitSeconds, bytes, entries, inService: file === trained?.file }
    })
    return { name, paper, summary, serving: name === serves, warm, ...(trained === undefined ? {} : { trained }), ...(versions.length > 1 ? { versions } : {}) }
  })
}

/** Makes a trained model the one that answers requests that name none. Running servers follow within a second. Throws `model.missing`. */
export async function serveWith(serving: Serving, name: string): Promise<void> {
  algorithm(name)
  if (serving.house.store.document(`models/${name}`) === undefined)
    throw new CandorError('model.missing', `The model "${name}" is not trained. Run "candor train --model ${name}".`)
  await serving.house.store.putDocument('serving', { model: name })
  await serving.house.store.audit({ action: 'serve-with', subject: name })
}
