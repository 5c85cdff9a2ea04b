import type { Random } from '../math/random.ts'
import type { Trend } from './calendar.ts'
import type { MadePerson } from './people.ts'
import { type MadeProduct, pickWeighted } from './products.ts'
import { type Shelf, shelves } from './shelves.ts'

const day = 86_400_000

/** What stands on each shelf, how often it sold so far, and who wants what of it. */
export class Wishes {
  readonly #products: readonly MadeProduct[]
  readonly #byShelf: readonly (readonly number[])[]
  readonly #sold: Int32Array
  readonly #unseen: number

  /** Products that came after `unseen` are in the catalogue but nobody has met them yet. */
  constructor(products: readonly MadeProduct[], unseen: number) {
    this.#products = products
    this.#byShelf = shelves.map((shelf) => [...products.keys()].filter((index) => products[index]!.shelf === shelf))
    this.#sold = new Int32Array(products.length)
    this.#unseen = unseen
  }

  sell(product: number): void {
    this.#sold[product] = this.#sold[product]! + 1
  }

  /** Products on the shelf at that time. */
  onShelf(shelf: Shelf, at: number): number[] {
    return this.#byShelf[shelf.index]!.filter((index) => this.#products[index]!.released <= Math.min(at, this.#unseen))
  }

  /** How much a person wants a product, on an open scale where about 0 is ordinary and 2 is very much. */
  utility(person: MadePerson, index: number, at: number, trends: readonly Trend[]): number {
    const product = this.#products[index]!
    let leaning = 0
    for (let i = 0; i < 4; i++) leaning += person.style[i]! * product.style[i]!
    const fresh = at - product.released < 45 * day ? 0.4 : 0
    const trendy = trends.some((trend) => trend.shelf === product.shelf && trend.colour === product.colour) ? 1.2 : 0
    return (
      0.75 * product.appeal +
      2.2 * (leaning - 0.6) +
      (person.brands.has(product.brand) ? 0.9 : 0) +
      (person.colours.has(product.colour) ? 0.4 : 0) -
      1.1 * Math.abs(product.level - person.level) +
      0.12 * Math.log1p(this.#sold[index]!) +
      fresh +
      trendy
    )
  }

  /** One product out of `candidates`, the likelier the more it is wanted and the more it is like `anchor`; −1 of none. */
  choose(person: MadePerson, candidates: readonly number[], at: number, trends: readonly Trend[], random: Random, anchor?: number): number {
    if (candidates.length === 0) return -1
    const weights = candidates.map((index) => Math.exp(this.utility(person, index, at, trends) + (anchor === undefined ? 0 : this.likeness(anchor, index))))
    return candidates[pickWeighted(weights, random)]!
  }

  /** How alike two products are, 0 to about 4: the same design, brand, colour, style. */
  likeness(a: number, b: number): number {
    const left = this.#products[a]!
    const right = this.#products[b]!
    let style = 0
    for (let i = 0; i < 4; i++) style += left.style[i]! * right.style[i]!
    return (left.family === right.family ? 1.4 : 0) + (left.brand === right.brand ? 1 : 0) + (left.colour === right.colour ? 0.5 : 0) + 1.2 * style
  }
}
