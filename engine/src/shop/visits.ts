import type { Random } from '../math/random.ts'
import { makePromotions, makeTrends, type Promotion, runningAt, seasonLift, type Trend, traffic } from './calendar.ts'
import type { Diary, Draft, Visitor, Why } from './diary.ts'
import { type MadePerson, tasteAt } from './people.ts'
import { type MadeProduct, pickWeighted } from './products.ts'
import { type Shelf, shelfNamed, shelves } from './shelves.ts'
import type { Wishes } from './wishes.ts'

const day = 86_400_000
const hour = 3_600_000

/** What a person carries from visit to visit. */
interface Memory {
  /** Purchases that call for another: when they do, until when, and on which shelf. */
  followUps: { readonly kind: 'goes-with' | 'repeat'; readonly from: Draft; readonly shelf: Shelf; readonly due: number; readonly until: number }[]
  /** The last look that led to nothing. */
  openLook: Draft | undefined
  readonly owned: Set<number>
  /** When each shelf was last bought from. */
  readonly bought: Map<Shelf, number>
  readonly purchases: Draft[]
}

/** Lets everybody visit the shop through the year, in order of time, so that friends, fashions and sales build on each other. */
export class Visits {
  readonly #people: readonly MadePerson[]
  readonly #products: readonly MadeProduct[]
  readonly #wishes: Wishes
  readonly #diary: Diary
  readonly #start: number
  readonly #now: number
  readonly #random: Random
  readonly #trends: readonly Trend[]
  readonly #promotions: readonly Promotion[]
  readonly #memories: readonly Memory[]
  readonly #taste: Float64Array
  /** Visits of each day [days + 1], which begin at UTC midnight. */
  readonly #days: { person: number; at: number }[][]
  /** How much more of each shelf sells today [shelves]. */
  #lifts: Float64Array = new Float64Array(shelves.length)
  #sessions = 0

  constructor(people: readonly MadePerson[], products: readonly MadeProduct[], wishes: Wishes, diary: Diary, start: number, now: number, random: Random) {
    this.#people = people
    this.#products = products
    this.#wishes = wishes
    this.#diary = diary
    this.#start = start
    this.#now = now
    this.#random = random.fork('visits')
    this.#trends = makeTrends(start, now, random.fork('trends'))
    this.#promotions = makePromotions(start, now, random.fork('promotions'))
    this.#memories = people.map(() => ({ followUps: [], openLook: undefined, owned: new Set(), bought: new Map(), purchases: [] }))
    this.#taste = new Float64Array(shelves.length)
    this.#days = Array.from({ length: Math.ceil((now - start) / day) + 1 }, () => [])
  }

