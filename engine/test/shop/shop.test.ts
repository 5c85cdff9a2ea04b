import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { clean } from '../../src/data/clean/index.ts'
import type { EventColumns } from '../../src/data/columns.ts'
import { actorOf, eventKind, type ShopEvent } from '../../src/data/events.ts'
import { gini } from '../../src/math/stats.ts'
import { makeShop, personas, type Shop } from '../../src/shop/index.ts'
import { shelves } from '../../src/shop/shelves.ts'

const day = 86_400_000
const now = Date.UTC(2026, 2, 9, 15, 20)
const shop = makeShop({ seed: 11, now })
const productOf = new Map(shop.products.map((product) => [product.id, product]))
const eventOf = new Map(shop.events.map((event) => [event.id, event]))
const shelfOf = (event: ShopEvent): string => productOf.get(event.item!)!.category![2]!
const counted = (name: ShopEvent['event']): ShopEvent[] => shop.events.filter((event) => event.event === name)
const causedBy = (kind: string): [effect: ShopEvent, cause: ShopEvent | undefined, name: string | undefined][] =>
  shop.events.flatMap((event) => {
    const cause = shop.causes.get(event.id)!
    return cause.kind === kind ? [[event, cause.event === undefined ? undefined : eventOf.get(cause.event), cause.name]] : []
  })

function digest(made: Shop): string {
  return createHash('sha256')
    .update(JSON.stringify([made.products, made.people, made.events, [...made.causes], made.bots]))
    .digest('hex')
}

