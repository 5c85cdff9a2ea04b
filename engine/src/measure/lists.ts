import { gini as giniOf } from '../math/stats.ts'
import type { Background, ListMetric, PersonMetric, Ranked } from './metric.ts'

/** Share of all items that stand on anybody's list. */
export const coverage: ListMetric = {
  name: 'coverage',
  doc: 'Different items on all lists together, over all items.',
  higherIsBetter: true,
  value: (shown) => shown.reduce((sum, times) => sum + (times > 0 ? 1 : 0), 0) / shown.length,
}

/** How unequally the places of all lists are spread over the items: 0 all alike, towards 1 one item has all. */
export const gini: ListMetric = {
  name: 'gini',
  doc: 'Gini coefficient of how many lists each item stands on.',
  higherIsBetter: false,
  value: (shown) => giniOf(shown),
}

/** Mean self-information of what is recommended, in bits: −log2 of the share of people who have it. */
export const novelty: PersonMetric = {
  name: 'novelty',
  doc: 'Mean of −log2(training entries of the item / people) over the list, in bits; an item nobody has counts as had by half a person.',
  paper: 'Zhou et al., Solving the apparent diversity-accuracy dilemma of recommender systems, PNAS 2010, doi:10.1073/pnas.1000488107',
  higherIsBetter: true,
  value: (ranked, k, { counts, people }) => meanOver(ranked, k, (item) => -Math.log2(Math.min(1, Math.max(0.5, counts[item]) / people))),
}

/** Average recommendation popularity: mean number of training entries of what is recommended. */
export const popularity: PersonMetric = {
  name: 'arp',
  doc: 'Mean number of training entries of the listed items.',
  paper: 'Yin et al., Challenging the long tail recommendation, VLDB 2012, doi:10.14778/2311906.2311916',
  higherIsBetter: false,
  value: (ranked, k, { counts }) => meanOver(ranked, k, (item) => counts[item]),
}

/** Intra-list diversity: how different the items of one list are by category path and brand. Left out without a catalogue. */
export const diversity: PersonMetric = {
  name: 'ild',
  doc: '1 − likeness of two items of the list, meaned over its pairs; likeness = 0.8 × shared part of the category path + 0.2 for the same brand.',
  paper: 'Ziegler et al., Improving recommendation lists through topic diversification, WWW 2005, doi:10.1145/1060745.1060754',
  higherIsBetter: true,
  value: ({ list }, k, { likeness }) => {
    const length = Math.min(k, list.length)
    if (likeness === undefined || length < 2) return Number.NaN
    let alike = 0
    for (let a = 0; a < length; a++) for (let b = a + 1; b < length; b++) alike += likeness(list[a], list[b])
    return 1 - alike / ((length * (length - 1)) / 2)
  },
}

function meanOver({ list }: Ranked, k: number, value: (item: number) => number): number {
  const length = Math.min(k, list.length)
  let sum = 0
  for (let place = 0; place < length; place++) sum += value(list[place])
  return sum / length
}

/** On how many of the lists, cut at k, each item stands [items]. `lists` is [people × longest], −1 where a list is short. */
export function timesShown(lists: Int32Array, longest: number, k: number, background: Background): Float64Array {
  const shown = new Float64Array(background.counts.length)
  for (let start = 0; start < lists.length; start += longest) {
    for (let place = start; place < start + k; place++) if (lists[place] >= 0) shown[lists[place]]++
  }
  return shown
}
