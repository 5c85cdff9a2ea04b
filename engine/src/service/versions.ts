import { CandorError } from '../errors.ts'
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

/** Puts a fresh model into service. The newest `config.models.keep` versions stay beside it, and their files; older ones go. */
export async function addVersion(house: House, name: string, record: TrainedModel): Promise<void> {
  const versions = [record, ...versionsOf(house, name).filter(({ file }) => file !== record.file)]
  const kept = versions.slice(0, Math.max(house.config.models.keep, 2))
  await house.store.putDocument(`versions/${name}`, kept)
  await house.store.putDocument(`models/${name}`, record)
  for (const { file } of versions.slice(kept.length)) await house.artifacts.delete(file)
}

/**
 * Puts an earlier version back into service: the one trained at `to` (milliseconds since 1970), or the one before that in service. Running servers load it and switch
 * without dropping a request. Throws `model.missing` where there is no such version.
 */
export async function rollBack(house: House, name: string, to?: number): Promise<TrainedModel> {
  const active = house.store.document<TrainedModel>(`models/${name}`)
  if (active === undefined) throw new CandorError('model.missing', `The model "${name}" is not trained. Run "candor train --model ${name}".`)
  const versions = versionsOf(house, name)
  const wanted = to === undefined ? versions.find(({ at }) => at < active.at) : versions.find(({ at }) => at === to)
  if (wanted === undefined) {
    const there = versions.map(({ at }) => new Date(at).toISOString()).join(', ')
    throw new CandorError(
      'model.missing',
      to === undefined
        ? `There is no version of "${name}" older than the one in service. Kept: ${there}.`
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
