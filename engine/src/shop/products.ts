import type { Product } from '../data/catalogue.ts'
import type { Random } from '../math/random.ts'
import { type Shelf, shelves } from './shelves.ts'
import { brandNames, colours, materialZh, palettes, sellerNames, seriesNames, sizeZh, styles, virtues } from './words.ts'

/** A product with what only its maker knows: the hidden side that decides who likes it. */
export interface MadeProduct {
  readonly product: Product
  readonly shelf: Shelf
  readonly brand: number
  readonly colour: string
  /** Leaning to each of `styles` [4], length 1. */
  readonly style: Float64Array
  /** Logarithm of price over the shelf's median. */
  readonly level: number
  /** Standard normal: what everybody finds better or worse about it. */
  readonly appeal: number
  /** Same number, same design: products that differ in colour or size only. */
  readonly family: number
  /** When it came into the shop, milliseconds since 1970. */
  readonly released: number
}

interface Brand {
  readonly name: string
  readonly style: Float64Array
  readonly level: number
  readonly departments: readonly string[]
  readonly ownSeller: boolean
}

const day = 86_400_000

/**
 * The catalogue: `count` products over all shelves, families of one design in several colours and sizes, brands that keep
 * to one or two departments, a style and a price level. Just under half came into the shop within the `days` before `now`,
 * the newest one in a hundred within the last two days.
 */
export function makeProducts(count: number, days: number, now: number, random: Random): MadeProduct[] {
  const brands = makeBrands(random.fork('brands'))
  const sellers = makeSellers(random.fork('sellers'))
  const made: MadeProduct[] = []
  const draw = random.fork('products')
  const titles = new Set<string>()
  for (let family = 0; made.length < count; family++) {
    const shelf = shelves[family % shelves.length]!
    const design = makeDesign(shelf, brands, draw)
    const siblings = Math.min(1 + draw.poisson(1.4), count - made.length)
    const seller = pickSeller(sellers, shelf, brands[design.brand]!, draw)
    for (let sibling = 0; sibling < siblings; sibling++) {
      const next = makeProduct(design, family, seller, made.length, brands, days, now, draw, made.length >= count * 0.99)
      if (titles.has(next.product.title!)) continue
      titles.add(next.product.title!)
      made.push(next)
    }
  }
  return made
}

interface Design {
  readonly shelf: Shelf
  readonly brand: number
  readonly noun: { readonly en: string; readonly zh: string }
  readonly style: Float64Array
  readonly mainStyle: (typeof styles)[number]
  readonly series: string
  readonly material: string | undefined
  readonly price: number
  readonly appeal: number
  readonly age: number
  readonly virtue: string
}

function makeBrands(random: Random): Brand[] {
  const departments = [...new Set(shelves.map((shelf) => shelf.path[0]))]
  return brandNames.map((name, index) => {
    const main = departments[index % departments.length]!
    const second = random.pick(departments)
    return {
      name,
      style: unit([random.exponential() ** 2, random.exponential() ** 2, random.exponential() ** 2, random.exponential() ** 2]),
      level: 0.32 * random.normal(),
      departments: random.chance(0.4) ? [main, second] : [main],
      ownSeller: random.chance(0.3),
    }
  })
}

interface Seller {
  readonly name: string
  readonly departments: readonly string[]
  readonly size: number
}

/** Sellers by falling size: the first few carry most of the shop, the last ones a handful of products each. */
function makeSellers(random: Random): Seller[] {
  const departments = [...new Set(shelves.map((shelf) => shelf.path[0]))]
  return sellerNames.map((name, index) => ({
    name,
    departments: [departments[index % departments.length]!, random.pick(departments), ...(index < 12 ? [random.pick(departments)] : [])],
    size: 1 / (1 + index) ** 1.1,
  }))
}

function pickSeller(sellers: readonly Seller[], shelf: Shelf, brand: Brand, random: Random): string {
  if (brand.ownSeller) return `${brand.name} Direct`
  const fitting = sellers.filter((seller) => seller.departments.includes(shelf.path[0]))
  return fitting[
    pickWeighted(
      fitting.map((seller) => seller.size),
      random,
    )
  ]!.name
}

function makeDesign(shelf: Shelf, brands: readonly Brand[], random: Random): Design {
  const fitting = brands.flatMap((brand, index) => (brand.departments.includes(shelf.path[0]) ? [index] : []))
  const brand = random.pick(fitting)
  const style = unit(Array.from(brands[brand]!.style, (value) => value + 0.25 * random.exponential()))
  const mainStyle = styles[style.indexOf(Math.max(...style))]!
  const noun = random.pick(shelf.nouns)
  return {
    shelf,
    brand,
    noun,
    style,
    mainStyle,
    series: random.pick(seriesNames[mainStyle]),
    material: materialOf(shelf, noun.en, random),
    price: shelf.price * Math.exp(brands[brand]!.level + 0.3 * random.normal()),
    appeal: random.normal(),
    age: random.next(),
    virtue: random.pick(virtues[mainStyle]),
  }
}

