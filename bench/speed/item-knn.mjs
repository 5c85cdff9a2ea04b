/**
 * A fit of item-knn with 100 neighbours by cosine against the CosineRecommender of the Python library implicit, on the same made shop of 20,000 people and 12,000 items, interleaved.
 * implicit takes all cores; ours one, and also counts who bought both, for the reasons. Run: node bench/speed/item-knn.mjs [--rounds 5] [--json FILE]; CANDOR_PYTHON names a Python with implicit.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { interactionsFromSequences } from '../../engine/dist/data/interactions.js'
import { itemKnn } from '../../engine/dist/models/item-knn.js'
import { parseParams } from '../../engine/dist/models/params.js'
import { machine, spread } from '../machine.mjs'
import { madeSequences } from '../made-shop.mjs'
import { openPython } from '../python.mjs'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, json: { type: 'string' } } })
const begun = machine()
const data = interactionsFromSequences(madeSequences({ people: 20_000, items: 12_000 }))
const folder = mkdtempSync(join(tmpdir(), 'candor-knn-'))
writeFileSync(join(folder, 'ptr'), new Uint8Array(data.ptr.buffer))
writeFileSync(join(folder, 'idx'), new Uint8Array(data.cols.buffer))
const implicit = await openPython(
  `
import json, sys, time
import numpy as np, scipy.sparse as sp, implicit
print(json.dumps({"version": implicit.__version__}), flush=True)
for line in sys.stdin:
    q = json.loads(line)
    ptr = np.fromfile(q["folder"] + "/ptr", dtype=np.int32); idx = np.fromfile(q["folder"] + "/idx", dtype=np.int32)
    x = sp.csr_matrix((np.ones(len(idx), dtype=np.float64), idx, ptr), shape=(len(ptr) - 1, q["items"])); x.sum_duplicates()
    start = time.perf_counter()
    implicit.nearest_neighbours.CosineRecommender(K=100).fit(x, show_progress=False)
    print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)
`,
  'implicit, numpy and scipy',
)
const ours = []
const theirs = []
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    const start = performance.now()
    const model = await itemKnn.fit(data, parseParams(itemKnn.params, { similarity: 'cosine', neighbours: 100, shrinkage: 0, personPower: 0 }, 'item-knn'), {
      seed: 1,
    })
    ours.push((performance.now() - start) / 1000)
    if (model.items.length !== data.items.length) throw new Error('The model lacks items.')
    if (implicit) theirs.push((await implicit.ask({ folder, items: data.items.length })).seconds)
  }
} finally {
  implicit?.close()
  rmSync(folder, { recursive: true, force: true })
}
const result = { what: 'item-knn', people: data.people.length, items: data.items.length, events: data.cols.length, candor: spread(ours) }
if (implicit) Object.assign(result, { implicit: spread(theirs), version: implicit.hello.version, ratio: spread(ours).median / spread(theirs).median })
const text = ({ median, low, high }) => `${median.toFixed(2)} s (${low.toFixed(2)} to ${high.toFixed(2)})`
console.log(
  `${result.people} people, ${result.items} items, ${result.events} events: candor ${text(result.candor)}${implicit ? `, implicit ${text(result.implicit)}, ratio ${result.ratio.toFixed(2)}` : ''}`,
)
if (values.json) writeFileSync(values.json, `${JSON.stringify({ ...result, machine: begun }, null, 2)}\n`)
