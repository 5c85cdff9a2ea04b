import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { freshFolder } from '../store/folders.ts'

const candor = fileURLToPath(new URL('../../bin/candor.js', import.meta.url))

/** A data folder without a limit of requests. */
export function serveFolder(): string {
  const folder = freshFolder()
  writeFileSync(`${folder}/config.json`, '{"server": {"requestsPerMinute": 0, "logLevel": "error"}}')
  return folder
}

/** `candor serve` in a process of its own; it ends with the test. Rejects with its words on standard error where it does not come up. */
export async function startServer(folder: string, ...options: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, [candor, 'serve', '--port', '0', '--json', '--data', folder, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    return exited
  }
  onTestFinished(async () => {
    await end('SIGKILL')
  })
  let errors = ''
  child.stderr!.on('data', (data) => {
    errors += String(data)
  })
  const said = await Promise.race([new Promise<string>((resolve) => child.stdout!.once('data', (data) => resolve(String(data)))), exited])
  const { url } = JSON.parse(String(said ?? '{}')) as { url?: string }
  if (url === undefined) throw new Error(`${said}${errors}`)
  const send = async <T>(method: string, path: string, body?: string | Uint8Array, headers: Record<string, string> = {}) => {
    const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: body as BodyInit }) })
    const text = await response.text()
    return { status: response.status, body: (response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text) as T }
  }
  return {
    url,
    pid: child.pid!,
    end,
    send,
    errors: () => errors,
    get: <T>(path: string) => send<T>('GET', path),
    post: <T>(path: string, body: unknown) => send<T>('POST', path, JSON.stringify(body), { 'content-type': 'application/json' }),
  }
}
