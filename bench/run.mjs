/** Runs every benchmark of bench/speed, one after the other, and stores what it measured in bench/results. Run: npm run bench */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('./speed/', import.meta.url))
const results = fileURLToPath(new URL('./results/', import.meta.url))
mkdirSync(results, { recursive: true })
let failed = 0
for (const name of readdirSync(folder).filter((file) => file.endsWith('.mjs'))) {
  console.log(`\n== ${name}`)
  const { status } = spawnSync(process.execPath, [`${folder}${name}`, '--json', `${results}${name.replace('.mjs', '.json')}`], { stdio: 'inherit' })
  if (status !== 0) failed++
}
process.exitCode = failed === 0 ? 0 : 1
