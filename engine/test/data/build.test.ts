import { describe, expect, it } from 'vitest'
import { buildInteractions } from '../../src/data/build.ts'
import { defaultEventWeights, eventNames } from '../../src/data/events.ts'
import { historyOf } from '../../src/data/interactions.ts'
import { columnsFrom, type Line, start } from './table.ts'

const build = (lines: readonly Line[], mergeRepeats = false) =>
  buildInteractions(columnsFrom(lines), [{ id: 'z', title: 'Never sold' }], { weights: defaultEventWeights as Record<string, number>, mergeRepeats })

/** A person's entries as text, oldest first. */
function shown(data: ReturnType<typeof build>, person: string): string[] {
  const { items, kinds, weights, times } = historyOf(data, data.people.indexOf(person))
  return Array.from(
    items,
    (item, at) => `${data.items.name(item)} ${eventNames[kinds[at]!]} ${weights[at]!.toFixed(1)} day ${(times[at]! - start) / 86_400_000}`,
  )
}

describe('buildInteractions', () => {
  it('keeps the catalogue’s items first, then those only events know', () => {
    const data = build([{ actor: 'u:1', item: 'a', day: 1 }])
    expect([...data.items]).toEqual(['z', 'a'])
    expect(data.products).toEqual([{ id: 'z', title: 'Never sold' }, undefined])
  })

  it('puts each person’s entries oldest first with the weight of their kind', () => {
    const data = build([
      { actor: 'u:1', item: 'b', day: 5, event: 'view_item' },
      { actor: 's:1', item: 'a', day: 3, event: 'add_to_cart' },
      { actor: 'u:1', item: 'a', day: 2 },
      { actor: 'u:1', item: '', day: 2, event: 'search' },
      { actor: 'u:2', item: 'b', day: 2, event: 'view_item_list' },
      { actor: 'u:3', item: 'b', day: 2, usable: false },
    ])
    expect([...data.people]).toEqual(['s:1', 'u:1'])
    expect(shown(data, 'u:1')).toEqual(['a purchase 1.0 day 2', 'b view_item 0.3 day 5'])
    expect(shown(data, 's:1')).toEqual(['a add_to_cart 0.6 day 3'])
    expect(data.ptr.at(-1)).toBe(data.cols.length)
  })

  it('lets refunds, removals and bad ratings take back what was before them, nothing after', () => {
    const data = build([
      { actor: 'u:1', item: 'a', day: 1 },
      { actor: 'u:1', item: 'a', day: 2, event: 'refund' },
      { actor: 'u:1', item: 'a', day: 3 },
      { actor: 'u:1', item: 'b', day: 1, event: 'add_to_cart' },
      { actor: 'u:1', item: 'b', day: 1.5, event: 'view_item' },
      { actor: 'u:1', item: 'b', day: 2, event: 'remove_from_cart' },
      { actor: 'u:1', item: 'c', day: 4 },
      { actor: 'u:1', item: 'c', day: 5, event: 'rate', rating: 1 },
      { actor: 'u:1', item: 'd', day: 6, event: 'rate', rating: 4 },
    ])
    expect(shown(data, 'u:1')).toEqual(['b view_item 0.3 day 1.5', 'a purchase 1.0 day 3', 'd rate 1.0 day 6'])
  })

  it('merges repeats into the strongest kind at the newest time', () => {
    const lines: Line[] = [
      { actor: 'u:1', item: 'a', day: 1 },
      { actor: 'u:1', item: 'b', day: 2, event: 'view_item' },
      { actor: 'u:1', item: 'a', day: 3, event: 'view_item' },
    ]
    expect(shown(build(lines, true), 'u:1')).toEqual(['b view_item 0.3 day 2', 'a purchase 1.0 day 3'])
    expect(shown(build(lines, false), 'u:1')).toHaveLength(3)
  })
})
