// Training that goes on from last week's model against training anew, week after week on Online Retail: each learns from everything before a week and is asked what people buy in it. The warm model goes on from
// the warm model of the week before, so that what it loses would add up.
//   node bench/quality/warm-start.mjs [MODEL …] [--weeks 4] [--seed 1] [--params '{…}'] [--json FILE]
import { readFileSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { caseOf } from '../../engine/dist/data/split/case-of.js'
import { keepEntries } from '../../engine/dist/data/split/keep.js'
import { compareEvaluations, evaluate } from '../../engine/dist/measure/index.js'
import { algorithm } from '../../engine/dist/models/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine } from '../machine.mjs'
import { present } from './sets/read.mjs'
import { everything, folder } from './sets/retail.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    weeks: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    params: { type: 'string', default: '{}' },
    json: { type: 'string' },
  },
})
const models = positionals.length > 0 ? positionals : ['sasrec', 'gru4rec', 'bert4rec']
const week = 7 * 86_400_000
const seed = Number(values.seed)

if (!present(folder)) {
  console.log('skipped: Online Retail is not beside the project')
  process.exit(0)
}
const data = everything()
const end = data.times.reduce((latest, time) => Math.max(latest, time), 0) + 1
const begin = machine()
const rows = []
for (const name of models) {
  const recipe = algorithm(name)
  if (!recipe.warm) throw new Error(`${name} does not go on from an earlier model.`)
  const params = parseParams(recipe.params, JSON.parse(values.params), name)
  let warm
  for (let back = Number(values.weeks) + 1; back > 0; back--) {
    const from = end - back * week
    const train = keepEntries(
      data,
      Uint8Array.from(data.times, (time) => (time < from ? 1 : 0)),
    )
    const trained = async (extra) => {
      const start = performance.now()
      const used = process.cpuUsage()
      const model = await recipe.fit(train, params, { seed, ...extra })
      const { user, system } = process.cpuUsage(used)
      return { model, seconds: (performance.now() - start) / 1000, processor: (user + system) / 1e6 }
    }
    const full = await trained({})
    if (warm === undefined) {
      warm = full.model
      continue
    }
    const gone = await trained({ warm })
    const stale = warm
    warm = gone.model
    const cases = [...data.people.names().keys()].flatMap((person) => {
      const times = data.times.subarray(data.ptr[person], data.ptr[person + 1])
      const place = (moment) => times.findIndex((time) => time >= moment)
      const [first, last] = [place(from), place(from + week)]
      const made = first < 0 ? undefined : caseOf(data, person, first, last < 0 ? times.length : last)
      return made === undefined ? [] : [made]
    })
    const judged = []
    for (const [side, model] of Object.entries({ full: full.model, warm, stale })) {
      judged.push({ name: side, evaluation: await evaluate(model, cases, { k: [10], train, seed }) })
    }
    const figure = ({ evaluation }) => ['value', 'low', 'high'].map((key) => Number(evaluation.metrics['ndcg@10'][key].toPrecision(4)))
    const apart = compareEvaluations(judged, seed).filter(({ metric }) => metric === 'ndcg@10')
    const difference = (side) => ['difference', 'low', 'high'].map((key) => Number(apart.find(({ model }) => model === side)[key].toPrecision(3)))
    rows.push({
      model: name,
      params,
      week: new Date(from).toISOString().slice(0, 10),
      cases: cases.length,
      fullSeconds: Number(full.seconds.toFixed(2)),
      warmSeconds: Number(gone.seconds.toFixed(2)),
      // Of all threads: other work on the machine changes it less.
      fullProcessorSeconds: Number(full.processor.toFixed(2)),
      warmProcessorSeconds: Number(gone.processor.toFixed(2)),
      ndcg: { full: figure(judged[0]), warm: figure(judged[1]), stale: figure(judged[2]) },
      warmMinusFull: difference('warm'),
      staleMinusFull: difference('stale'),
      machine: begin,
    })
    console.log(JSON.stringify(rows.at(-1)))
    store()
  }
}
/** After each week, so that a run cut short leaves what it measured. */
function store() {
  if (!values.json) return
  const kept = readable(values.json).filter(({ model }) => !rows.some((row) => row.model === model))
  writeFileSync(values.json, `${JSON.stringify({ what: 'warm-start', rows: [...kept, ...rows] }, null, 1)}\n`)
}

function readable(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).rows
  } catch {
    return []
  }
}
