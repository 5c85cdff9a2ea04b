/**
 * Adds up the runs of .ci/run. Each line of the first file: exit code, JSON report of vitest, name, parted by tabs; the second holds notes of what was skipped. The last line it writes is "N passed, N failed".
 * A run that ended with an error without a failed test counts as one failure, and so do a test file that did not load and a report that is cut short. Ends with 1 where anything failed or nothing ran.
 */
import { existsSync, readFileSync } from 'node:fs'

const [runs, notes] = process.argv.slice(2)
const linesOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [])
const nothing = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, testResults: [] }
const total = { passed: 0, failed: 0 }
const skipped = []
for (const line of linesOf(runs)) {
  const [exit, file, name] = line.split('\t')
  const report = existsSync(file) ? read(file) : nothing
  const unloaded = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
  const failed = Math.max(report.numFailedTests + unloaded.length, exit === '0' ? 0 : 1)
  if (failed > 0) console.log(`FAILED (${failed}): ${name}`)
  total.passed += report.numPassedTests
  total.failed += failed
  if (report.numPendingTests > 0) skipped.push(`${report.numPendingTests} in ${name}`)
}
if (total.passed === 0 && total.failed === 0) total.failed = 1
for (const note of linesOf(notes)) console.log(note)
console.log(`skipped: ${skipped.join(', ') || 'nothing'}`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0

/** The report of a run that was killed may end in the middle. */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    console.log(`${file} is no report: ${error.message}`)
    return { ...nothing, numFailedTests: 1 }
  }
}
