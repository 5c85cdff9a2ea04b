/**
 * Time and memory against size: a made shop of 2,500 items and 6,000 people, twice and four times as many of both. Each piece of work (writing and reading the store, fitting each model) runs in a
 * process of its own; seconds are those of the work, megabytes the peak of the whole process, and the exponent is that of the power of size by which the seconds grew from twice to four times.
 * Run: node bench/speed/size.mjs [--times 1,2,4] [--rounds 2] [--jobs store,read,ease,…] [--json FILE]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { child } from '../child.mjs'
import { machine, spread } from '../machine.mjs'

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1,2,4' },
    rounds: { type: 'string', default: '2' },
    jobs: { type: 'string', default: 'store,read,popular,item-knn,ease,linear-next,slim-sparse,ials' },
    json: { type: 'string' },
  },
})
const script = fileURLToPath(new URL('../size-job.mjs', import.meta.url))
const sizes = values.times.split(',').map(Number)
const jobs = values.jobs.split(',')
const begun = machine()
const runs = new Map()
for (let round = 0; round < Number(values.rounds); round++) {
  for (const times of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'candor-size-'))
    try {
      for (const job of jobs) {
        const { out, megabytes } = await child(script, [job, String(times), folder]).ended
        const { seconds, events } = JSON.parse(out)
        const key = `${job} ${times}`
        runs.set(key, [...(runs.get(key) ?? []), { seconds, megabytes, events }])
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
const rows = jobs.map((job) => {
  const points = sizes.map((times) => {
    const own = runs.get(`${job} ${times}`)
    return {
      times,
      events: own[0].events,
      seconds: spread(own.map((run) => Number(run.seconds.toFixed(3)))),
      megabytes: spread(own.map((run) => run.megabytes)),
    }
  })
  const [a, b] = points.slice(-2)
  const exponent = b === undefined ? null : Math.log(b.seconds.median / a.seconds.median) / Math.log(b.times / a.times)
  return { job, points, exponent: exponent === null ? null : Number(exponent.toFixed(2)) }
})
for (const { job, points, exponent } of rows)
  console.log(
    `${job.padEnd(12)} ${points.map((point) => `${point.times}x ${point.seconds.median} s, ${point.megabytes.median} MB`).join('   ')}   grows by the power ${exponent}`,
  )
if (values.json) writeFileSync(values.json, `${JSON.stringify({ what: 'size', items: 2500, people: 6000, rows, machine: begun }, null, 2)}\n`)
