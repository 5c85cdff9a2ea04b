import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The path of a file of the public data sets, in CANDOR_DATA_SETS or beside the project; undefined, with a word on standard output, where it is absent. */
export function dataSet(...parts) {
  const path = join(process.env.CANDOR_DATA_SETS ?? fileURLToPath(new URL('../../shared/data', import.meta.url)), ...parts)
  if (existsSync(path)) return path
  console.log(`skipped: ${parts.join('/')} is neither in CANDOR_DATA_SETS nor beside the project`)
  return undefined
}
