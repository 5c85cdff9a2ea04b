import { historyFromItems, interactionsFromSequences } from '../../../engine/dist/data/interactions.js'
import { Random } from '../../../engine/dist/math/random.js'
import { lines } from './read.mjs'

export const folder = 'coat'
export const title = 'Coat shopping, unbiased test'
export const protocol =
  'Learned from coats that 290 people chose to rate and liked (4 or 5 stars of 24 each); tested on coats drawn at random for them (16 each, liked ones are the targets), so popularity gains nothing. Every coat ranked, the liked ones of training masked, ties against the target. Validation: a fifth of each person’s liked coats, drawn with seed 1.'
export const k = [10]
export const headline = ['ndcg@10', 'recall@10', 'hr@10', 'coverage@10', 'novelty@10', 'gini@10']

export function load() {
  const train = liked('coat/raw/train.ascii')
  const test = liked('coat/raw/test.ascii')
  const random = new Random(1)
  const drawn = train.map((own) => new Set(random.sample(own.length, Math.floor(own.length / 5))))
  const kept = train.map((own, person) => own.filter((_, at) => !drawn[person].has(at)))
  const hidden = train.map((own, person) => own.filter((_, at) => drawn[person].has(at)))
  return { validation: part(kept, hidden), test: part(train, test) }
}

function part(known, targets) {
  const train = interactionsFromSequences(
    known.map((own, person) => [String(person), own.map(String)]),
    productsOf(),
  )
  const cases = targets.flatMap((own, person) => {
    const open = own.filter((item) => !known[person].includes(item))
    return open.length === 0 || known[person].length === 0 ? [] : [{ person, history: historyFromItems(known[person]), targets: Int32Array.from(open) }]
  })
  return { train, cases }
}

function ratings(line) {
  return line.trim().split(/\s+/).map(Number)
}

function liked(file) {
  return lines(file).map((line) => ratings(line).flatMap((stars, item) => (stars >= 4 ? [item] : [])))
}

/** What is known of a coat: kind, colour, where it hangs, as attributes. */
function productsOf() {
  const names = lines('coat/raw/user_item_features/item_features_map.txt')
  return lines('coat/raw/user_item_features/item_features.ascii').map((line, item) => {
    const attributes = {}
    ratings(line).forEach((has, feature) => {
      const [name, value] = names[feature].trim().split(':')
      if (has === 1) attributes[name] = value
    })
    return { id: String(item), attributes }
  })
}
