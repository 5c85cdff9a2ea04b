import { type History, historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import type { FitContext, Model } from '../../src/models/model.ts'

export const ctx: FitContext = { seed: 7 }

/**
 * A lopsided little shop: item i is bought about 1 / (i + 1) as often as item 0, most people follow i → i + 1 or i + 3, some buy the same item twice, and the
 * catalogue holds two items nobody ever touched.
 */
export function lopsidedShop(people = 60, items = 14, seed = 3): Interactions {
  const random = new Random(seed)
  const sequences: [string, string[]][] = []
  for (let person = 0; person < people; person++) {
    let item = Math.floor(items * random.next() ** 2)
    const bought = [`i${item}`]
    while (random.next() < 0.75 && bought.length < 12) {
      item = random.next() < 0.7 ? (item + (random.next() < 0.6 ? 1 : 3)) % items : Math.floor(items * random.next() ** 2)
      bought.push(`i${item}`)
    }
    sequences.push([`p${person}`, bought])
  }
  return interactionsFromSequences(
    sequences,
    Array.from({ length: items + 2 }, (_, i) => ({ id: `i${i}` })),
  )
}

/** The lopsided shop with unlike weights. */
export function weightedShop(people = 80, items = 20, seed = 5): Interactions {
  const data = lopsidedShop(people, items, seed)
  return { ...data, weights: data.weights.map((_, at) => (at % 3 === 0 ? 0.3 : 1)) }
}

/** The same shop with words: every item has a colour and a shape of its title, every third brand is the same, the two untouched items are like others. */
export function describedShop(people = 60, items = 14, seed = 3): Interactions {
  const shop = lopsidedShop(people, items, seed)
  const colours = ['red', 'green', 'blue', 'amber']
  const products = shop.products.map((product, i) => ({
    ...product!,
    title: `${colours[i % 4]} ${i % 5 < 2 ? 'cup' : 'bowl'}`,
    brand: `Brand ${'ABC'[(i * i) % 3]}`,
  }))
  return { ...shop, products: products.map((product, i) => (i === products.length - 1 ? { ...products[i - 2]!, id: product.id } : product)) }
}

/** Histories of 0 to 15 entries with repeats, unlike weights, and now and then an item outside the catalogue's known part. */
export function randomHistories(items: number, count: number, seed = 11): History[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => {
    const history = historyFromItems(Array.from({ length: Math.floor(random.next() * 16) }, () => Math.floor(random.next() * items)))
    return { ...history, weights: history.weights.map(() => 0.1 + 0.9 * random.next()) }
  })
}

export async function scoresOf(model: Model, histories: readonly History[]): Promise<Float32Array> {
  const out = new Float32Array(histories.length * model.items.length)
  await model.score(histories, out)
  return out
}

/** W of a linear model [items × items], read through its terms: one entry of weight 1. */
export function weightsOf(model: Model): Float64Array {
  const n = model.items.length
  const out = new Float64Array(n * n)
  for (let from = 0; from < n; from++) for (let to = 0; to < n; to++) out[from * n + to] = model.terms!(historyFromItems([from]), to).score
  return out
}
