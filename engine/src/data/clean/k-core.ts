import type { CleaningStep, Finding } from './step.ts'
import { select } from './table.ts'

/** The largest part of the data in which everyone has so many different items and every item so many different people. */
export const kCore: CleaningStep = {
  name: 'k-core',
  summary: 'Takes out people with too few items and items with too few people, again and again until none is left.',
  why: 'Published data sets are cut so; a shop loses its new people and items by it, so it is off unless asked for.',
  on: false,
  settings: {
    people: { type: 'number', default: 5, min: 1, max: 1000, doc: 'Different items a person must have.' },
    items: { type: 'number', default: 5, min: 1, max: 1000, doc: 'Different people an item must have.' },
  },
  apply(table, options) {
    const [ofPerson, ofItem] = [options.people as number, options.items as number]
    // Events without an item (searches) follow their person.
    const pairs = new Map<number, { person: number; item: number }>()
    const size = Math.max(1, table.items.length)
    for (let row = 0; row < table.rows.length; row++) {
      if (table.item[row] >= 0) pairs.set(table.actors[row] * size + table.item[row], { person: table.actors[row], item: table.item[row] })
    }
    const personDegree = new Int32Array(table.people.length)
    const itemDegree = new Int32Array(table.items.length)
    for (const { person, item } of pairs.values()) {
      personDegree[person]++
      itemDegree[item]++
    }
    let left = [...pairs.values()]
    for (;;) {
      const next = left.filter(({ person, item }) => personDegree[person] >= ofPerson && itemDegree[item] >= ofItem)
      if (next.length === left.length) break
      personDegree.fill(0)
      itemDegree.fill(0)
      for (const { person, item } of next) {
        personDegree[person]++
        itemDegree[item]++
      }
      left = next
    }
    const kept = Uint8Array.from(table.rows, (_, row) => {
      const item = table.item[row]
      return personDegree[table.actors[row]] >= ofPerson && (item < 0 || itemDegree[item] >= ofItem) ? 1 : 0
    })
    const cleaned = select(table, kept)
    const removed = table.rows.length - cleaned.rows.length
    const people = new Set(table.actors).size - new Set(cleaned.actors).size
    const items = new Set(table.item).size - new Set(cleaned.item).size
    const findings: Finding[] =
      removed === 0 ? [] : [{ reason: 'sparse', events: removed, message: `${people} people and ${items} items have too few events.` }]
    return { table: cleaned, removed, changed: 0, findings }
  },
}
