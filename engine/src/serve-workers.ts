import cluster, { type Worker } from 'node:cluster'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import closeWithGrace from 'close-with-grace'
import { pino } from 'pino'
import { readConfig } from './config.ts'
import { CandorError, type ErrorCode } from './errors.ts'
import { gcFlagsBeside } from './gc-flags.ts'
import type { Figures } from './http/metrics.ts'
import type { RunningServer } from './serve.ts'
import type { FromWorker, ServeTask, ToWorker } from './serve-messages.ts'
import { workerUrl } from './worker.ts'

/** How long a process is waited for when figures are summed, and when all shall end, in milliseconds. */
const patience = { figures: 1000, end: 15_000 }
/** A process that served this long was healthy: its place is filled at once. After others the pause doubles, from the first to the longest. */
const pauses = { healthy: 10_000, first: 100, longest: 10_000 }
/** Between two looks whether one process is asked by more than its share of the connections, in milliseconds. */
const evening = 500

/**
 * Serves a data folder from several processes on one port: connections go to whichever is free, and one that is asked by more of them than the others lets some go. Each holds the models and the
 * catalogue; what one stores the others read with their next request, as all processes on one folder do. A process that dies is replaced; SIGTERM or Ctrl-C ends all of them, the requests under way first. Throws what the first process could not start for.
 */
export async function listenTogether(
  folder: string,
  options: { readonly port: number; readonly host: string; readonly workers: number; readonly signals?: boolean },
): Promise<RunningServer> {
  // All must name the same port, also those that come later.
  const task: ServeTask = { folder, host: options.host, port: options.port === 0 ? await freePort(options.host) : options.port }
  const logger = pino({ level: process.env.CANDOR_LOG ?? readConfig(folder).server.logLevel }, pino.destination({ dest: 2, sync: false }))
  cluster.setupPrimary({
    exec: fileURLToPath(workerUrl(import.meta.url, './serve-worker.js')),
    args: [JSON.stringify(task)],
    execArgv: [...gcFlagsBeside(process.execArgv, process.env.NODE_OPTIONS), ...process.execArgv],
  })
  const serving = new Set<Worker>()
  const replies = new Map<number, { readonly waiting: Set<Worker>; readonly figures: Figures[]; readonly done: () => void }>()
  /** How many connections ask each process, as far as it answered in this round. */
  const asking = new Map<Worker, number>()
  let round = 0
  let questions = 0
  let closing: Promise<void> | undefined
  /** Of places to be filled after a pause. They keep this process alive while it has no child left. */
  const timers = new Set<NodeJS.Timeout>()
  let pause = pauses.first
  let done: () => void = () => undefined
  const closed = new Promise<void>((resolve) => {
    done = resolve
  })

  /** Asks every process for its figures and hands the asker what came in time. */
  const gather = (asker: Worker, id: number): void => {
    const question = questions++
    const figures: Figures[] = []
    const finish = (): void => {
      clearTimeout(timer)
      if (replies.delete(question)) tell(asker, { kind: 'all', id, figures })
    }
    const timer = setTimeout(finish, patience.figures)
    replies.set(question, { waiting: new Set(serving), figures, done: finish })
    for (const worker of serving) tell(worker, { kind: 'tell', id: question })
  }
  const even = (): void => {
    asking.clear()
    round++
    if (serving.size > 1) for (const worker of serving) tell(worker, { kind: 'count', round })
  }
  const count = (worker: Worker, of: number, connections: number): void => {
    // One that was busy tells late what was asked of it in an earlier round.
    if (of !== round || !serving.has(worker)) return
    asking.set(worker, connections)
    if (asking.size < serving.size) return
    for (const [other, excess] of excessOf(asking)) tell(other, { kind: 'let-go', connections: excess })
  }
  const settle = (worker: Worker, reply: { readonly waiting: Set<Worker>; readonly done: () => void }): void => {
    reply.waiting.delete(worker)
    if (reply.waiting.size === 0) reply.done()
  }

  /** Resolves when the new process serves. */
  const start = (): Promise<{ readonly url: string; readonly lines: readonly string[] }> =>
    new Promise((resolve, reject) => {
      const worker = cluster.fork()
      const since = performance.now()
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'up') {
          serving.add(worker)
          resolve(message)
        } else if (message.kind === 'failed') reject(new CandorError(message.code as ErrorCode, message.message))
        else if (message.kind === 'asking') count(worker, message.round, message.connections)
        else if (message.kind === 'ask') gather(worker, message.id)
        else {
          const reply = replies.get(message.id)
          reply?.figures.push(message.figures)
          if (reply !== undefined) settle(worker, reply)
        }
      })
      worker.on('error', (err) => logger.error({ err }, 'a serving process could not be reached'))
      worker.on('exit', (code, signal) => {
        reject(
          new CandorError(
            'internal',
            `A serving process ended with ${signal ?? code} before it served. Its words are above; "candor serve" without --workers may say more.`,
          ),
        )
        for (const reply of replies.values()) settle(worker, reply)
        asking.delete(worker)
        if (!serving.delete(worker) || closing !== undefined) return
        if (performance.now() - since > pauses.healthy) pause = pauses.first
        logger.error({ pid: worker.process.pid, code, signal }, 'a serving process ended; another takes its place')
        replace()
      })
    })
  const replace = (): void => {
    if (closing !== undefined) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      start().catch((err) => {
        if (closing === undefined) logger.error({ err }, 'no serving process could take the place of the one that ended; trying again')
        replace()
      })
    }, pause)
    timers.add(timer)
    pause = Math.min(2 * pause, pauses.longest)
  }
  const rounds = setInterval(even, evening).unref()
  const close = (): Promise<void> => {
    clearInterval(rounds)
    for (const timer of timers) clearTimeout(timer)
    closing ??= endAll().then(done)
    return closing
  }

  try {
    // The first one alone brings the store up to date; a shop that cannot be served is refused once.
    const { url, lines } = await start()
    await Promise.all(Array.from({ length: options.workers - 1 }, start))
    if (options.signals !== false) {
      closeWithGrace({ delay: patience.end + 1000, logger: false }, async ({ err }) => {
        if (err) logger.fatal({ err }, 'stopping after an error')
        await close()
      })
    }
    return { url, lines: [...lines, `  processes   ${options.workers}`], closed, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** By how many each has more than the share that the fullest must have: 0 where they are as even as they can be. */
export function excessOf<Place>(counts: ReadonlyMap<Place, number>): Map<Place, number> {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const share = Math.ceil(total / counts.size)
  return new Map([...counts].map(([place, count]) => [place, Math.max(0, count - share)]))
}

/** Tells every process to end and waits for them; those that do not are ended. */
async function endAll(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve) => {
          const timer = setTimeout(() => worker.process.kill('SIGKILL'), patience.end)
          worker.once('exit', () => {
            clearTimeout(timer)
            resolve()
          })
          if (worker.isDead()) resolve()
          else tell(worker, { kind: 'close' })
        }),
    ),
  )
}

function tell(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => undefined)
}

/** A port that is free now. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => reject(new CandorError('usage', `Cannot listen on ${host}: ${error.message}`)))
    server.listen(0, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
