import type { Person } from '../data/people.ts'
import type { Random } from '../math/random.ts'
import { type Shelf, shelves } from './shelves.ts'
import { brandNames, palettes } from './words.ts'

/** A person with what only their maker knows: the hidden tastes that their events follow. */
export interface MadePerson {
  readonly person: Person
  /** Chance of each shelf at the year's start and at its end [shelves], each summing to 1; between them tastes drift. */
  readonly tasteBefore: Float64Array
  readonly tasteAfter: Float64Array
  /** When the drift is half done, 0 to 1 of the year. */
  readonly turn: number
  /** Leaning to each style [4], length 1. */
  readonly style: Float64Array
  /** Brands they swear by. */
  readonly brands: ReadonlySet<number>
  readonly colours: ReadonlySet<string>
  /** Logarithm of the price they feel at ease with, over the shelf's median. */
  readonly level: number
  /** Expected visits in a whole year; 0 for the personas, whose visits are written down. */
  readonly visits: number
  /** When they first came, 0 to 1 of the year. */
  readonly joined: number
  /** How readily a look becomes a purchase: 1 is average. */
  readonly eager: number
  readonly friends: readonly number[]
  /** What they agreed to; undefined where they use the shop's default. */
  readonly consent: { readonly personalisation: boolean } | undefined
}

/** Lives that people lead, each a set of shelves (weights) across departments: what makes tastes go together. */
const lives: readonly { readonly name: string; readonly shelves: string; readonly young: number; readonly women: number }[] = [
  { name: 'barista', young: 0.5, women: 0.45, shelves: 'Coffee Beans 6, Coffee Makers 4, Coffee Grinders 3, Mugs 3, Novels 2, Kettles 2, Speakers 1' },
  {
    name: 'cook',
    young: 0.4,
    women: 0.5,
    shelves: 'Pans 4, Knives 3, Kitchen Tools 4, Baking Tins 4, Cookbooks 4, Cutting Boards 3, Plates and Bowls 2, Barbecues 1',
  },
  { name: 'host', young: 0.4, women: 0.6, shelves: 'Glasses 4, Plates and Bowls 4, Cutlery 3, Candles 3, Vases 3, String Lights 2, Board Games 1, Tea 2' },
  {
    name: 'gadgets',
    young: 0.7,
    women: 0.3,
    shelves: 'Phones 3, Phone Cases 3, Chargers 3, Headphones 4, Earbuds 3, Keyboards 3, Mice 2, Laptops 2, Speakers 3',
  },
  {
    name: 'photographer',
    young: 0.5,
    women: 0.45,
    shelves: 'Cameras 4, Memory Cards 4, Tripods 3, Camera Bags 3, Photo Frames 3, Travel Guides 3, Backpacks 2',
  },
  { name: 'groomer', young: 0.5, women: 0.1, shelves: 'Razor Blades 5, Razors 3, Shaving Foam 4, Shampoo 3, Shirts 2, Belts 2, Socks 2' },
  {
    name: 'skin care',
    young: 0.6,
    women: 0.88,
    shelves: 'Face Creams 5, Cleansers 5, Sun Care 3, Hand Care 3, Lipsticks 3, Mascara 3, Conditioner 2, Shampoo 2, Hair Dryers 1',
  },
  {
    name: 'fashion',
    young: 0.65,
    women: 0.65,
    shelves: 'T-shirts 3, Shirts 3, Sweaters 3, Jeans 3, Trainers 3, Handbags 3, Scarves and Gloves 2, Boots 3, Winter Coats 2, Purses 2',
  },
  {
    name: 'traveller',
    young: 0.55,
    women: 0.5,
    shelves: 'Suitcases 4, Travel Guides 5, Backpacks 4, Sandals 2, Sun Care 2, Hats 2, Chargers 2, Rain Jackets 2',
  },
  {
    name: 'nest',
    young: 0.5,
    women: 0.6,
    shelves: 'Bed Linen 4, Pillows 3, Duvets 2, Cushions 4, Throws 4, Desk Lamps 2, Pendant Lights 2, Shelving 3, Storage Boxes 3, Chairs 2',
  },
  {
    name: 'gardener',
    young: 0.2,
    women: 0.55,
    shelves: 'Seeds 6, Plant Pots 4, Potting Soil 4, Plant Food 3, Hand Tools 3, Watering Cans 3, Garden Lights 2, Hats 1',
  },
  { name: 'grill', young: 0.4, women: 0.25, shelves: 'Barbecues 4, Charcoal 6, Kitchen Tools 2, Garden Lights 3, Knives 2, Glasses 1, Shorts 1' },
  {
    name: 'runner',
    young: 0.6,
    women: 0.5,
    shelves: 'Running Shoes 4, Running Socks 4, Running Shirts 4, Sports Watches 3, Water Bottles 3, Earbuds 3, Head Torches 1',
  },
  { name: 'yogi', young: 0.6, women: 0.75, shelves: 'Yoga Mats 4, Yoga Props 4, Weights 2, Water Bottles 3, Candles 2, Tea 3, Throws 1' },
  {
    name: 'camper',
    young: 0.6,
    women: 0.4,
    shelves: 'Tents 4, Sleeping Bags 4, Camp Stoves 4, Head Torches 4, Rain Jackets 3, Backpacks 3, Water Bottles 2, Boots 2',
  },
  { name: 'cyclist', young: 0.55, women: 0.35, shelves: 'Helmets 3, Bicycle Lights 4, Bicycle Tools 5, Inner Tubes 5, Water Bottles 3, Rain Jackets 3' },
  {
    name: 'parent',
    young: 0.6,
    women: 0.6,
    shelves: "Building Sets 4, Soft Toys 4, Wooden Trains 4, Children's Books 6, Puzzles 3, Board Games 2, Storage Boxes 2",
  },
  { name: 'games', young: 0.6, women: 0.45, shelves: 'Board Games 6, Puzzles 5, Building Sets 2, Novels 2, Headphones 2' },
  { name: 'reader', young: 0.35, women: 0.6, shelves: 'Novels 7, Notebooks 3, Tea 3, Desk Lamps 2, Cushions 1, Travel Guides 2' },
  { name: 'writer', young: 0.5, women: 0.55, shelves: 'Pens 4, Ink 5, Notebooks 5, Novels 2, Desk Lamps 2, Keyboards 1' },
  { name: 'painter', young: 0.45, women: 0.65, shelves: 'Paints 5, Brushes 4, Sketchbooks 5, Photo Frames 2, Tea 1' },
  { name: 'dog', young: 0.45, women: 0.5, shelves: 'Dog Food 7, Leads 3, Dog Toys 4, Rain Jackets 2, Boots 1' },
  { name: 'cat', young: 0.45, women: 0.65, shelves: 'Cat Food 7, Cat Litter 6, Cat Toys 3, Scratching Posts 2, Cushions 1' },
]

