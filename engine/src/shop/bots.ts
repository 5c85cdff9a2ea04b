import type { Random } from '../math/random.ts'
import type { Diary, Visitor } from './diary.ts'
import type { MadePerson } from './people.ts'
import type { MadeProduct } from './products.ts'

const day = 86_400_000

/**
 * Lets `count` machines walk through the catalogue: hundreds of looks a run, a few seconds apart and evenly so, across all shelves, never buying.
 * Two in three act under an account, the others as a session. Returns who they are, as user or session id.
 */
export function runBots(
  count: number,
  template: MadePerson,
  products: readonly MadeProduct[],
  diary: Diary,
  start: number,
  now: number,
  random: Random,
): string[] {
  return Array.from({ length: count }, (_, bot) => {
    const name = bot % 3 === 2 ? `s-9${String(bot + 1).padStart(5, '0')}` : `p-9${String(bot + 1).padStart(4, '0')}`
    const person: MadePerson = { ...template, person: { id: name }, consent: undefined }
    const visitor: Visitor = name.startsWith('s-') ? { person, session: name } : { person }
    const pace = random.between(1.5, 4) * 1000
    const runs = 1 + random.int(3)
    for (let run = 0; run < runs; run++) {
      let at = start + random.next() * (now - start - day)
      const order = random.sample(products.length, Math.min(products.length, 120 + random.int(260)))
      for (const product of order) {
        if (products[product]!.released > Math.min(at, now - 3 * day)) continue
        at += pace + random.between(-120, 120)
        diary.note(visitor, 'view_item', at, product, { kind: 'bot' }, { context: { page: 'product', device: 'computer' } })
      }
    }
    return name
  })
}
