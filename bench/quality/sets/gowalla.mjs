import { historyFromItems, interactionsFromSequences } from '../../../engine/dist/data/interactions.js'
import { Random } from '../../../engine/dist/math/random.js'
import { hide } from './hide.mjs'
import { lines } from './read.mjs'

export const folder = 'gowalla-lightgcn'
export const title = 'Gowalla, LightGCN’s split'
export const protocol =
  'The published split: every item ranked, training items masked, ties against the target; Recall@20 over all test items of a person, NDCG@20 against the best order of min(test items, 20). Validation: a tenth of each person’s training items, drawn with seed 1. Items stand in the order of their numbers, so order says nothing.'
export const k = [20]
export const headline = ['recall@20', 'ndcg@20', 'coverage@20', 'novelty@20', 'arp@20', 'gini@20']

export const items = 40_981

/** Validation is a fit of its own, on nine tenths. */
export function load() {
  const { train, test } = split()
  const { kept, hidden } = validationTenth(train, new Random(1))
  return { validation: part(kept, hidden), test: part(train, test) }
}

/** Each person's items, by number: those to learn from and those to foretell. */
export function split() {
  return { train: rowsOf('gowalla-lightgcn/train.txt.gz'), test: rowsOf('gowalla-lightgcn/raw/test.txt.gz') }
}

/** What a model learns from, and the cases it is asked, of all who have something hidden. */
export function part(known, hidden) {
  const catalogue = Array.from({ length: items }, (_, item) => ({ id: String(item) }))
  const train = interactionsFromSequences(
    [...known].map(([person, own]) => [person, own.map(String)]),
    catalogue,
  )
  const cases = [...hidden]
    .filter(([, targets]) => targets.length > 0)
    .map(([person, targets]) => ({
      person: train.people.indexOf(person),
      history: historyFromItems(known.get(person) ?? []),
      targets: Int32Array.from(targets),
    }))
  return { train, cases }
}

/** Training rows without a tenth of each person's items, and that tenth. */
export function validationTenth(train, random) {
  return hide(train, (own) => new Set(random.sample(own.length, Math.floor(own.length / 10))))
}

function rowsOf(file) {
  return new Map(
    lines(file).map((line) => {
      const [person, ...own] = line.trim().split(' ')
      return [person, own.map(Number)]
    }),
  )
}
