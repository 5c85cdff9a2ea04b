// Accuracy of one model on Amazon Beauty 5-core: leave-one-out, full ranking, seen items masked, ties against the target.
//   node bench/quality/beauty-linear.mjs MODEL ['{"param": value}' …] [--titles] [--validation]
// Train: all but a person's last two. Validation: the second last. Test: the last, given everything before it. Choose parameters on validation only.
// --titles reads the catalogue (title, brand, category) for models that use it; --validation leaves the test figures out.
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { gunzipSync } from 'node:zlib'
import { historyFromItems, interactionsFromSequences } from '../../engine/dist/data/interactions.js'
import { rankOf } from '../../engine/dist/math/topk.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'

const folder = process.env.CANDOR_DATA_SETS ?? new URL('../../../shared/data', import.meta.url).pathname
const read = (name) =>
  gunzipSync(readFileSync(`${folder}/amazon-beauty/${name}`))
    .toString('utf8')
    .trimEnd()
    .split('\n')

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'))
const [name = 'linear-next', ...inputs] = process.argv.slice(2).filter((word) => !word.startsWith('--'))

const sequences = read('Beauty.txt.gz').map((line) => line.split(' '))
const catalogue = flags.includes('--titles') ? read('Beauty_items.tsv.gz').slice(1).map(productOf) : []
const train = interactionsFromSequences(
  sequences.map(([person, ...items]) => [person, items.slice(0, -2)]),
  catalogue,
)
for (const [, ...items] of sequences) for (const item of items) train.items.add(item)
const data = { ...train, products: Array.from({ length: train.items.length }, (_, i) => train.products[i]) }

for (const input of inputs.length > 0 ? inputs : ['{}']) {
  const recipe = algorithm(name)
  const params = parseParams(recipe.params, JSON.parse(input), name)
  const started = performance.now()
  const model = await recipe.fit(data, params, { seed: 1 })
  const fitSeconds = (performance.now() - started) / 1000
  const validation = await evaluate(model, 2)
  const test = flags.includes('--validation') ? undefined : await evaluate(model, 1)
  const megabytes = model.save().length / 1e6
  console.log(JSON.stringify({ model: name, params, fitSeconds: round(fitSeconds), megabytes: round(megabytes), validation, test }))
}

/** HR and NDCG at 5 and 10, and milliseconds a person, with the last `drop` items held back and the first of those as target. */
async function evaluate(model, drop) {
  const scores = new Float32Array(model.items.length)
  const sums = { 'hr@5': 0, 'ndcg@5': 0, 'hr@10': 0, 'ndcg@10': 0 }
  let spent = 0
  for (const [, ...ids] of sequences) {
    const items = ids.map((id) => model.items.indexOf(id))
    const history = historyFromItems(items.slice(0, -drop))
    const started = performance.now()
    await model.score([history], scores)
    spent += performance.now() - started
    const rank = rankOf(scores, items.at(-drop), history.items)
    for (const k of [5, 10]) {
      if (rank > k) continue
      sums[`hr@${k}`] += 1
      sums[`ndcg@${k}`] += 1 / Math.log2(rank + 1)
    }
  }
  const means = Object.entries(sums).map(([metric, sum]) => [metric, Number((sum / sequences.length).toFixed(4))])
  return { ...Object.fromEntries(means), msPerPerson: round(spent / sequences.length) }
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
  return Number(value.toPrecision(3))
}
