// Milliseconds of one training step of `sasrec` against PyTorch on the same cores, interleaved: batches of packed rows, dropout, sampled softmax, Adam, everything a step takes on both sides.
//   node bench/speed/nn.mjs [--threads 1] [--steps 20] [--rounds 5] [--factors 64,128] [--json FILE]
// The other side runs only where the Python named by CANDOR_PYTHON, or else python3, can import torch; otherwise this says so.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Random } from '../../engine/dist/math/random.js'
import { task } from '../../engine/dist/models/sasrec-task.js'
import { openBackend } from '../../engine/dist/nn/index.js'
import { TrainingStep } from '../../engine/dist/nn/training-step.js'
import { machine, spread } from '../machine.mjs'

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '1' },
    steps: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
    factors: { type: 'string', default: '64,128' },
    json: { type: 'string' },
  },
})
const shape = { items: 12_000, batch: 32, length: 50, layers: 2, heads: 2, dropout: 0.5, negatives: 2048 }
const [threads, steps, rounds] = [values.threads, values.steps, values.rounds].map(Number)
const sequences = made(4000, shape.items)
const rows = []
for (const factors of values.factors.split(',').map(Number)) {
  const ours = await openOurs(factors)
  const theirs = await openTorch({ ...shape, factors, threads, steps })
  const [own, torch] = [[], []]
  for (let round = 0; round < rounds; round++) {
    own.push(await ours())
    if (theirs) torch.push(await theirs.round())
  }
  theirs?.close()
  const row = { factors, candor: spread(own), ...(theirs ? { torch: spread(torch), ratio: spread(own).median / spread(torch).median } : {}) }
  rows.push(row)
  console.log(`${factors} factors: ${text(row.candor)} ms a step${theirs ? `, torch ${text(row.torch)} ms, ratio ${row.ratio.toFixed(2)}` : ''}`)
}
const result = { ...machine(), threads, ...shape, rows }
if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 1)}\n`)

/** Runs some steps; their mean in milliseconds. */
async function openOurs(factors) {
  const backend = await openBackend({ threads })
  const input = {
    ...shape,
    factors,
    block: 'plain',
    frequency: 0,
    cutoff: 3,
    ...sequences,
    alpha: 0,
    learningRate: 0.001,
    weightDecay: 0,
    epochs: 1,
    patience: 0,
    validation: [],
    decay: 0,
    described: undefined,
    masked: true,
  }
  const job = await task(input, { seed: 1, backend })
  const step = await TrainingStep.open(job, backend, 1)
  const inEpoch = job.begin(0)
  let at = 0
  const run = async (count) => {
    let loss = 0
    for (let each = 0; each < count; each++) loss += await step.run(job.batch(at++ % (inEpoch - 1)))
    if (!(loss > 0)) throw new Error('No loss: this was no work to time.')
  }
  await run(3)
  return async () => {
    const start = performance.now()
    await run(steps)
    return (performance.now() - start) / steps
  }
}

async function openTorch(options) {
  const child = spawn(process.env.CANDOR_PYTHON ?? 'python3', [fileURLToPath(new URL('nn-torch.py', import.meta.url)), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const { value: hello } = await lines.next()
  if (hello === undefined) {
    console.log('torch is not there: Candor alone is measured')
    return undefined
  }
  return {
    async round() {
      child.stdin.write('\n')
      return Number((await lines.next()).value)
    },
    close: () => child.stdin.end(),
  }
}

/** Sequences of the lengths that shops have: 5 and more, 9 on average. */
function made(people, items) {
  const random = new Random(1)
  const lengths = Array.from({ length: people }, () => Math.min(50, 5 + random.poisson(4)))
  const ptr = new Int32Array(people + 1)
  lengths.forEach((length, person) => {
    ptr[person + 1] = ptr[person] + length
  })
  const list = Int32Array.from({ length: ptr[people] }, () => random.int(items))
  return { ptr, items: list, counts: new Int32Array(items).fill(1) }
}

function text({ median, low, high }) {
  return `${median.toFixed(1)} (${low.toFixed(1)}-${high.toFixed(1)})`
}
