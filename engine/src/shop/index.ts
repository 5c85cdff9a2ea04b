import type { Product } from '../data/catalogue.ts'
import type { ShopEvent } from '../data/events.ts'
import type { Person } from '../data/people.ts'
import { Random } from '../math/random.ts'
import { runBots } from './bots.ts'
import type { Cause } from './causes.ts'
import { Diary } from './diary.ts'
import { makePeople } from './people.ts'
import { makeProducts } from './products.ts'
import { tellStory } from './stories.ts'
import { Visits } from './visits.ts'
import { Wishes } from './wishes.ts'

export type { Cause, CauseKind } from './causes.ts'
export { causeKinds } from './causes.ts'
export { personas } from './people.ts'
export { picture } from './picture.ts'
export { categoryZh } from './shelves.ts'

/** A made shop: what a real one would know, and beside it what only its maker knows. */
export interface Shop {
  readonly products: readonly Product[]
  /** Everybody with an account, the machines among them. */
  readonly people: readonly Person[]
  /** Oldest first; the last one is not after now. */
  readonly events: readonly ShopEvent[]
  /** Why each event happened, by its id: kept apart from the events, so that no model can read it. */
  readonly causes: ReadonlyMap<string, Cause>
  /** User and session ids of the machines. */
  readonly bots: readonly string[]
}

export interface ShopOptions {
  /** Same seed and `now`: the same shop, byte for byte. */
  readonly seed: number | string
  /** The last moment, milliseconds since 1970. */
  readonly now: number
  /** 5,000 unless told. */
  readonly people?: number
  /** 2,400 unless told. */
  readonly products?: number
  /** Length of the record, 365 unless told. */
  readonly days?: number
}

const day = 86_400_000

/**
 * Makes a believable shop: a catalogue of families, brands and sellers; people with tastes over shelves, styles, brands and prices that drift; a year of
 * visits in which they search, compare, buy what goes together, buy again what is used up, follow seasons, trends, promotions and friends; and a few
 * machines. Nothing in it is a real brand or person. Takes about two seconds at the default size.
 */
export function makeShop(options: ShopOptions): Shop {
  const { seed, now, people: peopleCount = 5000, products: productCount = 2400, days = 365 } = options
  const random = new Random(seed)
  const start = now - days * day
  const products = makeProducts(productCount, days, now, random.fork('catalogue'))
  const people = makePeople(peopleCount, random.fork('people'))
  const diary = new Diary(products, now)
  const wishes = new Wishes(products, now - 2 * day)
  for (const person of people) tellStory(person, products, wishes, diary, start, now, random.fork(`story/${person.person.id}`))
  new Visits(people, products, wishes, diary, start, now, random).run()
  const bots = runBots(Math.max(1, Math.round(peopleCount / 400)), people[0]!, products, diary, start, now, random.fork('bots'))
  const accounts = bots.filter((name) => name.startsWith('p-')).map((id): Person => ({ id }))
  return { products: products.map(({ product }) => product), people: [...people.map(({ person }) => person), ...accounts], ...diary.finish(), bots }
}
