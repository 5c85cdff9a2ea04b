// What `sasrec` loses on Amazon Beauty's test when its matrices are stored in fewer bits, with 95 % paired intervals; with --validation on the validation cases.
//   node bench/quality/quantised.mjs [--model FILE] [--params JSON] [--validation] [--json FILE]      FILE: a model fitted before; without it one is fitted with its defaults
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { compareEvaluations, evaluate } from '../../engine/dist/measure/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { sasrec } from '../../engine/dist/models/sasrec.js'
import { openSasrec, sasrecModel } from '../../engine/dist/models/sasrec-model.js'
import { parametersOf } from '../../engine/dist/models/sasrec-scorer.js'
import { dequantise, fromHalf, pack6, quantise, toHalf, unpack6 } from '../../engine/dist/nn/quantise.js'
import { machine } from '../machine.mjs'
import * as beauty from './sets/beauty.mjs'

const { values } = parseArgs({
  options: { model: { type: 'string' }, params: { type: 'string', default: '{}' }, validation: { type: 'boolean', default: false }, json: { type: 'string' } },
})
const { train, cases: test, validation } = beauty.load().test
const cases = values.validation ? validation : test
const params = JSON.parse(values.params)
let fitSeconds
const form = openSasrec('sasrec', await fitted())
const rounding = {
  float32: (array) => array,
  float16: (array) => fromHalf(toHalf(array)),
  int8: (array, rows) => dequantise(quantise(array, rows)),
  int6: (array, rows) => unpack6(pack6(array, rows), array.length),
}
const rows = []
const evaluations = []
for (const [precision, round] of Object.entries(rounding)) {
  const model = rounded(round)
  const evaluation = await evaluate(model, cases, { k: [5, 10], train, seed: 1 })
  const { metrics } = evaluation
  evaluations.push({ name: precision, evaluation })
  const row = {
    precision,
    onnxBytes: model.onnx(precision).length,
    'ndcg@10': metrics['ndcg@10'],
    'hr@10': metrics['hr@10'],
    'ndcg@5': metrics['ndcg@5'],
    'hr@5': metrics['hr@5'],
  }
  rows.push(row)
  // Shares of the whole network's NDCG@10; the lower end of what is lost is the upper end of the difference.
  const { difference, low, high } = compareEvaluations(evaluations, 1).find(({ model: name, metric }) => name === precision && metric === 'ndcg@10') ?? {
    difference: 0,
    low: 0,
    high: 0,
  }
  const [lost, least, most] = [difference, high, low].map((value) => 0 - value / rows[0]['ndcg@10'].value)
  row.lost = { value: lost, low: least, high: most }
  row.smaller = rows[0].onnxBytes / row.onnxBytes
  console.log(
    `${precision}: ${(row.onnxBytes / 1e6).toFixed(2)} MB, ${row.smaller.toFixed(2)} times smaller, NDCG@10 ${row['ndcg@10'].value.toFixed(4)}, HR@10 ${row['hr@10'].value.toFixed(4)}, lost ${(100 * lost).toFixed(2)} % (${(100 * least).toFixed(2)} to ${(100 * most).toFixed(2)} %)`,
  )
}
if (values.json)
  writeFileSync(
    values.json,
    `${JSON.stringify({ ...machine(), set: 'beauty', model: 'sasrec', params, part: values.validation ? 'validation' : 'test', fitSeconds, cases: cases.length, rows }, null, 1)}\n`,
  )

async function fitted() {
  if (values.model && existsSync(values.model)) return readFileSync(values.model)
  const started = performance.now()
  const progress = ({ stage, figures }) => {
    if (figures !== undefined) process.stderr.write(`${stage} ${JSON.stringify(figures)}\n`)
  }
  const model = await sasrec.fit(train, parseParams(sasrec.params, params, 'sasrec'), { seed: 1, validation, progress })
  fitSeconds = (performance.now() - started) / 1000
  if (values.model) writeFileSync(values.model, model.save())
  return model.save()
}

/** The model with its matrices rounded, as the exported file has them. */
function rounded(round) {
  const { shape, weights } = form
  const parameters = { ...weights.parameters }
  for (const { name, shape: sizes } of parametersOf(shape).list()) if (sizes.length > 1) parameters[name] = round(parameters[name], sizes[0])
  // Vectors of items are whole by now, their words in them.
  return sasrecModel({ ...form, weights: { parameters, vectors: round(weights.vectors, weights.vectors.length / shape.factors) } })
}