/** One of the shelf's materials; none where the noun already says what it is made of ("Leather Belt"). */
function materialOf(shelf: Shelf, noun: string, random: Random): string | undefined {
  const isSaid = /leather|linen|wool|canvas|velvet|fleece|flannel|wooden|paper|denim|solar|wood|bouclé|rubber|down|wellington/i.test(noun)
  return isSaid || shelf.materials.length === 0 ? undefined : random.pick(shelf.materials)
}

function makeProduct(
  design: Design,
  family: number,
  seller: string,
  index: number,
  brands: readonly Brand[],
  days: number,
  now: number,
  random: Random,
  brandNew: boolean,
): MadeProduct {
  const { shelf, noun, series, material } = design
  const brand = brands[design.brand]!
  const colour = random.pick(palettes[shelf.palette]!)
  const sizeAt = shelf.sizes.length > 0 ? random.int(shelf.sizes.length) : -1
  const size = shelf.sizes[sizeAt]
  const named = shelf.palette !== 'label' && shelf.palette !== 'plain'
  const variant = [named ? colour : undefined, size].filter((word) => word !== undefined)
  const title = [`${brand.name} ${series} ${noun.en}`, ...variant].join(', ')
  const zh = [
    brand.name,
    `${material === undefined ? '' : (materialZh[material] ?? '')}${noun.zh}`,
    named ? colours[colour]!.zh : undefined,
    size && sizeZh(size),
  ]
  // Sizes that measure contents cost more the larger they are; sizes that fit bodies do not.
  const contents = size !== undefined && /(^pack of|^set of| (g|kg|ml|L|GB|TB|pieces|colours)$)/.test(size)
  const price = roundPrice(design.price * (contents ? Math.exp(0.45 * (sizeAt - (shelf.sizes.length - 1) / 2)) : 1))
  // A bit more than half of all designs are older than the year; new ones arrive evenly, the last of the list just now.
  const ago = brandNew ? random.between(0.05, 2) : design.age < 0.55 ? days + 30 + 900 * random.next() : 3 + (days - 3) * ((design.age - 0.55) / 0.45)
  const released = Math.floor((now - ago * day) / 3_600_000) * 3_600_000
  const madeOf = material === undefined ? '' : ` of ${material}`
  const article = /^[AEIOU]/.test(noun.en) ? 'An' : 'A'
  const opening = noun.en.endsWith('s') && !noun.en.endsWith('ss') ? noun.en : `${article} ${noun.en.toLowerCase()}`
  const product: Product = {
    id: `${shelf.path[2].toLowerCase().replace(/[^a-z]+/g, '-')}-${String(index + 1).padStart(4, '0')}`,
    title,
    description: `${opening}${madeOf}${size === undefined ? '' : ` (${size})`} from the ${series} series by ${brand.name}: ${design.virtue}.`,
    brand: brand.name,
    seller,
    category: shelf.path,
    price,
    currency: 'EUR',
    stock: random.chance(0.04) ? 0 : Math.ceil(random.exponential() ** 1.5 * 40),
    attributes: {
      colour,
      ...(material === undefined ? {} : { material }),
      ...(size === undefined ? {} : { size }),
      style: design.mainStyle,
      title_zh: zh.filter((word) => word !== undefined && word !== '').join(' '),
    },
    image: '',
    released,
    tags: [
      design.mainStyle,
      ...(shelf.every === undefined ? [] : ['consumable']),
      ...(material && /organic|recycled|bamboo|cork|beeswax|soy/.test(material) ? ['eco'] : []),
    ],
  }
  return {
    product: { ...product, image: `/pictures/${product.id}.svg` },
    shelf,
    brand: design.brand,
    colour,
    style: design.style,
    level: Math.log(price / shelf.price),
    appeal: design.appeal + 0.35 * random.normal(),
    family,
    released,
  }
}

/** Shop prices: .49, .95 or .99 below 100, whole above. */
function roundPrice(price: number): number {
  if (price < 10) return Math.max(0.99, Math.floor(price) + (price % 1 < 0.5 ? 0.49 : 0.99))
  if (price < 100) return Math.floor(price) + (price % 1 < 0.3 ? 0.95 : 0.99)
  return Math.max(99, Math.round(price / 10) * 10 - 1)
}

/** An index with chance proportional to its weight. */
export function pickWeighted(weights: ArrayLike<number>, random: Random): number {
  let total = 0
  for (let i = 0; i < weights.length; i++) total += weights[i] as number
  let rest = random.next() * total
  for (let i = 0; i < weights.length; i++) {
    rest -= weights[i] as number
    if (rest < 0) return i
  }
  return weights.length - 1
}

function unit(vector: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(vector)
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  return values.map((value) => value / length)
}
