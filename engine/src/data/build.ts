import type { Product } from './catalogue.ts'
import type { EventColumns } from './columns.ts'
import { type EventName, eventNames } from './events.ts'
import { Ids } from './ids.ts'
import type { Interactions } from './interactions.ts'

export interface BuildOptions {
  /** Weight of each event name; absent or 0: the event is no interaction. */
  readonly weights: Readonly<Record<string, number>>
  /** Merge a person's events with one item into one entry: the strongest weight, the newest time. */
  readonly mergeRepeats: boolean
}

/**
 * Training material from events in order of (actor, time). Items are those of the catalogue, then any that only events know. A refund takes the earlier purchases of the item
 * back, `remove_from_cart` the earlier `add_to_cart`, a rating under 3 everything of the item; events without consent are left out. People left without entries are left out.
 */
export function buildInteractions(columns: EventColumns, products: readonly Product[], options: BuildOptions): Interactions {
  const items = new Ids(products.map((product) => product.id))
  const people = new Ids()
  const weightOf = Float32Array.from(eventNames, (name) => options.weights[name] ?? 0)
  const kind = (name: EventName) => eventNames.indexOf(name)
  const [refund, removal, rate, purchase, cart] = [kind('refund'), kind('remove_from_cart'), kind('rate'), kind('purchase'), kind('add_to_cart')]
  const ptr: number[] = [0]
  const cols: number[] = []
  const times: number[] = []
  const weights: number[] = []
  const kinds: number[] = []
  let own: { item: number; kind: number; time: number }[] = []
  const close = (actor: string) => {
    const entries = options.mergeRepeats ? merged(own, weightOf) : own
    if (entries.length > 0) {
      people.add(actor)
      for (const entry of entries) {
        cols.push(entry.item)
        times.push(entry.time)
        weights.push(weightOf[entry.kind])
        kinds.push(entry.kind)
      }
      ptr.push(cols.length)
    }
    own = []
  }
  const n = columns.ids.length
  for (let i = 0; i < n; i++) {
    const actor = columns.actors[i]!
    if (i > 0 && actor !== columns.actors[i - 1]) close(columns.actors[i - 1]!)
    const name = columns.items[i]!
    if (name === '' || columns.usable[i] === 0) continue
    const event = columns.kinds[i]
    const item = items.indexOf(name) >= 0 || weightOf[event] > 0 ? items.add(name) : -1
    if (item < 0) continue
    if (event === refund) own = own.filter((entry) => entry.item !== item || entry.kind !== purchase)
    else if (event === removal) own = own.filter((entry) => entry.item !== item || entry.kind !== cart)
    else if (event === rate && columns.ratings[i] < 3) own = own.filter((entry) => entry.item !== item)
    else if (weightOf[event] > 0) own.push({ item, kind: event, time: columns.times[i] })
  }
  if (n > 0) close(columns.actors[n - 1]!)
  const byId = new Map(products.map((product) => [product.id, product]))
  return {
    people,
    items,
    products: items.names().map((id) => byId.get(id)),
    ptr: Int32Array.from(ptr),
    cols: Int32Array.from(cols),
    times: Float64Array.from(times),
    weights: Float32Array.from(weights),
    kinds: Uint8Array.from(kinds),
  }
}

function merged(entries: readonly { item: number; kind: number; time: number }[], weightOf: Float32Array): { item: number; kind: number; time: number }[] {
  const byItem = new Map<number, { item: number; kind: number; time: number }>()
  for (const entry of entries) {
    const old = byItem.get(entry.item)
    byItem.delete(entry.item) // the newest event decides the order
    byItem.set(entry.item, old !== undefined && weightOf[old.kind] >= weightOf[entry.kind] ? { ...entry, kind: old.kind } : entry)
  }
  return [...byItem.values()]
}
