import { CandorError } from './errors.ts'
import { Connections } from './http/connections.ts'
import { type Figures, figures, figuresOfAll } from './http/metrics.ts'
import { listen, type RunningServer } from './serve.ts'
import type { FromWorker, ServeTask, ToWorker } from './serve-messages.ts'

/** One of several processes that serve one shop, started by `listenTogether`. It ends when told to, on SIGTERM, or, at once, when the first process is gone: Node ends it then. */

const task = JSON.parse(process.argv[2] ?? '{}') as ServeTask
const asked = new Map<number, (all: readonly Figures[]) => void>()
const connections = new Connections()
let next = 0
let server: RunningServer | undefined

// Ctrl-C reaches every process of a terminal; the first one tells when to end.
process.on('SIGINT', () => undefined)
process.on('message', (message: ToWorker) => {
  if (message.kind === 'close') void end()
  else if (message.kind === 'tell') void figures().then((own) => say({ kind: 'figures', id: message.id, figures: own }))
  else if (message.kind === 'count') say({ kind: 'asking', round: message.round, connections: connections.count() })
  else if (message.kind === 'let-go') connections.letGo(message.connections)
  else {
    asked.get(message.id)?.(message.figures)
    asked.delete(message.id)
  }
})
figuresOfAll(
  () =>
    new Promise((resolve) => {
      const id = next++
      asked.set(id, resolve)
      say({ kind: 'ask', id })
    }),
)
try {
  server = await listen(task.folder, { port: task.port, host: task.host, ignored: ['SIGINT'], connections })
  say({ kind: 'up', url: server.url, lines: server.lines })
} catch (error) {
  const { code, message } = error instanceof CandorError ? error : { code: 'internal', message: error instanceof Error ? error.message : String(error) }
  process.exitCode = 1
  say({ kind: 'failed', code, message })
  if (process.connected) process.disconnect()
}

function say(message: FromWorker): void {
  if (process.connected) process.send?.(message)
}

async function end(): Promise<void> {
  await server?.close()
  process.exit()
}
