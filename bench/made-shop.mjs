import { Alias } from '../engine/dist/math/alias.js'
import { Random } from '../engine/dist/math/random.js'

/** Sequences `[person, items]` of people with unlike appetites, `mean` draws on average, over items with heavy-tailed counts; seeded. */
export function madeShop(people, items, mean) {
  const random = new Random(20)
  const alias = new Alias(Float64Array.from({ length: items }, (_, item) => 1 / (item + 20)))
  return Array.from({ length: people }, (_, person) => {
    const own = new Set()
    for (let count = Math.ceil(random.exponential() * mean) + 2; count > 0; count--) own.add(`i${alias.draw(random)}`)
    return [`p${person}`, [...own]]
  })
}
