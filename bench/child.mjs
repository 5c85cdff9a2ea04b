import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Candor's command line. */
export const candor = fileURLToPath(new URL('../engine/bin/candor.js', import.meta.url))

/** Writes the peak of resident memory, in kilobytes, to the fourth channel when the process ends. */
const hook = "import { writeSync } from 'node:fs'; process.on('exit', () => { try { writeSync(3, process.resourceUsage().maxRSS + '\\n') } catch {} })"

/**
 * Runs a Node script in a process of its own. `first` resolves with its first JSON line and the seconds until then; `ended` with the seconds, all it wrote, and its peak of resident memory.
 * Rejects, with what it wrote on standard error, where it failed.
 */
export function child(script, args, env = {}) {
  const begun = performance.now()
  const since = () => (performance.now() - begun) / 1000
  const node = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  let out = ''
  let errors = ''
  let kilobytes = '0'
  node.stderr.on('data', (data) => {
    errors = (errors + data).slice(-4000)
  })
  node.stdio[3].on('data', (data) => {
    kilobytes += `\n${data}`
  })
  let said
  const first = new Promise((resolve, reject) => {
    said = { resolve, reject }
  })
  first.catch(() => {})
  node.stdout.on('data', (data) => {
    out += data
    if (out.includes('\n')) said.resolve({ line: out.slice(0, out.indexOf('\n')), seconds: since() })
  })
  const ended = new Promise((resolve, reject) => {
    node.on('close', (code) => {
      const failure = new Error(`${script} ${args.join(' ')} ended with code ${code}. ${errors}`)
      said.reject(failure)
      if (code !== 0) return reject(failure)
      resolve({ seconds: since(), out, megabytes: Math.round(Math.max(...kilobytes.split('\n').map(Number)) / 1024) })
    })
  })
  ended.catch(() => {})
  return { first, ended, stop: () => node.kill('SIGTERM') }
}
