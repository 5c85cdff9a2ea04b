/**
 * Time and memory against the length of histories and against factors, on the made shop of size.mjs (2,500 items, 6,000 people): histories twice and four times as long, and 64 to 256 factors. `ease` and `linear-next` have no factors.
 * `sasrec` is fitted for two epochs and reads ever longer histories whole; the others are fitted to the end. Each fit runs in a process of its own; the exponent is that of the power by which the seconds grew in the last step.
 * Run: node bench/speed/cost.mjs [--rounds 2] [--json FILE]
 */

import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { child } from '../child.mjs'
import { machine, spread } from '../machine.mjs'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '2' }, json: { type: 'string' } } })
const script = fileURLToPath(new URL('../size-job.mjs', import.meta.url))
const epochs = { sasrec: 2 }
/** What a fit of a job is given at each point of an axis. */
const axes = {
  length: {
    points: [1, 2, 4],
    jobs: ['ease', 'linear-next', 'ials', 'sasrec'],
    given: (job, lengths) => ({ lengths, params: job === 'sasrec' ? { epochs: epochs.sasrec, length: 50 * lengths } : {} }),
  },
  factors: {
    points: [64, 128, 256],
    jobs: ['ials', 'sasrec'],
    given: (job, factors) => ({ params: { factors, ...(job === 'sasrec' ? { epochs: epochs.sasrec } : {}) } }),
  },
}
const begun = machine()
const runs = new Map()
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [axis, { points, jobs, given }] of Object.entries(axes)) {
    for (const at of points) {
      for (const job of jobs) {
        const { out, megabytes } = await child(script, [job, '1', tmpdir(), JSON.stringify(given(job, at))]).ended
        const key = `${axis} ${job} ${at}`
        runs.set(key, [...(runs.get(key) ?? []), { ...JSON.parse(out), megabytes }])
      }
    }
  }
}
const results = Object.entries(axes).map(([axis, { points, jobs }]) => ({
  axis,
  rows: jobs.map((job) => {
    const measured = points.map((at) => {
      const own = runs.get(`${axis} ${job} ${at}`)
      return {
        at,
        events: own[0].events,
        seconds: spread(own.map(({ seconds }) => Number(seconds.toFixed(3)))),
        megabytes: spread(own.map((run) => run.megabytes)),
      }
    })
    const [a, b] = measured.slice(-2)
    const exponent = Number((Math.log(b.seconds.median / a.seconds.median) / Math.log(b.at / a.at)).toFixed(2))
    console.log(
      `${axis.padEnd(8)} ${job.padEnd(12)} ${measured.map(({ at, seconds, megabytes }) => `${at}: ${seconds.median} s, ${megabytes.median} MB`).join('   ')}   grows by the power ${exponent}`,
    )
    return { job, points: measured, exponent }
  }),
}))
if (values.json) writeFileSync(values.json, `${JSON.stringify({ what: 'cost', items: 2500, people: 6000, epochs, axes: results, machine: begun }, null, 2)}\n`)
