import { describe, expect, it } from 'vitest'
import { type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { toDense } from '../../src/math/csr.ts'
import { Random } from '../../src/math/random.ts'
import { boughtTogether } from '../../src/models/together.ts'
import { ctx } from './shop.ts'

/** People who each buy some of so many items, the first ones most. */
function shop(people: number, items: number, most: number): Interactions {
  const random = new Random(people)
  const sequences = Array.from({ length: people }, (_, person): [string, string[]] => [
    `p${person}`,
    Array.from({ length: 1 + random.int(most) }, () => `i${Math.floor(items * random.next() ** 3)}`),
  ])
  return interactionsFromSequences(
    sequences,
    Array.from({ length: items }, (_, item) => ({ id: `i${item}` })),
  )
}

/** Counted pair by pair, then sorted. */
function plainly({ people, items, ptr, cols }: Interactions): Float64Array {
  const n = items.length
  const counts = new Float64Array(n * n)
  for (let person = 0; person < people.length; person++) {
    const own = new Set(cols.subarray(ptr[person], ptr[person + 1]))
    for (const a of own) for (const b of own) if (a !== b) counts[a * n + b]!++
  }
  for (let item = 0; item < n; item++) {
    const row = counts.subarray(item * n, (item + 1) * n)
    const order = [...row.keys()].filter((other) => row[other]! > 1).sort((a, b) => row[b]! - row[a]! || a - b)
    const strongest = new Set(order.slice(0, 200))
    for (let other = 0; other < n; other++) if (!strongest.has(other)) row[other] = 0
  }
  return counts
}

describe('boughtTogether', () => {
  // The first has more than 200 pairs for many items, most of them tied; in the second most are met by few who bought little of many.
  for (const [people, items, most] of [
    [150, 400, 60],
    [300, 800, 3],
  ] as const) {
    it(`counts who bought both of ${items} items, the strongest of each`, async () => {
      const data = shop(people, items, most)
      const together = await boughtTogether(data, ctx)
      const expected = plainly(data)
      expect(toDense(together)).toEqual(expected)
      expect(together.idx).toHaveLength(expected.filter((count) => count > 0).length)
      for (let item = 0; item < items; item++) {
        const row = together.idx.subarray(together.ptr[item], together.ptr[item + 1])
        expect(row).toEqual(row.slice().sort())
      }
    })
  }

  it('lists by item, whoever came first', async () => {
    const catalogue = Array.from({ length: 200 }, (_, item) => ({ id: `i${item}` }))
    const pairs = ['i90', 'i90', 'i10', 'i10'].map((other, person): [string, string[]] => [`p${person}`, ['i50', other]])
    const { ptr, idx } = await boughtTogether(interactionsFromSequences(pairs, catalogue), ctx)
    expect([...idx.subarray(ptr[50], ptr[51])]).toEqual([10, 90])
  })

  it('leaves others their turn, and ends when cancelled', async () => {
    const data = shop(150, 400, 60)
    const stop = new AbortController()
    setImmediate(() => stop.abort())
    await expect(boughtTogether(data, { signal: stop.signal })).rejects.toThrow(/cancel/)
  })
})
