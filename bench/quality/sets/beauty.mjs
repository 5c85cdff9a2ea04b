import { interactionsFromSequences } from '../../../engine/dist/data/interactions.js'
import { splitBy } from '../../../engine/dist/data/split/index.js'
import { lines } from './read.mjs'

export const folder = 'amazon-beauty'
export const title = 'Amazon Beauty 5-core'
export const protocol =
  'Leave-one-out: a person’s last item is the test, the one before it validation, the rest is learned from; the test’s history is everything before it. Every item ranked, seen items masked, ties against the target.'
export const k = [5, 10]
export const headline = ['ndcg@10', 'hr@10', 'hr@5', 'coverage@10', 'novelty@10', 'arp@10', 'gini@10']

/** One fit serves validation and test. `withCatalogue: false` hides titles, brands and categories, as models that read only events see it. */
export function load({ withCatalogue = true } = {}) {
  const products = lines('amazon-beauty/Beauty_items.tsv.gz').slice(1).map(productOf)
  const sequences = lines('amazon-beauty/Beauty.txt.gz').map((line) => line.split(' '))
  const { train, validation, test } = splitBy(
    'leave-one-out',
    interactionsFromSequences(
      sequences.map(([person, ...items]) => [person, items]),
      withCatalogue ? products : products.map(({ id }) => ({ id })),
    ),
  )
  return { validation: { train, cases: validation }, test: { train, cases: test, validation } }
}

/** Attributes are the brand, where one is known, then the path of categories. */
function productOf(line) {
  const [id, , , , attributes, title] = line.split('\t')
  const names = attributes ? attributes.split('|') : []
  const departments = ['Makeup', 'Skin Care', 'Hair Care', 'Fragrance', 'Bath & Body', 'Tools & Accessories']
  const brand = names.length > 0 && !departments.includes(names[0]) ? names.shift() : undefined
  return { id, ...(title ? { title } : {}), ...(brand && brand !== 'Unknown' ? { brand } : {}), category: names }
}
