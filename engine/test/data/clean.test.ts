import { describe, expect, it } from 'vitest'
import { clean, cleaningSteps } from '../../src/data/clean/index.ts'
import { normaliseColumn } from '../../src/data/clean/normalise.ts'
import { logistic } from '../../src/data/clean/weights.ts'
import { Random } from '../../src/math/random.ts'
import { columnsFrom, type Line, start } from './table.ts'

const now = start + 400 * 86_400_000
const off = Object.fromEntries(cleaningSteps.map(({ name }) => [name, false]))
const run = (lines: readonly Line[], plan: object, products = []) => clean(columnsFrom(lines), products, { ...off, ...plan }, now)
const left = (lines: readonly Line[], plan: object): string[] => [...run(lines, plan).columns.ids].sort()

/** A lopsided year: busy and idle people, popular and rare items, prices, returns. */
function year(): Line[] {
  const random = new Random('a lopsided year')
  return Array.from({ length: 3000 }, (): Line => {
    const item = Math.floor(60 * random.next() ** 3)
    return {
      actor: `u:${Math.floor(90 * random.next() ** 2)}`,
      item: `i${item}`,
      event: random.pick(['view_item', 'view_item', 'view_item', 'add_to_cart', 'purchase', 'purchase', 'refund'] as const),
      day: Math.floor(random.next() * 300 * 24) / 24,
      price: (1 + item) * (0.8 + 0.4 * random.next()),
      quantity: 1 + random.int(4),
    }
  })
}

describe('cleaning', () => {
  it('accounts for every event: before − removed = after, step by step', () => {
    const lines = [...year(), { actor: 'u:x', item: 'i1', day: 1, usable: false }, { actor: 'u:y', item: 'i1', day: 900 }]
    const { report, columns } = run(lines, {
      impossible: true,
      duplicates: true,
      returns: true,
      bots: true,
      outliers: true,
      missing: true,
      'k-core': { people: 3, items: 3 },
      normalise: true,
      weights: true,
    })
    expect(report.refused).toBe(1)
    expect(report.before.events).toBe(lines.length - 1)
    let events = report.before.events
    for (const step of report.steps) {
      events -= step.removed
      expect(step.left, step.name).toBe(events)
      expect(step.summary.length * step.why.length).toBeGreaterThan(0)
    }
    expect(report.after.events).toBe(events)
    expect(columns.ids).toHaveLength(events)
    const kinds = Object.values(report.after.kinds).reduce((sum, count) => sum + count, 0)
    for (const name of ['eventsOfPerson', 'eventsOfItem'] as const) {
      expect(report.after.histograms[name].counts.reduce((sum, count) => sum + count, 0)).toBe(
        name === 'eventsOfItem' ? report.after.items : report.after.people,
      )
    }
    expect(report.after.histograms.hour.counts.reduce((sum, count) => sum + count, 0)).toBe(events)
    expect(report.after.histograms.month.counts.reduce((sum, count) => sum + count, 0)).toBe(events)
    expect(kinds).toBe(events)
    for (const name of ['price', 'quantity', 'eventsOfPerson', 'eventsOfItem', 'month', 'rating'] as const) {
      expect(report.after.histograms[name].edges, name).toEqual(report.before.histograms[name].edges)
    }
    // What is only taken out leaves no bin fuller than it was.
    const only = run(lines, { 'k-core': { people: 3, items: 3 } }).report
    for (const [bin, count] of only.after.histograms.price.counts.entries()) expect(count).toBeLessThanOrEqual(only.before.histograms.price.counts[bin]!)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })

  it('leaves its input alone and changes nothing when all is off', () => {
    const columns = columnsFrom(year())
    const copy = structuredClone(columns)
    const { columns: same } = clean(columns, [], off, now)
    expect(same).toEqual(columns)
    clean(columns, [], { returns: true, outliers: true, missing: true }, now)
    expect(columns).toEqual(copy)
  })

  it('refuses steps and options it does not have', () => {
    expect(() => run([], { polish: true })).toThrow(expect.objectContaining({ code: 'params.unknown' }))
    expect(() => run([], { bots: { speed: 1 } })).toThrow(expect.objectContaining({ code: 'params.unknown' }))
    expect(() => run([], { outliers: { z: -1 } })).toThrow(expect.objectContaining({ code: 'params.invalid' }))
    expect(() => run([], { outliers: { price: 'guess' } })).toThrow(expect.objectContaining({ code: 'params.invalid' }))
    expect(() => run([], { weights: { set: { view_item: 2 } } })).toThrow(expect.objectContaining({ code: 'params.invalid' }))
  })

  it('gives figures for no events at all', () => {
    expect(clean(columnsFrom([]), [], {}, now).report.after).toMatchObject({ events: 0, people: 0, items: 0, density: 0 })
  })
})

