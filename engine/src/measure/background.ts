import type { Interactions } from '../data/interactions.ts'
import type { Background } from './metric.ts'

/** Counts what metrics of popularity, novelty and diversity need; a model may know more `items` than it was trained on. O(entries + items). */
export function backgroundOf(train: Interactions, items: number = train.items.length): Background {
  const counts = new Float64Array(items)
  for (const item of train.cols) counts[item]++
  let people = 0
  for (let person = 0; person < train.people.length; person++) if (train.ptr[person + 1] > train.ptr[person]) people++
  return { train, counts, people, likeness: likenessOf(train) }
}

/**
 * Likeness by the catalogue: 0.8 × (steps two category paths share from the top / steps of the longer one) + 0.2 where the brand is the same.
 * Paths and brands become numbers first, since a list of 20 has 190 pairs.
 */
function likenessOf({ products }: Interactions): ((a: number, b: number) => number) | undefined {
  if (!products.some((product) => product?.category !== undefined || product?.brand !== undefined)) return undefined
  const depth = products.reduce((most, product) => Math.max(most, product?.category?.length ?? 0), 1)
  const codes = new Map<string, number>()
  const codeOf = (text: string): number => {
    const known = codes.get(text)
    if (known !== undefined) return known
    codes.set(text, codes.size + 1)
    return codes.size
  }
  const paths = new Int32Array(products.length * depth) // 0 after the end of a path
  const brands = new Int32Array(products.length) // 0 unknown
  products.forEach((product, index) => {
    product?.category?.forEach((step, at) => {
      paths[index * depth + at] = codeOf(`c:${step}`)
    })
    if (product?.brand !== undefined) brands[index] = codeOf(`b:${product.brand}`)
  })
  const lengths = Int32Array.from(products, (product) => product?.category?.length ?? 0)
  return (a, b) => {
    const longer = Math.max(lengths[a], lengths[b])
    let shared = 0
    while (shared < longer && paths[a * depth + shared] === paths[b * depth + shared]) shared++
    return (longer === 0 ? 0 : (0.8 * shared) / longer) + (brands[a] > 0 && brands[a] === brands[b] ? 0.2 : 0)
  }
}
