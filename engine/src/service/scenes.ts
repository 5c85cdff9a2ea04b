import type { Model } from '../models/model.ts'

/**
 * A view of a model that ranks what matches a typed query: score = relevance + scale × personal score, and −Infinity where nothing matches.
 * `relevance` [items] and `scale` are fixed for the request, so the terms stay exact and a removed purchase changes nothing but its own part.
 */
export function searchView(personal: Model, query: string, relevance: Float32Array, scale: number): Model {
  const n = relevance.length
  const terms = personal.terms?.bind(personal)
  const links = personal.links?.bind(personal)
  const entryWeights = personal.entryWeights?.bind(personal)
  const unit = personal.unit?.bind(personal)
  return {
    name: personal.name,
    items: personal.items,
    ...(personal.additive === undefined ? {} : { additive: personal.additive }),
    ...(links === undefined ? {} : { links }),
    ...(entryWeights === undefined || unit === undefined
      ? {}
      : {
          entryWeights,
          unit: (item, room) => {
            const { items, values } = unit(item, room)
            if (items === undefined) for (let other = 0; other < n; other++) room[other] = relevance[other] > 0 ? scale * values[other] : 0
            else {
              room.fill(0)
              for (let at = 0; at < items.length; at++) if (relevance[items[at]] > 0) room[items[at]] = scale * values[at]
            }
            return { values: room }
          },
        }),
    async score(histories, out) {
      await personal.score(histories, out)
      for (let row = 0; row < histories.length; row++) {
        for (let item = 0, at = row * n; item < n; item++, at++) {
          out[at] = relevance[item] > 0 ? relevance[item] + (Number.isFinite(out[at]) ? scale * out[at] : 0) : Number.NEGATIVE_INFINITY
        }
      }
    },
    save: () => personal.save(),
    ...(terms === undefined
      ? {}
      : {
          terms: (history, item) => {
            const inner = terms(history, item)
            return {
              score: relevance[item] + scale * inner.score,
              base: scale * inner.base,
              amounts: inner.amounts.map((amount) => scale * amount),
              others: [{ kind: 'text', name: query, amount: relevance[item] }, ...inner.others.map((other) => ({ ...other, amount: scale * other.amount }))],
            }
          },
        }),
  }
}
