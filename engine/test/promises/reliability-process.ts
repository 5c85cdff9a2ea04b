import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./reliability-child.mjs', import.meta.url))

export interface Child {
  readonly process: ChildProcess
  /** What it has said so far, each line a JSON document. */
  readonly said: Record<string, unknown>[]
  /** After its first words. */
  readonly started: Promise<void>
  readonly ended: Promise<number | null>
}

/** Starts `reliability-child.mjs` in a process of its own; `before` are words of a shell put before the command. */
export function startChild(args: readonly string[], options: SpawnOptions = {}, before?: string): Child {
  const command = [process.execPath, script, ...args]
  const child =
    before === undefined
      ? spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'], ...options })
      : spawn('sh', ['-c', `${before}; exec "$@"`, 'sh', ...command], { stdio: ['ignore', 'pipe', 'inherit'], ...options })
  const said: Record<string, unknown>[] = []
  const lines = createInterface({ input: child.stdout! })
  const started = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      // A process that is killed may leave half a line: what it did not finish saying it has not said.
      if (line.endsWith('}')) said.push(JSON.parse(line) as Record<string, unknown>)
      resolve()
    })
    lines.on('close', resolve)
  })
  const ended = Promise.all([
    new Promise<number | null>((resolve, reject) => {
      child.on('exit', resolve)
      child.on('error', reject)
    }),
    new Promise<void>((resolve) => lines.on('close', resolve)),
  ]).then(([code]) => code)
  return { process: child, said, started, ended }
}
