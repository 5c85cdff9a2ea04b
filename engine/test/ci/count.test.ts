import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { freshFolder } from '../store/folders.ts'

const script = fileURLToPath(new URL('../../../.ci/count.mjs', import.meta.url))
const report = (passed: number, failed: number, pending: number, unloaded = 0): object => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  testResults: [
    { status: failed > 0 ? 'failed' : 'passed', assertionResults: [{}] },
    ...Array.from({ length: unloaded }, () => ({ status: 'failed', assertionResults: [] })),
  ],
})

/** The last two lines for these runs, and the exit code. */
function count(runs: readonly [exit: number, report: object | string | undefined, name: string][], notes: readonly string[] = []) {
  const folder = freshFolder()
  const lines = runs.map(([exit, given, name], index) => {
    const file = join(folder, `${index}.json`)
    if (given !== undefined) writeFileSync(file, typeof given === 'string' ? given : JSON.stringify(given))
    return `${exit}\t${file}\t${name}\n`
  })
  writeFileSync(join(folder, 'runs'), lines.join(''))
  if (notes.length > 0) writeFileSync(join(folder, 'notes'), `${notes.join('\n')}\n`)
  const { stdout, status } = spawnSync(process.execPath, [script, join(folder, 'runs'), join(folder, 'notes')], { encoding: 'utf8' })
  return { last: stdout.trimEnd().split('\n').at(-1), skipped: stdout.trimEnd().split('\n').at(-2), stdout, status }
}

test('every run counts in the last line, and skips stand before it', () => {
  const all = count(
    [
      [0, report(1000, 0, 12), 'all tests'],
      [0, report(900, 0, 3), 'core tests on Node 22'],
      [0, report(901, 0, 0), 'core tests on Node 24'],
    ],
    ['The public data sets are absent'],
  )
  expect(all).toMatchObject({ last: '2801 passed, 0 failed', skipped: 'skipped: 12 in all tests, 3 in core tests on Node 22', status: 0 })
  expect(all.stdout).toContain('The public data sets are absent')
  const failed = count([
    [0, report(1000, 0, 0), 'all tests'],
    [1, report(890, 4, 0), 'core tests on Node 22'],
  ])
  expect(failed).toMatchObject({ last: '1890 passed, 4 failed', skipped: 'skipped: nothing', status: 1 })
  expect(failed.stdout).toContain('FAILED (4): core tests on Node 22')
})

test('a run without a report, one that ends badly with every test passed, a report cut short, a file that does not load, and nothing at all are failures', () => {
  expect(
    count([
      [0, report(10, 0, 0), 'all tests'],
      [1, undefined, 'Node 24, which could not be installed'],
    ]),
  ).toMatchObject({ last: '10 passed, 1 failed', status: 1 })
  expect(count([[1, report(10, 0, 0), 'all tests']])).toMatchObject({ last: '10 passed, 1 failed', status: 1 })
  expect(count([[1, report(10, 0, 0, 2), 'all tests']])).toMatchObject({ last: '10 passed, 2 failed', status: 1 })
  const cut = JSON.stringify(report(900, 0, 0)).slice(0, 40)
  for (const exit of [0, 137]) {
    const killed = count([
      [0, report(10, 0, 0), 'all tests'],
      [exit, cut, 'core tests on Node 22'],
    ])
    expect(killed).toMatchObject({ last: '10 passed, 1 failed', status: 1 })
    expect(killed.stdout).toContain('FAILED (1): core tests on Node 22')
  }
  expect(count([])).toMatchObject({ last: '0 passed, 1 failed', status: 1 })
})
