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

/**
 * Sequences of a made shop: `people` histories of 5 to some hundreds of items, `lengths` times as long where that is given, whose popularity falls as rank^-0.8 and of which every second belongs to the person's own tenth of the shop, so that
 * there is something to learn. Seeded.
 */
export function madeSequences({ people, items, seed = 20, lengths = 1 }) {
  const random = new Random(seed).fork(items)
  const popular = new Alias(Float64Array.from({ length: items }, (_, i) => (i + 3) ** -0.8))
  const tenths = 10
  return Array.from({ length: people }, (_, person) => {
    const length = Math.min(items >> 2, Math.round(lengths * (5 + Math.floor(4 * (random.next() ** -0.6 - 1)))))
    const own = random.int(tenths)
    const history = Array.from({ length }, () => {
      const item = popular.draw(random)
      return random.next() < 0.5 ? item : Math.min(items - 1, item - (item % tenths) + own)
    })
    return [`p${person}`, history.map((item) => `i${item}`)]
  })
}
