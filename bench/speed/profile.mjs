/**
 * Where the time of three trainings goes: `linear-next` and `ials` on the made shop of size.mjs four times as large, `sasrec` for three epochs on it as it is; each in a process of its own under Node's sampling profiler (--cpu-prof), all its threads
 * together, waiting left out. A kernel's functions are called by the names that it exports; those it keeps to itself, by their number.
 * Run: node bench/speed/profile.mjs [--json FILE]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { machine } from '../machine.mjs'

const { values } = parseArgs({ options: { json: { type: 'string' } } })
const script = fileURLToPath(new URL('../size-job.mjs', import.meta.url))
const kernels = { 'linear-next': 'scatter', ials: 'ials', sasrec: 'rows' }
const jobs = [
  { job: 'linear-next', times: 4, more: {} },
  { job: 'ials', times: 4, more: {} },
  { job: 'sasrec', times: 1, more: { params: { epochs: 3 } } },
]
const shown = 6
const begun = machine()
const rows = jobs.map(({ job, times, more }) => {
  const folder = mkdtempSync(join(tmpdir(), 'candor-profile-'))
  try {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--cpu-prof', '--cpu-prof-dir', folder, script, job, String(times), folder, JSON.stringify(more)],
      { encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(stderr)
    const { seconds, events } = JSON.parse(stdout)
    const self = selfTimes(folder, namesOf(kernels[job]))
    const all = [...self.values()].reduce((sum, time) => sum + time, 0)
    const loops = [...self].sort((a, b) => b[1] - a[1]).slice(0, shown)
    console.log(`${job}: ${seconds.toFixed(2)} s, ${all.toFixed(2)} s of all threads`)
    for (const [name, time] of loops) console.log(`  ${((100 * time) / all).toFixed(1).padStart(5)} %  ${name}`)
    return {
      ...{ job, times, ...more, events, seconds: Number(seconds.toFixed(2)), cpuSeconds: Number(all.toFixed(2)) },
      loops: loops.map(([name, time]) => ({ name, share: Number((time / all).toFixed(3)) })),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
if (values.json) writeFileSync(values.json, `${JSON.stringify({ what: 'profile', rows, machine: begun }, null, 1)}\n`)

/** Seconds in each function itself, over all threads. */
function selfTimes(folder, names) {
  const self = new Map()
  for (const file of readdirSync(folder).filter((each) => each.endsWith('.cpuprofile'))) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    const calls = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
    samples.forEach((id, at) => {
      const { functionName, url, lineNumber } = calls.get(id)
      if (functionName === '(idle)') return
      const key = nameOf(functionName, url, lineNumber, names)
      self.set(key, (self.get(key) ?? 0) + timeDeltas[at] / 1e6)
    })
  }
  return self
}

function nameOf(name, url, line, names) {
  const number = /^wasm-function\[(\d+)\]$/.exec(name)?.[1]
  if (number !== undefined) return names.get(Number(number)) ?? `function ${number} of a kernel`
  // The binding's `run` is native: what its caller spends is the runtime's.
  if (url.includes('onnxruntime-node') && basename(url) === 'backend.js') return 'onnxruntime'
  return url === '' ? name : `${name || `line ${line + 1}`} (${basename(url)})`
}

/** Names of a kernel's functions by their number: WebAssembly's section 7 lists what is exported. */
function namesOf(kernel) {
  const names = new Map()
  const bytes = readFileSync(fileURLToPath(new URL(`../../engine/kernels/${kernel}.wasm`, import.meta.url)))
  let at = 8
  const number = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]
      value |= (byte & 127) << shift
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const section = bytes[at++]
    const end = number() + at
    if (section === 7) {
      for (let left = number(); left > 0; left--) {
        const length = number()
        const name = bytes.toString('utf8', at, at + length)
        at += length
        const kind = bytes[at++]
        const index = number()
        if (kind === 0) names.set(index, `${name} (${kernel}.wasm)`)
      }
    }
    at = end
  }
  return names
}