/** Chance of each shelf for a life [shelves], summing to 1. */
const lifeTastes: readonly Float64Array[] = lives.map((life) => {
  const taste = new Float64Array(shelves.length)
  for (const entry of life.shelves.split(', ')) {
    const cut = entry.lastIndexOf(' ')
    const shelf: Shelf | undefined = shelves.find((candidate) => candidate.path[2] === entry.slice(0, cut))
    if (shelf === undefined) throw new RangeError(`The life "${life.name}" names an unknown shelf "${entry}".`)
    taste[shelf.index] = Number(entry.slice(cut + 1))
  }
  return normalised(taste)
})

const regions = ['north', 'south', 'east', 'west', 'coast', 'capital'] as const

/** The people readers meet in the documentation: who they are and the lives they lead, first and later. */
export const personas: readonly {
  readonly id: string
  readonly name: string
  readonly gender: string
  readonly age: number
  readonly region: string
  readonly lives: readonly (readonly [life: string, weight: number])[]
  readonly style: number
}[] = [
  { id: 'ada', name: 'Ada', gender: 'female', age: 34, region: 'capital', lives: [['barista', 3], ['reader', 2]], style: 0 },
  { id: 'bo', name: 'Bo', gender: 'male', age: 41, region: 'north', lives: [['camper', 2], ['cyclist', 3]], style: 1 },
  { id: 'mei', name: 'Mei', gender: 'female', age: 27, region: 'coast', lives: [['skin care', 3], ['painter', 2]], style: 3 },
  { id: 'omar', name: 'Omar', gender: 'male', age: 38, region: 'east', lives: [['photographer', 3], ['cook', 2]], style: 1 },
  { id: 'lena', name: 'Lena', gender: 'female', age: 52, region: 'south', lives: [['gardener', 3], ['cat', 2]], style: 3 },
] // biome-ignore format: one persona a line

