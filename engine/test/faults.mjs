/**
 * Each fault: { file, from, to, test }, paths from the project's root.
 * Plants each one-line fault of `faults/*.json` in a copy of the sources and demands that its test fails: a test that cannot fail proves nothing.
 * Run: npm run faults [-- part of a file name]
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'engine/test/faults')
const wanted = process.argv[2]
const faults = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  .filter((fault) => wanted === undefined || fault.file.includes(wanted) || fault.test.includes(wanted))

const copy = mkdtempSync(join(tmpdir(), 'candor-faults-'))
let caught = 0
const lived = []
try {
  for (const name of ['engine', 'package.json', 'tsconfig.base.json', 'tsconfig.json', 'vitest.config.ts']) {
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: (path) => !path.includes('node_modules') })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  const env = { ...process.env, CANDOR_DATA_SETS: process.env.CANDOR_DATA_SETS ?? join(root, '../shared/data') }
  for (const [index, fault] of faults.entries()) {
    const file = join(copy, fault.file)
    const whole = readFileSync(file, 'utf8')
    const at = whole.indexOf(fault.from)
    const name = `${fault.file}: ${fault.from.trim().slice(0, 60)} → ${fault.to.trim().slice(0, 60)}`
    if (at < 0) {
      lived.push(`${name} (the text is no longer there)`)
      continue
    }
    writeFileSync(file, whole.slice(0, at) + fault.to + whole.slice(at + fault.from.length))
    // Workers run compiled code, so a fault inside one must be compiled too. Type errors are part of the fault.
    spawnSync('npx', ['tsc', '-p', 'engine', '--noCheck'], { cwd: copy, env, shell: process.platform === 'win32' })
    const project = fault.test.includes('/promises/real-') ? 'real' : fault.test.includes('/pages/') ? 'pages' : 'engine'
    const { status } = spawnSync('npx', ['vitest', 'run', '--project', project, fault.test.replace(/^engine\//, '')], {
      cwd: copy,
      env,
      stdio: 'ignore',
      shell: process.platform === 'win32',
    })
    writeFileSync(file, whole)
    if (status === 0) lived.push(name)
    else caught++
    process.stdout.write(`${String(index + 1).padStart(3)}/${faults.length} ${status === 0 ? 'LIVED ' : 'caught'} ${name}\n`)
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}
process.stdout.write(`${caught} faults caught, ${lived.length} lived\n${lived.map((name) => `  ${name}\n`).join('')}`)
process.exitCode = lived.length === 0 ? 0 : 1
