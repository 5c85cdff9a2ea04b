// Faithfulness of explanations on Amazon Beauty 5-core: every fifth person is left out of the training, and the lists of 1,000 of them are explained.
//   node bench/quality/faithfulness.mjs [--people 1000] [--retrain 30] [--seed 1] [MODEL …]      MODEL: linear-next, ease, item-knn …
// Retraining: so many people of the training set have the entries of a proof deleted, the model is fitted once more without them, and the item must be off the list.
// Writes results/faithfulness-beauty.json and prints a table. Run `npm run build:engine` first.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { historyFromItems, historyOf, interactionsFromSequences, withoutEntries } from '../../engine/dist/data/interactions.js'
import { attributionOf, margin, random } from '../../engine/dist/explain/attributions.js'
import { proofsOf } from '../../engine/dist/explain/counterfactual.js'
import { faithfulness } from '../../engine/dist/explain/faithfulness.js'
import { leaveOneOut } from '../../engine/dist/explain/leave-one-out.js'
import { terms } from '../../engine/dist/explain/terms.js'
import { Random } from '../../engine/dist/math/random.js'
import { topK } from '../../engine/dist/math/topk.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine } from '../machine.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { people: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, retrain: { type: 'string', default: '30' } },
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
  const retrained = await retrain(recipe, model, Number(values.retrain))
  cards.push({ ...card, retrained, seconds: Math.round((performance.now() - started) / 1000) })
  print(card)
  console.log(`after retraining without the entries, ${retrained.valid} of ${retrained.people} items are off the list`)
}
const file = new URL('../results/faithfulness-beauty.json', import.meta.url)
mkdirSync(new URL('.', file), { recursive: true })
writeFileSync(file, `${JSON.stringify({ ...machine(), cards }, null, 1)}\n`)
process.exit(0)

/** Proofs against deletion for good: the same people's first items, after a fit on data that never held the entries. */
async function retrain(recipe, model, people) {
  const list = (scores, candidates, k) => topK(scores, k, { exclude: candidates.map((allowed) => 1 - allowed) }).items
  const cases = []
  for (const person of new Random(seed).fork('retrain').shuffle(Int32Array.from({ length: data.people.length }, (_, i) => i))) {
    if (cases.length === people) break
    const history = historyOf(data, person)
    const candidates = new Uint8Array(data.items.length).fill(1)
    for (const item of history.items) candidates[item] = 0
    const scores = new Float32Array(data.items.length)
    await model.score([history], scores)
    const [item] = list(scores, candidates, 1)
    const [proof] = await proofsOf(model, history, [item], { k: 10, candidates, scores, seed })
    if (proof !== undefined) cases.push({ person, history, item, candidates, without: proof.without })
  }
  const gone = new Set(cases.flatMap(({ person, without }) => without.map((position) => data.ptr[person] + position)))
  const kept = [...data.cols.keys()].filter((entry) => !gone.has(entry))
  const ptr = data.ptr.slice()
  for (let person = 0, at = 0; person < data.people.length; person++) {
    for (let entry = data.ptr[person]; entry < data.ptr[person + 1]; entry++) if (!gone.has(entry)) at++
    ptr[person + 1] = at
  }
  const pick = (array) => array.constructor.from(kept, (entry) => array[entry])
  const rest = { ...data, ptr, cols: pick(data.cols), times: pick(data.times), weights: pick(data.weights), kinds: pick(data.kinds) }
  const again = await recipe.fit(rest, parseParams(recipe.params, {}, recipe.name), { seed: 1 })
  let valid = 0
  for (const { history, item, candidates, without } of cases) {
    const scores = new Float32Array(data.items.length)
    await again.score([withoutEntries(history, without)], scores)
    if (!list(scores, candidates, 10).includes(item)) valid++
  }
  return { people: cases.length, valid }
}

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
