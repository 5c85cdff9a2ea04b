import { eventKind } from '../data/events.ts'
import type { Interactions } from '../data/interactions.ts'
import { type Csr, transpose } from '../math/csr.ts'
import { interactionMatrix } from './matrix.ts'
import type { FitContext, Link } from './model.ts'
import { topProducts } from './top-products.ts'

/** Pairs kept for one item. */
const keep = 200

/**
 * How many different people bought both items [items × items], the 200 strongest pairs of each item. Pairs that only one person made are left out: such a
 * count would be a fact about that person. Time Σ over people of purchases²; gives way to other work. Throws `cancelled`.
 */
export async function boughtTogether(data: Interactions, ctx: Pick<FitContext, 'signal'>): Promise<Csr> {
  const x = interactionMatrix(data, eventKind.purchase)
  const people: Csr = { ...x, val: x.val.fill(1) }
  return topProducts(transpose(people), people, keep, (row, col, count) => (row === col || count < 2 ? Number.NEGATIVE_INFINITY : count), ctx)
}

/** The link of kind `bought-together` from one item to another; empty where fewer than two people bought both. */
export function linkOf(together: Csr, from: number, to: number): Link[] {
  for (const [a, b] of [[from, to] as const, [to, from] as const]) {
    const people = valueAt(together, a, b)
    if (people > 0) return [{ kind: 'bought-together', name: 'bought together', amount: people, people }]
  }
  return []
}

/** The value of one cell, 0 where nothing is stored. O(log row). */
export function valueAt(x: Csr, row: number, col: number): number {
  let low = x.ptr[row]
  let high = x.ptr[row + 1] - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (x.idx[middle] === col) return x.val[middle]
    if (x.idx[middle] < col) low = middle + 1
    else high = middle - 1
  }
  return 0
}
