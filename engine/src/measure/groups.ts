import type { Case } from '../data/case.ts'
import type { Random } from '../math/random.ts'
import { type Figure, intervals } from './intervals.ts'

/** By attribute, then by group: how many cases, and every figure with its interval. */
export type GroupTables = Readonly<Record<string, Readonly<Record<string, { readonly people: number; readonly metrics: Readonly<Record<string, Figure>> }>>>>

/**
 * The same figures within each group of people, so that a model that serves one group worse is seen. `groups` gives the group of every person [people] by
 * attribute; people without one are `unknown`.
 */
export function byGroup(
  groups: Readonly<Record<string, readonly string[]>>,
  cases: readonly Case[],
  perCase: Readonly<Record<string, Float64Array>>,
  random: Random,
): GroupTables {
  const tables: Record<string, Record<string, { people: number; metrics: Record<string, Figure> }>> = {}
  for (const [attribute, groupOf] of Object.entries(groups)) {
    const members = new Map<string, number[]>()
    cases.forEach(({ person }, index) => {
      const group = groupOf[person] ?? 'unknown'
      const own = members.get(group)
      if (own === undefined) members.set(group, [index])
      else own.push(index)
    })
    const table: Record<string, { people: number; metrics: Record<string, Figure> }> = {}
    for (const [group, indexes] of [...members].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const columns = Object.fromEntries(Object.entries(perCase).map(([name, values]) => [name, Float64Array.from(indexes, (index) => values[index])]))
      table[group] = { people: indexes.length, metrics: intervals(columns, random.fork(`${attribute}/${group}`)) }
    }
    tables[attribute] = table
  }
  return tables
}
