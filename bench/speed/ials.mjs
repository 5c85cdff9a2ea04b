// Seconds an iteration of `ials` against the Python library implicit on the same cores, interleaved, on the same made shop: same factors, same conjugate gradient steps, all cores.
//   node bench/speed/ials.mjs [--factors 64,128,256] [--rounds 3] [--gowalla] [--json FILE]
// The other side runs only where the Python named by CANDOR_PYTHON, or else python3, can import implicit, numpy and scipy; otherwise this says so.
// --gowalla takes the Gowalla data set in place of the made shop.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { interactionsFromSequences } from '../../engine/dist/data/interactions.js'
import { factorise, ials } from '../../engine/dist/models/ials.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine, spread } from '../machine.mjs'
import { madeShop } from '../made-shop.mjs'

const { values } = parseArgs({
  options: {
    factors: { type: 'string', default: '64,128,256' },
    rounds: { type: 'string', default: '3' },
    gowalla: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const pythonCommand = process.env.CANDOR_PYTHON ?? 'python3'
const iterations = 3
const cgSteps = 3
const sequences = values.gowalla ? gowalla() : madeShop(20_000, 30_000, 40)
const data = interactionsFromSequences(sequences)
const folder = mkdtempSync(join(tmpdir(), 'candor-ials-'))
const python = await openImplicit()
const rows = []
try {
  for (const factors of values.factors.split(',').map(Number)) {
    const ours = []
    const theirs = []
    for (let round = 0; round < Number(values.rounds); round++) {
      ours.push(...(await ourSeconds(factors)))
      if (python) theirs.push(...(await python.ask({ factors, iterations, cgSteps })).seconds)
    }
    const row = { factors, candor: spread(ours), ...(python ? { implicit: spread(theirs), ratio: spread(ours).median / spread(theirs).median } : {}) }
    rows.push(row)
    console.log(
      `${String(factors).padStart(4)} factors: ${text(row.candor)} s an iteration${python ? `, implicit ${text(row.implicit)} s, ratio ${row.ratio.toFixed(2)}` : ''}`,
    )
  }
} finally {
  python?.close()
  rmSync(folder, { recursive: true, force: true })
}
const result = {
  ...machine(),
  data: values.gowalla ? 'gowalla' : 'made shop',
  people: data.people.length,
  items: data.items.length,
  events: data.cols.length,
  cgSteps,
  rows,
}
console.log(JSON.stringify({ cores: result.cores, load: result.load, data: result.data, people: result.people, items: result.items, events: result.events }))
if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 1)}\n`)

/** Seconds of each iteration but the first, which also starts the threads. */
async function ourSeconds(factors) {
  const times = []
  const params = parseParams(ials.params, { factors, iterations: iterations + 1, cgSteps }, 'ials')
  const { objective } = await factorise(data, params, { seed: 1, progress: () => times.push(performance.now()) })
  if (!(objective.at(-1) < objective[0])) throw new Error('The objective did not fall: this was no work to time.')
  return times.slice(1).map((time, at) => (time - times[at]) / 1000)
}

async function openImplicit() {
  const script = `
import json, os, sys, time
os.environ['OPENBLAS_NUM_THREADS'] = '1'
import numpy as np, scipy.sparse as sp, implicit
ptr = np.fromfile(sys.argv[1] + '/ptr', dtype=np.int32); idx = np.fromfile(sys.argv[1] + '/idx', dtype=np.int32)
x = sp.csr_matrix((np.ones(len(idx), dtype=np.float32), idx, ptr), shape=(len(ptr) - 1, int(sys.argv[2])))
x.sum_duplicates()
print(json.dumps({'version': implicit.__version__}), flush=True)
for line in sys.stdin:
    ask = json.loads(line); times = []
    model = implicit.als.AlternatingLeastSquares(factors=ask['factors'], iterations=ask['iterations'] + 1, use_cg=True, use_gpu=False, num_threads=${availableParallelism()},
        regularization=0.01, alpha=1.0, random_state=1)
    model.cg_steps = ask['cgSteps']
    model.fit_callback = lambda iteration, elapsed, *rest: times.append(elapsed)
    model.fit(x, show_progress=False)
    print(json.dumps({'seconds': times[1:]}), flush=True)
`
  writeFileSync(join(folder, 'ptr'), new Uint8Array(data.ptr.buffer))
  writeFileSync(join(folder, 'idx'), new Uint8Array(data.cols.buffer))
  // Settings of the surroundings that make OpenBLAS take slower routines than it would choose for this machine.
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...env } = process.env
  const child = spawn(pythonCommand, ['-W', 'ignore', '-c', script, folder, String(data.items.length)], { stdio: ['pipe', 'pipe', 'ignore'], env })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    return done ? undefined : JSON.parse(value)
  }
  child.on('error', () => {})
  const hello = await next()
  if (hello === undefined) {
    console.log(`${pythonCommand} cannot import implicit, numpy and scipy: only our side is measured.`)
    return undefined
  }
  console.log(`implicit ${hello.version}, ${availableParallelism()} threads each`)
  return {
    ask: (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      return next()
    },
    close: () => child.stdin.end(),
  }
}

function gowalla() {
  const data = process.env.CANDOR_DATA_SETS ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
  const lines = gunzipSync(readFileSync(`${data}/gowalla-lightgcn/train.txt.gz`))
    .toString('utf8')
    .trimEnd()
    .split('\n')
  return lines.map((line) => {
    const [person, ...own] = line.trim().split(' ')
    return [person, own]
  })
}

function text({ median, low, high }) {
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`
}
