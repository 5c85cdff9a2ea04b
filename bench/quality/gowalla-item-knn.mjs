// Recall@20 and NDCG@20 of item-knn on LightGCN's Gowalla split, every item ranked, training items masked, ties by item order as the published scripts do.
//   node bench/quality/gowalla-item-knn.mjs ['{"similarity": "…"}' …] [--validation]
// --validation: a tenth of every person's training items (seeded) is held out and the test is not read. Without it: fitted on the whole training part.
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { historyOf, interactionsFromSequences } from '../../engine/dist/data/interactions.js'
import { Random } from '../../engine/dist/math/random.js'
import { topK } from '../../engine/dist/math/topk.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'

const folder = `${process.env.CANDOR_DATA_SETS ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))}/gowalla-lightgcn`
const rows = (text) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(' '))
const train = new Map(rows(gunzipSync(readFileSync(`${folder}/train.txt.gz`)).toString('utf8')).map(([person, ...items]) => [person, items]))
const held = new Map()
const isValidation = process.argv.includes('--validation')
if (isValidation) {
  const random = new Random(1)
  for (const [person, items] of train) {
    const kept = items.filter(() => random.next() >= 0.1)
    if (kept.length > 0 && kept.length < items.length) {
      const left = new Set(kept)
      held.set(
        person,
        items.filter((item) => !left.has(item)),
      )
      train.set(person, kept)
    }
  }
} else for (const [person, ...items] of rows(gunzipSync(readFileSync(`${folder}/raw/test.txt.gz`)).toString('utf8'))) held.set(person, items)
const data = interactionsFromSequences(train)

const inputs = process.argv.slice(2).filter((word) => !word.startsWith('--'))
for (const input of inputs.length > 0 ? inputs : ['{}']) {
  const recipe = algorithm('item-knn')
  const params = parseParams(recipe.params, JSON.parse(input), 'item-knn')
  const started = performance.now()
  const model = await recipe.fit(data, params, { seed: 1 })
  const fitSeconds = (performance.now() - started) / 1000
  const scores = new Float32Array(model.items.length)
  let recall = 0
  let ndcg = 0
  for (const [person, items] of held) {
    const history = historyOf(data, data.people.indexOf(person))
    const targets = new Set(items.map((item) => model.items.indexOf(item)))
    await model.score([history], scores)
    const list = topK(scores, 20, { exclude: history.items }).items
    let gain = 0
    let hits = 0
    let ideal = 0
    for (let at = 0; at < Math.min(20, items.length); at++) ideal += 1 / Math.log2(at + 2)
    list.forEach((item, at) => {
      if (!targets.has(item)) return
      hits += 1
      gain += 1 / Math.log2(at + 2)
    })
    recall += hits / items.length
    ndcg += gain / ideal
  }
  const round = (value) => Number(value.toPrecision(4))
  const row = { part: isValidation ? 'validation' : 'test', 'recall@20': round(recall / held.size), 'ndcg@20': round(ndcg / held.size), people: held.size }
  console.log(JSON.stringify({ model: 'item-knn', params, fitSeconds: round(fitSeconds), ...row }))
}
