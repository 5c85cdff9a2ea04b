/**
 * Dense inverse and solve against LAPACK through numpy, on the Gram matrix of a made shop with heavy-tailed item counts.
 *   node bench/speed/solve.mjs [--sizes 2000,5000,12101] [--rounds N] [--l2 50] [--json FILE]
 * Both sides take the same matrix, turn by turn in one run; ours includes starting its thread and loading its library. Needs `npm run build:engine`;
 * without python3 and numpy only our side is measured.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { Alias } from '../../engine/dist/math/alias.js'
import { fromTriplets, gram } from '../../engine/dist/math/csr.js'
import { invertSpd, solveSpd } from '../../engine/dist/math/dense.js'
import { dot } from '../../engine/dist/math/dot.js'
import { Random } from '../../engine/dist/math/random.js'

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '2000,5000,12101' },
    rounds: { type: 'string' },
    l2: { type: 'string', default: '50' },
    json: { type: 'string' },
  },
})
const seed = 20
const sizes = values.sizes.split(',').map(Number)
const l2 = Number(values.l2)
const folder = mkdtempSync(join(tmpdir(), 'candor-solve-'))
const numpy = await openNumpy()
const rows = []
const loadBefore = loadavg()[0]

try {
  for (const n of sizes) {
    const rounds = values.rounds ? Number(values.rounds) : n <= 2500 ? 9 : n <= 6000 ? 5 : 3
    const a = shopGram(n)
    const file = join(folder, 'gram.f32')
    writeFileSync(file, new Uint8Array(a.buffer))
    await numpy?.ask({ load: file, n })
    const seconds = { 'candor invert': [], 'candor solve': [], 'numpy inv f64': [], 'numpy inv f32': [], 'numpy solve f64': [] }
    const residual = {}
    for (let round = 0; round < rounds; round++) {
      const inverse = await timed(seconds['candor invert'], () => invertSpd(a.slice(), n))
      if (round === 0) residual['candor invert'] = residualOf(a, n, inverse)
      for (const type of ['f64', 'f32']) {
        const answer = await numpy?.ask({ inverse: type })
        if (!answer) continue
        seconds[`numpy inv ${type}`].push(answer.seconds)
        residual[`numpy inv ${type}`] = answer.residual
      }
      await timed(seconds['candor solve'], () => solveSpd(a.slice(), n, a.slice(), n))
      const answer = await numpy?.ask({ solve: true })
      if (answer) seconds['numpy solve f64'].push(answer.seconds)
    }
    for (const [what, times] of Object.entries(seconds)) {
      if (times.length === 0) continue
      const sorted = times.toSorted((x, y) => x - y)
      const median = sorted[sorted.length >> 1]
      const rival = seconds[what.endsWith('solve') ? 'numpy solve f64' : 'numpy inv f64'].toSorted((x, y) => x - y)
      const ratio = rival.length ? median / rival[rival.length >> 1] : null
      rows.push({ n, what, rounds, median, low: sorted[0], high: sorted.at(-1), ratio, residual: residual[what] ?? null })
    }
  }
} finally {
  numpy?.close()
  rmSync(folder, { recursive: true, force: true })
}

console.log(
  `l2 ${l2}, seed ${seed}, ${availableParallelism()} cores of ${cpus()[0]?.model}, load ${loadBefore.toFixed(2)} before and ${loadavg()[0].toFixed(2)} after`,
)
if (!numpy) console.log('numpy side skipped: python3 with numpy was not found')
console.table(
  rows.map((row) => ({
    n: row.n,
    what: row.what,
    'median s': row.median.toFixed(3),
    'low to high': `${row.low.toFixed(3)} to ${row.high.toFixed(3)}`,
    'of numpy f64': row.ratio === null ? '' : `${row.ratio.toFixed(2)} ×`,
    'max |AX - I|': row.residual === null ? '' : row.residual.toExponential(1),
  })),
)
if (values.json) {
  const report = {
    seed,
    l2,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model,
    node: process.version,
    numpy: numpy?.version ?? null,
    load: loadBefore,
    rows,
  }
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
}

/** Gram matrix [n × n] plus l2 on the diagonal, of 2n people with histories of 5 to some hundreds and items drawn by rank^-0.8. */
function shopGram(n) {
  const random = new Random(seed).fork(n)
  const popular = new Alias(Float64Array.from({ length: n }, (_, i) => (i + 3) ** -0.8))
  const people = []
  const items = []
  for (let person = 0; person < 2 * n; person++) {
    const length = Math.min(n >> 2, 5 + Math.floor(4 * (random.next() ** -0.6 - 1)))
    for (let i = 0; i < length; i++) {
      people.push(person)
      items.push(popular.draw(random))
    }
  }
  const a = gram(fromTriplets(2 * n, n, people, items))
  for (let i = 0; i < n; i++) a[i * n + i] += l2
  return a
}

/** Largest |A·X - I| over 64 rows, summed in f64, A and X as stored in f32. */
function residualOf(a, n, x) {
  let worst = 0
  for (let t = 0; t < 64; t++) {
    const r = Math.floor((t * n) / 64)
    const row = a.subarray(r * n, (r + 1) * n)
    // X is symmetric: its rows serve as its columns.
    for (let c = 0; c < n; c++) worst = Math.max(worst, Math.abs(dot(row, x.subarray(c * n, (c + 1) * n)) - (r === c ? 1 : 0)))
  }
  return worst
}

async function timed(into, job) {
  const start = performance.now()
  const result = await job()
  into.push((performance.now() - start) / 1000)
  return result
}

/** A python process that keeps the matrix in both precisions and answers one line a question; undefined where there is none. */
async function openNumpy() {
  const script = `
import json, sys, time
import numpy as np
print(json.dumps({"version": np.__version__}), flush=True)
for line in sys.stdin:
    q = json.loads(line)
    if "load" in q:
        n = q["n"]
        single = np.fromfile(q["load"], np.float32).reshape(n, n)
        double = single.astype(np.float64)
        print("{}", flush=True)
        continue
    a = single if q.get("inverse") == "f32" else double
    start = time.perf_counter()
    x = np.linalg.solve(a, a) if "solve" in q else np.linalg.inv(a)
    seconds = time.perf_counter() - start
    rows = np.arange(64) * n // 64
    want = np.zeros((64, n)); want[np.arange(64), rows] = 1
    residual = float(np.abs(double[rows] @ x.astype(np.float32).astype(np.float64) - want).max()) if "inverse" in q else None
    print(json.dumps({"seconds": seconds, "residual": residual}), flush=True)
`
  // OpenBLAS picks its kernels by the processor unless told otherwise: let it.
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...env } = process.env
  const child = spawn('python3', ['-c', script], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async () => {
    const { value, done } = await lines.next()
    return done ? undefined : JSON.parse(value)
  }
  const hello = await answer()
  if (!hello) return undefined
  return {
    version: hello.version,
    ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      return answer()
    },
    close: () => child.stdin.end(),
  }
}
