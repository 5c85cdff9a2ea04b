import { throwIfCancelled } from '../errors.ts'
import { makeShop, personas } from '../shop/index.ts'
import type { House, WorkOptions } from './house.ts'
import { markCatalogue } from './serving.ts'

/** The document that says a data folder holds the made shop, and with which seed. */
export interface DemoMark {
  readonly seed: number
  readonly people: number
  readonly products: number
  readonly events: number
  readonly personas: readonly string[]
}

const batch = 5000

/** Makes the demo shop and stores its catalogue, people and events; why each event happened goes to `demo-causes.json`. Idempotent: events have ids. */
export async function makeDemo(house: House, options: WorkOptions & { readonly seed?: number } = {}): Promise<DemoMark> {
  const seed = options.seed ?? 7
  options.progress?.({ stage: 'make a shop', done: 0 })
  const shop = makeShop({ seed, now: house.now() })
  await house.store.putItems(shop.products)
  await house.store.putPeople(shop.people)
  await markCatalogue(house)
  const events = [...shop.events]
  for (let from = 0; from < events.length; from += batch) {
    throwIfCancelled(options.signal)
    await house.store.append(events.slice(from, from + batch))
    options.progress?.({
      stage: 'import its events',
      done: Math.min(1, (from + batch) / events.length),
      note: `${Math.min(from + batch, events.length)} events`,
    })
  }
  await house.artifacts.put('reports/demo-causes.json', new TextEncoder().encode(JSON.stringify([...shop.causes])))
  const mark: DemoMark = {
    seed,
    people: shop.people.length,
    products: shop.products.length,
    events: events.length,
    personas: personas.map((persona) => persona.id),
  }
  await house.store.putDocument('demo', mark)
  await house.store.audit({ action: 'make-demo', subject: 'shop', details: { seed } })
  return mark
}
