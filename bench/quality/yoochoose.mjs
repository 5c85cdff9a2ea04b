// Next click on YooChoose 100k: every click of a session but the first is to be foretold from those before it, every item ranked, nothing masked (sessions come back to items), ties against the target.
//   node bench/quality/yoochoose.mjs                                  the whole table, written to bench/results/yoochoose.json
//   node bench/quality/yoochoose.mjs MODEL ['{"param": value}' …]     some rows on validation, one JSON a line  [--test: on the test instead]
// Models learn from 2014-04-01 to 07; the test is the day after. Its first 99 sessions, 387 clicks, are those of the lists saved from the reference implementations, and all 3,416 give a
// narrower interval. Parameters are chosen on the last day of training, models having learned from the days before it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { interactionsFromSequences, sliceHistory } from '../../engine/dist/data/interactions.js'
import { evaluate } from '../../engine/dist/measure/index.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine } from '../machine.mjs'

const sets = process.env.CANDOR_DATA_SETS ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
const folder = `${sets}/sessions-yoochoose-100k/raw`
if (!existsSync(folder)) throw new Error(`There is no ${folder}. Name the folder that holds sessions-yoochoose-100k with CANDOR_DATA_SETS.`)

const full = sessionsOf('train_full')
const held = sessionsOf('train_valid')
const test = sessionsOf('test')
const known = [...new Set([...full.values()].flat().map(({ item }) => item))]
const earlier = new Map([...full].filter(([session]) => !held.has(session)))
const trains = { validation: interactionsOf(earlier), test: interactionsOf(full) }
const cases = { validation: casesOf(held), test: casesOf(test) }
const reference = 387

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'))
const [name, ...inputs] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
if (name !== undefined) {
  for (const input of inputs.length > 0 ? inputs : ['{}'])
    console.log(JSON.stringify(await measured(name, JSON.parse(input), [flags.includes('--test') ? 'test' : 'validation'])))
} else {
  const table = [
    ['popular', {}],
    ['item-knn', { decay: 0.6 }],
    ['linear-next', {}],
    ['gru4rec', {}],
    ['gru4rec', { cell: 'lstm' }],
    ['gru4rec', { loss: 'bpr-max' }],
  ]
  const rows = []
  for (const [model, input] of table) {
    rows.push(await measured(model, input, ['test']))
    console.error(JSON.stringify(rows.at(-1)))
    writeFileSync(
      new URL('../results/yoochoose.json', import.meta.url),
      `${JSON.stringify({ ...machine(), seed: 1, published: published(), rows }, null, 1)}\n`,
    )
  }
}

/** Fits and measures one row. */
async function measured(model, input, parts) {
  const recipe = algorithm(model)
  const params = parseParams(recipe.params, input, model)
  const row = { model, params, input }
  for (const part of parts) {
    const started = performance.now()
    const curve = []
    const context = { seed: 1, progress: ({ figures }) => figures && curve.push(figures) }
    // Validation stops the training at its best pass only where it is not the judge.
    const fitted = await recipe.fit(
      trains[part],
      params,
      part === 'validation' && flags.includes('--curve') ? { ...context, validation: cases.validation } : context,
    )
    const seconds = round((performance.now() - started) / 1000)
    const figures = async (list) => {
      const { metrics } = await evaluate(fitted, list, { k: [20], train: trains[part], seed: 1, maskSeen: false })
      return Object.fromEntries(['hr@20', 'mrr@20', 'ndcg@20'].map((key) => [key, [metrics[key].value, metrics[key].low, metrics[key].high].map(round)]))
    }
    row[part] = { seconds, ...(await figures(cases[part])), ...(flags.includes('--curve') ? { curve } : {}) }
    if (part === 'test') row.reference = await figures(cases.test.slice(0, reference))
  }
  return row
}

/** HR@20 and MRR@20 of the saved lists. */
function published() {
  const out = {}
  for (const list of ['ar', 'sr', 'vsknn', 'gru4rec']) {
    let hits = 0
    let gain = 0
    const lines = read(`recommendations/recoms_rsc15_100k_${list}.csv.gz`).slice(1)
    for (const line of lines) {
      const [session, position, items] = line.split(';')
      const rank = items.split(',').indexOf(test.get(session)[Number(position) + 1].item) + 1
      if (rank >= 1 && rank <= 20) {
        hits++
        gain += 1 / rank
      }
    }
    out[list] = { 'hr@20': round(hits / lines.length), 'mrr@20': round(gain / lines.length), clicks: lines.length }
  }
  return out
}

function sessionsOf(part) {
  const sessions = new Map()
  for (const line of read(`prepared/yoochoose-clicks-100k_${part}.txt.gz`).slice(1)) {
    const [session, item, time] = line.split('\t')
    if (!sessions.has(session)) sessions.set(session, [])
    sessions.get(session).push({ item, time: Number(time) * 1000 })
  }
  for (const clicks of sessions.values()) clicks.sort((a, b) => a.time - b.time)
  return sessions
}

function interactionsOf(sessions) {
  const data = interactionsFromSequences(
    [...sessions].map(([session, clicks]) => [session, clicks.map(({ item }) => item)]),
    known.map((id) => ({ id })),
  )
  return { ...data, times: Float64Array.from([...sessions.values()].flat(), ({ time }) => time) }
}

/** One case for every click but the first. */
function casesOf(sessions) {
  const data = interactionsOf(sessions)
  const all = { items: data.cols, times: data.times, weights: data.weights, kinds: data.kinds }
  const list = []
  for (let session = 0; session < data.people.length; session++) {
    for (let at = data.ptr[session] + 1; at < data.ptr[session + 1]; at++) {
      list.push({ person: session, history: sliceHistory(all, data.ptr[session], at), targets: data.cols.slice(at, at + 1) })
    }
  }
  return list
}

function read(name) {
  return gunzipSync(readFileSync(`${folder}/${name}`))
    .toString('utf8')
    .trimEnd()
    .split('\n')
}

function round(value) {
  return Number(value.toPrecision(4))
}
