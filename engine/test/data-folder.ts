import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Folder of the public data sets, beside the project as `../shared/data`, or undefined where it is absent. */
export function dataFolder(): string | undefined {
  const folder = process.env.CANDOR_DATA_SETS ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
  return existsSync(folder) ? folder : undefined
}