describe('a made shop', () => {
  it('is the same for the same seed and moment, and another for another', () => {
    const small = { seed: 3, now, people: 300, products: 400 }
    const first = digest(makeShop(small))
    expect(digest(makeShop(small))).toBe(first)
    expect(digest(makeShop({ ...small, seed: 4 }))).not.toBe(first)
    expect(digest(makeShop({ ...small, now: now + day }))).not.toBe(first)
  })

  it('has the size it should, and every event lies within the year, in order, with a cause', () => {
    expect(shop.products).toHaveLength(2400)
    expect(shop.people.length).toBeGreaterThanOrEqual(5000)
    expect(shop.events.length).toBeGreaterThan(140_000)
    expect(shop.events.length).toBeLessThan(220_000)
    expect(new Set(shop.events.map((event) => event.id)).size).toBe(shop.events.length)
    const wrong: ShopEvent[] = []
    let last = now - 365 * day
    for (const event of shop.events) {
      const released = event.item === undefined ? event.at : (productOf.get(event.item)?.released ?? Number.POSITIVE_INFINITY)
      const isFine = event.at >= last && event.at <= now && released <= event.at && shop.causes.has(event.id)
      if (!isFine || (event.item === undefined) !== (event.event === 'search')) wrong.push(event)
      last = event.at
    }
    expect(wrong).toEqual([])
  })

  it('products: unique titles and ids in three levels, prices as shops write them, some sold out, some so new that nobody met them', () => {
    expect(new Set(shop.products.map((product) => product.id)).size).toBe(2400)
    expect(new Set(shop.products.map((product) => product.title)).size).toBe(2400)
    expect(new Set(shop.products.map((product) => product.category![0])).size).toBe(11)
    expect(new Set(shop.products.map((product) => product.category!.join('/'))).size).toBe(shelves.length)
    expect(new Set(shop.products.map((product) => product.brand)).size).toBeGreaterThan(100)
    const sellers = new Map<string, number>()
    for (const { seller } of shop.products) sellers.set(seller!, (sellers.get(seller!) ?? 0) + 1)
    expect(Math.min(...sellers.values())).toBeLessThan(4)
    for (const { price, attributes, stock } of shop.products) {
      expect(String(price)).toMatch(/\.(49|95)$|9$/)
      expect(attributes!.title_zh).toMatch(/[\u4e00-\u9fff]/)
      expect(Number.isInteger(stock)).toBe(true)
    }
    const soldOut = shop.products.filter((product) => product.stock === 0).length
    expect(soldOut).toBeGreaterThan(40)
    expect(soldOut).toBeLessThan(200)
    const met = new Set(shop.events.map((event) => event.item))
    const unseen = shop.products.filter((product) => now - product.released! < 2 * day)
    expect(unseen.length).toBeGreaterThan(15)
    for (const { id } of unseen) expect(met.has(id)).toBe(false)
    const thisYear = shop.products.filter((product) => now - product.released! < 365 * day).length
    expect(thisYear / 2400).toBeGreaterThan(0.3)
    expect(thisYear / 2400).toBeLessThan(0.6)
  })

  it('people: who is protected is marked, friends are mutual and like each other', () => {
    const personOf = new Map(shop.people.map((person) => [person.id, person]))
    const humans = shop.people.filter((person) => !shop.bots.includes(person.id))
    let friends = 0
    for (const { id, attributes, protected: marked, friends: own } of humans) {
      expect(attributes!.age).toBeGreaterThanOrEqual(18)
      expect(marked).toEqual(['gender', 'age', 'region'])
      for (const other of own!) expect(personOf.get(other)!.friends).toContain(id)
      friends += own!.length
    }
    expect(friends / humans.length).toBeGreaterThan(2)
    const tastes = new Map(humans.map((person) => [person.id, new Map<string, number>()]))
    for (const event of shop.events) {
      const taste = event.user === undefined || event.item === undefined ? undefined : tastes.get(event.user)
      if (taste !== undefined) taste.set(shelfOf(event), (taste.get(shelfOf(event)) ?? 0) + 1)
    }
    const likeness = (a: string, b: string): number => {
      const [left, right] = [tastes.get(a)!, tastes.get(b)!]
      const dot = [...left].reduce((sum, [shelf, count]) => sum + count * (right.get(shelf) ?? 0), 0)
      const length = (taste: Map<string, number>): number => Math.sqrt([...taste.values()].reduce((sum, count) => sum + count * count, 0))
      return dot === 0 ? 0 : dot / (length(left) * length(right))
    }
    let [among, apart, pairs] = [0, 0, 0]
    humans.slice(0, 2000).forEach((person, index) => {
      for (const friend of person.friends!) {
        among += likeness(person.id, friend)
        apart += likeness(person.id, humans[(index * 7919 + 13) % humans.length]!.id)
        pairs++
      }
    })
    expect(among / pairs).toBeGreaterThan(1.5 * (apart / pairs))
  })

  it('looks become carts and carts purchases at rates that shops know; few are sent back; ratings lean to the good side', () => {
    const [views, carts, purchases] = [counted('view_item').length, counted('add_to_cart').length, counted('purchase').length]
    expect(carts / views).toBeGreaterThan(0.06)
    expect(carts / views).toBeLessThan(0.25)
    expect(purchases / carts).toBeGreaterThan(0.3)
    expect(purchases / carts).toBeLessThan(0.75)
    expect(counted('refund').length / purchases).toBeGreaterThan(0.01)
    expect(counted('refund').length / purchases).toBeLessThan(0.06)
    const ratings = counted('rate').map((event) => event.rating!)
    const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length
    expect(mean).toBeGreaterThan(3.5)
    expect(mean).toBeLessThan(4.6)
    for (const purchase of counted('purchase')) expect(purchase.context?.basket === undefined || !(purchase.price! > 0)).toBe(false)
  })

  it('popularity is unequal, but no item has it all', () => {
    const looks = new Map(shop.products.map((product) => [product.id, 0]))
    for (const event of counted('view_item')) looks.set(event.item!, looks.get(event.item!)! + 1)
    const inequality = gini([...looks.values()])
    expect(inequality).toBeGreaterThan(0.45)
    expect(inequality).toBeLessThan(0.85)
    expect(Math.max(...looks.values()) / counted('view_item').length).toBeLessThan(0.03)
  })

  it('seasons show: charcoal in summer, scarves in winter, seeds in spring', () => {
    const share = (shelf: string, months: readonly number[]): number => {
      const looks = counted('view_item').filter((event) => shelfOf(event) === shelf && shop.causes.get(event.id)!.kind !== 'bot')
      return looks.filter((event) => months.includes(new Date(event.at).getUTCMonth() + 1)).length / looks.length
    }
    // A quarter of the year each.
    expect(share('Charcoal', [6, 7, 8])).toBeGreaterThan(0.4)
    expect(share('Scarves and Gloves', [11, 12, 1])).toBeGreaterThan(0.5)
    expect(share('Seeds', [2, 3, 4])).toBeGreaterThan(0.4)
    expect(share('Keyboards', [6, 7, 8])).toBeLessThan(0.32)
  })

  it('tells five people’s stories', () => {
    for (const { id, name } of personas) {
      const own = shop.events.filter((event) => event.user === id)
      expect(shop.people.find((person) => person.id === id)!.attributes!.name).toBe(name)
      expect(own.filter((event) => event.event === 'purchase').length).toBeGreaterThan(8)
      expect(own.length).toBeLessThan(120)
    }
    expect(shop.events.some((event) => event.user === 'mei' && /[\u4e00-\u9fff]/.test(event.query ?? ''))).toBe(true)
  })
})