describe('impossible', () => {
  it('takes out the future, what is below 0, and free purchases when told', () => {
    const lines: Line[] = [
      { actor: 'u:1', item: 'a', day: 1, price: 0 },
      { actor: 'u:1', item: 'a', day: 402 },
      { actor: 'u:1', item: 'a', day: 2, price: -1 },
      { actor: 'u:1', item: 'a', day: 3, quantity: 0 },
      { actor: 'u:1', item: 'a', day: 4, event: 'rate', rating: 7 },
      { actor: 'u:1', item: 'a', day: -20_000 },
      { actor: 'u:1', item: 'a', day: 5 },
    ]
    expect(left(lines, { impossible: true })).toEqual(['e0', 'e6'])
    expect(left(lines, { impossible: { freePurchases: 'drop', futureDays: 3 } })).toEqual(['e1', 'e6'])
  })
})

describe('duplicates', () => {
  it('keeps one of the same, and of views within the window', () => {
    const lines: Line[] = [
      { actor: 'u:1', item: 'a', day: 1, basket: '7' },
      { actor: 'u:1', item: 'a', day: 1, basket: '7' },
      { actor: 'u:1', item: 'a', day: 1, basket: '8' },
      { actor: 'u:2', item: 'a', day: 1, basket: '7' },
      { actor: 'u:3', item: 'a', day: 1, event: 'view_item' },
      { actor: 'u:3', item: 'a', day: 1.0001, event: 'view_item' },
      { actor: 'u:3', item: 'a', day: 1.1, event: 'view_item' },
    ]
    expect(left(lines, { duplicates: true })).toEqual(['e0', 'e2', 'e3', 'e4', 'e5', 'e6'])
    expect(left(lines, { duplicates: { seconds: 60 } })).toEqual(['e0', 'e2', 'e3', 'e4', 'e6'])
  })
})

describe('returns', () => {
  it('takes pieces off the latest purchases before, never off later ones or other people’s', () => {
    const lines: Line[] = [
      { actor: 'u:1', item: 'a', day: 1, quantity: 5 },
      { actor: 'u:1', item: 'a', day: 2, quantity: 2 },
      { actor: 'u:1', item: 'a', day: 3, quantity: 4, event: 'refund' },
      { actor: 'u:1', item: 'a', day: 4, quantity: 9 },
      { actor: 'u:1', item: 'b', day: 1, quantity: 1 },
      { actor: 'u:2', item: 'a', day: 1, quantity: 1 },
      { actor: 'u:2', item: 'b', day: 9, quantity: 1, event: 'refund' },
    ]
    const { columns, report } = run(lines, { returns: true })
    const pieces = Object.fromEntries(columns.ids.map((id, row) => [id, columns.quantities[row]]))
    expect(pieces).toEqual({ e0: 3, e3: 9, e4: 1, e5: 1 })
    expect(report.steps.find(({ name }) => name === 'returns')).toMatchObject({ removed: 3, changed: 1 })
  })
})

describe('bots', () => {
  it('finds the machine among busy people', () => {
    const random = new Random('bots')
    const people = Array.from({ length: 60 }, (_, person) =>
      Array.from(
        { length: 5 + random.int(60) },
        (): Line => ({ actor: `u:${person}`, item: `i${random.int(400)}`, event: 'view_item', day: random.int(200) + random.exponential() / 24 }),
      ),
    ).flat()
    const machine = Array.from(
      { length: 300 },
      (_, i): Line => ({ actor: 's:machine', item: `i${i}`, event: 'view_item', day: 50 + (i * 3 + 0.1 * random.next()) / 86_400 }),
    )
    // A shopkeeper who fills long lists: a hundred items in one moment, no program.
    const keeper = Array.from(
      { length: 300 },
      (_, i): Line => ({ actor: 'u:keeper', item: `i${i}`, event: 'add_to_cart', day: 10 * Math.floor(i / 100), basket: `${Math.floor(i / 100)}` }),
    )
    const { columns, report } = run([...people, ...machine, ...keeper], { bots: true })
    expect(columns.ids).toHaveLength(people.length + keeper.length)
    expect(columns.actors).not.toContain('s:machine')
    expect(report.steps.find(({ name }) => name === 'bots')?.findings[0]?.examples?.[0]).toContain('machine')
  })
})

