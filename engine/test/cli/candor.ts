import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/candor.js', import.meta.url))
const env = { ...process.env, CANDOR_DATA: '', NO_COLOR: undefined, FORCE_COLOR: undefined }

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the built `candor` as a shell would. */
export function candor(...args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', env, maxBuffer: 2 ** 28 })
  return { code: status, out: stdout, err: stderr }
}

/** The one JSON document that `candor … --json` writes; anything else on standard output makes this fail. */
export function candorJson<T>(...args: readonly string[]): T {
  const { code, out, err } = candor(...args, '--json')
  if (code !== 0) throw new Error(`candor ${args.join(' ')} ended with ${code}: ${err}`)
  return JSON.parse(out) as T
}

/** Starts `candor`, sends SIGINT once its standard error shows `when`, and waits for the end. `after` is the time from the signal to it, in milliseconds. */
export function interrupted(when: RegExp, ...args: readonly string[]): Promise<Ran & { readonly after: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, err, sent] = ['', '', 0]
    child.stdout.on('data', (text) => {
      out += text
    })
    child.stderr.on('data', (text) => {
      err += text
      if (sent === 0 && when.test(err)) {
        sent = performance.now()
        child.kill('SIGINT')
      }
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err, after: performance.now() - sent }))
  })
}

/** Starts `candor serve` on a free port and waits for its address. */
export function serving(...args: readonly string[]): Promise<{ readonly url: string; stop(): Promise<number | null> }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--json', ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    const closed = new Promise<number | null>((end) => child.on('close', end))
    child.stdout.once('data', (text) => {
      const { url } = JSON.parse(String(text)) as { url: string }
      resolve({
        url,
        stop: () => {
          child.kill('SIGTERM')
          return closed
        },
      })
    })
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`candor serve ended with ${code}`)))
  })
}