describe('causes can be found again in the events', () => {
  it('an alternative stands on the shelf of what it was an alternative to, looked at before by the same person', () => {
    const found = causedBy('similar-to')
    expect(found.length).toBeGreaterThan(10_000)
    const wrong = found.filter(
      ([effect, cause]) => shelfOf(effect) !== shelfOf(cause!) || effect.user !== cause!.user || effect.session !== cause!.session || cause!.at > effect.at,
    )
    expect(wrong).toEqual([])
  })

  it('what goes with a purchase stands on a shelf that goes with it, within 60 days, sooner more often', () => {
    const looks = causedBy('goes-with').filter(([effect, cause]) => effect.event === 'view_item' && cause!.event === 'purchase')
    expect(looks.length).toBeGreaterThan(500)
    const gaps = looks.map(([effect, cause]) => {
      const shelf = shelves.find((candidate) => candidate.path[2] === shelfOf(cause!))!
      expect(shelf.goesWith.map((entry) => entry.shelf)).toContain(shelfOf(effect))
      expect(effect.user).toBe(cause!.user)
      return (effect.at - cause!.at) / day
    })
    expect(Math.min(...gaps)).toBeGreaterThan(0)
    expect(Math.max(...gaps)).toBeLessThan(380) // the personas' own stories are slower than the rule
    expect(gaps.filter((gap) => gap < 15).length).toBeGreaterThan(1.5 * gaps.filter((gap) => gap >= 15 && gap < 60).length)
    // Whoever buys a razor is far likelier than others to look at blades next.
    const afterRazors = looks.filter(([, cause]) => shelfOf(cause!) === 'Razors')
    expect(afterRazors.filter(([effect]) => shelfOf(effect) === 'Razor Blades').length / afterRazors.length).toBeGreaterThan(0.5)
  })

  it('repeats come when the first is used up, mostly of the very same thing', () => {
    const again = causedBy('repeat').filter(([effect]) => effect.event === 'purchase')
    expect(again.length).toBeGreaterThan(300)
    const ratios = again.map(([effect, cause]) => {
      expect(shelfOf(effect)).toBe(shelfOf(cause!))
      return (effect.at - cause!.at) / day / shelves.find((shelf) => shelf.path[2] === shelfOf(effect))!.every!
    })
    expect(again.filter(([effect, cause]) => effect.item === cause!.item).length / again.length).toBeGreaterThan(0.7)
    const middle = ratios.sort((a, b) => a - b)[ratios.length >> 1]!
    expect(middle).toBeGreaterThan(0.9)
    expect(middle).toBeLessThan(1.6)
  })

  it('a friend made the same purchase at most 14 days before', () => {
    const friendsOf = new Map(shop.people.map((person) => [person.id, new Set(person.friends)]))
    const looks = causedBy('friend').filter(([effect]) => effect.event === 'view_item')
    expect(looks.length).toBeGreaterThan(100)
    for (const [effect, cause] of looks) {
      expect(cause!.event).toBe('purchase')
      expect(cause!.item).toBe(effect.item)
      expect(friendsOf.get(effect.user!)!.has(cause!.user!)).toBe(true)
      expect(effect.at - cause!.at).toBeLessThan(14 * day + 3_600_000)
    }
  })

  it('a search was typed just before by the same visitor', () => {
    for (const [effect, cause] of causedBy('search')) {
      expect(cause!.event).toBe('search')
      expect([effect.user, effect.session]).toEqual([cause!.user, cause!.session])
      expect(effect.at - cause!.at).toBeLessThan(6 * 3_600_000)
    }
  })

  it('a promotion’s price is lower than the catalogue’s', () => {
    const bought = causedBy('promotion').filter(([effect]) => effect.event === 'purchase')
    expect(bought.length).toBeGreaterThan(20)
    for (const [effect] of bought) expect(effect.price!).toBeLessThan(productOf.get(effect.item!)!.price!)
  })

  it('machines give themselves away by rate, breadth and even steps', () => {
    const steps = new Map<string, number[]>()
    const last = new Map<string, number>()
    for (const event of shop.events) {
      const actor = event.user ?? event.session!
      const before = last.get(actor)
      if (!steps.has(actor)) steps.set(actor, [])
      if (before !== undefined && event.at - before < 30 * 60_000) steps.get(actor)!.push(event.at - before)
      last.set(actor, event.at)
    }
    const isEven = (gaps: readonly number[]): boolean => {
      const sorted = [...gaps].sort((a, b) => a - b)
      return gaps.length >= 60 && sorted[gaps.length >> 1]! < 5000 && sorted[Math.floor(gaps.length * 0.9)]! - sorted[Math.floor(gaps.length * 0.1)]! < 2000
    }
    const suspects = [...steps].filter(([, gaps]) => isEven(gaps)).map(([actor]) => actor)
    expect(suspects.sort()).toEqual([...shop.bots].sort())
    expect(shop.events.some((event) => event.event === 'purchase' && shop.bots.includes(event.user ?? event.session!))).toBe(false)
  })

  it('cleaning finds the same machines and takes out next to nothing else', () => {
    const { table, report } = clean(columnsOf(shop), shop.products, {}, now)
    const left = new Set([...new Set(table.actors)].map((person) => table.people.name(person)))
    const gone = new Set(shop.events.map(actorOf).filter((actor) => !left.has(actor)))
    for (const name of shop.bots) expect(gone).toContain(name.startsWith('p-') ? `u:${name}` : `s:${name}`)
    const machines = shop.events.filter((event) => shop.bots.includes(event.user ?? event.session!)).length
    const removed = report.before.events - report.after.events
    expect((removed - machines) / report.before.events).toBeLessThan(0.03)
  })
})

/** The events as the store gives them: by actor, then time. */
function columnsOf({ events }: Shop): EventColumns {
  const sorted = events
    .map((event) => ({ event, actor: actorOf(event) }))
    .sort((a, b) => (a.actor < b.actor ? -1 : a.actor > b.actor ? 1 : a.event.at - b.event.at))
  return {
    actors: sorted.map(({ actor }) => actor),
    items: sorted.map(({ event }) => event.item ?? ''),
    kinds: Uint8Array.from(sorted, ({ event }) => eventKind[event.event]),
    times: Float64Array.from(sorted, ({ event }) => event.at),
    quantities: Float64Array.from(sorted, ({ event }) => event.quantity ?? 1),
    prices: Float64Array.from(sorted, ({ event }) => event.price ?? Number.NaN),
    ratings: Float64Array.from(sorted, ({ event }) => event.rating ?? Number.NaN),
    usable: Uint8Array.from(sorted, ({ event }) => (event.consent?.personalisation === false ? 0 : 1)),
    ids: sorted.map(({ event }) => event.id),
    baskets: sorted.map(({ event }) => event.context?.basket ?? ''),
  }
}
