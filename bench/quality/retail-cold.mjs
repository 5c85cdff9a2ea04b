// The two towers on Online Retail, split by time: beside content on items first seen after the split, and beside dnn on the others.
//   node bench/quality/retail-cold.mjs                                                  the test, written to bench/results/retail-cold.json
//   node bench/quality/retail-cold.mjs --earlier MODEL ['{"param": value}' …]           rows at three earlier dates, where more items are new than the 22 of validation
//   node bench/quality/retail-cold.mjs --validation MODEL ['{"param": value}' …]        rows on validation, one JSON a line: choose parameters on it
// Models learn from before the split and know of later items their titles alone. *warm*: targets with events before the split, among all items. *new*: targets first seen after it, among all items and among new items alone. These are few, so in
// *hidden* items are dealt into ten folds by seed 1: all events of one fold are hidden from data and histories, and its items are asked for. Validation hides fold 0, the test fold 1.
// The earlier dates, counted in days back from where validation begins: made and asked *at once* about the 25 days that follow, 25 and 50 days before; *late*: made 38 days before and asked about the last 20, as the test asks about 18 to 37 days
// after its training ends. Trained by the given rounds, nothing ends them early.
// What a person had is masked, ties count against the target; differences are paired over cases, with 95 % bootstrap intervals.
import { writeFileSync } from 'node:fs'
import { caseOf } from '../../engine/dist/data/split/case-of.js'
import { keepEntries } from '../../engine/dist/data/split/keep.js'
import { Random } from '../../engine/dist/math/random.js'
import { bootstrapDifference } from '../../engine/dist/math/stats.js'
import { evaluate } from '../../engine/dist/measure/index.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine } from '../machine.mjs'
import { askedFor, foldsOf, masked, without } from './new-items.mjs'
import { present } from './sets/read.mjs'
import { everything, folder, load } from './sets/retail.mjs'

const seed = 1
const metrics = ['ndcg@10', 'recall@10']

if (!present(folder)) {
  console.log('skipped: Online Retail is not beside the project')
  process.exit(0)
}
const loaded = load()
const { train } = loaded.test
const seen = new Set(train.cols)
const foldOf = foldsOf(train.items.length, 10, seed)

const [flag, name, ...inputs] = process.argv.slice(2)
if (flag === '--validation') {
  for (const input of inputs.length > 0 ? inputs : ['{}']) {
    const { perCase, ...row } = await measured(name, JSON.parse(input), 'validation', [0])
    console.log(JSON.stringify(row))
  }
} else if (flag === '--earlier') {
  for (const input of inputs.length > 0 ? inputs : ['{}'])
    for (const date of earlierDates()) console.log(JSON.stringify(await measuredAt(date, name, JSON.parse(input))))
} else {
  const rows = []
  for (const model of ['two-tower', 'content', 'dnn']) {
    rows.push(await measured(model, {}, 'test', [1]))
    const { perCase, ...row } = rows.at(-1)
    console.error(JSON.stringify(row))
  }
  const [tower, ...others] = rows
  const differences = Object.fromEntries(
    others.map(({ model, perCase }) => [
      `two-tower − ${model}`,
      Object.fromEntries(Object.entries(perCase).map(([metric, values]) => [metric, figureOf(metric, tower.perCase[metric], values)])),
    ]),
  )
  const result = { ...machine(), seed, rows: rows.map(({ perCase, ...row }) => row), differences }
  writeFileSync(new URL('../results/retail-cold.json', import.meta.url), `${JSON.stringify(result, null, 1)}\n`)
  console.log(JSON.stringify(differences, null, 1))
}

