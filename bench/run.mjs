/**
 * Runs the benchmarks of bench/speed one after the other, stores what they measured in bench/results, and makes docs/bench.md of it. About forty minutes on a quiet machine with two cores.
 *   npm run bench [-- NAME …]        only those named, such as `store` or `ease`
 * CANDOR_PYTHON names a Python with numpy, scipy, implicit and torch for the other side, CANDOR_RECBOLE one with recbole; CANDOR_DATA_SETS the folder of the public data sets. What is absent is skipped and said.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const speed = join(folder, 'speed')
const results = join(folder, 'results')
const wanted = process.argv.slice(2)
const names = readdirSync(speed)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -'.mjs'.length))
for (const name of wanted) {
  if (names.includes(name)) continue
  console.error(`There is no benchmark "${name}". There are: ${names.join(', ')}.`)
  process.exit(2)
}
mkdirSync(results, { recursive: true })
const failed = []
const begun = performance.now()
for (const name of wanted.length > 0 ? wanted : names) {
  console.log(`\n== ${name}`)
  const start = performance.now()
  // A run that fails or is skipped leaves the figures of the last one.
  const fresh = join(results, `${name}.json.new`)
  const { status } = spawnSync(process.execPath, [join(speed, `${name}.mjs`), '--json', fresh], { stdio: 'inherit' })
  if (status !== 0) failed.push(name)
  else if (existsSync(fresh)) renameSync(fresh, join(results, `${name}.json`))
  rmSync(fresh, { force: true })
  console.log(`   ${((performance.now() - start) / 1000).toFixed(0)} s`)
}
const { status } = spawnSync(process.execPath, [join(folder, 'report.mjs')], { stdio: 'inherit' })
console.log(`\n${((performance.now() - begun) / 60_000).toFixed(1)} minutes${failed.length > 0 ? `; failed: ${failed.join(', ')}` : ''}`)
process.exitCode = failed.length === 0 && status === 0 ? 0 : 1
