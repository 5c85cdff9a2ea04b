// Accuracy of the linear models on Amazon Beauty 5-core: leave-one-out, every item ranked, seen items masked, ties against the target.
//   node bench/quality/beauty-linear.mjs                                   the whole table, written to bench/results/beauty-linear.json
//   node bench/quality/beauty-linear.mjs MODEL ['{"param": value}' …]      some rows, one JSON a line  [--no-titles] [--validation]
// Models learn from all but a person's last two. Validation: the second last. Test: the last, given everything before it. Choose parameters on validation only:
// --validation leaves the test figures out. --no-titles hides the catalogue, as the published models that read only the events do.
import { readFileSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { interactionsFromSequences } from '../../engine/dist/data/interactions.js'
import { splitBy } from '../../engine/dist/data/split/index.js'
import { evaluate } from '../../engine/dist/measure/index.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine } from '../machine.mjs'

const folder = process.env.CANDOR_DATA_SETS ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
const lines = (name) =>
  gunzipSync(readFileSync(`${folder}/amazon-beauty/${name}`))
    .toString('utf8')
    .trimEnd()
    .split('\n')
const sequences = lines('Beauty.txt.gz').map((line) => line.split(' '))
const titled = lines('Beauty_items.tsv.gz').slice(1).map(productOf)
const untitled = titled.map(({ id }) => ({ id }))

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'))
const [name, ...inputs] = process.argv.slice(2).filter((word) => !word.startsWith('--'))

if (name !== undefined) {
  for (const input of inputs.length > 0 ? inputs : ['{}']) {
    console.log(JSON.stringify(await measured(name, JSON.parse(input), { titles: !flags.includes('--no-titles'), test: !flags.includes('--validation') })))
  }
} else {
  const table = [
    ['popular', {}, false],
    ['item-knn', {}, false],
    ['item-knn', { decay: 0.6 }, false],
    ['ease', { decay: 1, tail: 0 }, false],
    ['ease', {}, false],
    ['linear-next', { l2: 50, futureDecay: 0.6, backward: 0, content: 0 }, false],
    ['linear-next', {}, false],
    ['linear-next', {}, true],
  ]
  const rows = []
  for (const [model, input, titles] of table) {
    rows.push({ input, ...(await measured(model, input, { titles, test: true })) })
    console.error(JSON.stringify(rows.at(-1)))
  }
  writeFileSync(new URL('../results/beauty-linear.json', import.meta.url), `${JSON.stringify({ ...machine(), seed: 1, rows }, null, 1)}\n`)
}

/** Fits and measures one row. */
async function measured(model, input, { titles, test }) {
  const split = splitBy(
    'leave-one-out',
    interactionsFromSequences(
      sequences.map(([person, ...items]) => [person, items]),
      titles ? titled : untitled,
    ),
  )
  const recipe = algorithm(model)
  const params = parseParams(recipe.params, input, model)
  const started = performance.now()
  const fitted = await recipe.fit(split.train, params, { seed: 1 })
  const fitSeconds = round((performance.now() - started) / 1000)
  const figures = async (cases) => {
    const { metrics } = await evaluate(fitted, cases, { k: [5, 10], train: split.train, seed: 1 })
    return Object.fromEntries(['hr@5', 'ndcg@5', 'hr@10', 'ndcg@10'].map((key) => [key, [metrics[key].value, metrics[key].low, metrics[key].high].map(round)]))
  }
  const scores = new Float32Array(fitted.items.length)
  const begun = performance.now()
  for (const { history } of split.test.slice(0, 2000)) await fitted.score([history], scores)
  const msPerPerson = round((performance.now() - begun) / 2000)
  const megabytes = round(fitted.save().length / 1e6)
  const validation = await figures(split.validation)
  return { model, titles, params, fitSeconds, megabytes, msPerPerson, validation, ...(test ? { test: await figures(split.test) } : {}) }
}

/** Attributes are the brand, where one is known, then the path of categories. */
function productOf(line) {
  const [id, , , , attributes, title] = line.split('\t')
  const names = attributes ? attributes.split('|') : []
  const departments = ['Makeup', 'Skin Care', 'Hair Care', 'Fragrance', 'Bath & Body', 'Tools & Accessories']
  const brand = names.length > 0 && !departments.includes(names[0]) ? names.shift() : undefined
  return { id, ...(title ? { title } : {}), ...(brand && brand !== 'Unknown' ? { brand } : {}), category: names }
}

function round(value) {
  return Number(value.toPrecision(4))
}
