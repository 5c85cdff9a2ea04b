// Accuracy on Gowalla, LightGCN's split: every item ranked, training items masked, Recall@20 = hits / test items of the person, NDCG@20 against the ideal of min(test items, 20).
//   node bench/quality/gowalla.mjs                                   the whole table, written to bench/results/gowalla.json
//   node bench/quality/gowalla.mjs --store MODEL                     its row of the table alone, written there in place of the one before
//   node bench/quality/gowalla.mjs MODEL ['{"param": value}' …]      some rows, one JSON a line  [--validation [--clumped]]
//   node bench/quality/gowalla.mjs --clumps                          how the test and both validations are drawn
// Validation: a tenth of each person's training items, drawn with seed 1, hidden from a model fitted for that alone, of 5,000 people. Choose parameters on it: --validation leaves the test
// out, --test the validation. The test is not drawn evenly: like items of a person fall into it together. --clumped hides a fifth of each person's training items in such clumps instead.
// The file lists each person's items by number, not by time, so recency is off.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { Random } from '../../engine/dist/math/random.js'
import { evaluate } from '../../engine/dist/measure/index.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine } from '../machine.mjs'
import { rows } from './leaderboard-rows.mjs'
import { clumpedFifth, clumping, hiddenShare, likenesses } from './sets/clumps.mjs'
import { folder, items, part, split, validationTenth } from './sets/gowalla.mjs'
import { present } from './sets/read.mjs'

if (!present(folder)) {
  console.log('skipped: Gowalla is not beside the project')
  process.exit(0)
}
const { train, test } = split()
const validationPeople = 5000
/** The leaderboard's rows, but for variants of one model. */
const table = rows.gowalla.filter(({ label }) => label === undefined)

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'))
const [name, ...inputs] = process.argv.slice(2).filter((word) => !word.startsWith('--'))

if (flags.includes('--clumps')) tellClumps()
else if (name !== undefined && !flags.includes('--store')) {
  for (const input of inputs.length > 0 ? inputs : ['{}']) console.log(JSON.stringify(await measured(name, JSON.parse(input))))
} else {
  const wanted = table.filter(({ model }) => name === undefined || name === model)
  if (wanted.length === 0) throw new Error(`${name} has no row: ${table.map(({ model }) => model).join(', ')} have.`)
  for (const { model, params } of wanted) store(await measured(model, params))
}

/** Puts a row into the file of results, in place of the model's last one. */
function store(row) {
  console.error(JSON.stringify(row))
  const file = new URL('../results/gowalla.json', import.meta.url)
  const others = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).rows.filter(({ model }) => model !== row.model) : []
  const order = table.map(({ model }) => model)
  const stored = [...others, { ...row, machine: machine() }].sort((a, b) => order.indexOf(a.model) - order.indexOf(b.model))
  writeFileSync(file, `${JSON.stringify({ seed: 1, rows: stored }, null, 1)}\n`)
}

/** Fits and measures one row. */
async function measured(model, input) {
  const recipe = algorithm(model)
  const params = parseParams(recipe.params, input, model)
  const fitted = async (known, hidden) => {
    const { train: data, cases } = part(known, hidden)
    const started = performance.now()
    const model = await recipe.fit(data, params, { seed: 1 })
    const fitSeconds = round((performance.now() - started) / 1000)
    const { metrics } = await evaluate(model, cases, { k: [20], train: data, seed: 1 })
    const figures = Object.fromEntries(['recall@20', 'ndcg@20'].map((key) => [key, [metrics[key].value, metrics[key].low, metrics[key].high].map(round)]))
    return { people: cases.length, ...figures, coverage: round(metrics['coverage@20'].value), fitSeconds, megabytes: round(model.save().length / 1e6) }
  }
  const { kept, hidden } = flags.includes('--clumped') ? clumpedValidation() : evenValidation()
  return {
    model,
    input,
    params,
    ...(flags.includes('--test') ? {} : { validation: await fitted(kept, hidden) }),
    ...(flags.includes('--validation') ? {} : { test: await fitted(train, test) }),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}

/** Training rows without a tenth of each person's items, and that tenth of some people. */
function evenValidation() {
  const random = new Random(1)
  const { kept, hidden } = validationTenth(train, random)
  return { kept, hidden: somePeople(hidden, random) }
}

/** The same of a fifth that is hidden in clumps. */
function clumpedValidation() {
  const { kept, hidden } = clumpedFifth(train, items)
  return { kept, hidden: somePeople(hidden, new Random(2)) }
}

function somePeople(hidden, random) {
  const asked = [...hidden].filter(([, own]) => own.length > 0)
  return [...random.sample(asked.length, validationPeople)].map((at) => asked[at])
}

/** How unevenly the test and both validations are drawn, a line each. */
function tellClumps() {
  console.log(`two of a person's items hidden together, times as often as by chance, by the cosine of those who have them, up to ${likenesses.join(', ')}`)
  const tenth = validationTenth(train, new Random(1))
  const fifth = clumpedFifth(train, items)
  for (const [title, kept, hidden] of [
    ['test', train, test],
    ['validation', tenth.kept, tenth.hidden],
    ['validation, clumped', fifth.kept, fifth.hidden],
  ]) {
    const together = clumping(kept, hidden, items).map((value) => value.toFixed(2))
    const shares = [
      [10, 80],
      [80, 300],
      [300, Number.POSITIVE_INFINITY],
    ].map(([low, high]) => {
      const { mean, deviation } = hiddenShare(kept, hidden, items, low, high)
      return `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`
    })
    console.log(`${title}: ${together.join(' ')}; hidden of items with 10, 80 and 300 events on ${shares.join(', ')}`)
  }
}

function round(value) {
  return Number(value.toPrecision(4))
}
