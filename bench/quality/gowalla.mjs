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
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { historyFromItems, interactionsFromSequences } from '../../engine/dist/data/interactions.js'
import { Random } from '../../engine/dist/math/random.js'
import { evaluate } from '../../engine/dist/measure/index.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine } from '../machine.mjs'
import { clumpedFifth, clumping, hiddenShare, likenesses } from './sets/clumps.mjs'

const folder = `${process.env.CANDOR_DATA_SETS ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))}/gowalla-lightgcn`
const items = 40_981
const catalogue = Array.from({ length: items }, (_, item) => ({ id: String(item) }))
const train = rowsOf('train.txt.gz')
const test = rowsOf('raw/test.txt.gz')
const validationPeople = 5000
const noRecency = { decay: 1, tail: 0 }

/** Chosen on the validation tenth. The row of lightgcn is the leaderboard's own. */
const table = [
  ['popular', {}],
  ['item-knn', { ...noRecency }],
  ['slim-sparse', { ...noRecency }],
  ['ials', { factors: 512, iterations: 10, unobserved: 0.05, l2: 2, itemPower: 0.3 }],
  ['bpr', { factors: 512, epochs: 30, l2: 0.03 }],
  ['gf-cf', { itemPower: 0.4, lowPass: 0.12, neighbours: 1000 }],
  [
    'mult-vae',
    { factors: 512, hidden: 0, start: 'factors', dropout: 0.7, batch: 200, samples: 1000, beta: 0.05, annealEpochs: 5, learningRate: 0.0002, epochs: 2 },
  ],
  ['dnn', { ...noRecency, factors: 256, hidden: 0, start: 'factors', hide: 0.5, batch: 200, samples: 1000, learningRate: 0.0005, epochs: 2 }],
]

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'))
const [name, ...inputs] = process.argv.slice(2).filter((word) => !word.startsWith('--'))

if (flags.includes('--clumps')) {
  console.log(`two of a person's items hidden together, times as often as by chance, by the cosine of those who have them, up to ${likenesses.join(', ')}`)
  const tenth = validationTenth()
  const fifth = clumpedFifth(train, items)
  for (const [title, kept, hidden] of [
    ['test', train, test],
    ['validation', tenth.kept, tenth.all],
    ['validation, clumped', fifth.kept, fifth.hidden],
  ]) {
    const shares = [10, 80, 300].map((low, at) => hiddenShare(kept, hidden, items, low, [80, 300, Infinity][at]))
    console.log(
      `${title}: ${clumping(kept, hidden, items)
        .map((value) => value.toFixed(2))
        .join(
          ' ',
        )}; hidden of items with 10, 80 and 300 events on ${shares.map(({ mean, deviation }) => `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`).join(', ')}`,
    )
  }
} else if (name !== undefined && !flags.includes('--store')) {
  for (const input of inputs.length > 0 ? inputs : ['{}']) console.log(JSON.stringify(await measured(name, JSON.parse(input))))
} else {
  for (const [model, input] of table) if (name === undefined || name === model) store(await measured(model, input))
}

/** Puts a row into the file of results, in place of the model's last one. */
function store(row) {
  console.error(JSON.stringify(row))
  const file = new URL('../results/gowalla.json', import.meta.url)
  const others = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).rows.filter(({ model }) => model !== row.model) : []
  const order = table.map(([model]) => model)
  const rows = [...others, { ...row, machine: machine() }].sort((a, b) => order.indexOf(a.model) - order.indexOf(b.model))
  writeFileSync(file, `${JSON.stringify({ seed: 1, rows }, null, 1)}\n`)
}

/** Fits and measures one row. */
async function measured(model, input) {
  const recipe = algorithm(model)
  const params = parseParams(recipe.params, input, model)
  const fitted = async (known, hidden) => {
    const data = interactionsFromSequences(
      [...known].map(([person, own]) => [person, own.map(String)]),
      catalogue,
    )
    const started = performance.now()
    const model = await recipe.fit(data, params, { seed: 1 })
    const fitSeconds = round((performance.now() - started) / 1000)
    const cases = []
    for (const [person, targets] of hidden) {
      if (targets.length > 0)
        cases.push({ person: data.people.indexOf(person), history: historyFromItems(known.get(person) ?? []), targets: Int32Array.from(targets) })
    }
    const { metrics } = await evaluate(model, cases, { k: [20], train: data, seed: 1 })
    const figures = Object.fromEntries(['recall@20', 'ndcg@20'].map((key) => [key, [metrics[key].value, metrics[key].low, metrics[key].high].map(round)]))
    return { people: cases.length, ...figures, coverage: round(metrics['coverage@20'].value), fitSeconds, megabytes: round(model.save().length / 1e6) }
  }
  const { kept, hidden } = flags.includes('--clumped') ? clumpedValidation() : validationTenth()
  return {
    model,
    input,
    params,
    ...(flags.includes('--test') ? {} : { validation: await fitted(kept, hidden) }),
    ...(flags.includes('--validation') ? {} : { test: await fitted(train, test) }),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}

/** Training rows without a tenth of each person's items, all of these, and that tenth of some people. */
function validationTenth() {
  const random = new Random(1)
  const kept = new Map()
  const all = new Map()
  for (const [person, own] of train) {
    const drawn = new Set(random.sample(own.length, Math.floor(own.length / 10)))
    kept.set(
      person,
      own.filter((_, at) => !drawn.has(at)),
    )
    all.set(
      person,
      own.filter((_, at) => drawn.has(at)),
    )
  }
  return { kept, all, hidden: somePeople(all, random) }
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

function rowsOf(file) {
  const lines = gunzipSync(readFileSync(`${folder}/${file}`))
    .toString('utf8')
    .trimEnd()
    .split('\n')
  return new Map(
    lines.map((line) => {
      const [person, ...own] = line.trim().split(' ')
      return [person, own.map(Number)]
    }),
  )
}

function round(value) {
  return Number(value.toPrecision(4))
}
