/**
 * A fit of EASE against LAPACK through numpy, both to the same result: P = (XᵀX + l2·I)⁻¹ and B = -P / diag P with a zero diagonal. The data is a made shop with heavy-tailed item counts.
 *   node bench/speed/ease.mjs [--sizes 2000,5000,12101] [--rounds N] [--l2 50] [--json FILE]
 * numpy is given the Gram matrix in f64 and timed from there. Our two sides: from the same Gram matrix in f32, and the whole `fit` from the events, which also counts the Gram matrix, prunes, and
 * stacks the sparse rows. Ours include starting the thread and loading its library. Up to 5,000 items also A⁻¹B with as many right sides as items, as `linear-next` may need.
 * Turn by turn in one run. Needs `npm run build:engine`; CANDOR_PYTHON names a Python with numpy.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { interactionsFromSequences } from '../../engine/dist/data/interactions.js'
import { gram } from '../../engine/dist/math/csr.js'
import { invertSpd, solveSpd } from '../../engine/dist/math/dense.js'
import { ease } from '../../engine/dist/models/ease.js'
import { activeItems, compactColumns, interactionMatrix } from '../../engine/dist/models/matrix.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine, spread } from '../machine.mjs'
import { madeSequences } from '../made-shop.mjs'
import { openPython } from '../python.mjs'

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '2000,5000,12101' },
    rounds: { type: 'string' },
    l2: { type: 'string', default: '50' },
    json: { type: 'string' },
  },
})
const l2 = Number(values.l2)
const sampled = 64
const folder = mkdtempSync(join(tmpdir(), 'candor-ease-'))
const begun = machine()
const numpy = await openPython(
  `
import json, sys, time
import numpy as np
print(json.dumps({"version": np.__version__}), flush=True)
for line in sys.stdin:
    q = json.loads(line)
    if "load" in q:
        n = q["n"]
        a = np.fromfile(q["load"], np.float32).reshape(n, n).astype(np.float64)
        print("{}", flush=True)
        continue
    start = time.perf_counter()
    if "solve" in q:
        x = np.linalg.solve(a, a)
    else:
        x = np.linalg.inv(a)
        x /= -np.diag(x)
        np.fill_diagonal(x, 0)
    seconds = time.perf_counter() - start
    if "rows" in q:
        x[q["rows"]].astype(np.float32).tofile(q["to"])
    del x
    print(json.dumps({"seconds": seconds}), flush=True)
`,
  'numpy',
)
const rows = []
try {
  for (const asked of values.sizes.split(',').map(Number)) {
    const data = interactionsFromSequences(madeSequences({ people: 2 * asked, items: asked }))
    const a = gramOf(data)
    const n = Math.sqrt(a.length)
    const file = join(folder, 'gram.f32')
    writeFileSync(file, new Uint8Array(a.buffer))
    await numpy?.ask({ load: file, n })
    const rounds = Number(values.rounds ?? (n <= 2500 ? 7 : n <= 6000 ? 3 : 2))
    const picked = Array.from({ length: sampled }, (_, t) => Math.floor((t * n) / sampled))
    const sides = { 'numpy, P and B': [], 'candor, P and B': [], 'candor, whole fit': [] }
    if (n <= 6000) Object.assign(sides, { 'numpy, solve': [], 'candor, solve': [] })
    let difference = null
    for (let round = 0; round < rounds; round++) {
      const to = join(folder, 'rows.f32')
      const theirs = await numpy?.ask({ rows: picked, to })
      if (theirs) sides['numpy, P and B'].push(theirs.seconds)
      // At the largest size once: a fit holds the same work.
      if (n <= 6000 || round === 0) {
        const b = await timed(sides['candor, P and B'], async () => zeroed(await invertSpd(a.slice(), n), n))
        if (theirs && round === 0) difference = largestDifference(b, readFileSync(to), picked, n)
      }
      const model = await timed(sides['candor, whole fit'], () => ease.fit(data, parseParams(ease.params, { l2 }, 'ease'), { seed: 1 }))
      if (model.items.length === 0) throw new Error('The model holds no items.')
      if (n > 6000) continue
      const answer = await numpy?.ask({ solve: true })
      if (answer) sides['numpy, solve'].push(answer.seconds)
      await timed(sides['candor, solve'], () => solveSpd(a.slice(), n, a.slice(), n))
    }
    for (const [what, times] of Object.entries(sides)) {
      if (times.length === 0) continue
      const rival = sides[what.endsWith('solve') ? 'numpy, solve' : 'numpy, P and B']
      const ratio = rival.length > 0 ? spread(times).median / spread(rival).median : null
      rows.push({ items: n, what, rounds: times.length, ...spread(times), ratio, difference: what === 'candor, P and B' ? difference : null })
      const { median, low, high, ratio: of, difference: off } = rows.at(-1)
      console.log(
        `${String(n).padStart(6)} items  ${what.padEnd(18)} ${median.toFixed(3)} s (${low.toFixed(3)} to ${high.toFixed(3)})${of === null ? '' : `  ${of.toFixed(2)} × numpy`}${off === null ? '' : `  largest difference of B ${off.toExponential(1)}`}`,
      )
    }
  }
} finally {
  numpy?.close()
  rmSync(folder, { recursive: true, force: true })
}
const residentMegabytes = Math.round(process.resourceUsage().maxRSS / 1024)
console.log(
  `l2 ${l2}, numpy ${numpy?.hello.version ?? 'absent'}, peak memory ${residentMegabytes} MB, load ${begun.load[0]} before and ${machine().load[0]} after`,
)
if (values.json)
  writeFileSync(values.json, `${JSON.stringify({ what: 'ease', l2, numpy: numpy?.hello.version ?? null, rows, residentMegabytes, machine: begun }, null, 2)}\n`)

/** XᵀX + l2·I over the items with events, as `ease` makes it. */
function gramOf(data) {
  const active = activeItems(data)
  const a = gram(compactColumns(interactionMatrix(data), active))
  for (let i = 0; i < active.length; i++) a[i * active.length + i] += l2
  return a
}

/** B of P, in its place: column j divided by -P[j, j], the diagonal 0. */
function zeroed(p, n) {
  const pivots = Float64Array.from({ length: n }, (_, i) => -p[i * n + i])
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) p[i * n + j] = i === j ? 0 : p[i * n + j] / pivots[j]
  return p
}

/** Largest |difference| over the sampled rows, as a share of the largest |B| among them. */
function largestDifference(b, bytes, picked, n) {
  const theirs = new Float32Array(bytes.buffer, bytes.byteOffset, picked.length * n)
  let worst = 0
  let largest = 0
  picked.forEach((row, at) => {
    for (let j = 0; j < n; j++) {
      worst = Math.max(worst, Math.abs(theirs[at * n + j] - b[row * n + j]))
      largest = Math.max(largest, Math.abs(theirs[at * n + j]))
    }
  })
  return worst / largest
}

async function timed(into, job) {
  const start = performance.now()
  const result = await job()
  into.push((performance.now() - start) / 1000)
  return result
}
