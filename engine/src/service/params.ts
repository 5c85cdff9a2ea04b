import type { Interactions } from '../data/interactions.ts'
import { algorithm } from '../models/index.ts'
import { parseParams } from '../models/params.ts'
import type { House } from './house.ts'

/** Above this many items with events a dense item × item matrix is no longer the right form. */
export const denseLimit = 25_000

/** Whether the items with events are too many for a dense matrix. */
export function needsSparse(data: Interactions): boolean {
  return new Set(data.cols).size > denseLimit
}

/**
 * The whole parameters of a model for this shop, each source over the one before: the defaults, what suits the size of the catalogue, what tuning found (for the parts of
 * a blend too), what is given. Throws `algorithm.unknown`, `params.unknown` or `params.invalid`.
 */
export function paramsFor(house: House, name: string, data: Interactions, given: object = {}): object {
  const { params: schema } = algorithm(name)
  const params = parseParams(schema, { ...sizeParams(name, data), ...tunedParams(house, name), ...given }, name)
  if (name !== 'blend') return params
  const { list, settings } = params as { list: readonly string[]; settings: Readonly<Record<string, object>> }
  const parts = list.map((part) => [part, { ...tunedParams(house, part), ...settings[part] }] as const)
  const said = parts.filter(([, own]) => Object.keys(own).length > 0)
  return parseParams(schema, { ...params, settings: { ...settings, ...Object.fromEntries(said) } }, name)
}

/** Parts of a blend that suit the size of the catalogue. */
export function sizeParams(name: string, data: Interactions): object {
  return name === 'blend' && needsSparse(data) ? { list: ['slim-sparse', 'content', 'popular'] } : {}
}

function tunedParams(house: House, name: string): object {
  return house.store.document<{ params: object }>(`tuned/${name}`)?.params ?? {}
}
