import { parse } from 'csv-parse/sync'
import { interactionsFromSequences } from '../../../engine/dist/data/interactions.js'
import { splitBy } from '../../../engine/dist/data/split/index.js'
import { text } from './read.mjs'

export const folder = 'online-retail'
export const title = 'Online Retail, global time split'
export const protocol =
  'What people bought after a date, given what they had bought before it. Rows with a customer, a positive quantity and price, and a stock code of a product; every item ranked, seen items masked, ties against the target. Lines of one invoice share its time.'
export const k = [10]
export const headline = ['ndcg@10', 'recall@10', 'hr@10', 'coverage@10', 'novelty@10', 'arp@10', 'gini@10']

/** One fit serves validation and test. */
export function load() {
  const { train, validation, test } = splitBy('time', everything())
  return { validation: { train, cases: validation }, test: { train, cases: test, validation } }
}

/** Every purchase, in the order of its time, and every title. */
export function everything() {
  const people = new Map()
  const titles = new Map()
  for (const row of parse(text('online-retail/online_retail.csv.br'), { columns: true })) {
    if (!row.CustomerID || !(Number(row.Quantity) > 0) || !(Number(row.UnitPrice) > 0) || !/^\d{5}/.test(row.StockCode)) continue
    titles.set(row.StockCode, row.Description)
    const own = people.get(row.CustomerID) ?? []
    own.push({ at: Date.parse(`${row.InvoiceDate.replace(' ', 'T')}Z`), item: row.StockCode })
    people.set(row.CustomerID, own)
  }
  for (const own of people.values()) own.sort((a, b) => a.at - b.at)
  const events = [...people.values()].flat()
  return {
    ...interactionsFromSequences(
      [...people].map(([person, own]) => [person, own.map(({ item }) => item)]),
      [...titles].map(([id, title]) => ({ id, title })),
    ),
    times: Float64Array.from(events, ({ at }) => at),
  }
}
