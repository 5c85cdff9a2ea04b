import type { PersonMetric, Ranked } from './metric.ts'

const hits = ({ ranks }: Ranked, k: number): number => ranks.reduce((sum, rank) => sum + (rank <= k ? 1 : 0), 0)

/** Hit rate: 1 where at least one target is on the list. With one target it equals recall. */
export const hr: PersonMetric = {
  name: 'hr',
  doc: 'Share of people with at least one target among the first k.',
  higherIsBetter: true,
  value: (ranked, k) => (ranked.ranks[0] <= k ? 1 : 0),
}

/** Recall: found targets / targets. */
export const recall: PersonMetric = {
  name: 'recall',
  doc: 'Targets among the first k, over all targets of the person.',
  higherIsBetter: true,
  value: (ranked, k) => hits(ranked, k) / ranked.ranks.length,
}

/** Precision: found targets / k. */
export const precision: PersonMetric = {
  name: 'precision',
  doc: 'Targets among the first k, over k.',
  higherIsBetter: true,
  value: (ranked, k) => hits(ranked, k) / k,
}

/** Normalised discounted cumulative gain with binary relevance: Σ 1/log2(1 + rank) over the best reachable, min(targets, k) at the top. */
export const ndcg: PersonMetric = {
  name: 'ndcg',
  doc: 'Σ 1/log2(1 + rank) of the targets among the first k, over the best such sum.',
  paper: 'Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, TOIS 2002, doi:10.1145/582415.582418',
  higherIsBetter: true,
  value: ({ ranks }, k) => {
    let gain = 0
    let best = 0
    for (let i = 0; i < ranks.length; i++) {
      if (ranks[i] <= k) gain += 1 / Math.log2(1 + ranks[i])
      if (i < k) best += 1 / Math.log2(2 + i)
    }
    return gain / best
  },
}

/** Mean reciprocal rank of the first target, 0 beyond k. */
export const mrr: PersonMetric = {
  name: 'mrr',
  doc: '1 / rank of the best target, 0 where it is beyond k.',
  higherIsBetter: true,
  value: ({ ranks }, k) => (ranks[0] <= k ? 1 / ranks[0] : 0),
}

/** Mean average precision: mean over min(targets, k) of the precision at each found target. */
export const map: PersonMetric = {
  name: 'map',
  doc: 'Precision at each target among the first k, summed, over min(targets, k).',
  higherIsBetter: true,
  value: ({ ranks }, k) => {
    let sum = 0
    for (let i = 0; i < ranks.length && ranks[i] <= k; i++) sum += (i + 1) / ranks[i]
    return sum / Math.min(ranks.length, k)
  },
}

/** Area under the ROC curve over the full ranking: the chance that a target stands above another candidate. Does not depend on k. */
export const auc: PersonMetric = {
  name: 'auc',
  doc: 'Chance that a target is ranked above a candidate that is none, over the full ranking.',
  higherIsBetter: true,
  value: ({ ranks, candidates }) => {
    const negatives = candidates - ranks.length
    if (negatives <= 0) return Number.NaN
    let above = 0
    for (let i = 0; i < ranks.length; i++) above += Math.max(0, negatives - (Math.min(ranks[i], candidates) - 1 - i))
    return above / (negatives * ranks.length)
  },
}