/** The personas first, then `count − personas.length` people with ids from 'p-00001'; friends are drawn by likeness. */
export function makePeople(count: number, random: Random): MadePerson[] {
  const draw = random.fork('people')
  const mixes: Float64Array[] = []
  const drafts = Array.from({ length: Math.max(count, personas.length) }, (_, index) => {
    const persona = personas[index]
    const age = persona?.age ?? Math.round(18 + 62 * draw.next() ** 1.4)
    const gender = persona?.gender ?? (draw.chance(0.02) ? 'other' : draw.chance(0.53) ? 'female' : 'male')
    const before = persona ? personaMix(persona.lives) : drawMix(age, gender, draw)
    // A third of the people change: one life fades, another begins.
    const after = !persona && draw.chance(0.35) ? blend(before, drawMix(age, gender, draw), 0.7) : before
    const noise = shelves.map(() => draw.exponential() ** 2)
    mixes.push(before)
    return { persona, age, gender, tasteBefore: tasteOf(before, noise), tasteAfter: tasteOf(after, noise), turn: draw.between(0.2, 0.8) }
  })
  const friends = makeFriends(mixes, random.fork('friends'))
  return drafts.map(({ persona, age, gender, tasteBefore, tasteAfter, turn }, index) => {
    const region = persona?.region ?? draw.pick(regions)
    const joined = persona || draw.chance(0.6) ? 0 : draw.next()
    const style = unit([0, 1, 2, 3].map((at) => (persona ? (at === persona.style ? 2 : 0.2) : draw.exponential() ** 1.5)))
    return {
      person: {
        id: idAt(index),
        attributes: {
          ...(persona ? { name: persona.name } : {}),
          gender,
          age,
          region,
          newsletter: draw.chance(0.4) ? 'yes' : 'no',
          device: draw.pick(['phone', 'phone', 'computer', 'tablet']),
        },
        protected: ['gender', 'age', 'region'],
        friends: friends[index]!.map(idAt),
      },
      tasteBefore,
      tasteAfter,
      turn,
      style,
      brands: new Set(draw.sample(brandNames.length, 14)),
      colours: new Set([...draw.sample(allColours.length, 7)].map((at) => allColours[at]!)),
      level: persona ? 0.15 : 0.3 * draw.normal() + (age - 45) / 120,
      visits: persona || draw.chance(0.02) ? 0 : Math.exp(1.9 + 0.85 * draw.normal()),
      joined,
      eager: Math.exp(0.35 * draw.normal()),
      friends: friends[index]!,
      consent: !persona && draw.chance(0.03) ? { personalisation: false } : undefined,
    } satisfies MadePerson
  })
}

function idAt(index: number): string {
  return personas[index]?.id ?? `p-${String(index - personas.length + 1).padStart(5, '0')}`
}

const allColours = [...new Set(Object.values(palettes).flat())]

/** Chance of each shelf for a person at a moment of the year (0 to 1), written into `out` [shelves]. */
export function tasteAt(person: MadePerson, moment: number, out: Float64Array): void {
  const share = 1 / (1 + Math.exp(-(moment - person.turn) * 14))
  for (let i = 0; i < out.length; i++) out[i] = (1 - share) * person.tasteBefore[i]! + share * person.tasteAfter[i]!
}

function personaMix(entries: readonly (readonly [life: string, weight: number])[]): Float64Array {
  const mix = new Float64Array(lives.length)
  for (const [name, weight] of entries) mix[lives.findIndex((life) => life.name === name)] = weight
  return normalised(mix)
}

/** One to three lives with random weights; age and gender tilt the choice, as they do in shops. */
function drawMix(age: number, gender: string, random: Random): Float64Array {
  const mix = new Float64Array(lives.length)
  const youth = Math.max(0, Math.min(1, (65 - age) / 45))
  const count = 1 + random.int(3)
  for (let drawn = 0; drawn < count; drawn++) {
    let at = random.int(lives.length)
    for (let attempt = 0; attempt < 8; attempt++) {
      const life = lives[at]!
      const byAge = youth * life.young + (1 - youth) * (1 - life.young)
      const byGender = gender === 'female' ? life.women : gender === 'male' ? 1 - life.women : 0.5
      if (random.chance(2 * byAge * byGender)) break
      at = random.int(lives.length)
    }
    mix[at] += random.exponential() + 0.2
  }
  return normalised(mix)
}

/** A mix of lives made into chances of shelves, with something of everybody's own. */
function tasteOf(mix: Float64Array, noise: readonly number[]): Float64Array {
  const taste = new Float64Array(shelves.length)
  for (let life = 0; life < mix.length; life++) {
    if (mix[life] === 0) continue
    for (let i = 0; i < taste.length; i++) taste[i] += mix[life]! * lifeTastes[life]![i]!
  }
  const own = noise.reduce((sum, value) => sum + value, 0)
  for (let i = 0; i < taste.length; i++) taste[i] = 0.86 * taste[i]! + 0.14 * (noise[i]! / own)
  return normalised(taste)
}

function blend(a: Float64Array, b: Float64Array, share: number): Float64Array {
  return a.map((value, i) => (1 - share) * value + share * b[i]!)
}

/** Mutual friends: each person meets some others and befriends those who live alike. */
function makeFriends(mixes: readonly Float64Array[], random: Random): number[][] {
  const friends: Set<number>[] = mixes.map(() => new Set<number>())
  for (let person = 0; person < mixes.length; person++) {
    const wanted = random.poisson(1.6)
    for (let made = 0; made < wanted; made++) {
      let best = -1
      let likeness = -1
      for (let met = 0; met < 6; met++) {
        const other = random.int(mixes.length)
        if (other === person) continue
        const alike = mixes[person]!.reduce((sum, value, i) => sum + Math.min(value, mixes[other]![i]!), 0) + 0.05 * random.next()
        if (alike > likeness) [best, likeness] = [other, alike]
      }
      if (best >= 0) {
        friends[person]!.add(best)
        friends[best]!.add(person)
      }
    }
  }
  return friends.map((set) => [...set].sort((a, b) => a - b))
}

function unit(values: readonly number[]): Float64Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  return Float64Array.from(values, (value) => value / length)
}

function normalised(values: Float64Array): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0)
  return values.map((value) => value / sum)
}