  run(): void {
    this.#plan()
    for (const [date, today] of this.#days.entries()) {
      const noon = (Math.floor(this.#start / day) + date + 0.5) * day
      this.#lifts = Float64Array.from(shelves, (shelf) => seasonLift(shelf, noon))
      // Purchases of earlier days may have added visits; none is ever added to the day itself.
      today.sort((a, b) => a.at - b.at)
      for (const { person, at } of today) this.#visit(person, at)
    }
  }

  /** Everybody's own visits; those that purchases call for are added as they come (see `#comeBack`). */
  #plan(): void {
    const random = this.#random.fork('plan')
    const length = this.#now - this.#start
    this.#people.forEach((person, index) => {
      const count = random.poisson((person.visits * (1 - person.joined) * length) / (365 * day))
      for (let made = 0; made < count; ) {
        const date = Math.floor((person.joined + random.next() * (1 - person.joined)) * this.#days.length)
        if (!random.chance(traffic(this.#start + date * day) / 2.1)) continue
        this.#add(index, date, random)
        made++
      }
    })
  }

  /** Who needs something soon comes for it, within four days of `due`. */
  #comeBack(person: number, due: number): void {
    const date = Math.floor(due / day) - Math.floor(this.#start / day) + 1 + this.#random.int(4)
    this.#add(person, date, this.#random)
  }

  #add(person: number, date: number, random: Random): void {
    // Three quarters come in the evening around eight, the others over lunch around one.
    const ofDay = random.chance(0.75) ? 20 + 2 * random.normal() : 13 + 2 * random.normal()
    const midnight = (Math.floor(this.#start / day) + date) * day
    const at = midnight + Math.min(Math.max(ofDay, 0.1), 23.5) * hour
    if (at >= this.#start && at < this.#now) this.#days[date]?.push({ person, at })
  }

  #visit(index: number, start: number): void {
    const random = this.#random
    const person = this.#people[index]!
    const memory = this.#memories[index]!
    const anonymous = random.chance(0.14)
    const visitor: Visitor = anonymous ? { person, session: this.#nextSession() } : { person }
    const trends = runningAt(this.#trends, start)
    const promotions = runningAt(this.#promotions, start)
    const device = String(person.person.attributes?.device)
    let at = start
    const cart: { draft: Draft; why: Why }[] = []
    const looked = new Set<number>()
    const stops = 1 + random.poisson(0.55)
    for (let stop = 0; stop < stops; stop++) {
      const aim = this.#aim(index, at, anonymous, trends, promotions)
      let why = aim.why
      if (aim.query !== undefined) {
        const search = this.#diary.note(
          visitor,
          'search',
          at,
          -1,
          { kind: 'taste', name: aim.shelf.path[2] },
          { query: aim.query, context: { page: 'search', device } },
        )
        why = { kind: 'search', from: search }
        at += 1000 * (4 + 20 * random.exponential())
      }
      let product = aim.product ?? this.#wishes.choose(person, aim.candidates, at, trends, random, aim.anchor)
      const looks = 1 + random.poisson(aim.why.kind === 'repeat' ? 0.3 : 1.25)
      let look: Draft | undefined
      for (let seen = 0; seen < looks && product >= 0; seen++) {
        if (!looked.has(product)) {
          looked.add(product)
          look = this.#diary.note(visitor, 'view_item', at, product, why, { context: { page: 'product', device } })
          at += 1000 * (8 + 50 * random.exponential())
          const wanted = this.#wishes.utility(person, product, at, trends)
          if (!anonymous) memory.openLook = look
          if (random.chance(0.02)) this.#diary.note(visitor, 'add_to_wishlist', at, product, why, { context: { page: 'product', device } })
          if (this.#takes(person, memory, product, wanted, why, promotions)) {
            const draft = this.#diary.note(visitor, 'add_to_cart', at, product, why, {
              quantity: this.#quantity(product),
              context: { page: 'product', device },
            })
            cart.push({ draft, why })
            at += 1000 * (5 + 10 * random.exponential())
            if (random.chance(0.6)) break
          }
        }
        if (look === undefined) break
        // The next look is at an alternative to this one.
        const anchor: number = product
        why = { kind: 'similar-to', from: look }
        const others = this.#wishes.onShelf(this.#products[anchor]!.shelf, at).filter((other) => !looked.has(other))
        product = this.#wishes.choose(person, others, at, trends, random, anchor)
      }
    }
    this.#checkout(index, visitor, memory, cart, at, promotions, device, trends)
  }

  /** Why the person came, and for which shelf or product. */
  #aim(index: number, at: number, anonymous: boolean, trends: readonly Trend[], promotions: readonly Promotion[]): Aim {
    const random = this.#random
    const person = this.#people[index]!
    const memory = this.#memories[index]!
    memory.followUps = memory.followUps.filter((entry) => entry.until > at)
    const due = anonymous ? [] : memory.followUps.filter((entry) => entry.due <= at)
    const byFriends = anonymous ? [] : this.#purchasesByFriends(person, at)
    const open = !anonymous && memory.openLook !== undefined && at - memory.openLook.at < 10 * day ? memory.openLook : undefined
    const calls = due.map((entry) => (entry.kind === 'repeat' ? 3.5 : 2.2 * Math.exp(-(at - entry.from.at) / (18 * day))))
    const called = calls.reduce((sum, value) => sum + value, 0)
    const kinds = ['taste', 'search', 'season', 'trend', 'promotion', 'new', 'random', 'similar-to', 'friend', 'follow-up'] as const
    const weights = [
      2.4,
      1.3,
      0.7,
      trends.length > 0 ? 0.3 : 0,
      promotions.length > 0 ? 0.35 : 0,
      0.25,
      0.12,
      open ? 0.9 : 0,
      byFriends.length > 0 ? 0.8 : 0,
      called,
    ]
    const kind = kinds[pickWeighted(weights, random)]!
    if (kind === 'follow-up') {
      const entry = due[pickWeighted(calls, random)]!
      const candidates = this.#wishes.onShelf(entry.shelf, at)
      const why: Why = { kind: entry.kind, from: entry.from }
      // Four in five who run out of something take the same again.
      const same = entry.kind === 'repeat' && random.chance(0.8) ? { product: entry.from.product } : {}
      return { shelf: entry.shelf, candidates, why, anchor: entry.from.product, ...same }
    }
    if (kind === 'friend') {
      const from = random.pick(byFriends)
      return { shelf: this.#products[from.product]!.shelf, candidates: [], product: from.product, why: { kind: 'friend', from } }
    }
    if (kind === 'similar-to' && open) {
      const shelf = this.#products[open.product]!.shelf
      return { shelf, candidates: this.#wishes.onShelf(shelf, at), why: { kind: 'similar-to', from: open }, anchor: open.product }
    }
    if (kind === 'trend') {
      const trend = random.pick(trends)
      const candidates = this.#wishes.onShelf(trend.shelf, at).filter((product) => this.#products[product]!.colour === trend.colour)
      return { shelf: trend.shelf, candidates, why: { kind: 'trend', name: trend.name } }
    }
    if (kind === 'random') {
      const shelf = random.pick(shelves)
      return { shelf, candidates: this.#wishes.onShelf(shelf, at), why: { kind: 'random' } }
    }
    const promotion = kind === 'promotion' ? random.pick(promotions) : undefined
    const shelf = this.#shelfByTaste(person, memory, at, kind === 'season' ? 2.5 : 1, promotion?.department)
    const candidates = this.#wishes.onShelf(shelf, at)
    if (kind === 'search') return { shelf, candidates, why: { kind: 'search' }, query: this.#query(person, shelf) }
    if (kind === 'new') {
      const arrivals = candidates.filter((product) => at - this.#products[product]!.released < 45 * day)
      if (arrivals.length > 0) return { shelf, candidates: arrivals, why: { kind: 'new', name: shelf.path[2] } }
    }
    const name = promotion?.name ?? shelf.path[2]
    return { shelf, candidates, why: { kind: kind === 'season' || kind === 'promotion' ? kind : 'taste', name } }
  }

  #shelfByTaste(person: MadePerson, memory: Memory, at: number, seasonality: number, department: string | undefined): Shelf {
    const taste = this.#taste
    tasteAt(person, (at - this.#start) / (this.#now - this.#start), taste)
    for (const shelf of shelves) {
      const weight = (department === undefined || shelf.path[0] === department ? 1 : 0) * this.#lifts[shelf.index]! ** seasonality
      const last = memory.bought.get(shelf)
      // Who has just bought a lamp needs none for a while; who has just bought coffee will be reminded when it is used up.
      const sated = last === undefined ? 1 : 1 - 0.75 * Math.exp(-(at - last) / (50 * day))
      taste[shelf.index] = taste[shelf.index]! * weight * sated + (weight > 0 ? 1e-6 : 0)
    }
    return shelves[pickWeighted(taste, this.#random)]!
  }

  #purchasesByFriends(person: MadePerson, at: number): Draft[] {
    const found: Draft[] = []
    for (const friend of person.friends) {
      const purchases = this.#memories[friend]!.purchases
      for (let i = purchases.length - 1; i >= 0 && at - purchases[i]!.at < 14 * day; i--) found.push(purchases[i]!)
    }
    return found
  }

  /** Whether a look becomes a place in the cart. */
  #takes(person: MadePerson, memory: Memory, index: number, wanted: number, why: Why, promotions: readonly Promotion[]): boolean {
    const product = this.#products[index]!
    if (memory.owned.has(index) && product.shelf.every === undefined) return false
    const push = { repeat: 3.4, 'goes-with': 1.2, friend: 0.3, search: 0.3, promotion: 0.3 }[why.kind as string] ?? 0
    const cheaper = promotions.some((promotion) => promotion.department === product.shelf.path[0]) ? 0.5 : 0
    // Dear things are looked at more often before they are bought.
    const logit = -2.7 + 0.75 * wanted + push + cheaper + Math.log(person.eager) - 0.25 * Math.log(product.shelf.price / 25)
    return this.#random.chance(1 / (1 + Math.exp(-logit)))
  }

  #checkout(
    index: number,
    visitor: Visitor,
    memory: Memory,
    cart: readonly { draft: Draft; why: Why }[],
    from: number,
    promotions: readonly Promotion[],
    device: string,
    trends: readonly Trend[],
  ): void {
    const random = this.#random
    if (cart.length === 0) return
    let at = from + 1000 * (20 + 60 * random.exponential())
    const kept = cart.filter(({ draft, why }) => {
      const isKept = !random.chance(why.kind === 'repeat' ? 0.02 : 0.1)
      if (!isKept) this.#diary.note(visitor, 'remove_from_cart', at, draft.product, why, { context: { page: 'cart', device } })
      return isKept
    })
    const isSure = kept.some(({ why }) => why.kind === 'repeat')
    if (kept.length === 0 || !random.chance(isSure ? 0.92 : visitor.session === undefined ? 0.58 : 0.3)) return
    at += 1000 * (30 + 60 * random.exponential())
    const context = { page: 'checkout', device, basket: this.#diary.nextBasket() }
    for (const { draft, why } of kept) {
      const product = this.#products[draft.product]!
      const promotion = promotions.find((entry) => entry.department === product.shelf.path[0])
      const price = Math.round(product.product.price! * (1 - (promotion?.off ?? 0)) * 100) / 100
      const purchase = this.#diary.note(visitor, 'purchase', at, draft.product, why, { quantity: draft.quantity ?? 1, price, context })
      this.#wishes.sell(draft.product)
      if (visitor.session === undefined) this.#remember(index, visitor, memory, purchase, device, trends)
    }
  }

  /** What follows from a purchase: wanting what goes with it, running out of it, rating it, sending it back. */
  #remember(index: number, visitor: Visitor, memory: Memory, purchase: Draft, device: string, trends: readonly Trend[]): void {
    const random = this.#random
    const { shelf, appeal } = this.#products[purchase.product]!
    memory.owned.add(purchase.product)
    memory.bought.set(shelf, purchase.at)
    memory.purchases.push(purchase)
    memory.openLook = undefined
    if (shelf.every !== undefined) {
      memory.followUps = memory.followUps.filter((entry) => !(entry.kind === 'repeat' && entry.shelf === shelf))
      if (random.chance(0.8)) {
        const due = purchase.at + shelf.every * day * Math.exp(0.2 * random.normal()) * Math.sqrt(purchase.quantity ?? 1)
        memory.followUps.push({ kind: 'repeat', from: purchase, shelf, due, until: due + 60 * day })
        if (random.chance(0.5)) this.#comeBack(index, due)
      }
    }
    if (shelf.goesWith.length > 0 && random.chance(0.7)) {
      const next =
        shelf.goesWith[
          pickWeighted(
            shelf.goesWith.map((entry) => entry.weight),
            random,
          )
        ]!
      memory.followUps.push({ kind: 'goes-with', from: purchase, shelf: shelfNamed(next.shelf), due: purchase.at + 0.2 * day, until: purchase.at + 60 * day })
      if (random.chance(0.35)) this.#comeBack(index, purchase.at)
    }
    const liked = 0.5 * this.#wishes.utility(visitor.person, purchase.product, purchase.at, trends) + 0.5 * appeal + 0.8 * random.normal()
    const why: Why = { kind: 'after-purchase', from: purchase }
    const later = purchase.at + (3 + 6 * random.exponential()) * day
    if (random.chance(liked < -0.8 ? 0.12 : 0.02)) {
      this.#diary.note(visitor, 'refund', later, purchase.product, why, { quantity: purchase.quantity ?? 1, price: purchase.price ?? 0, context: { device } })
    }
    if (random.chance(0.2)) {
      const rating = Math.max(1, Math.min(5, Math.round(3.6 + 0.8 * liked)))
      this.#diary.note(visitor, 'rate', later + hour, purchase.product, why, { rating, context: { page: 'product', device } })
    }
  }

  #quantity(product: number): number {
    const { shelf } = this.#products[product]!
    return shelf.price < 30 && this.#random.chance(shelf.every === undefined ? 0.1 : 0.25) ? 2 + this.#random.poisson(0.3) : 1
  }

  #query(person: MadePerson, shelf: Shelf): string {
    const random = this.#random
    const noun = random.pick(shelf.nouns).en.toLowerCase()
    const colour = random.pick([...person.colours])
    return random.chance(0.2) ? `${colour.toLowerCase()} ${noun}` : random.chance(0.2) ? shelf.path[2].toLowerCase() : noun
  }

  #nextSession(): string {
    this.#sessions++
    return `s-${String(this.#sessions).padStart(6, '0')}`
  }
}

/** What a visitor goes for: one `product`, or the most wanted of `candidates`, leaning towards what is like `anchor`. */
interface Aim {
  readonly shelf: Shelf
  readonly candidates: readonly number[]
  readonly product?: number
  readonly anchor?: number
  readonly why: Why
  readonly query?: string
}