describe('outliers', () => {
  const usual = Array.from({ length: 40 }, (_, i): Line => ({ actor: `u:${i}`, item: 'a', day: i, price: 10 + (i % 5), quantity: 1 + (i % 3) }))
  const odd: Line = { actor: 'u:odd', item: 'a', day: 3, price: 5000, quantity: 80_995 }
  it('caps or drops what is far off, and nothing else', () => {
    const capped = run([...usual, odd], { outliers: true })
    expect(capped.columns.ids).toHaveLength(41)
    const row = capped.columns.actors.indexOf('u:odd')
    expect(capped.columns.prices[row]).toBeLessThan(100)
    expect(capped.columns.quantities[row]).toBeLessThan(100)
    const rest = (columns: { prices: Float64Array; actors: readonly string[] }): number[] =>
      [...columns.prices].filter((_, each) => columns.actors[each] !== 'u:odd')
    expect(rest(capped.columns)).toEqual(rest(columnsFrom([...usual, odd])))
    expect(run([...usual, odd], { outliers: { price: 'drop' } }).columns.ids).toHaveLength(40)
    expect(run([...usual, odd], { outliers: { price: 'keep', quantity: 'keep' } }).report.steps.find(({ name }) => name === 'outliers')?.changed).toBe(0)
  })
})

describe('missing', () => {
  const lines: Line[] = [
    ...[2, 2, 3, 9].map((price, day): Line => ({ actor: 'u:1', item: 'a', day, price })),
    { actor: 'u:1', item: 'a', day: 9 },
    { actor: 'u:1', item: 'b', day: 9 },
    { actor: 'u:2', item: 'c', day: 9, price: 30 },
  ]
  const products = [
    { id: 'a', category: ['Home', 'Mugs'] },
    { id: 'b', category: ['Home', 'Mugs'] },
    { id: 'c', category: ['Garden', 'Tools'] },
  ]
  it.each([
    ['mean', 4, Number.NaN],
    ['median', 2.5, Number.NaN],
    ['mode', 2, Number.NaN],
    ['nearest', 2.5, 2.5],
  ])('%s', (price, ofA, ofB) => {
    const { columns } = clean(columnsFrom(lines), products, { ...off, missing: { price, k: 1 } }, now)
    expect(columns.prices[columns.ids.indexOf('e4')]).toBe(ofA)
    expect(columns.prices[columns.ids.indexOf('e5')]).toBe(ofB)
  })
  it('drop and keep', () => {
    expect(left(lines, { missing: { price: 'drop' } })).toEqual(['e0', 'e1', 'e2', 'e3', 'e6'])
    expect(left(lines, { missing: { price: 'keep' } })).toHaveLength(7)
  })
})

describe('normalise', () => {
  it('puts values on each scale, keeping what is absent', () => {
    const values = Float64Array.of(1, 2, 3, 10, Number.NaN)
    expect([...normaliseColumn(values, 'min-max')]).toEqual([0, 1 / 9, 2 / 9, 1, Number.NaN])
    const z = normaliseColumn(values, 'z-score').subarray(0, 4)
    expect(z.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12)
    expect(z.reduce((sum, value) => sum + value * value, 0) / 3).toBeCloseTo(1, 12)
    expect(normaliseColumn(values, 'robust')[3]).toBeCloseTo((10 - 2.5) / 1.4826, 12)
    expect([...normaliseColumn(Float64Array.of(4, 4), 'z-score')]).toEqual([0, 0])
  })
  it('stands beside the originals, by person where told', () => {
    const lines: Line[] = [1, 3, 5].flatMap((rating, day) => [
      { actor: 'u:1', item: `i${day}`, event: 'rate' as const, day, rating },
      { actor: 'u:2', item: `i${day}`, event: 'rate' as const, day, rating: 4 + rating / 5 },
    ])
    const { table, columns } = run(lines, { normalise: { method: 'z-score' } })
    expect([...table.scaled.rating!].map((value) => Math.round(1e6 * value) / 1e6 + 0)).toEqual([-1, 0, 1, -1, 0, 1])
    expect(columns.ratings[0]).toBe(1)
  })
})

