/**
 * Seconds an epoch of `bpr` against BayesianPersonalizedRanking of the Python library implicit, on the same made shop and all cores, interleaved: the same factors, as many samples an epoch as there are events, one negative each, drawn
 * as popular items are. The defaults of `bpr` draw 8 candidates for a negative: measured beside, without a rival.
 *   node bench/speed/bpr.mjs [--factors 64,128] [--rounds 3] [--json FILE]
 * CANDOR_PYTHON names a Python with implicit, numpy and scipy; without one only our side is measured.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { interactionsFromSequences } from '../../engine/dist/data/interactions.js'
import { bpr, rankedFactors } from '../../engine/dist/models/bpr.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine, spread } from '../machine.mjs'
import { madeShop } from '../made-shop.mjs'
import { openPython } from '../python.mjs'

const { values } = parseArgs({
  options: { factors: { type: 'string', default: '64,128' }, rounds: { type: 'string', default: '3' }, json: { type: 'string' } },
})
const epochs = 4
const threads = availableParallelism()
const begun = machine()
const data = interactionsFromSequences(madeShop(20_000, 30_000, 40))
const folder = mkdtempSync(join(tmpdir(), 'candor-bpr-'))
writeFileSync(join(folder, 'ptr'), new Uint8Array(data.ptr.buffer))
writeFileSync(join(folder, 'idx'), new Uint8Array(data.cols.buffer))
const implicit = await openPython(
  `
import json, os, sys, time
os.environ['OPENBLAS_NUM_THREADS'] = '1'
import numpy as np, scipy.sparse as sp, implicit
print(json.dumps({'version': implicit.__version__}), flush=True)
for line in sys.stdin:
    q = json.loads(line); times = []
    ptr = np.fromfile(q['folder'] + '/ptr', dtype=np.int32); idx = np.fromfile(q['folder'] + '/idx', dtype=np.int32)
    x = sp.csr_matrix((np.ones(len(idx), dtype=np.float32), idx, ptr), shape=(len(ptr) - 1, q['items'])); x.sum_duplicates()
    model = implicit.cpu.bpr.BayesianPersonalizedRanking(factors=q['factors'], iterations=q['epochs'] + 1, num_threads=q['threads'], random_state=1)
    model.fit(x, show_progress=False, callback=lambda *_: times.append(time.perf_counter()))
    print(json.dumps({'seconds': [after - before for before, after in zip(times, times[1:])]}), flush=True)
`,
  'implicit, numpy and scipy',
)
const rows = []
try {
  for (const factors of values.factors.split(',').map(Number)) {
    const sides = { candor: [], implicit: [], defaults: [] }
    for (let round = 0; round < Number(values.rounds); round++) {
      sides.candor.push(...(await secondsOfEpochs({ factors, candidates: 1, popularNegatives: 1 })))
      if (implicit) sides.implicit.push(...(await implicit.ask({ folder, items: data.items.length, factors, epochs, threads })).seconds)
      sides.defaults.push(...(await secondsOfEpochs({ factors })))
    }
    const row = { factors, candor: spread(sides.candor), defaults: spread(sides.defaults) }
    if (implicit) Object.assign(row, { implicit: spread(sides.implicit), ratio: spread(sides.candor).median / spread(sides.implicit).median })
    rows.push(row)
    console.log(
      `${factors} factors: ${text(row.candor)} an epoch${implicit ? `, implicit ${implicit.hello.version} ${text(row.implicit)}, ratio ${row.ratio.toFixed(2)}` : ''}; with the defaults of bpr ${text(row.defaults)}`,
    )
  }
} finally {
  implicit?.close()
  rmSync(folder, { recursive: true, force: true })
}
const result = { people: data.people.length, items: data.items.length, events: data.cols.length, threads, rows }
console.log(JSON.stringify({ ...result, rows: undefined, load: begun.load }))
if (values.json)
  writeFileSync(values.json, `${JSON.stringify({ ...result, ...(implicit ? { version: implicit.hello.version } : {}), machine: begun }, null, 1)}\n`)

/** Seconds of each epoch but the first, which also starts the threads. */
async function secondsOfEpochs(input) {
  const times = []
  const right = []
  const progress = ({ figures }) => {
    times.push(performance.now())
    right.push(figures.right)
  }
  await rankedFactors(data, parseParams(bpr.params, { ...input, epochs: epochs + 1 }, 'bpr'), { seed: 1, progress }, threads)
  if (!(right.at(-1) > right[0])) throw new Error(`The share of pairs that stand right did not rise, ${right[0]} to ${right.at(-1)}: this was no work to time.`)
  return times.slice(1).map((time, at) => (time - times[at]) / 1000)
}

function text({ median, low, high }) {
  return `${median.toFixed(2)} s (${low.toFixed(2)} to ${high.toFixed(2)})`
}
