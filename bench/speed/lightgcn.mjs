/**
 * Milliseconds of one training step of `lightgcn` against PyTorch, one thread each, interleaved, on the same made shop: events drawn and taken out of the graph, propagation, sampled softmax over cosines, gradients back through the layers, Adam
 * on all embeddings.
 *   node bench/speed/lightgcn.mjs [--factors 64,128] [--rounds 5] [--json FILE]
 * CANDOR_PYTHON names a Python with torch and numpy; without one only our side is measured.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { interactionsFromSequences } from '../../engine/dist/data/interactions.js'
import { planGraph, trainGraph } from '../../engine/dist/models/lightgcn-train.js'
import { interactionMatrix } from '../../engine/dist/models/matrix.js'
import { normalised } from '../../engine/dist/models/normalised.js'
import { machine, spread } from '../machine.mjs'
import { madeShop } from '../made-shop.mjs'
import { openPython } from '../python.mjs'

const { values } = parseArgs({
  options: { factors: { type: 'string', default: '64,128' }, rounds: { type: 'string', default: '5' }, json: { type: 'string' } },
})
const shape = { layers: 3, batch: 2048, negatives: 512, temperature: 0.1, learningRate: 0.01 }
const begun = machine()
const x = interactionMatrix(interactionsFromSequences(madeShop(20_000, 30_000, 40)))
const { normal } = normalised(x)
const steps = Math.ceil(x.rows / shape.batch)
const folder = mkdtempSync(join(tmpdir(), 'candor-lightgcn-'))
for (const [name, array] of [
  ['ptr', normal.ptr],
  ['idx', normal.idx],
  ['val', Float32Array.from(normal.val)],
])
  writeFileSync(join(folder, name), array)
const torch = await openPython(
  `
import json, sys, time
import numpy as np, torch
torch.set_num_threads(1)
print(json.dumps({'version': torch.__version__}), flush=True)

class Times(torch.autograd.Function):
    @staticmethod
    def forward(ctx, matrix, turned, x):
        ctx.turned = turned
        return matrix @ x

    @staticmethod
    def backward(ctx, gradient):
        return None, None, ctx.turned @ gradient.contiguous()

for line in sys.stdin:
    q = json.loads(line)
    read = lambda name, kind: np.fromfile(q['folder'] + '/' + name, dtype=kind)
    ptr, idx, val = read('ptr', np.int32).astype(np.int64), read('idx', np.int32).astype(np.int64), read('val', np.float32)
    people, items = len(ptr) - 1, q['items']
    turn = np.argsort(idx, kind='stable')
    place = np.empty_like(turn); place[turn] = np.arange(len(turn))
    rows = np.repeat(np.arange(people), np.diff(ptr))
    own, other = torch.from_numpy(val.copy()), torch.from_numpy(val[turn])
    down = np.concatenate([[0], np.cumsum(np.bincount(idx, minlength=items))])
    r = torch.sparse_csr_tensor(torch.from_numpy(ptr), torch.from_numpy(idx), own, (people, items))
    t = torch.sparse_csr_tensor(torch.from_numpy(down), torch.from_numpy(rows[turn]), other, (items, people))
    rng = np.random.default_rng(1); torch.manual_seed(1)
    e = (0.1 * torch.randn(items, q['factors'])).requires_grad_()
    optimiser = torch.optim.Adam([e], lr=q['learningRate'])
    unit = lambda x: torch.nn.functional.normalize(x, dim=1)
    losses, start = [], None
    for step in range(q['steps'] + 2):
        if step == 2: start = time.perf_counter()
        drawn = rng.choice(people, q['batch'], replace=False)
        entries = ptr[drawn] + rng.integers(ptr[drawn + 1] - ptr[drawn])
        own[entries] = 0; other[place[entries]] = 0
        sums = e
        for _ in range(2, q['layers'] + 1, 2): sums = e + Times.apply(t, r, Times.apply(r, t, sums))
        u = unit(Times.apply(r, t, sums)[torch.from_numpy(drawn)])
        hits = (u * unit(sums[torch.from_numpy(idx[entries])])).sum(1, keepdim=True)
        misses = u @ unit(sums[torch.from_numpy(rng.integers(items, size=q['negatives']))]).T
        loss = torch.nn.functional.cross_entropy(torch.cat([hits, misses], 1) / q['temperature'], torch.zeros(len(drawn), dtype=torch.long))
        optimiser.zero_grad(); loss.backward(); optimiser.step()
        losses.append(loss.item())
        own[entries] = torch.from_numpy(val[entries]); other[place[entries]] = own[entries]
    print(json.dumps({'ms': (time.perf_counter() - start) / q['steps'] * 1000, 'losses': losses}), flush=True)
`,
  'torch and numpy',
)
const rows = []
try {
  for (const factors of values.factors.split(',').map(Number)) {
    const sides = { candor: [], torch: [] }
    for (let round = 0; round < Number(values.rounds); round++) {
      sides.candor.push(millisecondsOfStep(factors))
      if (!torch) continue
      const { ms, losses } = await torch.ask({ ...shape, folder, factors, items: x.cols, steps })
      if (!(losses.at(-1) < losses[0])) throw new Error(`PyTorch's loss did not fall, ${losses[0]} to ${losses.at(-1)}: this was no work to time.`)
      sides.torch.push(ms)
    }
    const row = {
      factors,
      candor: spread(sides.candor),
      ...(torch ? { torch: spread(sides.torch), ratio: spread(sides.candor).median / spread(sides.torch).median } : {}),
    }
    rows.push(row)
    console.log(
      `${factors} factors: ${text(row.candor)} a step${torch ? `, PyTorch ${torch.hello.version} ${text(row.torch)}, ratio ${row.ratio.toFixed(2)}` : ''}`,
    )
  }
} finally {
  torch?.close()
  rmSync(folder, { recursive: true, force: true })
}
const result = { ...shape, people: x.rows, items: x.cols, events: x.idx.length, threads: 1, rows }
console.log(JSON.stringify({ ...result, rows: undefined, load: begun.load }))
if (values.json) writeFileSync(values.json, `${JSON.stringify({ ...result, ...(torch ? { version: torch.hello.version } : {}), machine: begun }, null, 1)}\n`)

/** Two passes over the people, of which the first warms up. */
function millisecondsOfStep(factors) {
  const plan = planGraph(normal, x.val, {
    ...shape,
    factors,
    foretold: 1,
    hide: true,
    eventPower: 0,
    own: false,
    ownL2: 1,
    negativePower: 0,
    epochs: 2,
    seed: 1,
    threads: 1,
  })
  const times = []
  const losses = []
  trainGraph(plan, 0, (_, loss) => {
    times.push(performance.now())
    losses.push(loss)
  })
  if (!(losses[1] < losses[0])) throw new Error(`The loss did not fall, ${losses[0]} to ${losses[1]}: this was no work to time.`)
  return (times[1] - times[0]) / steps
}

function text({ median, low, high }) {
  return `${median.toFixed(0)} ms (${low.toFixed(0)} to ${high.toFixed(0)})`
}
