// Items that nobody has touched yet: what their titles, brands and categories are worth. Amazon Beauty.
//   node bench/quality/text-cold.mjs                                    content and text on the test, written to bench/results/text-cold.json
//   node bench/quality/text-cold.mjs --validation MODEL ['{"param": value}' …]   rows on the validation fold, one JSON a line: choose parameters on it
// Items are dealt into ten folds by seed 1. Of one fold all events are hidden: a model learns from the others' events and knows of the fold's items their catalogue entries alone. Asked is everybody whose held-out item is of the fold, by the
// history before it, of which events of the fold's items are hidden too; who is left without a history is not asked. The held-out item is ranked twice: among all items, and among the items of the fold alone; what the
// person had is masked, ties count against it. Fold 0 and the last item but one are for choosing; folds 1 to 5 and the last item are the test, five fits a model, all their cases taken together.
import { writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { Random } from '../../engine/dist/math/random.js'
import { bootstrapDifference, mcnemar } from '../../engine/dist/math/stats.js'
import { evaluate } from '../../engine/dist/measure/index.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine } from '../machine.mjs'
import { askedFor, foldsOf, masked, without } from './new-items.mjs'
import { load } from './sets/beauty.mjs'

const seed = 1
const folds = 10
const loaded = load()
const foldOf = foldsOf(loaded.test.train.items.length, folds, seed)

const [flag, name, ...inputs] = process.argv.slice(2)
if (flag === '--validation') {
  for (const input of inputs.length > 0 ? inputs : ['{}']) {
    const { perCase, ...row } = await measured(name, JSON.parse(input), loaded.validation, [0])
    console.log(JSON.stringify(row))
  }
} else {
  const tested = [1, 2, 3, 4, 5]
  const rows = []
  for (const model of ['content', 'text']) {
    rows.push(await measured(model, {}, loaded.test, tested))
    const { perCase, ...row } = rows.at(-1)
    console.error(JSON.stringify(row))
  }
  const [content, text] = rows.map(({ perCase }) => perCase)
  const lift = Object.fromEntries(
    Object.keys(text).map((metric) => {
      const { value, low, high } = bootstrapDifference(text[metric], content[metric], new Random(seed).fork(metric), { draws: 2000 })
      const p = metric.startsWith('hr') ? { mcnemar: round(mcnemar(text[metric], content[metric]).p) } : {}
      return [metric, { difference: round(value), low: round(low), high: round(high), ...p }]
    }),
  )
  const result = { ...machine(), seed, folds: tested, rows: rows.map(({ perCase, ...row }) => row), lift }
  writeFileSync(new URL('../results/text-cold.json', import.meta.url), `${JSON.stringify(result, null, 1)}\n`)
  console.log(JSON.stringify(lift, null, 1))
}

/** One model over some folds: its figures over all cases together. */
async function measured(model, input, { train, cases }, chosen) {
  const recipe = algorithm(model)
  const params = parseParams(recipe.params, input, model)
  const perCase = { 'hr@10 among new': [], 'ndcg@10 among new': [], 'hr@10 among all': [], 'ndcg@10 among all': [] }
  let fitSeconds = 0
  for (const fold of chosen) {
    const isNew = (item) => foldOf[item] === fold
    const known = without(train, isNew)
    const asked = askedFor(cases, isNew)
    const started = performance.now()
    const fitted = await recipe.fit(known, params, { seed })
    fitSeconds += (performance.now() - started) / 1000
    for (const [among, barred] of [
      ['all', () => false],
      ['new', (item) => !isNew(item)],
    ]) {
      const { perCase: found } = await evaluate(masked(fitted, asked, barred), asked, { k: [10], train: known, seed })
      for (const metric of ['hr@10', 'ndcg@10']) perCase[`${metric} among ${among}`].push(...found[metric])
    }
  }
  const figures = Object.fromEntries(
    Object.entries(perCase).map(([metric, values]) => {
      const { value, low, high } = bootstrapDifference(Float64Array.from(values), new Float64Array(values.length), new Random(seed).fork(metric), {
        draws: 2000,
      })
      return [metric, [value, low, high].map(round)]
    }),
  )
  const flat = Object.fromEntries(Object.entries(perCase).map(([metric, values]) => [metric, Float64Array.from(values)]))
  return { model, params, cases: perCase['hr@10 among all'].length, ...figures, secondsAFit: round(fitSeconds / chosen.length), perCase: flat }
}

function round(value) {
  return Number(value.toPrecision(4))
}
