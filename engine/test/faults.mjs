/**
 * Each fault: { file, from, to, test }, paths from the project's root.
 * Plants each one-line fault of `faults/*.json` in a copy of the sources and demands that its test fails: a test that cannot fail proves nothing. Each test must pass without a fault first.
 * Run: npm run faults [-- part of a file name]
 */
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformWithOxc } from 'vite'
import { createVitest } from 'vitest/node'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'engine/test/faults')
const wanted = process.argv[2]
const faults = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  .filter((fault) => wanted === undefined || fault.file.includes(wanted) || fault.test.includes(wanted))

process.env.CANDOR_DATA_SETS ??= join(root, '../shared/data')
const copy = mkdtempSync(join(tmpdir(), 'candor-faults-'))
chmodSync(copy, 0o755) // a test starts a process of another user, who must be able to read it
let caught = 0
const lived = []
let vitest
try {
  for (const name of ['engine', 'package.json', 'tsconfig.base.json', 'tsconfig.json', 'vitest.config.ts']) {
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: (path) => !path.includes('node_modules') })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  process.chdir(copy) // the folders of the projects are taken from here
  vitest = await createVitest('test', { root: copy, config: join(copy, 'vitest.config.ts'), watch: true, reporters: [{}] })
  const tests = [...new Set(faults.map(({ test }) => test))]
  const broken = tests.length === 0 ? new Set() : await failing(tests)
  for (const [index, fault] of faults.entries()) {
    const name = `${fault.file}: ${fault.from.trim().slice(0, 60)} → ${fault.to.trim().slice(0, 60)}`
    const verdict = broken.has(fault.test) ? 'its test fails without it' : await plant(fault)
    if (verdict === 'caught') caught++
    else lived.push(`${name} (${verdict})`)
    process.stdout.write(`${String(index + 1).padStart(3)}/${faults.length} ${verdict === 'caught' ? 'caught' : 'LIVED '} ${name}\n`)
  }
} finally {
  await vitest?.close()
  process.chdir(root)
  rmSync(copy, { recursive: true, force: true })
}
process.stdout.write(`${caught} faults caught, ${lived.length} lived\n${lived.map((name) => `  ${name}\n`).join('')}`)
process.exit(lived.length === 0 ? 0 : 1)

async function plant(fault) {
  const file = join(copy, fault.file)
  const whole = readFileSync(file, 'utf8')
  const at = whole.indexOf(fault.from)
  if (at < 0) return 'the text is no longer there'
  await write(file, whole.slice(0, at) + fault.to + whole.slice(at + fault.from.length))
  const failed = await failing([fault.test])
  await write(file, whole)
  return failed.size > 0 ? 'caught' : 'nothing failed'
}

/** Workers and the command line run compiled code, so a fault must be compiled too. Type errors are part of the fault; one that is no code at all is left to the test runner. */
async function write(file, text) {
  writeFileSync(file, text)
  vitest.invalidateFile(file)
  const compiled = file.replace(`${join('engine', 'src')}`, join('engine', 'dist')).replace(/\.ts$/, '.js')
  if (!file.endsWith('.ts') || !existsSync(compiled)) return
  const { code } = await transformWithOxc(text, file, { sourcemap: false, typescript: { rewriteImportExtensions: 'rewrite' } }).catch(() => ({ code: text }))
  writeFileSync(compiled, code)
}

/** Those of the tests that fail, or are not there. */
async function failing(tests) {
  const specifications = await vitest.globTestSpecifications(tests.map((test) => join(copy, test)))
  const { testModules } = await vitest.runTestSpecifications(specifications)
  const passed = new Set(testModules.filter((module) => module.ok() && module.state() === 'passed').map(({ moduleId }) => moduleId))
  return new Set(tests.filter((test) => !passed.has(join(copy, test).replaceAll('\\', '/'))))
}