describe('k-core', () => {
  it('unravels a chain from its end, link by link, and leaves the ring it hangs on', () => {
    const ring = [0, 1, 2].flatMap((n): Line[] => [n, (n + 1) % 3].map((item) => ({ actor: `u:ring${n}`, item: `ring${item}`, day: n })))
    const chain = Array.from({ length: 10 }, (_, n): Line[] => [
      { actor: `u:chain${n}`, item: n === 0 ? 'ring0' : `chain${n - 1}`, day: n },
      { actor: `u:chain${n}`, item: `chain${n}`, day: n },
    ]).flat()
    const { columns } = run([...ring, ...chain], { 'k-core': { people: 2, items: 2 } })
    expect(new Set(columns.actors)).toEqual(new Set(['u:ring0', 'u:ring1', 'u:ring2']))
    expect(columns.ids).toHaveLength(6)
  })

  it('is the largest part where everyone and everything has enough', () => {
    const lines = year()
    const { columns } = run(lines, { 'k-core': { people: 4, items: 6 } })
    const people = new Map<string, Set<string>>()
    const items = new Map<string, Set<string>>()
    const note = (map: Map<string, Set<string>>, key: string, value: string) => map.set(key, (map.get(key) ?? new Set()).add(value))
    for (const [row, actor] of columns.actors.entries()) {
      note(people, actor, columns.items[row]!)
      note(items, columns.items[row]!, actor)
    }
    expect(people.size).toBeGreaterThan(10)
    expect(Math.min(...[...people.values()].map(({ size }) => size))).toBeGreaterThanOrEqual(4)
    expect(Math.min(...[...items.values()].map(({ size }) => size))).toBeGreaterThanOrEqual(6)
    // Largest: nobody who was taken out has enough among the items that stayed, and the other way round.
    const all = columnsFrom(lines)
    const gone = new Map<string, Set<string>>()
    for (const [row, actor] of all.actors.entries()) if (!people.has(actor) && items.has(all.items[row]!)) note(gone, actor, all.items[row]!)
    for (const kept of gone.values()) expect(kept.size).toBeLessThan(4)
  })
})

describe('weights', () => {
  it('are as set by default', () => {
    expect(run([], { weights: { set: { view_item: 0.1 } } }).weights).toMatchObject({ view_item: 0.1, purchase: 1, search: 0 })
    expect(clean(columnsFrom([]), [], { weights: false }, now).weights).toMatchObject({ view_item: 0.3 })
  })

  it('are learned: what leads to purchases more often weighs more', () => {
    const random = new Random('weights')
    const lines = Array.from({ length: 4000 }, (_, pair): Line[] => {
      const carted = random.chance(0.2)
      const actor = `u:${pair % 200}`
      const item = `i${pair}`
      const bought = random.chance(carted ? 0.6 : 0.1)
      return [
        { actor, item, event: 'view_item', day: 1 },
        ...(carted ? [{ actor, item, event: 'add_to_cart' as const, day: 2 }] : []),
        ...(bought ? [{ actor, item, event: 'purchase' as const, day: 3 }] : []),
      ]
    }).flat()
    const { weights } = run(lines, { weights: { mode: 'learned' } })
    // The chance after a look alone is .1 and after a cart .6, the largest: .1 / .6 and 1.
    expect(weights.view_item).toBeGreaterThan(0.15)
    expect(weights.view_item).toBeLessThan(0.25)
    expect(weights.add_to_cart).toBeGreaterThan(0.9)
    expect(weights.purchase).toBe(1)
    const few = run(lines.slice(0, 30), { weights: { mode: 'learned' } })
    expect(few.weights).toMatchObject({ view_item: 0.3 })
    expect(few.report.steps.find(({ name }) => name === 'weights')?.findings[0]?.reason).toBe('too little')
  })

  it('come from a regression at its optimum: residuals against each feature equal the penalty', () => {
    const yes = Float64Array.of(5, 40, 3, 90)
    const no = Float64Array.of(60, 30, 22, 8)
    const beta = logistic(yes, no, 2)
    const chance = (kinds: number): number => 1 / (1 + Math.exp(-(beta[0]! + (kinds & 1 ? beta[1]! : 0) + (kinds & 2 ? beta[2]! : 0))))
    const residual = (feature: number): number =>
      [0, 1, 2, 3].reduce((sum, kinds) => (kinds & feature ? sum + yes[kinds]! - (yes[kinds]! + no[kinds]!) * chance(kinds) : sum), 0)
    expect(residual(1)).toBeCloseTo(beta[1]!, 6)
    expect(residual(2)).toBeCloseTo(beta[2]!, 6)
  })
})
