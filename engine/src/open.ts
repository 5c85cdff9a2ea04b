import { pino } from 'pino'
import { trainApart } from './apart.ts'
import { aside } from './aside.ts'
import { readConfig } from './config.ts'
import type { House, Log } from './service/house.ts'
import { openArtifacts } from './store/artifacts.ts'
import { openStore } from './store/embedded.ts'

/** Opens a data folder, made where it does not exist. The only place that names an adapter. Close the store when done. */
export async function openHouse(folder: string, options: { readonly log?: Log; readonly now?: () => number } = {}): Promise<House> {
  const config = readConfig(folder)
  const store = await openStore(folder)
  return {
    folder,
    store,
    artifacts: openArtifacts(folder),
    config,
    log: options.log ?? pino({ level: config.server.logLevel }, pino.destination(2)),
    now: options.now ?? Date.now,
    aside,
    trainApart,
  }
}
