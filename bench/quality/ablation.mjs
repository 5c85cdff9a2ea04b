// What each ingredient of the best models on Amazon Beauty is worth: one at a time is switched off, all else stays. Measured on validation, so the test stays unseen; written to bench/results/ablation.json, row by row.
//   node bench/quality/ablation.mjs            all rows; the page is made by node bench/quality/leaderboard.mjs --report
//   node bench/quality/ablation.mjs ROW …      some, by their names
// linear-next is measured on all validation cases. The blend learns its weights on every other case and is measured on the rest; its parts are fitted once.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Random } from '../../engine/dist/math/random.js'
import { bootstrapDifference } from '../../engine/dist/math/stats.js'
import { evaluate } from '../../engine/dist/measure/index.js'
import { blend } from '../../engine/dist/models/blend.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine } from '../machine.mjs'
import { load } from './sets/beauty.mjs'

const seed = 1
const metrics = ['ndcg@10', 'hr@10']
const file = new URL('../results/ablation.json', import.meta.url)

const linear = [
  { name: 'whole', without: 'nothing', params: {} },
  { name: 'content', without: 'descriptions (`content` 0)', params: { content: 0 } },
  { name: 'recency', without: 'recency (`decay` 1, `tail` 0): the past counts alike', params: { decay: 1, tail: 0 } },
  { name: 'future', without: 'the later future (`futureDecay` 0): the next item alone is foretold', params: { futureDecay: 0 } },
  { name: 'backward', without: 'transitions read backwards (`backward` 0)', params: { backward: 0 } },
  { name: 'neighbours', without: 'all but the 10 most alike descriptions (`neighbours` 10)', params: { neighbours: 10 } },
  { name: 'tail', without: 'the cut of what is long past (`tail` 0)', params: { tail: 0 } },
]
const parts = ['linear-next', 'content', 'popular']

const only = process.argv.slice(2)
const { train, cases } = load().validation
const every = linear.filter(({ name }) => only.length === 0 || only.includes(name))
let whole
for (const { name, without, params } of every.some(({ name }) => name === 'whole') ? every : [linear[0], ...every]) {
  const perCase = await measured(await fitted('linear-next', params), cases)
  whole ??= perCase
  store({ model: 'linear-next', name, without, cases: cases.length, ...figures(perCase, name === 'whole' ? undefined : whole) })
}
if (only.length === 0 || only.includes('blend')) await blends()

/** The blend whole and without each part; all share the parts' fits. */
async function blends() {
  const models = new Map()
  for (const part of parts) models.set(part, await fitted(part, {}))
  const recipe = blend((name) => ({ ...algorithm(name), fit: async () => models.get(name) }))
  const [learned, asked] = [0, 1].map((half) => cases.filter((_, at) => at % 2 === half))
  let all
  for (const left of [undefined, ...parts]) {
    const list = parts.filter((part) => part !== left)
    const model = await recipe.fit(train, parseParams(recipe.params, { list }, 'blend'), { seed, validation: learned })
    const perCase = await measured(model, asked)
    all ??= perCase
    const without = left === undefined ? 'nothing' : `\`${left}\``
    store({ model: 'blend', name: left ?? 'whole', without, cases: asked.length, ...figures(perCase, left === undefined ? undefined : all) })
  }
}

function fitted(name, input) {
  const recipe = algorithm(name)
  return recipe.fit(train, parseParams(recipe.params, input, name), { seed })
}

async function measured(model, asked) {
  const { perCase } = await evaluate(model, asked, { k: [10], train, seed })
  return perCase
}

/** Means with their intervals, and what is lost beside the whole over the same cases. */
function figures(perCase, beside) {
  const figure = (metric, others) => {
    const { value, low, high } = bootstrapDifference(perCase[metric], others, new Random(seed).fork(metric), { draws: 2000 })
    return [value, low, high].map((number) => Number(number.toPrecision(4)))
  }
  const of = (othersOf) => Object.fromEntries(metrics.map((metric) => [metric, figure(metric, othersOf(metric))]))
  return { metrics: of((metric) => new Float64Array(perCase[metric].length)), ...(beside === undefined ? {} : { change: of((metric) => beside[metric]) }) }
}

/** In the order of the lists above, earlier runs' rows kept. */
function store(row) {
  const id = ({ model, name }) => `${model} ${name}`
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).rows.filter((other) => id(other) !== id(row)) : []
  const order = [...linear.map(({ name }) => `linear-next ${name}`), 'blend whole', ...parts.map((part) => `blend ${part}`)]
  const rows = [...kept, row].sort((a, b) => order.indexOf(id(a)) - order.indexOf(id(b)))
  writeFileSync(file, `${JSON.stringify({ set: 'beauty', seed, ...machine(), rows }, null, 1)}\n`)
  console.log(JSON.stringify(row))
}
