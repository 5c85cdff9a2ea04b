import type { Product } from '../../src/data/catalogue.ts'
import type { Interactions } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { lopsidedShop } from './shop.ts'

const nouns = ['lacquer', 'cream', 'lotion', 'brush', 'mask', 'serum', '面霜', '洗面奶']
const moods = ['red', 'gentle', 'travel', 'night', 'rich', '保湿']

/** The lopsided shop with titles, brands, categories and attributes; the item before the last has no text at all. */
export function describedShop(people = 60, items = 14, seed = 3): Interactions {
  const shop = lopsidedShop(people, items, seed)
  const random = new Random(seed)
  const products = shop.items.names().map((id, i): Product => {
    if (i === shop.items.length - 2) return { id }
    const noun = Math.floor(nouns.length * random.next() ** 2)
    return {
      id,
      title: `${random.pick(moods)} ${nouns[noun]} ${random.pick(moods)}`,
      category: ['Beauty', noun % 2 === 0 ? 'Face' : 'Nails'],
      released: 1_700_000_000_000 + i * 86_400_000,
      ...(random.chance(0.7) ? { brand: random.pick(['OPI', 'Nivea', 'Nivea', 'Nivea']) } : {}),
      ...(random.chance(0.5) ? { attributes: { size: random.pick(['S', 'M']), vegan: random.chance(0.3) } } : {}),
      ...(random.chance(0.3) ? { description: 'A gentle cream for every night' } : {}),
    }
  })
  return { ...shop, products }
}
