import type { Product } from '../data/catalogue.ts'
import { gini as giniOf } from '../math/stats.ts'
import type { ListMetric } from './metric.ts'

/** Share of the items with training entries that are on anybody's list. */
export const coverage: ListMetric = {
  name: 'coverage',
  doc: 'Different items on all lists, over all items.',
  higherIsBetter: true,
  value: (lists, _k, { counts }) => {
    const seen = new Uint8Array(counts.length)
    for (const item of lists) if (item >= 0) seen[item] = 1
    return seen.reduce((sum, mark) => sum + mark, 0) / counts.length
  },
}

/** Mean self-information of what is recommended, in bits: −log2 of the share of people who have it. */
export const novelty: ListMetric = {
  name: 'novelty',
  doc: 'Mean of −log2(share of people who have the item) over all lists, in bits; an item nobody has counts as had by half a person.',
  paper: 'Zhou et al., Solving the apparent diversity-accuracy dilemma of recommender systems, PNAS 2010, doi:10.1073/pnas.1000488107',
  higherIsBetter: true,
  value: (lists, _k, { train, counts }) => meanOver(lists, (item) => -Math.log2(Math.min(1, Math.max(0.5, counts[item]) / Math.max(1, train.people.length)))),
}

/** Average recommendation popularity: mean number of training entries of what is recommended. */
export const popularity: ListMetric = {
  name: 'arp',
  doc: 'Mean number of training entries of the recommended items.',
  paper: 'Yin et al., Challenging the long tail recommendation, VLDB 2012, doi:10.14778/2311906.2311916',
  higherIsBetter: false,
  value: (lists, _k, { counts }) => meanOver(lists, (item) => counts[item]),
}

/** How unequally the lists are spread over the items: 0 all alike, 1 one item has all. */
export const gini: ListMetric = {
  name: 'gini',
  doc: 'Gini coefficient of how often each item is recommended.',
  higherIsBetter: false,
  value: (lists, _k, { counts }) => {
    const shown = new Float64Array(counts.length)
    for (const item of lists) if (item >= 0) shown[item]++
    return giniOf(shown)
  },
}

/** Intra-list diversity: mean over pairs of one list of 1 − likeness, likeness by category path and brand. NaN without a catalogue. */
export const diversity: ListMetric = {
  name: 'ild',
  doc: '1 − likeness of two items of a list, meaned over pairs; likeness is the shared share of category path and brand.',
  paper: 'Ziegler et al., Improving recommendation lists through topic diversification, WWW 2005, doi:10.1145/1060745.1060754',
  higherIsBetter: true,
  value: (lists, k, { train }) => {
    const { products } = train
    if (!products.some((product) => product?.category !== undefined || product?.brand !== undefined)) return Number.NaN
    let sum = 0
    let pairs = 0
    for (let start = 0; start < lists.length; start += k) {
      for (let a = start; a < start + k; a++) {
        for (let b = a + 1; b < start + k; b++) {
          if (lists[a] < 0 || lists[b] < 0) continue
          sum += 1 - likeness(products[lists[a]], products[lists[b]])
          pairs++
        }
      }
    }
    return pairs === 0 ? Number.NaN : sum / pairs
  },
}

function likeness(a: Product | undefined, b: Product | undefined): number {
  const [pathA, pathB] = [a?.category ?? [], b?.category ?? []]
  const depth = Math.max(pathA.length, pathB.length)
  let shared = 0
  while (shared < Math.min(pathA.length, pathB.length) && pathA[shared] === pathB[shared]) shared++
  const path = depth === 0 ? 0 : shared / depth
  return 0.8 * path + (a?.brand !== undefined && a.brand === b?.brand ? 0.2 : 0)
}

function meanOver(lists: Int32Array, value: (item: number) => number): number {
  let sum = 0
  let count = 0
  for (const item of lists) {
    if (item < 0) continue
    sum += value(item)
    count++
  }
  return count === 0 ? Number.NaN : sum / count
}
