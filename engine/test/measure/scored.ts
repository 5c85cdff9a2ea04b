import type { Case } from '../../src/data/case.ts'
import { Ids } from '../../src/data/ids.ts'
import { type History, historyFromItems } from '../../src/data/interactions.ts'
import type { Model } from '../../src/models/model.ts'

/** A model whose scores are written down: row i is what it answers to the i-th history ever asked for. */
export function scored(rows: readonly (readonly number[])[]): Model {
  let asked = 0
  return {
    name: 'written down',
    items: new Ids(rows[0]!.map((_, item) => `i${item}`)),
    async score(histories, out) {
      for (let row = 0; row < histories.length; row++) out.set(rows[asked++]!, row * rows[0]!.length)
    },
    save: () => new Uint8Array(),
  }
}

/** A model that scores a history by a function, whatever the order or batch in which it is asked. */
export function scoredBy(items: number, score: (history: History, item: number) => number): Model {
  return {
    name: 'by rule',
    items: new Ids(Array.from({ length: items }, (_, item) => `i${item}`)),
    async score(histories, out) {
      histories.forEach((history, row) => {
        for (let item = 0; item < items; item++) out[row * items + item] = score(history, item)
      })
    },
    save: () => new Uint8Array(),
  }
}

export function caseOf(person: number, history: readonly number[], targets: readonly number[]): Case {
  return { person, history: historyFromItems(history), targets: Int32Array.from(targets) }
}