/** One model: its figures on each kind of targets. */
async function measured(model, input, part, folds) {
  const recipe = algorithm(model)
  const params = parseParams(recipe.params, input, model)
  const perCase = {}
  const take = async (what, fitted, cases, barred, known) => {
    const { perCase: found } = await evaluate(masked(fitted, cases, barred), cases, { k: [10], train: known, seed })
    for (const metric of metrics) perCase[`${metric} ${what}`] = [...(perCase[`${metric} ${what}`] ?? []), ...found[metric]]
    counts[what] = (counts[what] ?? 0) + cases.length
  }
  const counts = {}
  const { cases } = loaded[part]
  const validation = loaded.validation.cases
  const fitted = await recipe.fit(train, params, { seed, validation })
  const isNew = (item) => !seen.has(item)
  const only = (wanted) => cases.map((entry) => ({ ...entry, targets: entry.targets.filter(wanted) })).filter(({ targets }) => targets.length > 0)
  const everything = () => false
  await take(
    'warm',
    fitted,
    only((item) => seen.has(item)),
    everything,
    train,
  )
  await take('new among all', fitted, only(isNew), everything, train)
  await take('new among new', fitted, only(isNew), (item) => seen.has(item), train)
  for (const fold of folds) {
    const isHidden = (item) => foldOf[item] === fold && seen.has(item)
    const known = without(train, isHidden)
    const asked = askedFor(cases, isHidden)
    // The hidden items are asked for on validation too, so what ends the training early must not know them.
    const ends = validation.map((entry) => ({ ...entry, targets: entry.targets.filter((item) => !isHidden(item)) })).filter(({ targets }) => targets.length > 0)
    const without10 = await recipe.fit(known, params, { seed, validation: ends })
    await take('hidden among all', without10, asked, everything, known)
    await take('hidden among hidden', without10, asked, (item) => !isHidden(item), known)
  }
  const flat = Object.fromEntries(Object.entries(perCase).map(([metric, values]) => [metric, Float64Array.from(values)]))
  const figures = Object.fromEntries(Object.entries(flat).map(([metric, values]) => [metric, figureOf(metric, values, new Float64Array(values.length))]))
  return { model, params, cases: counts, ...figures, perCase: flat }
}

/** What was known at each earlier date, and who took what after it. */
function earlierDates() {
  const all = everything()
  const begins = Float64Array.from(all.times).sort()[Math.floor(0.8 * all.times.length)]
  const back = (days) => begins - days * 86_400_000
  return [
    { date: '25 days before, at once', made: back(25), from: back(25), to: back(0) },
    { date: '50 days before, at once', made: back(50), from: back(50), to: back(25) },
    { date: 'late', made: back(38), from: back(20), to: back(0) },
  ].map(({ date, made, from, to }) => {
    const cases = []
    for (let person = 0; person < all.people.length; person++) {
      const times = all.times.subarray(all.ptr[person], all.ptr[person + 1])
      const first = times.findIndex((time) => time >= from)
      if (first < 0) continue
      const last = times.findIndex((time) => time >= to)
      const entry = caseOf(all, person, first, last < 0 ? times.length : last)
      if (entry !== undefined && entry.history.items.length > 0) cases.push(entry)
    }
    return {
      date,
      train: keepEntries(
        all,
        Uint8Array.from(all.times, (time) => Number(time < made)),
      ),
      cases,
    }
  })
}

/** One model at one date: the means of known and new items, and how many cases and new items there are. */
async function measuredAt({ date, train: before, cases }, model, input) {
  const recipe = algorithm(model)
  const fitted = await recipe.fit(before, parseParams(recipe.params, input, model), { seed })
  const isKnown = new Uint8Array(before.items.length)
  for (const item of before.cols) isKnown[item] = 1
  const only = (wanted) => cases.map((entry) => ({ ...entry, targets: entry.targets.filter(wanted) })).filter(({ targets }) => targets.length > 0)
  const known = only((item) => isKnown[item] === 1)
  const fresh = only((item) => isKnown[item] === 0)
  const ndcg = async (asked, barred) =>
    Number((await evaluate(masked(fitted, asked, barred), asked, { k: [10], train: before, seed })).metrics['ndcg@10'].value.toPrecision(3))
  return {
    date,
    model,
    ...input,
    newItems: new Set(fresh.flatMap(({ targets }) => [...targets])).size,
    cases: fresh.length,
    known: await ndcg(known, () => false),
    newAmongAll: await ndcg(fresh, () => false),
    newAmongNew: await ndcg(fresh, (item) => isKnown[item] === 1),
  }
}

/** The mean difference with its paired interval. */
function figureOf(metric, values, others) {
  const { value, low, high } = bootstrapDifference(values, others, new Random(seed).fork(metric), { draws: 2000 })
  return [value, low, high].map((figure) => Number(figure.toPrecision(4)))
}
