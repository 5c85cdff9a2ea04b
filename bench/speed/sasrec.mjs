// The whole training of `sasrec` on Amazon Beauty against RecBole's: CPU seconds, of all threads, until it is done, and what it then reaches on the test. Ours trains the given number of epochs on the events alone;
// RecBole's runs with its own defaults (cross-entropy over all items, batches of 2,048) until its validation has not risen for ten epochs, or until --budget CPU seconds are over, which the result then says.
//   node bench/speed/sasrec.mjs [--epochs 24] [--budget 600] [--only ours|recbole] [--json FILE]
// The other side runs only where the Python named by CANDOR_RECBOLE can import recbole (1.2.1, with numpy < 2); otherwise this says so.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { evaluate } from '../../engine/dist/measure/index.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { sasrec } from '../../engine/dist/models/sasrec.js'
import { machine } from '../machine.mjs'
import { folder, load } from '../quality/sets/beauty.mjs'
import { present, text } from '../quality/sets/read.mjs'

const { values } = parseArgs({
  options: {
    epochs: { type: 'string', default: '24' },
    budget: { type: 'string', default: '600' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
})
if (!present(folder)) {
  console.log('skipped: the Beauty data is not beside the project')
  process.exit(0)
}
const kept = values.json && existsSync(values.json) ? JSON.parse(readFileSync(values.json, 'utf8')) : {}
const result = { what: 'sasrec', ...kept, machine: machine() }
if (values.only !== 'recbole') result.ours = await ours()
if (values.only !== 'ours') result.recbole = (await recbole()) ?? result.recbole
if (result.ours && result.recbole) {
  const { best, trainingCpuSeconds, ended } = result.recbole
  result.ratio = Number((result.ours.cpuSeconds / (best?.cpuSeconds ?? trainingCpuSeconds)).toFixed(3))
  console.log(`ours takes ${result.ratio} of the time of RecBole's to ${ended ? 'its best' : 'where its budget ended'}`)
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 1)}\n`)

async function ours() {
  const { test } = load({ withCatalogue: false })
  const params = parseParams(sasrec.params, { epochs: Number(values.epochs), content: 0, patience: 0 }, 'sasrec')
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  const model = await sasrec.fit(test.train, params, { seed: 1 })
  const used = process.cpuUsage(cpu)
  const seconds = (performance.now() - start) / 1000
  const { metrics } = await evaluate(model, test.cases, { k: [10], train: test.train, seed: 1 })
  const row = {
    epochs: params.epochs,
    seconds: Number(seconds.toFixed(1)),
    cpuSeconds: Number(((used.user + used.system) / 1e6).toFixed(1)),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    test: { 'ndcg@10': Number(metrics['ndcg@10'].value.toFixed(4)), 'hr@10': Number(metrics['hr@10'].value.toFixed(4)) },
  }
  console.log('ours', JSON.stringify(row))
  return row
}

async function recbole() {
  const python = process.env.CANDOR_RECBOLE ?? 'python3'
  if (spawnSync(python, ['-W', 'ignore', '-c', 'import recbole']).status !== 0) {
    console.log(`${python} cannot import recbole: only our side is measured. Set CANDOR_RECBOLE to a Python that can.`)
    return undefined
  }
  const place = mkdtempSync(join(tmpdir(), 'candor-recbole-'))
  try {
    const file = join(place, 'sequences.txt')
    writeFileSync(file, text('amazon-beauty/Beauty.txt.gz'))
    const script = fileURLToPath(new URL('sasrec-recbole.py', import.meta.url))
    const child = spawn(python, ['-W', 'ignore', script, file, '1000', values.budget], { cwd: place, stdio: ['ignore', 'pipe', 'ignore'] })
    let last
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith('{')) continue
      console.log('recbole', line)
      last = { ...last, ...JSON.parse(line) }
    }
    return last
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
