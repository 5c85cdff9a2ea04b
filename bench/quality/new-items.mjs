// What the benches of items without events share: hiding items from the data, and asking for them.
import { withoutEntries } from '../../engine/dist/data/interactions.js'
import { Random } from '../../engine/dist/math/random.js'

/** Items dealt into folds by a seed: the fold of each [items]. */
export function foldsOf(items, folds, seed) {
  const order = new Random(seed).fork('folds').shuffle(Int32Array.from({ length: items }, (_, item) => item))
  const foldOf = new Uint8Array(items)
  order.forEach((item, at) => {
    foldOf[item] = at % folds
  })
  return foldOf
}

/** The data without the events of some items; the items stay. */
export function without(data, hidden) {
  const ptr = [0]
  const kept = []
  for (let person = 0; person < data.people.length; person++) {
    for (let entry = data.ptr[person]; entry < data.ptr[person + 1]; entry++) if (!hidden(data.cols[entry])) kept.push(entry)
    ptr.push(kept.length)
  }
  const entries = Int32Array.from(kept)
  const of = (array) => array.constructor.from(entries, (entry) => array[entry])
  return { ...data, ptr: Int32Array.from(ptr), cols: of(data.cols), times: of(data.times), weights: of(data.weights), kinds: of(data.kinds) }
}

/** The cases whose targets are among the hidden items, by histories without them; who is left without a history is not asked. `had` holds what was left out of a history. */
export function askedFor(cases, isHidden) {
  return cases
    .map((entry) => ({ ...entry, targets: entry.targets.filter(isHidden) }))
    .filter(({ targets }) => targets.length > 0)
    .map((entry) => {
      const { items } = entry.history
      const hidden = [...items.keys()].filter((at) => isHidden(items[at]))
      return { ...entry, had: Int32Array.from(hidden, (at) => items[at]), history: withoutEntries(entry.history, hidden) }
    })
    .filter(({ history }) => history.items.length > 0)
}

/** The model, never recommending what is barred, nor to anybody the hidden items they had. */
export function masked(model, asked, barred) {
  const n = model.items.length
  const had = new Map(asked.map((entry) => [entry.history, entry.had ?? []]))
  return {
    items: model.items,
    async score(histories, out) {
      await model.score(histories, out)
      histories.forEach((history, row) => {
        for (let item = 0; item < n; item++) if (barred(item)) out[row * n + item] = Number.NEGATIVE_INFINITY
        for (const item of had.get(history)) out[row * n + item] = Number.NEGATIVE_INFINITY
      })
    },
  }
}
