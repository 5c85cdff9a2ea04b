import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import closeWithGrace from 'close-with-grace'
import { pino } from 'pino'
import { readConfig } from './config.ts'
import { CandorError } from './errors.ts'
import type { Connections } from './http/connections.ts'
import { buildServer } from './http/server.ts'
import { openHouse } from './open.ts'
import { anyKeys } from './service/keys.ts'
import { Serving } from './service/serving.ts'

export interface RunningServer {
  readonly url: string
  /** What to tell the person who started it. */
  readonly lines: readonly string[]
  /** Resolves when the server has shut down. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/** Of a request only its method and route: addresses hold the ids of people and what they typed, and a log outlives a person who was forgotten. */
function requestInLog(request: { readonly method: string; readonly routeOptions?: { readonly url?: string } }): object {
  return { method: request.method, route: request.routeOptions?.url ?? 'unknown' }
}

export interface ListenOptions {
  readonly port: number
  readonly host: string
  /** False: no signal ends it. */
  readonly signals?: boolean
  /** Signals that do not end it. */
  readonly ignored?: readonly 'SIGINT'[]
  /** Serving processes, 1 unless told. */
  readonly workers?: number
  /** Of one of several processes. */
  readonly connections?: Connections
}

/** Serves a data folder over HTTP until a signal comes; requests under way are finished first. Throws `auth.keys-required` off loopback without keys. */
export async function listen(folder: string, options: ListenOptions): Promise<RunningServer> {
  const { workers = 1 } = options
  if (workers > 1) {
    const { listenTogether } = await import('./serve-workers.ts')
    return listenTogether(folder, { ...options, workers })
  }
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string }
  const logger = pino(
    { level: process.env.CANDOR_LOG ?? readConfig(folder).server.logLevel, serializers: { req: requestInLog } },
    pino.destination({ dest: 2, sync: false }),
  )
  const house = await openHouse(folder, { log: logger })
  try {
    const open = !anyKeys(house)
    if (open && !loopback.has(options.host)) {
      throw new CandorError(
        'auth.keys-required',
        `Listening on ${options.host} would open the shop to the network, and there is no API key yet. Make one with "candor keys create --scopes serve,ingest,admin", or listen on 127.0.0.1.`,
      )
    }
    if (open) logger.warn('no API key has been made: every scope is open to this machine')
    const serving = new Serving(house)
    const pages = fileURLToPath(new URL('../pages', import.meta.url))
    const { connections } = options
    const app = await buildServer(serving, {
      version,
      logger,
      ...(existsSync(pages) ? { pages } : {}),
      ...(connections === undefined ? {} : { connections }),
    })
    await serving.ready()
    await app.listen({ port: options.port, host: options.host }).catch((error: NodeJS.ErrnoException) => {
      throw new CandorError(
        'usage',
        error.code === 'EADDRINUSE'
          ? `Port ${options.port} is taken. Stop the other program or choose another with --port.`
          : `Cannot listen on ${options.host}:${options.port}: ${error.message}`,
      )
    })
    const address = app.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : options.port
    const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`
    let done: () => void = () => undefined
    const closed = new Promise<void>((resolve) => {
      done = resolve
    })
    let closing: Promise<void> | undefined
    const close = () => {
      closing ??= app
        .close()
        .then(() => house.store.close())
        .then(done)
      return closing
    }
    if (options.signals !== false) {
      closeWithGrace({ delay: 10_000, logger: false, skip: [...(options.ignored ?? [])] }, async ({ err }) => {
        if (err) logger.fatal({ err }, 'stopping after an error')
        await close()
      })
    }
    const lines = [`  storefront  ${url}/`, `  dashboard   ${url}/dashboard/`, `  API         ${url}/docs`]
    return { url, lines, closed, close }
  } catch (error) {
    await house.store.close()
    throw error
  }
}
