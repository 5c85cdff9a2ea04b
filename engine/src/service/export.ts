import type { EventColumns } from '../data/columns.ts'
import { eventNames } from '../data/events.ts'
import { CandorError } from '../errors.ts'
import { loadModel } from '../models/index.ts'
import { type Precision, precisions } from '../nn/index.ts'
import type { TrainedModel } from './contract.ts'
import type { House } from './house.ts'

export { type Precision, precisions }

export const exportables = ['model', 'onnx', 'events', 'items', 'people', 'audit'] as const
export type Exportable = (typeof exportables)[number]

/** The bytes of an export in chunks: a model file as it is, a network as .onnx, everything else as JSON lines that `candor import` reads again. */
export async function* exported(house: House, what: Exportable, model?: string, precision?: Precision): AsyncIterable<Uint8Array> {
  const line = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value)}\n`)
  switch (what) {
    case 'model':
      yield await modelFile(house, model ?? house.config.recommend.model)
      return
    case 'onnx': {
      const name = model ?? house.config.recommend.model
      const loaded = await loadModel(await modelFile(house, name))
      if (loaded.onnx === undefined)
        throw new CandorError('usage', `"${name}" is no network, so it has no .onnx form. Export it with --what model, or choose one such as "sasrec".`)
      yield loaded.onnx(precision)
      return
    }
    case 'events':
      for await (const columns of house.store.readEvents()) {
        // Chunks may cut a person's events in two, so each chunk writes exactly its own rows.
        for (let i = 0; i < columns.ids.length; i++) yield line(eventAt(columns, i))
      }
      return
    case 'items':
      yield* house.store.items().map(line)
      return
    case 'people':
      yield* house.store.people().map(line)
      return
    case 'audit':
      yield* house.store.auditTrail(1_000_000).map(line)
  }
}

async function modelFile(house: House, name: string): Promise<Uint8Array> {
  const record = house.store.document<TrainedModel>(`models/${name}`)
  const bytes = record === undefined ? undefined : await house.artifacts.get(record.file)
  if (bytes === undefined) throw new CandorError('model.missing', `The model "${name}" is not trained. Run "candor train --model ${name}".`)
  return bytes
}

function eventAt(columns: EventColumns, i: number): object {
  const actor = columns.actors[i]!
  const { quantities, prices, ratings } = columns
  return {
    id: columns.ids[i],
    event: eventNames[columns.kinds[i]],
    ...(actor.startsWith('u:') ? { user: actor.slice(2) } : { session: actor.slice(2) }),
    ...(columns.items[i] === '' ? {} : { item: columns.items[i] }),
    at: columns.times[i],
    ...(quantities[i] === 1 ? {} : { quantity: quantities[i] }),
    ...(Number.isNaN(prices[i]) ? {} : { price: prices[i] }),
    ...(Number.isNaN(ratings[i]) ? {} : { rating: ratings[i] }),
    ...(columns.baskets[i] === '' ? {} : { context: { basket: columns.baskets[i] } }),
    ...(columns.usable[i] === 1 ? {} : { consent: { personalisation: false } }),
  }
}
