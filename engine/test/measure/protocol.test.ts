import { describe, expect, it } from 'vitest'
import { interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { evaluate, listMetrics, personMetrics } from '../../src/measure/index.ts'
import { caseOf, scored, scoredBy } from './scored.ts'

const names = (count: number): string[] => Array.from({ length: count }, (_, item) => `i${item}`)
const train = interactionsFromSequences(
  [
    ['u0', names(5)],
    ['u1', ['i0', 'i1']],
    ['u2', ['i0']],
  ],
  names(5).map((id) => ({ id })),
)
const options = { k: [1, 2, 3], train, seed: 7 }

describe('full ranking', () => {
  it('figures of three people worked out by hand', async () => {
    const model = scored([
      [5, 4, 3, 2, 1], // history {0}, target 1: rank 1 with 0 masked
      [5, 4, 3, 2, 1], // history {4}, target 2: rank 3
      [1, 1, 1, 1, 1], // history {0}, target 4: all tied, rank 4 of the 4 others
    ])
    const cases = [caseOf(0, [0], [1]), caseOf(1, [4], [2]), caseOf(2, [0], [4])]
    const { metrics, perCase, unreachable } = await evaluate(model, cases, options)
    expect(metrics['hr@1']!.value).toBeCloseTo(1 / 3, 12)
    expect(metrics['hr@3']!.value).toBeCloseTo(2 / 3, 12)
    expect(metrics['ndcg@3']!.value).toBeCloseTo((1 + 0.5) / 3, 12)
    expect([...perCase['mrr@3']!]).toEqual([1, 1 / 3, 0])
    expect([...perCase.auc!]).toEqual([1, 1 / 3, 0])
    expect(unreachable).toBe(0)
    // Lists of two: {1,2}, {0,1}, {1,2} (ties by index) cover three of five items.
    expect(metrics['coverage@2']!.value).toBeCloseTo(3 / 5, 12)
  })

  it('masks the history, repeated entries once, unless repeats are allowed', async () => {
    const cases = [caseOf(0, [0, 0, 1], [2])]
    const masked = await evaluate(scored([[5, 4, 3, 2, 1]]), cases, options)
    expect(masked.perCase['hr@1']![0]).toBe(1)
    expect(masked.perCase.auc![0]).toBe(1)
    const second = await evaluate(scored([[5, 4, 3, 2, 1]]), [caseOf(0, [0, 0, 1], [3])], options)
    expect(second.perCase.auc![0]).toBe(0.5) // items 2 and 4 stand above and below
    const open = await evaluate(scored([[5, 4, 3, 2, 1]]), cases, { ...options, maskSeen: false })
    expect(open.perCase['hr@2']![0]).toBe(0)
    expect(open.perCase['hr@3']![0]).toBe(1)
    expect(open.perCase.auc![0]).toBe(0.5)
    const again = await evaluate(scored([[5, 4, 3, 2, 1]]), [caseOf(0, [0], [0])], { ...options, maskSeen: false })
    expect(again.perCase['hr@1']![0]).toBe(1)
  })

  it('a model that answers NaN or refuses the target misses, and the case is counted as unreachable', async () => {
    const cases = [caseOf(0, [0], [1]), caseOf(1, [0], [2])]
    const result = await evaluate(
      scored([
        [0, Number.NaN, 0, 0, 0],
        [0, 1, Number.NEGATIVE_INFINITY, 0, 0],
      ]),
      cases,
      options,
    )
    expect(result.unreachable).toBe(2)
    expect(result.metrics['recall@3']!.value).toBe(0)
  })

  it('does not depend on the order of the items, of the people, or on the batch', async () => {
    const random = new Random('permutations')
    const items = 40
    const shop = interactionsFromSequences(
      Array.from({ length: 30 }, (_, u): [string, string[]] => [`u${u}`, [...random.sample(items, 3)].map((item) => `i${item}`)]),
      names(items).map((id) => ({ id })),
    )
    const cases = Array.from({ length: 30 }, (_, person) => {
      const drawn = [...random.sample(items, 5)]
      return caseOf(person, drawn.slice(0, 2), drawn.slice(2))
    })
    const table = Float64Array.from({ length: items * items }, () => random.int(12))
    const rule = (first: number, item: number): number => table[first * items + item]
    const model = scoredBy(items, (history, item) => rule(history.items[0], item))
    const straight = await evaluate(model, cases, { k: [5], train: shop, seed: 1 })
    const batched = await evaluate(model, cases, { k: [5], train: shop, seed: 1, batch: 7 })
    expect(batched).toEqual(straight)

    const map = random.sample(items, items)
    const back = new Int32Array(items)
    map.forEach((to, from) => {
      back[to] = from
    })
    const moved = scoredBy(items, (history, item) => rule(back[history.items[0]], back[item]))
    const movedCases = cases
      .map(({ person, history, targets }) =>
        caseOf(
          person,
          [...history.items].map((item) => map[item]),
          [...targets].map((item) => map[item]),
        ),
      )
      .reverse()
    const turned = await evaluate(moved, movedCases, { k: [5], train: shop, seed: 1 })
    for (const name of ['hr@5', 'recall@5', 'ndcg@5', 'map@5', 'auc']) {
      expect([...turned.perCase[name]!].reverse(), name).toEqual([...straight.perCase[name]!])
    }
  })

  it('gives the same figures within groups, and their mean over all people', async () => {
    const cases = Array.from({ length: 6 }, (_, person) => caseOf((person + 2) % 6, [0], [1 + (((person + 2) % 6) % 4)]))
    const model = scoredBy(5, (_, item) => -item)
    const groups = { region: ['north', 'north', 'south', 'south', 'south'] }
    const result = await evaluate(model, cases, { ...options, groups })
    const table = result.groups!.region!
    expect(Object.keys(table)).toEqual(['north', 'south', 'unknown'])
    expect(Object.values(table).map((group) => group.people)).toEqual([2, 3, 1])
    expect(table.north!.metrics['hr@2']!.value).toBe(1)
    expect(table.south!.metrics['hr@2']!.value).toBeCloseTo(1 / 3, 12)
    const together = Object.values(table).reduce((sum, group) => sum + group.people * group.metrics['hr@2']!.value, 0) / 6
    expect(together).toBeCloseTo(result.metrics['hr@2']!.value, 12)
  })

  it('refuses sampled negatives, nobody, and odd list lengths', async () => {
    const model = scored([[1, 2, 3, 4, 5]])
    const cases = [caseOf(0, [0], [1])]
    await expect(evaluate(model, cases, { ...options, sampledNegatives: 100 })).rejects.toMatchObject({ code: 'measure.sampled' })
    await expect(evaluate(model, [], options)).rejects.toMatchObject({ code: 'data.empty' })
    await expect(evaluate(model, cases, { ...options, k: [0] })).rejects.toMatchObject({ code: 'params.invalid' })
    await expect(evaluate(model, cases, { ...options, k: [] })).rejects.toMatchObject({ code: 'params.invalid' })
    await expect(evaluate(model, cases, { ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('lists every metric once, each with its meaning', () => {
    const all = [...personMetrics, ...listMetrics]
    expect(new Set(all.map((metric) => metric.name)).size).toBe(all.length)
    for (const metric of all) expect(metric.doc.length, metric.name).toBeGreaterThan(20)
  })
})
