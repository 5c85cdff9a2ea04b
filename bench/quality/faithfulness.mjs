// Faithfulness of explanations on Amazon Beauty 5-core: every fifth person is left out of the training, and the lists of 1,000 of them are explained.
//   node bench/quality/faithfulness.mjs [--people 1000] [--seed 1] [MODEL …]      MODEL: linear-next, ease, item-knn …
// Writes results/faithfulness-beauty.json and prints a table. Run `npm run build:engine` first.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { historyFromItems, interactionsFromSequences } from '../../engine/dist/data/interactions.js'
import { attributionOf, margin, random } from '../../engine/dist/explain/attributions.js'
import { faithfulness } from '../../engine/dist/explain/faithfulness.js'
import { leaveOneOut } from '../../engine/dist/explain/leave-one-out.js'
import { terms } from '../../engine/dist/explain/terms.js'
import { Random } from '../../engine/dist/math/random.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine } from '../machine.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { people: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
})
const seed = Number(values.seed)
const names = positionals.length > 0 ? positionals : ['linear-next', 'ease', 'item-knn']

const folder = process.env.CANDOR_DATA_SETS ?? new URL('../../../shared/data', import.meta.url).pathname
const sequences = gunzipSync(readFileSync(`${folder}/amazon-beauty/Beauty.txt.gz`))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split(' '))
const known = interactionsFromSequences(sequences.filter((_, i) => i % 5 !== 0).map(([person, ...items]) => [person, items]))
for (const [, ...items] of sequences) for (const item of items) known.items.add(item)
const data = { ...known, products: Array.from({ length: known.items.length }) }
const unseen = sequences.filter((_, i) => i % 5 === 0)
const histories = [...new Random(seed).sample(unseen.length, Math.min(Number(values.people), unseen.length))].map((person) =>
  historyFromItems(unseen[person].slice(1).map((item) => data.items.indexOf(item))),
)
const methods = [attributionOf(terms), attributionOf(leaveOneOut), margin, similarity(data), random]

const cards = []
for (const name of names) {
  const recipe = algorithm(name)
  const model = await recipe.fit(data, parseParams(recipe.params, {}, name), { seed: 1 })
  const started = performance.now()
  const card = await faithfulness(model, histories, { k: 10, seed, methods, shuffled: shuffled(model) })
  cards.push({ ...card, seconds: Math.round((performance.now() - started) / 1000) })
  print(card)
}
const file = new URL('../results/faithfulness-beauty.json', import.meta.url)
mkdirSync(new URL('.', file), { recursive: true })
writeFileSync(file, `${JSON.stringify({ ...machine(), cards }, null, 1)}\n`)
process.exit(0)

/** "Because it is alike": Jaccard similarity of the people who had both. Plausible, and blind to the model. */
function similarity({ ptr, cols, people, items }) {
  const having = Array.from({ length: items.length }, () => new Set())
  for (let person = 0; person < people.length; person++) for (let entry = ptr[person]; entry < ptr[person + 1]; entry++) having[cols[entry]].add(person)
  const jaccard = (a, b) => {
    let both = 0
    for (const person of having[a]) if (having[b].has(person)) both++
    return both === 0 ? 0 : both / (having[a].size + having[b].size - both)
  }
  return { name: 'similarity', supports: () => true, amounts: async (_, history, item) => Float64Array.from(history.items, (entry) => jaccard(entry, item)) }
}

/** The model with its columns in another order: each item is scored by another item's weights. */
function shuffled(model) {
  const n = model.items.length
  const order = new Random('shuffled').shuffle(Int32Array.from({ length: n }, (_, i) => i))
  return {
    name: `${model.name} shuffled`,
    items: model.items,
    save: () => model.save(),
    ...(model.terms ? { terms: (history, item) => model.terms(history, order[item]) } : {}),
    async score(past, out) {
      const plain = new Float32Array(out.length)
      await model.score(past, plain)
      for (let row = 0; row < past.length; row++) for (let item = 0; item < n; item++) out[row * n + item] = plain[row * n + order[item]]
    },
  }
}

function print(card) {
  const show = (interval) => (interval === undefined ? '–' : `${interval.value.toFixed(3)} [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`)
  const columns = ['pos@10,1', 'pos@10,3', 'pos-p@20', 'del-p', 'ins-p', 'ndcg-p', 'neg-p@20', 'cf@5', 'sanity', 'sanity-signed', 'stability']
  console.log(`\n${card.model}: ${card.people} people, ${card.cases} explained items, completeness ${card.completeness?.toExponential(1) ?? '–'}`)
  console.table(
    Object.fromEntries(
      card.methods.map(({ name, metrics, cost }) => [
        name,
        { ...Object.fromEntries(columns.map((column) => [column, show(metrics[column])])), 'p95 ms': cost.p95.toFixed(2) },
      ]),
    ),
  )
  const { validity, size, minimal, gap, gapChecked, cost } = card.counterfactual
  console.log(
    `counterfactual: valid ${validity}, cf@5 ${show(card.counterfactual['cf@5'])}, size ${show(size)}, minimal ${minimal.toFixed(4)}, gap ${gap} over ${gapChecked}, p50 ${cost.p50.toFixed(2)} p95 ${cost.p95.toFixed(2)} ms`,
  )
}
