import type { Random } from '../math/random.ts'
import type { Diary, Draft, Visitor, Why } from './diary.ts'
import type { MadePerson } from './people.ts'
import type { MadeProduct } from './products.ts'
import { type Shelf, shelfNamed } from './shelves.ts'
import type { Wishes } from './wishes.ts'

const day = 86_400_000

/**
 * The personas' year, a step a line: days ago, what they did, and the shelf.
 * `look`, `search` (a query, then a look), `buy`, `rate` (a purchase and its rating), `again` (the last purchase from the shelf once more),
 * `with OTHER` (completes the last purchase from OTHER).
 */
const stories: Readonly<Record<string, string>> = {
  ada: `352 rate Coffee Makers
    350 buy Coffee Beans with Coffee Makers
    322 again Coffee Beans
    318 rate Novels
    291 again Coffee Beans
    270 look Kettles
    262 search Coffee Grinders
    260 rate Coffee Grinders with Coffee Makers
    233 again Coffee Beans
    204 buy Novels
    190 look Desk Lamps
    176 again Coffee Beans
    150 rate Novels
    121 buy Mugs with Coffee Beans
    97 again Coffee Beans
    64 buy Novels
    41 again Coffee Beans
    20 look Coffee Makers
    6 search Kettles
    2 look Novels`,
  bo: `340 rate Helmets
    339 buy Bicycle Lights with Helmets
    301 buy Bicycle Tools
    270 buy Inner Tubes with Bicycle Tools
    238 look Rain Jackets
    236 rate Rain Jackets
    204 search Tents
    203 rate Tents
    198 buy Sleeping Bags with Tents
    197 buy Camp Stoves with Tents
    150 again Inner Tubes
    121 look Head Torches
    90 rate Water Bottles
    55 again Bicycle Tools
    30 search Head Torches
    12 look Boots
    5 look Sleeping Bags
    1 look Bicycle Lights`,
  mei: `348 rate Face Creams
    346 buy Cleansers with Face Creams
    301 again Face Creams
    287 buy Paints
    286 buy Brushes with Paints
    284 rate Sketchbooks with Paints
    255 again Face Creams
    240 again Cleansers
    205 search Sun Care
    204 buy Sun Care
    180 again Sketchbooks
    161 again Face Creams
    120 rate Lipsticks
    118 again Cleansers
    101 look Tea
    77 rate Paints
    60 again Face Creams
    33 look Photo Frames
    14 again Sketchbooks
    7 search Brushes
    2 look Hand Care`,
  omar: `333 rate Cameras
    332 buy Memory Cards with Cameras
    320 rate Camera Bags with Cameras
    288 buy Pans
    286 buy Kitchen Tools with Pans
    240 rate Travel Guides
    201 search Tripods
    200 rate Tripods with Cameras
    170 buy Knives
    168 buy Cutting Boards with Knives
    122 buy Memory Cards
    98 look Backpacks
    70 rate Cookbooks
    44 buy Photo Frames
    19 look Cameras
    8 search Pans
    3 look Memory Cards`,
  lena: `345 rate Cat Food
    344 buy Cat Litter with Cat Food
    320 again Cat Food
    296 again Cat Litter
    290 rate Seeds
    289 buy Plant Pots with Seeds
    287 buy Potting Soil with Seeds
    262 again Cat Food
    241 rate Hand Tools
    222 buy Plant Food
    190 again Cat Litter
    188 rate Scratching Posts
    165 again Cat Food
    140 look Garden Lights
    111 rate Watering Cans
    84 again Cat Food
    60 again Cat Litter
    37 buy Cat Toys with Cat Food
    21 again Cat Food
    9 look Plant Pots
    2 search Hand Tools`,
}

/** Writes a persona's year into the diary: each step a visit on one evening. Nothing for people without a story. */
export function tellStory(
  person: MadePerson,
  products: readonly MadeProduct[],
  wishes: Wishes,
  diary: Diary,
  start: number,
  now: number,
  random: Random,
): void {
  const visitor: Visitor = { person }
  const lastFrom = new Map<Shelf, Draft>()
  const device = String(person.person.attributes?.device)
  const context = { page: 'product', device }
  for (const step of (stories[person.person.id] ?? '').split('\n')) {
    const [, ago, verb, names] = /(\d+) (\w+) (.+)/.exec(step) ?? []
    if (ago === undefined || names === undefined) continue
    const [shelf, other] = names.split(' with ').map(shelfNamed) as [Shelf, Shelf?]
    let at = (Math.floor(now / day) - Number(ago)) * day + (18 + 4 * random.next()) * 3_600_000
    if (at > now) at -= day
    if (at < start) continue
    const before = other ? lastFrom.get(other) : verb === 'again' ? lastFrom.get(shelf) : undefined
    let why: Why = before ? { kind: other ? 'goes-with' : 'repeat', from: before } : { kind: 'taste', name: shelf.path[2] }
    const noun = random.pick(shelf.nouns)
    if (verb === 'search') {
      const query = person.person.id === 'mei' ? noun.zh : noun.en.toLowerCase()
      why = { kind: 'search', from: diary.note(visitor, 'search', at, -1, why, { query, context: { page: 'search', device } }) }
      at += 15_000
    }
    const onShelf = wishes.onShelf(shelf, at).filter((index) => products[index]!.product.stock !== 0)
    const product = verb === 'again' && before ? before.product : wishes.choose(person, onShelf, at, [], random, before?.product)
    if (product < 0) continue
    const look = diary.note(visitor, 'view_item', at, product, why, { context })
    if (verb === 'look' || verb === 'search') {
      const rest = onShelf.filter((index) => index !== product)
      const second = wishes.choose(person, rest, at, [], random, product)
      if (second >= 0) diary.note(visitor, 'view_item', at + 70_000, second, { kind: 'similar-to', from: look }, { context })
      continue
    }
    diary.note(visitor, 'add_to_cart', at + 40_000, product, why, { quantity: 1, context })
    const bought = { quantity: 1, price: products[product]!.product.price!, context: { page: 'checkout', device, basket: diary.nextBasket() } }
    const purchase = diary.note(visitor, 'purchase', at + 160_000, product, why, bought)
    lastFrom.set(shelf, purchase)
    if (verb === 'rate') {
      const rating = random.chance(0.7) ? 5 : 4
      diary.note(visitor, 'rate', at + 5 * day, product, { kind: 'after-purchase', from: purchase }, { rating, context })
    }
  }
}
