// Accuracy of the linear models on Online Retail under the global time split: what people bought after a date, given what they had bought before it.
//   node bench/quality/retail-linear.mjs                                  the whole table, written to bench/results/retail-linear.json
//   node bench/quality/retail-linear.mjs MODEL ['{"param": value}' …]     some rows, one JSON a line  [--validation]
// Rows with a customer, a positive quantity and price, and a stock code of a product; every item ranked, seen items masked. Lines of one invoice share its time.
import { readFileSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { interactionsFromSequences } from '../../engine/dist/data/interactions.js'
import { splitBy } from '../../engine/dist/data/split/index.js'
import { evaluate } from '../../engine/dist/measure/index.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine } from '../machine.mjs'

const folder = process.env.CANDOR_DATA_SETS ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
const people = new Map()
const titles = new Map()
for (const row of parse(brotliDecompressSync(readFileSync(`${folder}/online-retail/online_retail.csv.br`)), { columns: true })) {
  if (!row.CustomerID || !(Number(row.Quantity) > 0) || !(Number(row.UnitPrice) > 0) || !/^\d{5}/.test(row.StockCode)) continue
  titles.set(row.StockCode, row.Description)
  const own = people.get(row.CustomerID) ?? []
  own.push({ at: Date.parse(`${row.InvoiceDate.replace(' ', 'T')}Z`), item: row.StockCode })
  people.set(row.CustomerID, own)
}
for (const own of people.values()) own.sort((a, b) => a.at - b.at)
const events = [...people.values()].flat()
const data = {
  ...interactionsFromSequences(
    [...people].map(([person, own]) => [person, own.map(({ item }) => item)]),
    [...titles].map(([id, title]) => ({ id, title })),
  ),
  times: Float64Array.from(events, ({ at }) => at),
}
const split = splitBy('time', data)

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'))
const [name, ...inputs] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
if (name !== undefined) {
  for (const input of inputs.length > 0 ? inputs : ['{}']) console.log(JSON.stringify(await measured(name, JSON.parse(input), !flags.includes('--validation'))))
} else {
  const table = [
    ['popular', { halfLifeDays: 0 }],
    ['popular', { halfLifeDays: 0, windowDays: 7 }],
    ['popular', {}],
    ['item-knn', {}],
    ['item-knn', { decay: 0.6 }],
    ['ease', { decay: 1, tail: 0 }],
    ['ease', {}],
    ['linear-next', { content: 0 }],
    ['linear-next', {}],
  ]
  const rows = []
  for (const [model, input] of table) {
    rows.push(await measured(model, input, true))
    console.error(JSON.stringify(rows.at(-1)))
  }
  writeFileSync(new URL('../results/retail-linear.json', import.meta.url), `${JSON.stringify({ ...machine(), seed: 1, rows }, null, 1)}\n`)
}

/** Fits and measures one row. */
async function measured(model, input, tested) {
  const recipe = algorithm(model)
  const started = performance.now()
  const fitted = await recipe.fit(split.train, parseParams(recipe.params, input, model), { seed: 1 })
  const fitSeconds = round((performance.now() - started) / 1000)
  const figures = async (cases) => {
    const { metrics } = await evaluate(fitted, cases, { k: [10], train: split.train, seed: 1 })
    return {
      cases: cases.length,
      ...Object.fromEntries(['hr@10', 'recall@10', 'ndcg@10'].map((key) => [key, [metrics[key].value, metrics[key].low, metrics[key].high].map(round)])),
    }
  }
  return {
    model,
    input,
    fitSeconds,
    megabytes: round(fitted.save().length / 1e6),
    validation: await figures(split.validation),
    ...(tested ? { test: await figures(split.test) } : {}),
  }
}

function round(value) {
  return Number(value.toPrecision(3))
}
