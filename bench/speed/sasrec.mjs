// The whole training of `sasrec` on Amazon Beauty against RecBole's: CPU seconds, of all threads, until it is done, and what it then reaches on the test. Ours trains the given number of epochs on the events alone;
// RecBole's runs with its own defaults (cross-entropy over all items, batches of 2,048) until its validation has not risen for ten epochs, or until --budget CPU seconds are over or somebody ends it, which the result then says: its best is then no sooner than the best so far.
// Each side is a process of its own with one thread that computes. They train in turns of --turn seconds, the other stopped meanwhile, so what else the machine does falls on both alike.
//   node bench/speed/sasrec.mjs [--epochs 24] [--rate 0.001] [--budget 600] [--turn 20] [--only ours|recbole] [--json FILE]
// The other side runs only where the Python named by CANDOR_RECBOLE can import recbole (1.2.1, with numpy < 2); otherwise this says so.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
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
    rate: { type: 'string', default: '0.001' },
    budget: { type: 'string', default: '600' },
    turn: { type: 'string', default: '20' },
    only: { type: 'string' },
    json: { type: 'string' },
    train: { type: 'boolean', default: false },
  },
})
if (!present(folder)) console.log('skipped: the Beauty data is not beside the project')
else if (values.train) await train()
else await compare()

async function compare() {
  const kept = values.json && existsSync(values.json) ? JSON.parse(readFileSync(values.json, 'utf8')) : {}
  const result = { what: 'sasrec', ...kept, machine: machine() }
  const place = mkdtempSync(join(tmpdir(), 'candor-recbole-'))
  try {
    const sides = [...(values.only === 'recbole' ? [] : [ours()]), ...(values.only === 'ours' ? [] : recbole(place))]
    await inTurns(sides)
    for (const { name, said } of sides) result[name] = said
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
  if (result.ours && result.recbole) {
    const { best, ended } = result.recbole
    result.ratio = Number((result.ours.cpuSeconds / best.cpuSeconds).toFixed(3))
    console.log(`ours takes ${result.ratio} of the time of RecBole's to ${ended ? 'its best' : 'the best within its budget'}`)
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 1)}\n`)
}

/** Lets one side run at a time, until all have ended. A side: its name, its process, and what the process said, line by line, put together. */
async function inTurns(sides) {
  const open = new Set(sides)
  process.on('exit', () => {
    for (const { child } of open) child.kill('SIGKILL')
  })
  for (const side of sides) {
    side.child.kill('SIGSTOP')
    side.ended = (async () => {
      for await (const line of createInterface({ input: side.child.stdout })) {
        if (!line.startsWith('{')) continue
        console.log(side.name, line)
        side.said = { ...side.said, ...JSON.parse(line) }
      }
      open.delete(side)
    })()
  }
  while (open.size > 0) {
    for (const side of open) {
      side.child.kill('SIGCONT')
      const over = new AbortController()
      await Promise.race([side.ended, setTimeout(Number(values.turn) * 1000, undefined, { signal: over.signal }).catch(() => {})])
      over.abort()
      side.child.kill('SIGSTOP')
    }
  }
}

function ours() {
  const { epochs, rate } = values
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--train', '--epochs', epochs, '--rate', rate], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { name: 'ours', child }
}

/** Our training, in a process of its own. */
async function train() {
  const { test } = load({ withCatalogue: false })
  const params = parseParams(sasrec.params, { epochs: Number(values.epochs), learningRate: Number(values.rate), content: 0, patience: 0 }, 'sasrec')
  const cpu = process.cpuUsage()
  const model = await sasrec.fit(test.train, params, { seed: 1 })
  const used = process.cpuUsage(cpu)
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024)
  const { metrics } = await evaluate(model, test.cases, { k: [10], train: test.train, seed: 1 })
  const figures = Object.fromEntries(['ndcg@10', 'hr@10'].map((metric) => [metric, Number(metrics[metric].value.toFixed(4))]))
  const cpuSeconds = Number(((used.user + used.system) / 1e6).toFixed(1))
  console.log(JSON.stringify({ epochs: params.epochs, learningRate: params.learningRate, cpuSeconds, peakMegabytes, test: figures }))
}

/** RecBole's side, or none where it is not there. */
function recbole(place) {
  const python = process.env.CANDOR_RECBOLE ?? 'python3'
  if (spawnSync(python, ['-W', 'ignore', '-c', 'import recbole']).status !== 0) {
    console.log(`${python} cannot import recbole: only our side is measured. Set CANDOR_RECBOLE to a Python that can.`)
    return []
  }
  const file = join(place, 'sequences.txt')
  writeFileSync(file, text('amazon-beauty/Beauty.txt.gz'))
  const script = fileURLToPath(new URL('sasrec-recbole.py', import.meta.url))
  const child = spawn(python, ['-W', 'ignore', script, file, '1000', values.budget], { cwd: place, stdio: ['ignore', 'pipe', 'ignore'] })
  return [{ name: 'recbole', child }]
}
