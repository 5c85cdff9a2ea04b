/**
 * The import of the Online Retail invoices, 541,909 rows of brotli-packed CSV, by `candor import` in a process of its own: seconds from start to end of the process, and its peak of resident memory.
 * Run: node bench/speed/import.mjs [--rounds 3] [--json FILE]. Needs the data set in CANDOR_DATA_SETS or beside the project.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { candor, child } from '../child.mjs'
import { dataSet } from '../data-sets.mjs'
import { machine, spread } from '../machine.mjs'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, json: { type: 'string' } } })
const file = dataSet('online-retail', 'online_retail.csv.br')
if (file === undefined) process.exit(0)
const begun = machine()
const runs = []
for (let round = 0; round < Number(values.rounds); round++) {
  const folder = mkdtempSync(join(tmpdir(), 'candor-import-'))
  try {
    const { seconds, megabytes, out } = await child(candor, ['import', file, '--yes', '--json', '--data', folder]).ended
    const { rows, accepted } = JSON.parse(out).files[0]
    runs.push({ seconds, megabytes, rows, accepted })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
const seconds = spread(runs.map((run) => Number(run.seconds.toFixed(2))))
const megabytes = spread(runs.map((run) => run.megabytes))
const { rows, accepted } = runs[0]
const rowsPerSecond = Math.round(rows / seconds.median)
console.log(
  `${rows} rows, ${accepted} accepted: ${seconds.median} s (${seconds.low} to ${seconds.high}), ${rowsPerSecond} rows a second, peak ${megabytes.median} MB`,
)
if (values.json)
  writeFileSync(values.json, `${JSON.stringify({ what: 'import', rows, accepted, seconds, rowsPerSecond, megabytes, machine: begun }, null, 2)}\n`)
