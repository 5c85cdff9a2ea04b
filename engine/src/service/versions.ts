import { CandorError } from '../errors.ts'
import { algorithm, loadModel } from '../models/index.ts'
import type { Model } from '../models/model.ts'
import type { TrainedModel } from './contract.ts'
import type { House } from './house.ts'

/**
 * Every version of a model that can still be put into service, newest first. A model trained before versions were kept counts as its only one.
 * The one in service is the record `models/NAME`, which running servers follow.
 */
export function versionsOf(house: House, name: string): readonly TrainedModel[] {
  const kept = house.store.document<readonly TrainedModel[]>(`versions/${name}`)
  const active = house.store.document<TrainedModel>(`models/${name}`)
  return kept ?? (active === undefined ? [] : [active])
}

/**
 * Puts a fresh model into service. Of the versions before it `config.models.keep` less one stay beside it, with their files: first those that a roll-back would come to, then the newest.
 */
export async function addVersion(house: House, name: string, record: TrainedModel): Promise<void> {
  const active = house.store.document<TrainedModel>(`models/${name}`)
  const fresh = active === undefined || active.file === record.file ? record : { ...record, previous: active.file }
  const versions = [fresh, ...versionsOf(house, name).filter(({ file }) => file !== record.file)]
  const inLine = lineOf(fresh, versions)
  const byWorth = [...inLine, ...versions.filter((version) => !inLine.includes(version))]
  const kept = new Set(byWorth.slice(0, Math.max(house.config.models.keep, 2)))
  await house.store.putDocument(
    `versions/${name}`,
    versions.filter((version) => kept.has(version)),
  )
  await house.store.putDocument(`models/${name}`, fresh)
  for (const version of versions) if (!kept.has(version)) await house.artifacts.delete(version.file)
}

/**
 * Puts an earlier version back into service: the one trained at `to` (milliseconds since 1970), or the one that was in service before the one that is. What was rolled back once is so never come
 * back to by a later roll-back, only by its name. Running servers load it and switch without dropping a request. Throws `algorithm.unknown` for a name that no model has, `model.missing`
 * where there is no such version.
 */
export async function rollBack(house: House, name: string, to?: number): Promise<TrainedModel> {
  algorithm(name)
  const active = house.store.document<TrainedModel>(`models/${name}`)
  if (active === undefined) throw new CandorError('model.missing', `The model "${name}" is not trained. Run "candor train --model ${name}".`)
  const versions = versionsOf(house, name)
  const wanted = to === undefined ? lineOf(active, versions)[1] : versions.find(({ at }) => at === to)
  if (wanted === undefined) {
    const there = versions.map(({ at }) => new Date(at).toISOString()).join(', ')
    throw new CandorError(
      'model.missing',
      to === undefined
        ? `No version of "${name}" that was in service before the one that is now is kept. Kept: ${there}; name one of them to put it into service.`
        : `There is no version of "${name}" of ${new Date(to).toISOString()}. Kept: ${there}.`,
    )
  }
  if ((await house.artifacts.get(wanted.file)) === undefined) {
    throw new CandorError('model.missing', `The file "${wanted.file}" of that version is gone from the data folder; the version in service stays.`)
  }
  await house.store.putDocument(`models/${name}`, wanted)
  await house.store.audit({ action: 'roll-back', subject: name, details: { from: active.file, to: wanted.file } })
  return wanted
}

/** Opens the file of a trained model. Throws `model.*`, naming the file and what to do. */
export async function openVersion(house: House, { file }: TrainedModel): Promise<Model> {
  const name = file.replace(/^models\//, '').replace(/-\d+\.candor$/, '')
  const advice = `Run "candor train --model ${name}" to make it again, or put an earlier version back with "candor models --rollback ${name}".`
  const bytes = await house.artifacts.get(file)
  if (bytes === undefined) throw new CandorError('model.missing', `The model file "${file}" is gone from the data folder. ${advice}`)
  return loadModel(bytes).catch((error: unknown) => {
    // Where only the header is damaged the model cannot say its own name.
    throw error instanceof CandorError ? new CandorError(error.code, `${error.message} The file is "${file}". ${advice}`, { cause: error }) : error
  })
}

/** The version, the one it followed in service, and so on, as far as they are kept. Records of before this was noted follow the next older one. */
function lineOf(first: TrainedModel, versions: readonly TrainedModel[]): readonly TrainedModel[] {
  const line = [first]
  for (let at: TrainedModel | undefined = first; at !== undefined; ) {
    const current: TrainedModel = at
    at = versions.find((version) => (current.previous === undefined ? version.at < current.at : version.file === current.previous))
    if (at !== undefined) line.push(at)
  }
  return line
}
