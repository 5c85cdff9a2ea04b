import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

/** Where public data sets lie: CANDOR_DATA_SETS, else ../shared/data beside the project. */
export const folder = process.env.CANDOR_DATA_SETS ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url))

/** Whether a set's folder is there. */
export function present(name) {
  return existsSync(`${folder}/${name}`)
}

/** The text of a file, unpacked where its name says so. */
export function text(name) {
  const bytes = readFileSync(`${folder}/${name}`)
  return (name.endsWith('.gz') ? gunzipSync(bytes) : name.endsWith('.br') ? brotliDecompressSync(bytes) : bytes).toString('utf8')
}

export function lines(name) {
  return text(name).trimEnd().split(/\r?\n/)
}
