// Every model on every public data set, by each set's own protocol.
//   node bench/quality/leaderboard.mjs                             all rows of all sets that are present, then the report
//   node bench/quality/leaderboard.mjs SET [MODEL …]               some rows; each runs in a process of its own, so that its memory is its own; rows measured together that are each other's twin are compared
//   node bench/quality/leaderboard.mjs SET MODEL --params '{…}'    one row tried with parameters: printed, not stored; on validation unless --test
//   node bench/quality/leaderboard.mjs --report                    docs/leaderboard.md from the stored rows
// Rows lie in leaderboard-rows.mjs, results in bench/results/leaderboard/SET.json. Parameters are chosen on validation only.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { Random } from '../../engine/dist/math/random.js'
import { bootstrapDifference } from '../../engine/dist/math/stats.js'
import { evaluate, listMilliseconds } from '../../engine/dist/measure/index.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine } from '../machine.mjs'
import { report } from './leaderboard-report.mjs'
import { rows, sets } from './leaderboard-rows.mjs'
import { present } from './sets/read.mjs'

const seed = 1
const results = new URL('../results/leaderboard/', import.meta.url)
const words = process.argv.slice(2)
const flag = (name) => words.includes(name)
const value = (name) => (flag(name) ? words[words.indexOf(name) + 1] : undefined)
const names = words.filter((word, at) => !word.startsWith('--') && words[at - 1] !== '--params')

if (flag('--row')) process.stdout.write(JSON.stringify(await measured(names[0], names[1], JSON.parse(value('--params')), !flag('--validation'))))
else if (value('--params') !== undefined) {
  const { perCase, ...result } = apart(names[0], { model: names[1], params: JSON.parse(value('--params')) }, flag('--test'))
  console.log(JSON.stringify(result, null, 1))
} else if (flag('--report')) report(results)
else {
  for (const name of names.length > 0 ? names.slice(0, 1) : Object.keys(sets)) run(name, names.slice(1))
  report(results)
}

/** Measures the rows of a set, storing each as soon as it is there. */
function run(name, only) {
  if (!present(sets[name].folder)) {
    console.log(`${name}: skipped, the data set is not there`)
    return
  }
  const measuredNow = new Map()
  for (const row of rows[name].filter(({ model, label }) => only.length === 0 || only.includes(model) || only.includes(label))) {
    const { perCase, ...result } = apart(name, row, true)
    const kept = stored(name)
    const id = row.label ?? row.model
    measuredNow.set(id, perCase)
    const twin = row.twin === undefined ? undefined : measuredNow.get(row.twin)
    const versus = twin === undefined ? {} : { versus: { row: row.twin, ...differences(perCase, twin) } }
    const all = [...kept.filter(({ label }) => label !== id), { label: id, ...result, ...versus, machine: machine() }]
    mkdirSync(results, { recursive: true })
    const order = rows[name].map(({ model, label }) => label ?? model)
    all.sort((a, b) => order.indexOf(a.label) - order.indexOf(b.label))
    writeFileSync(new URL(`${name}.json`, results), `${JSON.stringify({ set: name, seed, rows: all }, null, 1)}\n`)
    console.log(
      name,
      id,
      JSON.stringify(Object.fromEntries(sets[name].headline.slice(0, 2).map((metric) => [metric, result.metrics[metric]]))),
      `${result.fitSeconds} s`,
      ...(twin === undefined ? [] : [`beside ${row.twin}`, JSON.stringify(versus.versus)]),
    )
  }
}

/** Mean differences over the same cases, by metric, with their paired 95 % bootstrap intervals. */
function differences(perCase, twin) {
  return Object.fromEntries(
    Object.entries(perCase).map(([metric, values]) => [
      metric,
      round(bootstrapDifference(Float64Array.from(values), Float64Array.from(twin[metric]), new Random(seed).fork(metric), { draws: 2000 })),
    ]),
  )
}

function stored(name) {
  const file = new URL(`${name}.json`, results)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).rows : []
}

/** One row in a process of its own. */
function apart(name, { model, params = {}, withCatalogue = true }, tested) {
  const extra = [...(tested ? [] : ['--validation']), ...(withCatalogue ? [] : ['--no-catalogue'])]
  const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name, model, '--row', '--params', JSON.stringify(params), ...extra], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (status !== 0) throw new Error(`${model} on ${name} failed`)
  return JSON.parse(stdout)
}

async function measured(name, model, input, tested) {
  const set = sets[name]
  const loaded = set.load({ withCatalogue: !flag('--no-catalogue') })
  const { train, cases } = loaded[tested ? 'test' : 'validation']
  // When parameters are chosen, the number of epochs is one of them.
  const validation = tested ? loaded.test.validation : loaded.validation.cases
  const recipe = algorithm(model)
  const params = parseParams(recipe.params, input, model)
  const started = performance.now()
  const fitted = await recipe.fit(train, params, {
    seed,
    ...(validation === undefined ? {} : { validation }),
    progress: ({ stage, done, figures }) => {
      if (figures !== undefined) process.stderr.write(`${stage} ${(100 * done).toFixed(1)} % ${JSON.stringify(figures)}\n`)
    },
  })
  const fitSeconds = (performance.now() - started) / 1000
  const { metrics, perCase } = await evaluate(fitted, cases, { k: set.k, train, seed, maskSeen: set.maskSeen ?? true })
  const kept = Object.fromEntries(set.headline.filter((metric) => metrics[metric] !== undefined).map((metric) => [metric, round(metrics[metric])]))
  return {
    model,
    params,
    cases: cases.length,
    people: train.people.length,
    items: train.items.length,
    entries: train.cols.length,
    metrics: kept,
    fitSeconds: Number(fitSeconds.toFixed(1)),
    listMilliseconds: Number((await listMilliseconds(fitted, cases, 300)).toFixed(3)),
    modelMegabytes: Number((fitted.save().length / 1e6).toFixed(2)),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    // Of the two first metrics, for comparing rows case by case; not stored.
    perCase: Object.fromEntries(set.headline.slice(0, 2).map((metric) => [metric, Array.from(perCase[metric])])),
  }
}

function round({ value, low, high }) {
  return [value, low, high].map((figure) => Number(figure.toPrecision(4)))
}
